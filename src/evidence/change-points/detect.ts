/** When did a metric change, how much, and how: step, ramp or spike. */
import { findPeriod, deseasonalise } from './season.ts';
import { median, ranks, spread } from './robust.ts';

export interface ChangePoint {
  /** First moment of the new behaviour, epoch ms. */
  readonly atMs: number;
  /** `step` stays at a new level, `ramp` keeps moving, `spike` came back before the series ends. */
  readonly shape: 'step' | 'ramp' | 'spike';
  readonly direction: 'up' | 'down';
  /** Typical value before, and at its worst after. */
  readonly before: number;
  readonly after: number;
  /** Distance between the two in robust standard deviations of the time before. */
  readonly score: number;
  /** `after / before`; null when before is 0. */
  readonly ratio: number | null;
  /** When a spike was over, epoch ms. */
  readonly untilMs: number | null;
}

export interface DetectOptions {
  /** Smallest accepted score. @defaultValue 4 */
  readonly minScore?: number;
  /** Smallest accepted relative move, against the larger of both levels. @defaultValue 0.1 */
  readonly minRelative?: number;
  /** At most this many changes. @defaultValue 4 */
  readonly maxChanges?: number;
}

/** From here on one change is as plain as the next: a constant series has no spread to measure by. */
const MAX_SCORE = 1_000;

/** Longer series are averaged down to this many samples: enough to place an onset, bounded work. */
const MAX_SAMPLES = 4_000;
/** Beyond these a sample is a mistake: squares would overflow, years have five digits. */
const MAX_VALUE = 1e100;
const MAX_TIME = 253_402_300_800_000;
/** Shorter than this says nothing about what is normal. */
const MIN_SAMPLES = 5;

type Point = readonly [number, number | null];

/**
 * Changes of a series, oldest first. Gaps (null, NaN) are skipped; order of the points does not
 * matter. Rank statistics place the split, so single outliers neither make nor hide a change; a
 * repeating cycle is removed first; slow ramps are told from steps by which of both fits better.
 */
export function detectChangePoints(
  points: readonly Point[],
  options: DetectOptions = {},
): ChangePoint[] {
  const minScore = options.minScore ?? 4;
  const minRelative = options.minRelative ?? 0.1;
  const maxChanges = options.maxChanges ?? 4;
  const { times, values } = prepare(points);
  if (values.length < MIN_SAMPLES) return [];
  const period = values.length >= 72 ? findPeriod(values) : null;
  const flat = period === null ? values : deseasonalise(values, period);
  const floor = noiseFloor(flat);
  const found: ChangePoint[] = [];
  const accept = (change: ChangePoint | null): boolean => {
    if (change === null || change.score < minScore) return false;
    const scale = Math.max(Math.abs(change.before), Math.abs(change.after));
    return scale > 0 && Math.abs(change.after - change.before) / scale >= minRelative;
  };
  const search = (from: number, to: number, depth: number): void => {
    if (to - from < MIN_SAMPLES || depth > 5 || found.length >= maxChanges * 2) return;
    const split = bestSplit(flat, from, to);
    if (split === null) return;
    const change = describe(flat, times, from, split, to, floor);
    if (!accept(change)) return;
    if (change !== null) found.push(change);
    search(from, split, depth + 1);
    search(split, to, depth + 1);
  };
  search(0, flat.length, 0);
  if (found.length === 0) {
    const spike = findSpike(flat, times, floor);
    if (accept(spike) && spike !== null) found.push(spike);
  }
  found.sort((a, b) => a.atMs - b.atMs || b.score - a.score);
  return found.slice(0, maxChanges);
}

/** Sorted, finite samples; long series averaged into equal bins. */
function prepare(points: readonly Point[]): { times: number[]; values: number[] } {
  const clean: [number, number][] = [];
  for (const [at, value] of points) {
    if (value === null || !(Math.abs(value) < MAX_VALUE) || !(at > -MAX_TIME && at < MAX_TIME))
      continue;
    clean.push([at, value]);
  }
  clean.sort((a, b) => a[0] - b[0]);
  if (clean.length <= MAX_SAMPLES) {
    return { times: clean.map((each) => each[0]), values: clean.map((each) => each[1]) };
  }
  const size = Math.ceil(clean.length / MAX_SAMPLES);
  const times: number[] = [];
  const values: number[] = [];
  for (let start = 0; start < clean.length; start += size) {
    const bin = clean.slice(start, start + size);
    times.push(bin[0]?.[0] ?? 0);
    values.push(bin.reduce((sum, each) => sum + each[1], 0) / bin.length);
  }
  return { times, values };
}

/** Smallest spread that is taken seriously: quantised and constant series have none of their own. */
function noiseFloor(values: readonly number[]): number {
  const steps: number[] = [];
  for (let at = 1; at < values.length; at += 1) {
    steps.push(Math.abs((values[at] ?? 0) - (values[at - 1] ?? 0)));
  }
  const scale = median(values.map(Math.abs));
  // what was constantly zero has no scale but the one of its change
  const reach = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return Math.max(median(steps) * 0.7, scale * 0.01, reach / MAX_SCORE, Number.MIN_VALUE);
}

