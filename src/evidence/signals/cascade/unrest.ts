/** The moment at which a system as a whole left its usual state: where most series leave their bands. */
import type { MetricSeries } from '../../../domain/observation.ts';
import { MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import { median, medianSorted, quantileSorted, sortedCopy } from '../../change-points/robust.ts';

export interface Unrest {
  readonly atMs: number;
  /** Height of the rise in spreads of the time before it. */
  readonly score: number;
  /** Usual distance between two samples. */
  readonly stepMs: number;
}

export interface UnrestOptions {
  /** The moment lies at or before this: when the alert fired, else the end. */
  readonly latestMs?: number | null;
}

/** Buckets of time that are looked at; finer ones only cost. */
const MAX_BUCKETS = 1_500;
const MIN_BUCKETS = 12;
/** A sample inside this many spreads is at home, beyond the second it says no more. */
const HOME = 3.5;
const CAP = 12;
/** The time over which a rise must last. */
const LASTING_MS = 3 * MINUTE_MS;

/**
 * Each series is measured in its own robust spreads, what exceeds the usual band is summed over all
 * series per moment, and the largest lasting rise of that sum is the onset: many small departures at
 * one moment count, one wild series does not. Null where nothing rises.
 */
export function unrestOnset(
  metrics: readonly MetricSeries[],
  options: UnrestOptions = {},
): Unrest | null {
  let from = Infinity;
  let to = -Infinity;
  const steps: number[] = [];
  for (const { points } of metrics) {
    const first = points[0]?.[0];
    const last = points.at(-1)?.[0];
    if (first === undefined || last === undefined || points.length < MIN_BUCKETS) continue;
    from = Math.min(from, first);
    to = Math.max(to, last);
    steps.push((last - first) / (points.length - 1));
  }
  if (steps.length === 0 || to <= from) return null;
  const stepMs = Math.max(SECOND_MS, median(steps), (to - from) / MAX_BUCKETS);
  const count = Math.floor((to - from) / stepMs) + 1;
  if (count < MIN_BUCKETS) return null;
  const sum = new Float64Array(count);
  const perService = new Map<string, Float64Array>();
  for (const { points, service } of metrics) {
    if (points.length < MIN_BUCKETS) continue;
    const own = service ?? '';
    let line = perService.get(own);
    if (line === undefined) perService.set(own, (line = new Float64Array(count)));
    addExcess(points, from, stepMs, line);
  }
  // many series of one service are one voice, getting louder slowly
  for (const line of perService.values())
    for (let at = 0; at < count; at += 1) sum[at] = (sum[at] ?? 0) + Math.sqrt(line[at] ?? 0);
  return largestRise(sum, from, stepMs, options.latestMs ?? null);
}

/** What each sample exceeds the usual band by. */
function addExcess(
  points: MetricSeries['points'],
  from: number,
  stepMs: number,
  into: Float64Array,
): void {
  const values: number[] = [];
  for (const [, value] of points) if (value !== null && Number.isFinite(value)) values.push(value);
  if (values.length < MIN_BUCKETS) return;
  // what is usual is told from the first half: faults are looked at soon after they begin
  const early = sortedCopy(values.slice(0, Math.ceil(values.length / 2)));
  const level = medianSorted(early);
  const spread = Math.max(
    (quantileSorted(early, 0.75) - quantileSorted(early, 0.25)) / 1.349,
    (quantileSorted(early, 0.9) - quantileSorted(early, 0.1)) / 2.563,
    0.01 * Math.abs(level),
  );
  const unit = spread > 0 ? spread : Math.max(...values.map(Math.abs)) / 20;
  if (!(unit > 0)) return;
  for (const [at, value] of points) {
    if (value === null || !Number.isFinite(value)) continue;
    const z = Math.abs(value - level) / unit;
    if (z <= HOME) continue;
    const index = Math.round((at - from) / stepMs);
    if (index >= 0 && index < into.length)
      into[index] = (into[index] ?? 0) + Math.min(CAP, z) - HOME;
  }
}

function largestRise(
  sum: Float64Array,
  from: number,
  stepMs: number,
  latestMs: number | null,
): Unrest | null {
  const n = sum.length;
  const width = Math.max(3, Math.min(Math.round(LASTING_MS / stepMs), Math.floor(n / 4)));
  const total = new Float64Array(n + 1);
  for (let at = 0; at < n; at += 1) total[at + 1] = (total[at] ?? 0) + (sum[at] ?? 0);
  const mean = (a: number, b: number): number =>
    b <= a ? 0 : ((total[b] ?? 0) - (total[a] ?? 0)) / (b - a);
  let best = -1;
  let rise = 0;
  const last =
    latestMs === null ? n - 3 : Math.min(n - 3, Math.ceil((latestMs - from) / stepMs) + 1);
  for (let at = 3; at <= last; at += 1) {
    // all that was before, so that the second step of a fault does not win over its first
    const grown =
      mean(at, Math.min(n, at + width)) -
      Math.max(mean(Math.max(0, at - 3 * width), at), 0.5 * mean(0, at));
    if (grown > rise) {
      rise = grown;
      best = at;
    }
  }
  if (best === -1) return null;
  const quiet = sortedCopy([...sum.subarray(0, Math.max(3, best - 1))]);
  const level = medianSorted(quiet);
  const noise = Math.max(
    (quantileSorted(quiet, 0.9) - quantileSorted(quiet, 0.1)) / 2.563,
    0.05 * rise,
    1e-9,
  );
  // back to the first bucket of the same rise
  let at = best;
  const limit = level + Math.max(3 * noise, 0.15 * rise);
  while (at > 0 && (sum[at - 1] ?? 0) > limit) at -= 1;
  while (at < n - 1 && at < best + 3 && (sum[at] ?? 0) <= limit) at += 1;
  return { atMs: from + at * stepMs, score: rise / noise, stepMs };
}
