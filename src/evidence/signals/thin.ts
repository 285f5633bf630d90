/** Long series in fewer samples, for bounded work. */
import type { MetricSeries, Observations } from '../../domain/observation.ts';

type Points = MetricSeries['points'];

/**
 * Means of equal bins of neighbours, about `most` of them; a bin without values is a gap. The same
 * points where there are not twice as many.
 */
export function thinned(points: Points, most: number): Points {
  if (points.length <= 2 * most) return points;
  const size = Math.floor(points.length / most);
  const out: Points = [];
  for (let start = 0; start < points.length; start += size) {
    let sum = 0;
    let count = 0;
    for (let at = start; at < Math.min(start + size, points.length); at += 1) {
      const value = points[at]?.[1] ?? null;
      if (value === null || !Number.isFinite(value)) continue;
      sum += value;
      count += 1;
    }
    out.push([points[start]?.[0] ?? 0, count === 0 ? null : sum / count]);
  }
  return out;
}

/** Up to this many points every sample counts. */
const MANY_POINTS = 1_000_000;
/** Samples per series that place an onset well enough where there are many series. */
const ENOUGH = 1_200;

/** The observations with long series thinned out, where all of them together are too many. */
export function withFewerPoints(observations: Observations): Observations {
  const total = observations.metrics.reduce((sum, each) => sum + each.points.length, 0);
  if (total <= MANY_POINTS) return observations;
  return {
    ...observations,
    metrics: observations.metrics.map((each) => ({
      ...each,
      points: thinned(each.points, ENOUGH),
    })),
  };
}