/**
 * Pettitt's split: where the ranks before and after differ most. Both sides keep at least two
 * samples. Null when the ranks show nothing that chance would not.
 */
function bestSplit(values: readonly number[], from: number, to: number): number | null {
  const part = values.slice(from, to);
  const n = part.length;
  const rank = ranks(part);
  let sum = 0;
  let best = 0;
  let at = -1;
  for (let index = 0; index < n - 1; index += 1) {
    sum += 2 * (rank[index] ?? 0) - n - 1;
    if (index < 1 || index > n - 3) continue;
    // weighting by the smaller side lets a change close to either end be found
    const sides = (index + 1) * (n - index - 1);
    const weighted = Math.abs(sum) / Math.sqrt(sides);
    if (weighted > best) {
      best = weighted;
      at = index + 1;
    }
  }
  if (at === -1) return null;
  // standardised Mann–Whitney at the best split; the bound grows with the number of splits tried
  const z = best / Math.sqrt((n + 1) / 3);
  const bound = n < 12 ? 1.9 : 2.2 + 0.35 * Math.log10(n);
  return z >= bound ? from + at : null;
}

function describe(
  values: readonly number[],
  times: readonly number[],
  from: number,
  split: number,
  to: number,
  floor: number,
): ChangePoint | null {
  const before = values.slice(from, split);
  const after = values.slice(split, to);
  const levelBefore = median(before);
  const levelAfter = median(after);
  const noise = Math.max(spread(before), floor);
  const up = levelAfter >= levelBefore;
  const ramp = fitRamp(values, from, to);
  const stepError = bestStepError(values, from, to);
  if (ramp !== null && ramp.error < 0.6 * stepError && to - from >= 8) {
    const start = values.slice(from, Math.max(from + 2, ramp.at));
    const base = median(start);
    const end = median(
      values.slice(Math.max(split, to - Math.max(2, Math.floor((to - from) / 10))), to),
    );
    const rampNoise = Math.max(Math.sqrt(ramp.error / (to - from)), floor);
    const knee = firstOutside(values, ramp.at, to, base, end, Math.max(spread(start), floor));
    return {
      // a jump that goes on rising is no climb: then it begins where it leaves the flat part
      atMs: times[Math.max(knee, turn(values, ramp.at, to, base, noise, ramp.slope))] ?? 0,
      shape: 'ramp',
      direction: end >= base ? 'up' : 'down',
      before: base,
      after: end,
      score: Math.abs(end - base) / rampNoise,
      ratio: base === 0 ? null : end / base,
      untilMs: null,
    };
  }
  const onset = refine(values, from, split, to, levelBefore, levelAfter, noise);
  const reached = to - onset >= 2 ? median(values.slice(onset, to)) : levelAfter;
  return {
    atMs: times[onset] ?? 0,
    shape: 'step',
    direction: up ? 'up' : 'down',
    before: levelBefore,
    after: reached,
    score: Math.abs(levelAfter - levelBefore) / noise,
    ratio: levelBefore === 0 ? null : reached / levelBefore,
    untilMs: null,
  };
}

/** A sample belongs to the new regime from this share of the way there. */
const UNDERWAY = 0.15;

/**
 * The first sample that left the old level for good. Ranks know no heights: they place a split some
 * samples early when the last ones before it happen to be a bit high. A sample counts when it lies
 * beyond the noise and well on its way to the new level, and one of the next two does as well.
 */
function refine(
  values: readonly number[],
  from: number,
  split: number,
  to: number,
  level: number,
  after: number,
  noise: number,
): number {
  const up = after >= level;
  const least = Math.max(3 * noise, UNDERWAY * Math.abs(after - level));
  const out = (index: number): boolean => {
    const delta = (values[index] ?? level) - level;
    return index < to && (up ? delta : -delta) > least;
  };
  const holds = (index: number): boolean => out(index) && (out(index + 1) || out(index + 2));
  let at = split;
  while (at - 1 > from && out(at - 1)) at -= 1;
  if (at < split) return at;
  while (at < to && !holds(at)) at += 1;
  return at < to ? at : split;
}

/**
 * Where a climb turns: the knee of the best line, unless its samples stay within the noise for
 * longer than such a line would.
 */
function turn(
  values: readonly number[],
  knee: number,
  to: number,
  base: number,
  noise: number,
  slope: number,
): number {
  if (slope === 0) return knee;
  const beyond = (index: number): boolean =>
    ((values[index] ?? base) - base) * Math.sign(slope) > 3 * noise;
  let left = knee;
  while (left < to && !(beyond(left) && (beyond(left + 1) || left + 1 >= to))) left += 1;
  if (left >= to) return knee;
  return Math.max(knee, left - Math.ceil((3 * noise) / Math.abs(slope)));
}

