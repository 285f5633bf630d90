/** When the failing stopped, where it did: an incident's length is not the age of its bundle. */
import type { Context } from '../hypotheses/context.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { Fault } from './log-faults.ts';
import { logSpanOf } from './freshness.ts';
import { bucketMs, type MetricMove } from './metric-moves.ts';

const FELT: ReadonlySet<string> = new Set(['errors', 'latency', 'availability']);
/** A weaker move is noise of its series. */
const MIN_SCORE = 6;
/** Calm for less than this may be a pause. */
const CALM_MS = 3 * MINUTE_MS;
/** A sample is still ill from this share of the way to the worst. */
const ILL = 0.25;
/** A stray straggler does not keep an incident open. */
const NEARLY_ALL = 0.98;

/**
 * When failures were last seen, epoch ms; null while they are still seen, or where nothing tells.
 * Both have to be calm at the end: what metrics users feel, and the failures that the logs are full of.
 */
export function endOfFailing(context: Context): number | null {
  const onset = context.onset?.atMs;
  if (onset === undefined) return null;
  const ends: number[] = [];
  for (const move of context.moves) {
    if (!move.harmful || !FELT.has(move.kind) || move.change.score < MIN_SCORE) continue;
    if (move.change.atMs < onset - 5 * MINUTE_MS) continue;
    const end = endOfMove(move);
    if (end === null) return null;
    ends.push(end);
  }
  const span = logSpanOf(context.observations.logs);
  const loud = context.faults.filter(
    ({ fault, fresh }) =>
      fresh && fault.source === 'log' && (fault.level === 'error' || fault.level === 'fatal'),
  );
  const most = Math.max(0, ...loud.map(({ fault }) => fault.count));
  for (const { fault } of loud) {
    if (fault.count < 0.2 * most || span === null) continue;
    const end = endOfLines(fault, span.toMs);
    if (end === null) return null;
    ends.push(end);
  }
  return ends.length === 0 ? null : Math.max(onset, ...ends);
}

/** The first calm sample after the last ill one; null while the last samples are ill. */
function endOfMove({ series, change }: MetricMove): number | null {
  const height = change.after - change.before;
  const samples = series.points.flatMap(([at, value]): [number, number][] =>
    value === null ? [] : [[at, value]],
  );
  const ill = ([, value]: readonly [number, number]): boolean =>
    (value - change.before) / height > ILL;
  const last = samples.findLastIndex((each) => each[0] >= change.atMs && ill(each));
  const calm = samples.slice(last + 1);
  const [first] = calm;
  const step = bucketMs(series.points);
  return first === undefined || calm.length < 3 || calm.length * step < CALM_MS ? null : first[0];
}

/** When nearly all lines had come; null when the log ends soon after. */
function endOfLines(fault: Fault, logEndMs: number): number | null {
  const minutes = [...fault.perMinute].sort((a, b) => a[0] - b[0]);
  let left = NEARLY_ALL * minutes.reduce((sum, [, count]) => sum + count, 0);
  for (const [minute, count] of minutes) {
    left -= count;
    if (left > 0) continue;
    const end = (minute + 1) * MINUTE_MS;
    const pace = (end - (fault.firstMs ?? end)) / Math.max(1, fault.count);
    return logEndMs - end >= Math.max(CALM_MS, 6 * pace) ? end : null;
  }
  return null;
}
