/** Counters that only grow say something once they are turned into rates. */
import type { MetricSeries, Observations } from '../../domain/observation.ts';

const COUNTER = /(?:_|\.|\b)(?:total|count|sum|bucket|counter)(?:$|[_.{ ])/i;
/** Fewer samples could be a gauge that happened to rise. */
const MIN_SAMPLES = 8;
/** A restarted process counts from zero again; more often than this it is no counter. */
const MAX_RESETS = 0.05;

/** True for a cumulative counter by its name and its samples: it never falls but to start anew. */
export function isCounter({ metric, points }: MetricSeries): boolean {
  if (!COUNTER.test(metric)) return false;
  const values = points.flatMap(([, value]) => value ?? []);
  if (values.length < MIN_SAMPLES) return false;
  let falls = 0;
  let rises = 0;
  for (let at = 1; at < values.length; at += 1) {
    const [before, after] = [values[at - 1] ?? 0, values[at] ?? 0];
    if (after > before) rises += 1;
    else if (after < before) {
      // a reset starts near zero, a gauge just falls a bit
      if (after > 0.5 * before) return false;
      falls += 1;
    }
  }
  return rises > 0 && falls <= Math.max(1, MAX_RESETS * values.length) && rises > 4 * falls;
}

/** Growth per second between two samples, at the later one; a reset counts from zero. */
export function ratePerSecond(points: MetricSeries['points']): MetricSeries['points'] {
  const out: [number, number | null][] = [];
  let last: readonly [number, number] | null = null;
  for (const [at, value] of [...points].sort((a, b) => a[0] - b[0])) {
    if (value === null) {
      out.push([at, null]);
      continue;
    }
    if (last !== null && at > last[0])
      out.push([at, (value >= last[1] ? value - last[1] : value) / ((at - last[0]) / 1_000)]);
    last = [at, value];
  }
  return out;
}

/** The observations with every counter as a rate. */
export function withRates(observations: Observations): Observations {
  if (!observations.metrics.some(isCounter)) return observations;
  return {
    ...observations,
    metrics: observations.metrics.map((series) =>
      isCounter(series)
        ? { ...series, unit: 'per second', points: ratePerSecond(series.points) }
        : series,
    ),
  };
}
