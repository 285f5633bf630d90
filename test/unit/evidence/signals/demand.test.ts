/** Messages make the reader the dependent one; more calls per request make the caller a suspect. */
import { describe, expect, it } from 'vitest';
import { serviceMapOf } from '../../../../src/bundle/service-map.ts';
import { nothingObserved } from '../../../../src/domain/observation.ts';
import type { Context } from '../../../../src/evidence/hypotheses/context.ts';
import { asksMore } from '../../../../src/evidence/signals/demand.ts';
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
