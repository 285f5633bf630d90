/** Messages make the reader the dependent one; more calls per request make the caller a suspect. */
import { describe, expect, it } from 'vitest';
import { serviceMapOf } from '../../../../src/bundle/service-map.ts';
import { nothingObserved } from '../../../../src/domain/observation.ts';
import type { Context } from '../../../../src/evidence/hypotheses/context.ts';
import { askedAsUsual, asksMore } from '../../../../src/evidence/signals/demand.ts';
import { buildTopology } from '../../../../src/evidence/signals/topology.ts';

const NOW = '2026-05-12T12:00:00.000Z';

describe('messages', () => {
  it.each([
    [{ edges: [{ from: 'till', to: 'ledger', type: 'kafka' }] }],
    [{ edges: [{ from: 'till', to: 'ledger', topic: 'sales' }] }],
    [{ services: { ledger: { consumes: ['till'] } } }],
    [{ till: { publishes_to: ['ledger'] } }],
  ])('%j make the reader depend on the sender', (document) => {
    const topology = buildTopology({ ...nothingObserved(NOW), serviceMap: serviceMapOf(document) });
    expect([...topology.dependencies('ledger')]).toEqual(['till']);
    expect([...topology.dependencies('till')]).toEqual([]);
  });

  it('in traces likewise', () => {
    const span = (
      spanId: string,
      parentId: string | null,
      service: string,
      kind: 'producer' | 'consumer',
    ) => ({
      traceId: 't',
      spanId,
      parentId,
      service,
      kind,
      resource: 'sales',
      startAt: NOW,
      durationMs: 1,
      error: null,
    });
    const spans = [span('a', null, 'till', 'producer'), span('b', 'a', 'ledger', 'consumer')];
    const topology = buildTopology({ ...nothingObserved(NOW), spans });
    expect([...topology.dependencies('ledger')]).toEqual(['till']);
  });

  it('leave calls as they are', () => {
    const calls = serviceMapOf({ edges: [{ from: 'till', to: 'tax', type: 'http' }] });
    const topology = buildTopology({ ...nothingObserved(NOW), serviceMap: calls });
    expect([...topology.dependencies('till')]).toEqual(['tax']);
  });
});

describe('asksMore', () => {
  const move = (service: string, ratio: number) => ({
    series: { service, metric: 'rps', tags: [], points: [] },
    kind: 'traffic' as const,
    harmful: false,
    change: { atMs: 0, direction: 'up' as const, ratio },
  });
  const context = (moves: readonly ReturnType<typeof move>[]): Context =>
    ({
      firstFailing: 'profile',
      onset: { atMs: 60_000, source: 'metric', why: '' },
      moves,
      observations: {
        ...nothingObserved(NOW),
        metrics: [
          {
            service: 'board',
            metric: 'rps',
            tags: [],
            points: Array.from({ length: 9 }, (_, index) => [index, 40]),
          },
        ],
      },
    }) as unknown as Context;

  it('sees a callee asked more by a caller that is not', () => {
    expect(asksMore('board', context([move('profile', 9)]))).toBe(true);
  });
  it('sees nothing in more of everything, or where nobody watches the caller', () => {
    expect(asksMore('board', context([move('profile', 9), move('board', 8)]))).toBe(false);
    expect(asksMore('badge', context([move('profile', 9)]))).toBe(false);
  });
});

describe('askedAsUsual', () => {
  const counted = {
    service: 'tax',
    metric: 'requests_total',
    tags: [],
    points: Array.from({ length: 12 }, (_, index): [number, number] => [index * 60_000, 50]),
  };
  const context = (watched: boolean, ratio: number | null, atMs = 0): Context =>
    ({
      onset: { atMs: 0 },
      observations: { ...nothingObserved(NOW), metrics: watched ? [counted] : [] },
      moves:
        ratio === null
          ? []
          : [
              {
                series: counted,
                kind: 'traffic',
                harmful: false,
                change: { atMs, direction: 'up', ratio },
              },
            ],
    }) as unknown as Context;

  it('takes counted requests that did not rise', () => {
    expect(askedAsUsual('tax', context(true, null))).toBe(true);
    expect(askedAsUsual('tax', context(true, 1.05))).toBe(true);
    expect(askedAsUsual('tax', context(true, 2))).toBe(false);
    // what rose long after is another story
    expect(askedAsUsual('tax', context(true, 2, 3_600_000))).toBe(true);
  });

  it('does not know where nobody counts', () => {
    expect(askedAsUsual('tax', context(false, null))).toBe(false);
    expect(askedAsUsual('till', context(true, null))).toBe(false);
  });
});