/**
 * A jump that goes on rising looks like a ramp with a knee far too early. Where the samples behind
 * the knee are as flat as those before it, the change begins with the first that leaves their band.
 */
function firstOutside(
  values: readonly number[],
  knee: number,
  to: number,
  base: number,
  end: number,
  noise: number,
): number {
  const up = end >= base;
  const height = (index: number): number => {
    const delta = (values[index] ?? base) - base;
    return up ? delta : -delta;
  };
  const least = Math.max(3 * noise, 0.03 * Math.abs(end - base));
  let at = knee;
  while (at + 1 < to && !(height(at) > least && height(at + 1) > least)) at += 1;
  if (at - knee < 3 || at + 1 >= to) return knee;
  let sum = 0;
  for (let index = knee; index < at; index += 1) sum += height(index);
  return sum / (at - knee) < 0.75 * noise ? at : knee;
}

/** Squared error of the best "one level, then another" fit: what a ramp has to beat. */
function bestStepError(values: readonly number[], from: number, to: number): number {
  let total = 0;
  let squares = 0;
  for (let at = from; at < to; at += 1) {
    const v = values[at] ?? 0;
    total += v;
    squares += v * v;
  }
  const n = to - from;
  let best = Number.POSITIVE_INFINITY;
  let left = 0;
  for (let at = from; at < to - 1; at += 1) {
    left += values[at] ?? 0;
    const k = at - from + 1;
    best = Math.min(best, squares - (left * left) / k - (total - left) ** 2 / (n - k));
  }
  return Math.max(0, best);
}

/** Best "flat, then a straight line" fit over the range, by up to 60 tried knees. */
function fitRamp(
  values: readonly number[],
  from: number,
  to: number,
): { at: number; error: number; slope: number } | null {
  const n = to - from;
  if (n < 8) return null;
  let best: { at: number; error: number; slope: number } | null = null;
  const tries = Math.min(60, n - 5);
  for (let k = 0; k < tries; k += 1) {
    const at = from + Math.floor((k * (n - 5)) / tries);
    // least squares of v = a + b·max(0, i − at)
    let sx = 0;
    let sxx = 0;
    let sy = 0;
    let sxy = 0;
    let syy = 0;
    for (let index = from; index < to; index += 1) {
      const x = Math.max(0, index - at);
      const y = values[index] ?? 0;
      sx += x;
      sxx += x * x;
      sy += y;
      sxy += x * y;
      syy += y * y;
    }
    const det = n * sxx - sx * sx;
    if (det === 0) continue;
    const b = (n * sxy - sx * sy) / det;
    const a = (sy - b * sx) / n;
    const error = Math.max(0, syy - a * sy - b * sxy);
    if (best === null || error < best.error * 0.999) best = { at, error, slope: b };
  }
  return best;
}

/** A burst that rank statistics can't see: the first run of samples far outside the usual band. */
function findSpike(
  values: readonly number[],
  times: readonly number[],
  floor: number,
): ChangePoint | null {
  const level = median(values);
  const noise = Math.max(spread(values), floor);
  let worst = 0;
  let peak = -1;
  for (let at = 0; at < values.length; at += 1) {
    const delta = Math.abs((values[at] ?? level) - level);
    if (delta > worst) {
      worst = delta;
      peak = at;
    }
  }
  if (peak === -1 || worst < 6 * noise) return null;
  const up = (values[peak] ?? 0) > level;
  const out = (at: number): boolean => {
    const delta = (values[at] ?? level) - level;
    return (up ? delta : -delta) > Math.max(3 * noise, worst * 0.1);
  };
  let start = peak;
  while (start > 0 && out(start - 1)) start -= 1;
  let end = peak;
  while (end + 1 < values.length && out(end + 1)) end += 1;
  const lasting = end === values.length - 1;
  // one sample in the middle of a long calm series is noise, whatever its height
  if (!lasting && start === end && values.length >= 20) return null;
  if (recurs(values, level, worst, up, start, end)) return null;
  const after = median(values.slice(start, end + 1));
  return {
    atMs: times[start] ?? 0,
    shape: lasting ? 'step' : 'spike',
    direction: up ? 'up' : 'down',
    before: level,
    after,
    score: Math.abs(after - level) / noise,
    ratio: level === 0 ? null : after / level,
    untilMs: lasting ? null : (times[end + 1] ?? null),
  };
}

/** Bursts that come again and again (a batch job every hour) are the series' normal life. */
function recurs(
  values: readonly number[],
  level: number,
  height: number,
  up: boolean,
  start: number,
  end: number,
): boolean {
  let runs = 0;
  let inside = false;
  for (let at = 0; at < values.length; at += 1) {
    if (at >= start && at <= end) {
      inside = false;
      continue;
    }
    const delta = (values[at] ?? level) - level;
    const high = (up ? delta : -delta) > 0.5 * height;
    if (high && !inside) runs += 1;
    inside = high;
  }
  return runs >= 2;
}
