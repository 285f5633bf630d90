/** Whose own work takes longer, and on whose network. */
import { describe, expect, it } from 'vitest';
import { nothingObserved, type Span } from '../../../../src/domain/observation.ts';
import { slowestSelf } from '../../../../src/evidence/signals/span-blame.ts';

const START = Date.UTC(2026, 4, 4, 4);
const BREAK = 20;

/** `web → cart → db`; `wire` is what each call to or from a service takes on the way, ms. */
function spans(
  wire: (from: string, to: string, at: number) => number,
  own = (_: string) => 5,
): Span[] {
  const chain = ['web', 'cart', 'db'];
  return Array.from({ length: 40 }, (_, at) => at).flatMap((at) => {
    const out: Span[] = [];
    const call = (depth: number, startMs: number, parentId: string | null): number => {
      const service = chain[depth] ?? '';
      const next = chain[depth + 1];
      const id = `${at}-${depth}`;
      let took = own(service);
      if (next !== undefined) {
        const way = wire(service, next, at);
        const inner = call(depth + 1, startMs + 1 + way / 2, `${id}-out`);
        out.push(span(`${id}-out`, id, service, 'client', startMs + 1, inner + way));
        took += inner + way;
      }
      out.push(span(id, parentId, service, 'server', startMs, took));
      return took;
    };
    const span = (
      spanId: string,
      parentId: string | null,
      service: string,
      kind: Span['kind'],
      startMs: number,
      durationMs: number,
    ): Span => ({
      traceId: `t${at}`,
      spanId,
      parentId,
      service,
      resource: 'GET /',
      kind,
      startAt: new Date(startMs).toISOString(),
      durationMs,
      error: null,
    });
    call(0, START + at * 1_000, null);
    return out;
  });
}

const most = (list: Span[]): string | undefined =>
  [
    ...slowestSelf(
      { ...nothingObserved('2026-05-04T05:00:00.000Z'), spans: list },
      START + BREAK * 1_000,
    ),
  ].sort((a, b) => b[1] - a[1])[0]?.[0];

describe('slowestSelf', () => {
  it('takes time on the way for the trouble of whose calls are slow in both directions', () => {
    const slow = (from: string, to: string, at: number): number =>
      at >= BREAK && (from === 'cart' || to === 'cart') ? 200 : 1;
    expect(most(spans(slow))).toBe('cart');
  });

  it('takes the one end that all slow calls share', () => {
    expect(most(spans((_, to, at) => (at >= BREAK && to === 'db' ? 300 : 1)))).toMatch(/db|cart/);
  });

  it('says nothing where nothing grew', () => {
    expect(most(spans(() => 1))).toBeUndefined();
  });
});
