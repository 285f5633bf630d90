/** When the fault began, and how that is known. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS, HOUR_MS } from '../../domain/time.ts';
import { detectChangePoints } from '../change-points/detect.ts';
import { median } from '../change-points/robust.ts';
import { levelOf, msOf, type Fault } from './log-faults.ts';
import type { MetricMove } from './metric-moves.ts';

export interface Onset {
  readonly atMs: number;
  readonly source: 'metric' | 'log' | 'span' | 'alert';
  readonly why: string;
}

/** How long before the alert a change of metrics can still be this incident's. */
const REACH_MS = 12 * HOUR_MS;
/** Monitors look back over a window: an alert never comes before its fault by more than this. */
const SLACK_MS = 10 * MINUTE_MS;

/**
 * The earliest sign that belongs to this incident: a harmful metric change, a rise of error lines, a
 * failing span; else when the alert fired. Null when nothing carries a time.
 */
export function findOnset(
  observations: Observations,
  moves: readonly MetricMove[],
  faults: readonly Fault[],
): Onset | null {
  const onset = seenOnset(observations, moves, faults);
  const fired = observations.alerts
    .map((each) => msOf(each.firedAt))
    .filter((each) => each !== null);
  const first = fired.length === 0 ? null : Math.min(...fired);
  // what an alert fired on had begun by then
  return onset !== null && first !== null && onset.atMs > first
    ? { atMs: first, source: 'alert', why: 'the alert fired' }
    : onset;
}

function seenOnset(
  observations: Observations,
  moves: readonly MetricMove[],
  faults: readonly Fault[],
): Onset | null {
  const fired = observations.alerts
    .map((each) => msOf(each.firedAt))
    .filter((each) => each !== null);
  const firedAt = fired.length === 0 ? null : Math.min(...fired);
  const latest = (firedAt ?? msOf(observations.now) ?? Infinity) + SLACK_MS;
  const earliest = (firedAt ?? -Infinity) - REACH_MS;
  const within = (at: number): boolean => at <= latest && at >= earliest;
  const candidates: Onset[] = [];
  const errors = moves.filter(
    (each) =>
      each.harmful &&
      within(each.change.atMs) &&
      (each.kind === 'errors' || each.kind === 'availability' || each.kind === 'latency'),
  );
  const strongest = Math.max(0, ...errors.map((each) => each.change.score));
  for (const move of errors) {
    // weak early wobbles must not drag the onset away from the real jump
    if (move.change.score < Math.min(8, strongest * 0.25)) continue;
    if (move.change.shape === 'spike' && strongest > move.change.score) continue;
    candidates.push({
      atMs: move.change.atMs,
      source: 'metric',
      why: `${move.series.service ?? ''} ${move.series.metric}`.trim(),
    });
  }
  const logs = logOnset(observations, within);
  if (logs !== null) candidates.push(logs);
  const spans = faults.filter(
    (each) => each.source === 'span' && each.firstMs !== null && within(each.firstMs),
  );
  if (candidates.length === 0 && spans.length > 0) {
    const first = Math.min(...spans.map((each) => each.firstMs ?? Infinity));
    candidates.push({ atMs: first, source: 'span', why: 'first failing span' });
  }
  if (candidates.length > 0) return candidates.reduce((a, b) => (b.atMs < a.atMs ? b : a));
  // nothing is called an error: warnings and lines that speak of failing have to do
  const soft = faults.filter(
    (each) => each.source === 'log' && each.firstMs !== null && within(each.firstMs),
  );
  const late =
    firedAt === null ? soft : soft.filter((each) => (each.firstMs ?? 0) >= firedAt - HOUR_MS);
  if (late.length > 0) {
    return {
      atMs: Math.min(...late.map((each) => each.firstMs ?? Infinity)),
      source: 'log',
      why: 'first line that speaks of a failure',
    };
  }
  if (firedAt !== null) return { atMs: firedAt, source: 'alert', why: 'the alert fired' };
  const others = moves.filter((each) => each.harmful);
  const first = others[0];
  return first === undefined
    ? null
    : { atMs: first.change.atMs, source: 'metric', why: first.series.metric };
}

/** Rise of error lines: a change of their count per bin; with few lines the first of the late ones. */
function logOnset(observations: Observations, within: (at: number) => boolean): Onset | null {
  const times: number[] = [];
  let from = Infinity;
  let to = -Infinity;
  for (const record of observations.logs) {
    const at = msOf(record.at);
    if (at === null) continue;
    from = Math.min(from, at);
    to = Math.max(to, at);
    const level = levelOf(record);
    if (level === 'error' || level === 'fatal') times.push(at);
  }
  if (times.length === 0) return null;
  times.sort((a, b) => a - b);
  const first = times.find(within);
  if (first === undefined) return null;
  const why = 'error lines begin to rise';
  if (times.length >= 8 && to - from >= 10 * MINUTE_MS) {
    const bins = Math.min(240, Math.max(12, Math.round((to - from) / MINUTE_MS)));
    const width = (to - from) / bins || 1;
    const counts = Array.from({ length: bins }, () => 0);
    for (const at of times) {
      const bin = Math.min(bins - 1, Math.floor((at - from) / width));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const points = counts.map((count, index): [number, number] => [from + index * width, count]);
    const rise = detectChangePoints(points, { minScore: 3 }).find(
      (each) => each.direction === 'up' && within(each.atMs),
    );
    if (rise !== undefined) {
      // the first error of the rising bin, not the bin's edge
      const exact = times.find((each) => each >= rise.atMs - width / 2) ?? rise.atMs;
      return { atMs: exact, source: 'log', why };
    }
  }
  return { atMs: clusterStart(times.filter(within)), source: 'log', why: 'first error line' };
}

/** Errors further apart than this are separate stories, unless all of them are that sparse. */
const CLUSTER_GAP_MS = 15 * MINUTE_MS;

/** Start of the last run of error lines without a long pause: stray earlier ones are background. */
function clusterStart(times: readonly number[]): number {
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? at));
  const limit = Math.max(CLUSTER_GAP_MS, 4 * (gaps.length === 0 ? 0 : median(gaps)));
  let at = times.length - 1;
  while (at > 0 && (times[at] ?? 0) - (times[at - 1] ?? 0) <= limit) at -= 1;
  return times[at] ?? 0;
}
