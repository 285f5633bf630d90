import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createWaits } from '../../../../src/mcp-proxy/rate-limit/waits.ts';

const total = (...spans: readonly (readonly [number, number])[]): number => {
  const waits = createWaits();
  for (const [fromMs, toMs] of spans) waits.add(fromMs, toMs);
  return waits.totalMs;
};

describe('waits', () => {
  test('one after the other add up', () => {
    expect(total([0, 1_000], [1_000, 1_500], [4_000, 4_100])).toBe(1_600);
  });

  test('at the same time count once', () => {
    expect(total([0, 1_000], [0, 1_000], [200, 800], [500, 1_200])).toBe(1_200);
  });

  test('one that joins two others fills only the gap', () => {
    expect(total([0, 100], [300, 400], [50, 350])).toBe(400);
  });

  test('are the moments in which anything waited, in whatever order they end', () => {
    const span = fc.tuple(fc.nat(60), fc.nat(20));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), (spans) => {
        const moments = new Set(
          spans.flatMap(([from, length]) => Array.from({ length }, (_, at) => from + at)),
        );
        expect(total(...spans.map(([from, length]) => [from, from + length] as const))).toBe(
          moments.size,
        );
      }),
    );
  });
});
