/** Counters that only grow, told from gauges and brought to rates: a counter's level says nothing. */
import type { MetricSeries } from '../../../domain/observation.ts';
import { metricKind } from '../../change-points/metric-kind.ts';

/** How names say that a value is summed up since the start of the process. */
const SUMMED =
  /(?:^|[^a-z])(?:total|count|counter|sum|cumulative|usage[._-]seconds|segs)(?![a-z])/i;
/** Falls are restarts of the process; more of them than one in this many steps is no counter. */
const STEPS_PER_RESET = 60;
const MIN_POINTS = 8;

/**
 * Whether the values never fall but for restarts, and either the name says that they are summed up
 * or the first value dwarfs all growth, as with a process that ran for weeks. Counts of restarts
 * stay as they are: a step of one is what has to be seen.
 */
export function isCounter(series: MetricSeries): boolean {
  const kind = metricKind(series.metric);
  if (kind === 'restarts' || kind === 'memory' || kind === 'queue') return false;
  let previous: number | null = null;
  let first: number | null = null;
  let steps = 0;
  let rises = 0;
  let falls = 0;
  let grown = 0;
  for (const [, value] of series.points) {
    if (value === null) continue;
    if (value < 0) return false;
    first ??= value;
    if (previous !== null) {
      steps += 1;
      if (value > previous) {
        rises += 1;
        grown += value - previous;
      } else if (value < previous) falls += 1;
    }
    previous = value;
  }
  if (first === null || steps < MIN_POINTS || falls > steps / STEPS_PER_RESET) return false;
  if (SUMMED.test(series.metric.replace(/([a-z\d])([A-Z])/g, '$1_$2')))
    return rises >= 3 || rises >= 0.2 * steps;
  return rises >= 0.9 * steps && first > 3 * grown && kind !== 'disk' && kind !== 'other';
}

/** Growth per second between neighbouring samples; a fall is a restart and counts from nothing. */
export function rateOf(points: MetricSeries['points']): MetricSeries['points'] {
  const out: MetricSeries['points'] = [];
  let previous: readonly [number, number] | null = null;
  for (const [at, value] of points) {
    if (value === null) {
      out.push([at, null]);
      continue;
    }
    if (previous !== null && at > previous[0]) {
      const grown = value >= previous[1] ? value - previous[1] : value;
      out.push([at, (grown * 1_000) / (at - previous[0])]);
    }
    previous = [at, value];
  }
  return out;
}

/** The series with counters as rates; all others are the same objects. */
export const withRates = (metrics: readonly MetricSeries[]): MetricSeries[] =>
  metrics.map((each) => (isCounter(each) ? { ...each, points: rateOf(each.points) } : each));
