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

/** The booth is asked nine times as often at as many visits of the lobby as ever. */
const flooded = (liveAt: number): Analysis =>
  verdictOf({
    service: 'booth',
    calls: [['lobby', 'booth']],
    logs: [[0, 'error', 'pool exhausted: 40 of 40 connections in use, 300 waiting', 40]],
    metrics: [
      ['booth.error_rate', 0.1, 50, 0],
      ['booth.requests', 40, 360, 0, 'booth'],
      ['lobby.requests', 200, 200, 0, 'lobby'],
    ],
    commits: [
      {
        sha: 'ab01',
        at: liveAt - 5,
        service: 'lobby',
        repository: 'lobby',
        message: 'Tickets are there when they are looked for',
        files: {
          'lobby/tickets.ts':
            '@@ -8,3 +8,5 @@ export async function open(visit) {\n   const page = await load(visit);\n+  preload(page);\n   return page;\n',
        },
      },
    ],
    deployments: [{ at: liveAt, commit: 'ab01', service: 'lobby' }],
  });

const shareOf = (analysis: Analysis): number =>
  analysis.hypotheses.find(({ suspectChange }) => suspectChange?.id === 'ab01')?.probability ?? 0;

describe('a caller that asks for more at as many requests of its own', () => {
  it('does so because of what went live right before, not long ago', () => {
    const [now, earlier] = [flooded(-2), flooded(-240)];
    expect(now.suspectChange?.id).toBe('ab01');
    expect(shareOf(now)).toBeGreaterThan(0.6);
    expect(shareOf(earlier)).toBeLessThan(0.4);
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
