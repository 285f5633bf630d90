/** Gathers single points into series, one per service, metric and tags. */
import type { MetricSeries } from '../../domain/observation.ts';

export interface SeriesKey {
  readonly metric: string;
  readonly service: string | null;
  readonly tags?: readonly string[];
  readonly unit?: string | undefined;
}

export interface SeriesCollector {
  /** @param value - null is a gap */
  add(key: SeriesKey, atMs: number, value: number | null): void;
  readonly points: number;
  /** Points oldest first; of two at the same moment the later one given counts. */
  list(): MetricSeries[];
}

/** More series than this are not one incident's metrics; the rest is refused. */
const MAX_SERIES = 20_000;

export function createSeriesCollector(onRefused: () => void): SeriesCollector {
  const all = new Map<string, { key: SeriesKey; points: [number, number | null][] }>();
  // tables give the same key row by row: names need not be joined millions of times
  const byKey = new WeakMap<SeriesKey, [number, number | null][]>();
  let points = 0;
  return {
    get points() {
      return points;
    },
    add: (key, atMs, value) => {
      const known = byKey.get(key);
      if (known !== undefined) {
        known.push([atMs, value]);
        points += 1;
        return;
      }
      const id = `${key.service ?? ''}\n${key.metric}\n${key.tags?.join(',') ?? ''}`;
      let series = all.get(id);
      if (series === undefined) {
        if (all.size >= MAX_SERIES) {
          onRefused();
          return;
        }
        series = { key, points: [] };
        all.set(id, series);
      }
      byKey.set(key, series.points);
      series.points.push([atMs, value]);
      points += 1;
    },
    list: () =>
      [...all.values()].map(({ key, points: given }) => ({
        metric: key.metric,
        service: key.service,
        ...(key.unit === undefined ? {} : { unit: key.unit }),
        tags: [...(key.tags ?? [])],
        points: inOrder(given),
      })),
  };
}

function inOrder(points: [number, number | null][]): [number, number | null][] {
  const sorted = points.every((point, at) => at === 0 || (points[at - 1]?.[0] ?? 0) < point[0])
    ? points
    : points.toSorted((a, b) => a[0] - b[0]);
  return sorted.filter((point, at) => sorted[at + 1]?.[0] !== point[0]);
}
