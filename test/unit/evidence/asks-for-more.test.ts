// Who begins to ask for more, and what it looks like on the side of whoever is asked.
import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/domain/analysis.ts';
import { fills } from '../../../src/evidence/hypotheses/alternatives/exhaustion.ts';
import type { Context } from '../../../src/evidence/hypotheses/context.ts';
import { analyze } from '../../../src/evidence/index.ts';
import { observe, type Incident } from './incidents.ts';

type Given = Omit<Incident, 'truth' | 'name' | 'alert'>;
const verdictOf = (given: Given): Analysis =>
  analyze(observe({ name: 'x', alert: 'errors', ...given, truth: { verdict: 'inconclusive' } }));

const flagOf = (minute: number): NonNullable<Given['flags']>[number] => ({
  at: minute,
  name: 'lobby.preload_tickets',
  summary: 'lobby.preload_tickets from 0% to 100%',
  before: '0%',
  after: '100%',
});

/** The booth is asked nine times as often at as many visits of the lobby as ever. */
const flooded = (flag: NonNullable<Given['flags']>[number]): Analysis =>
  verdictOf({
    service: 'booth',
    calls: [['lobby', 'booth']],
    logs: [[0, 'error', 'keyvault.example answered 429 Too Many Requests: 40 a second', 40]],
    metrics: [
      ['booth.error_rate', 0.1, 50, 0],
      ['booth.requests', 40, 360, 0, 'booth'],
      ['lobby.requests', 200, 200, 0, 'lobby'],
    ],
    flags: [flag],
  });

const shareOf = (analysis: Analysis): number =>
  analysis.hypotheses.find(({ suspectChange }) => suspectChange?.kind === 'flag')?.probability ?? 0;

describe('a caller that asks for more at as many requests of its own', () => {
  it('does so because of what was thrown right before, not long ago', () => {
    const [now, earlier] = [flooded(flagOf(-2)), flooded(flagOf(-240))];
    expect(now.suspectChange?.kind).toBe('flag');
    expect(shareOf(now)).toBeGreaterThan(0.5);
    expect(shareOf(earlier)).toBeLessThan(0.2);
  });
});

describe('what fills up', () => {
  const climbing = (metric: string, service: string): Context =>
    ({
      firstFailing: 'booth',
      kinds: new Map([['disk', 0.8]]),
      faults: [],
      topology: { dependencies: () => new Set(['till']) },
      moves: [{ kind: 'disk', series: { metric, service }, change: { shape: 'ramp' } }],
    }) as unknown as Context;

  it('is the disk of who failed or of what that one needs, and no rate', () => {
    expect(fills(climbing('disk_used_percent', 'booth'))).toBe(true);
    expect(fills(climbing('disk_used_percent', 'till'))).toBe(true);
    expect(fills(climbing('disk_used_percent', 'lobby'))).toBe(false);
    expect(fills(climbing('fs_writes_bytes_total', 'booth'))).toBe(false);
  });
});

describe('one piece of work of unusual size', () => {
  const reasonsOf = (requests: number, service: string): string =>
    verdictOf({
      service: 'booth',
      calls: [['lobby', 'booth']],
      logs: [[0, 'error', 'java.lang.OutOfMemoryError: Java heap space', 20]],
      metrics: [
        ['booth.error_rate', 0.1, 50, 0],
        ['booth.requests', 40, requests, 0, 'booth'],
        [`${service}.batch_size_rows`, 200, 9_000, 0, service],
      ],
    })
      .hypotheses.flatMap(({ reasons }) => reasons)
      .join();

  it('is neither many of the usual size nor the work of a stranger', () => {
    expect(reasonsOf(41, 'booth')).toContain('one piece of work of unusual size');
    expect(reasonsOf(400, 'booth')).not.toContain('one piece of work of unusual size');
    expect(reasonsOf(41, 'lobby')).not.toContain('one piece of work of unusual size');
  });
});
