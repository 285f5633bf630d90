/** How far a series left its usual values after a moment: the robust z-score of each metric. */
import type { MetricSeries } from '../../../domain/observation.ts';
import { MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import { medianSorted, quantileSorted, sortedCopy } from '../../change-points/robust.ts';
import { thinned } from '../thin.ts';

export interface Deviation {
  /** Distance of the levels after and before, in spreads of the time before; below 0 for a fall. */
  readonly z: number;
  readonly before: number;
  /** The level of the window in which it left furthest. */
  readonly after: number;
  /** First sample that left the usual band for good; null where none did. */
  readonly atMs: number | null;
}

/** What was just before the moment may already be the fault: clocks and scrapes blur it. */
const GUARD_MS = 15 * SECOND_MS;
/** A crash may be over within this time; then only its first moments show it. */
const FIRST_MS = 75 * SECOND_MS;
/** Faults that people inject, and many others, last a few minutes. */
const FEW_MS = 5 * MINUTE_MS;
/** Times before are looked at no further back than this. */
const PAST_MS = 120 * MINUTE_MS;
/** Longer series are averaged down to about this many samples. */
const MAX_SAMPLES = 900;
const MIN_BEFORE = 5;
const MIN_AFTER = 2;
/** Below this distance a series is at home. */
export const AT_HOME = 3;
/** Beyond this a distance says no more. */
const MAX_Z = 1_000;

type Point = readonly [number, number];

/**
 * Median after against median before, in units of the spread before, as robust scalers do it (median
 * and inter-quartile range in place of mean and deviation, so that bursts before do not count). The
 * spread is at least what medians of windows of that length moved by themselves before: noise that
 * lasts is no sign. Looks at the first minute, the first five, all that follows and its last third, and takes
 * the furthest. Null with too few samples on either side.
 */
export function deviationOf(
  points: MetricSeries['points'],
  onsetMs: number,
  untilMs: number,
): Deviation | null {
  const before: number[] = [];
  const after: Point[] = [];
  for (const [at, value] of thinned(points, MAX_SAMPLES)) {
    if (value === null || !Number.isFinite(value)) continue;
    if (at < onsetMs - GUARD_MS) {
      if (at >= onsetMs - PAST_MS) before.push(value);
    } else if (at >= onsetMs && at <= untilMs) after.push([at, value]);
  }
  if (before.length < MIN_BEFORE || after.length < MIN_AFTER) return null;
  const sorted = sortedCopy(before);
  const level = medianSorted(sorted);
  const spread = Math.max(
    (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.349,
    (quantileSorted(sorted, 0.95) - quantileSorted(sorted, 0.05)) / 3.29,
    // flat and quantised series have no spread of their own
    0.01 * Math.abs(level),
  );
  let best: Deviation | null = null;
  const firstMs = after[0]?.[0] ?? onsetMs;
  const windows: number[][] = [
    after.filter(([at]) => at < firstMs + FIRST_MS).map(([, value]) => value),
    after.filter(([at]) => at < firstMs + FEW_MS).map(([, value]) => value),
    after.map(([, value]) => value),
    after.slice(-Math.max(MIN_AFTER, Math.floor(after.length / 3))).map(([, value]) => value),
  ];
  let looked = -1;
  for (const window of windows) {
    // a window as long as the one before is the same one
    if (window.length < MIN_AFTER || window.length === looked) continue;
    looked = window.length;
    const median = medianSorted(sortedCopy(window));
    const delta = median - level;
    if (delta === 0) {
      best ??= { z: 0, before: level, after: median, atMs: null };
      continue;
    }
    const least = Math.max(spread, smallest(level, median));
    // what is at home by the spread alone need not be compared with more
    const own = Math.abs(delta) < AT_HOME * least ? 0 : wander(before, window.length, level);
    const noise = Math.max(least, 1.2 * own);
    const z = Math.max(-MAX_Z, Math.min(MAX_Z, delta / noise));
    if (best === null || Math.abs(z) > Math.abs(best.z))
      best = { z, before: level, after: median, atMs: null };
  }
  if (best === null || Math.abs(best.z) < AT_HOME) return best;
  return { ...best, atMs: leaving(after, best, spread) };
}

/** A series that never moved is known no better than to a part of what it came to. */
const smallest = (before: number, after: number): number =>
  before === 0 ? 0.02 * Math.abs(after) : Number.MIN_VALUE;

/** How far medians of windows of this length went from the level before: 90 of 100 stayed within. */
function wander(before: readonly number[], length: number, level: number): number {
  const size = Math.max(2, Math.min(length, Math.floor(before.length / 4)));
  const step = Math.max(1, Math.floor(size / 2), Math.floor(before.length / 25));
  const moved: number[] = [];
  for (let at = 0; at + size <= before.length; at += step)
    moved.push(Math.abs(medianSorted(sortedCopy(before.slice(at, at + size))) - level));
  return moved.length < 3 ? 0 : quantileSorted(sortedCopy(moved), 0.9);
}

/** The first of two samples in a row that are outside on that side. */
function leaving(after: readonly Point[], found: Deviation, spread: number): number | null {
  const limit = Math.max(3 * spread, 0.25 * Math.abs(found.after - found.before));
  const out = (at: number): boolean => {
    const delta = (after[at]?.[1] ?? found.before) - found.before;
    return (found.z > 0 ? delta : -delta) > limit;
  };
  for (let at = 0; at < after.length; at += 1)
    if (out(at) && (at === after.length - 1 || out(at + 1))) return after[at]?.[0] ?? null;
  return null;
}
