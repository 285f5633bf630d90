/** Whether a metric gets worse, quietly: the direction of a few values that wobble. */
import type { Observations } from '../../domain/observation.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { TriageAlert } from './types.ts';

export type Trend = 'worse' | 'better' | 'steady' | 'unknown';

/** Fewer values than this are no trend. */
const MIN_POINTS = 4;
/** A drift smaller than this share of the level is a wobble. */
const MIN_DRIFT = 0.1;
/** So many values that never turn back do not wobble: a smaller drift counts. */
const MIN_STRICT_POINTS = 6;
const MIN_STRICT_DRIFT = 0.03;
/** Rank correlation with time from which a drift counts. */
const MIN_ORDER = 0.6;
/** Longer series are thinned evenly: the order of 200 values says what that of all would. */
const MAX_POINTS = 200;

/** The trend of values in time order; `lowIsBad` turns its meaning. */
export function trendOf(values: readonly number[], lowIsBad: boolean): Trend {
  const points = thin(values);
  if (points.length < MIN_POINTS) return 'unknown';
  const third = Math.max(1, Math.floor(points.length / 3));
  const early = median(points.slice(0, third));
  const late = median(points.slice(-third));
  const level = Math.max(Math.abs(early), Math.abs(late), 1e-9);
  const drift = (late - early) / level;
  const order = Math.abs(kendall(points));
  const least = order === 1 && points.length >= MIN_STRICT_POINTS ? MIN_STRICT_DRIFT : MIN_DRIFT;
  if (Math.abs(drift) < least || order < MIN_ORDER) return 'steady';
  return drift > 0 === lowIsBad ? 'better' : 'worse';
}

export function trendOfAlert(
  alert: TriageAlert,
  observations: Observations,
  lowIsBad: boolean,
  told: readonly number[] = [],
): Trend {
  return trendOf(levelsOf(alert, observations, told), lowIsBad);
}

/**
 * Values of the alert's metric in time order: its own history, else those that its sentences tell,
 * else the series of its service.
 */
export function levelsOf(
  alert: TriageAlert,
  { metrics }: Observations,
  told: readonly number[] = [],
): readonly number[] {
  const history = alert.history.map(([, value]) => value);
  const own = history.length >= MIN_POINTS ? history : told;
  if (own.length >= MIN_POINTS || alert.metric === undefined) return own;
  const wanted = plainName(alert.metric);
  const series = metrics.find(
    (each) =>
      plainName(each.metric) === wanted &&
      (each.service === alert.service || each.service === null || alert.service === null),
  );
  return series === undefined
    ? own
    : series.points.map(([, value]) => value).filter((value) => value !== null);
}

/** Fewer values than this may stand still by chance. */
const MIN_FLAT_POINTS = 6;
/** What moves by less than this share of its level stands still. */
const FLAT = 0.05;

/** True for a level that has stood still in all of the values. */
export function isFlat(values: readonly number[]): boolean {
  if (values.length < MIN_FLAT_POINTS) return false;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low > 0 && (high - low) / high <= FLAT;
}

/** `jvm.heap_pct` and `jvm_heap_pct` are one metric. */
export const plainName = (metric: string): string =>
  metric.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Shorter spans than this tell little about months. */
const MIN_SPAN_MS = 3 * DAY_MS;

/** How much a value rises in a day, from the first to the last of those whose times are known. */
export function risePerDay(history: TriageAlert['history']): number | null {
  const [first, last] = [history[0], history.at(-1)];
  if (history.length < MIN_FLAT_POINTS || first === undefined || last === undefined) return null;
  const spanMs = last[0] - first[0];
  return spanMs < MIN_SPAN_MS ? null : ((last[1] - first[1]) / spanMs) * DAY_MS;
}

/** Falls of this share of its range are somebody or something that empties it. */
const MIN_FALL = 0.4;
/** Below this share of its highest value a range is a wobble. */
const MIN_RANGE = 0.15;

/** True for what fills and is emptied again and again: its height says nothing. */
export function isSawtooth(values: readonly number[]): boolean {
  if (values.length < 5) return false;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (high <= 0 || (high - low) / high < MIN_RANGE) return false;
  const falls = values.filter(
    (value, at) => at > 0 && (values[at - 1] ?? 0) - value >= MIN_FALL * (high - low),
  );
  return falls.length >= 2;
}

function thin(values: readonly number[]): readonly number[] {
  if (values.length <= MAX_POINTS) return values;
  const step = values.length / MAX_POINTS;
  return Array.from({ length: MAX_POINTS }, (_, at) => values[Math.floor(at * step)] ?? 0);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Kendall's tau against time: share of pairs in rising order less that in falling order. */
function kendall(values: readonly number[]): number {
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < values.length; a += 1)
    for (let b = a + 1; b < values.length; b += 1) {
      sum += Math.sign((values[b] ?? 0) - (values[a] ?? 0));
      pairs += 1;
    }
  return pairs === 0 ? 0 : sum / pairs;
}
