/** Long series in fewer samples. */
import { describe, expect, it } from 'vitest';
import { nothingObserved } from '../../../../src/domain/observation.ts';
import { thinned, withFewerPoints } from '../../../../src/evidence/signals/thin.ts';

const points = (count: number): [number, number | null][] =>
  Array.from({ length: count }, (_, at) => [at * 1_000, at % 10 === 3 ? null : at]);

describe('thinned', () => {
  it('takes means of bins, without the gaps, at the first moment of each', () => {
    expect(thinned(points(8), 2)).toEqual([
      [0, 1],
      [4_000, 5.5],
    ]);
  });

  it('leaves a gap where a bin has no values, and short series as they are', () => {
    const gaps: [number, null][] = Array.from({ length: 9 }, (_, at) => [at, null]);
    expect(thinned(gaps, 3)).toEqual([
      [0, null],
      [3, null],
      [6, null],
    ]);
    const short = points(20);
    expect(thinned(short, 10)).toBe(short);
  });
});

describe('withFewerPoints', () => {
  const observed = (series: number, count: number) => ({
    ...nothingObserved('2026-01-01T00:00:00.000Z'),
    metrics: Array.from({ length: series }, (_, at) => ({
      metric: `m${at}`,
      service: 'pay',
      tags: [],
      points: points(count),
    })),
  });

  it('keeps every sample unless there are more than a million', () => {
    const few = observed(2, 5_000);
    expect(withFewerPoints(few)).toBe(few);
    const many = withFewerPoints(observed(300, 5_000));
    expect(many.metrics[0]?.points.length).toBeLessThan(2_500);
    expect(many.metrics[0]?.points.length).toBeGreaterThan(1_000);
  });
});
