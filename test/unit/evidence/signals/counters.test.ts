/** Counters become rates; gauges stay as they are. */
import { describe, expect, it } from 'vitest';
import type { MetricSeries } from '../../../../src/domain/observation.ts';
import { isCounter, ratePerSecond } from '../../../../src/evidence/signals/counters.ts';
import { detectChangePoints } from '../../../../src/evidence/change-points/detect.ts';

const series = (metric: string, values: readonly (number | null)[]): MetricSeries => ({
  metric,
  service: 'ferry',
  tags: [],
  points: values.map((value, at) => [at * 10_000, value]),
});

describe('isCounter', () => {
  const rising = [0, 40, 80, 120, 160, 200, 240, 280, 320, 360];
  it('knows a cumulative counter by its name and that it never falls', () => {
    expect(isCounter(series('http_requests_total', rising))).toBe(true);
    expect(isCounter(series('queue_depth', rising))).toBe(false);
    expect(isCounter(series('orders_total', [5, 9, 4, 8, 6, 7, 5, 9, 6, 4]))).toBe(false);
    expect(
      isCounter(
        series(
          'restarts_total',
          rising.map(() => 0),
        ),
      ),
    ).toBe(false);
  });

  it('allows for a process that starts anew', () => {
    const anew = [900, 940, 980, 1020, 20, 60, 100, 140, 180, 220];
    expect(isCounter(series('http_requests_total', anew))).toBe(true);
    expect(ratePerSecond(series('x_total', anew).points).map(([, value]) => value)).toEqual([
      4, 4, 4, 2, 4, 4, 4, 4, 4,
    ]);
  });

  it('makes a counter’s change visible that its climb hides', () => {
    const values: number[] = [];
    let sum = 1e6;
    for (let at = 0; at < 80; at += 1) values.push((sum += at < 50 ? 400 + (at % 3) : 4000));
    const [change] = detectChangePoints(ratePerSecond(series('x_total', values).points));
    expect(change).toMatchObject({ atMs: 500_000, shape: 'step', direction: 'up' });
  });
});

describe('a series without any spread', () => {
  it('is scored by a finite number, the larger the plainer the change', () => {
    const step = (to: number): readonly (readonly [number, number])[] =>
      Array.from({ length: 40 }, (_, at) => [at * 1_000, at < 25 ? 0 : to] as const);
    const score = detectChangePoints(step(0.05))[0]?.score ?? NaN;
    expect(Number.isFinite(score)).toBe(true);
    expect(score).toBeGreaterThan(100);
  });
});
