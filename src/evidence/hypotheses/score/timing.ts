/** Was the change in use before it failed, and is such a delay usual? */
import type { ConfigChange } from '../../../domain/observation.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../domain/time.ts';
import { describeMove, type MetricMove } from '../../signals/metric-moves.ts';
import { subwords } from '../../text/tokens.ts';
import type { Candidate } from '../change-facts.ts';
import type { Context } from '../context.ts';

export interface Timing {
  /** 1 for minutes, less for days; beyond 1 for what can hardly be a coincidence. */
  readonly value: number;
  /** What a failure right after it adds for a change that has more to it than its time. @defaultValue 0 */
  readonly atOnce?: number;
  readonly excluded: string | null;
}

export function scoreTiming(
  candidate: Candidate,
  context: Context,
  reasons: string[],
  against: string[],
): Timing {
  const onset = context.onset;
  if (onset === null || candidate.liveMs === null) return { value: 0.85, excluded: null };
  const gap = onset.atMs - candidate.liveMs;
  const turn = turnOf(context);
  if (turn !== null && candidate.config === null) {
    const before = turn.change.atMs - candidate.liveMs;
    // the knee of a climb over days is told to an hour at best
    const blur = TURN_BLUR_MS + 0.02 * (onset.atMs - turn.change.atMs);
    if (before >= -blur && before <= TURN_NEAR_MS + blur) {
      reasons.push(`${describeMove(turn)}, right when it went live`);
      return { value: ALIGNED, excluded: null };
    }
    if (before < -blur && gap >= 0) {
      against.push(`went live after ${turn.series.metric} had begun to climb`);
      return { value: 0.3, excluded: null };
    }
  }
  // an onset read from an alert or coarse bins may be late, never early by this much
  const slack =
    onset.source === 'alert'
      ? 0
      : Math.min(10 * MINUTE_MS, Math.max(2 * MINUTE_MS, onset.blurMs ?? 0));
  if (gap < -slack) {
    const when = new Date(candidate.liveMs).toISOString();
    const what =
      candidate.config !== null
        ? 'it was made'
        : candidate.deployment === null
          ? 'it was committed'
          : 'it was deployed';
    return {
      value: 0,
      excluded: `${what} at ${when}, after the onset at ${new Date(onset.atMs).toISOString()}`,
    };
  }
  if (gap <= 30 * MINUTE_MS) {
    reasons.push(
      `${candidate.config !== null ? 'made' : candidate.deployment === null ? 'committed' : 'went live'} ${gap < MINUTE_MS ? 'right before the onset' : `${Math.round(gap / MINUTE_MS)} min before the onset`}`,
    );
  } else if (gap > 3 * DAY_MS) {
    against.push(
      `${candidate.config !== null ? 'made' : 'live'} ${Math.round(gap / DAY_MS)} days before the onset`,
    );
  }
  // a switch acts at once and is seldom thrown: failures that begin with it are hardly a coincidence
  if (candidate.config !== null && gap <= SWITCHED_WITHIN_MS && onset.source !== 'alert')
    return { value: SWITCHED, excluded: null };
  if (candidate.config !== null)
    return { value: switchPrior(gap, candidate.config.kind), excluded: null };
  const slow = slowShare(context);
  // an alert fires some minutes late: what went live right before it need not have gone before the failure
  const atOnce = onset.source === 'alert' ? 0 : AT_ONCE * (1 - slow) * closeTo(gap);
  return { value: delayPrior(gap, slow), atOnce, excluded: null };
}

const LAST_NUMBER = /(?<![\w.])(\d[\d_]*(?:\.\d+)?)(?![\w.]*\d)/;

/** Logs of the failure that still show the value from before the change: it never went live. */
export function staleValue(candidate: Candidate, context: Context): string | null {
  for (const fact of candidate.facts) {
    if (fact.direction !== 'up' && fact.direction !== 'down') continue;
    const before = LAST_NUMBER.exec(fact.before ?? '')?.[1]?.replaceAll('_', '');
    const after = LAST_NUMBER.exec(fact.after ?? '')?.[1]?.replaceAll('_', '');
    const name = fact.name?.split(/[.\s]/).at(-1) ?? '';
    const words = subwords(name).filter((word) => word.length >= 5);
    if (before === undefined || after === undefined || before === after || words.length === 0)
      continue;
    for (const { fault, weight } of context.faults) {
      if (weight < 0.4 || fault.source === 'alert') continue;
      for (const word of words) {
        const shown = new RegExp(`\\b${word}\\b[^\\d\\n]{0,12}(\\d+)`, 'i').exec(fault.sample)?.[1];
        if (shown === before)
          return `the failures still show ${name} ${before}: its ${after} is not in use`;
      }
    }
  }
  return null;
}

const SWITCHED_WITHIN_MS = MINUTE_MS;
/** Beyond the scale of {@link delayPrior}, whose 1 a deployment half an hour ago nearly has too. */
const SWITCHED = 1.6;

/** Kinds of failure that build up: a change may have been live for days before they are felt. */
const BUILDING_UP = [
  'memory',
  'disk',
  'file_descriptors',
  'threads',
  'concurrency',
  'deadlock',
] as const;

const slowShare = ({ kinds }: Context): number =>
  Math.max(0, ...BUILDING_UP.map((kind) => kinds.get(kind) ?? 0));

/** What fills up, in the metrics of whoever failed first. */
const FILLING: ReadonlySet<string> = new Set(['memory', 'disk', 'threads', 'connections', 'gc']);
/** A climb's beginning can be told no closer than this. */
const TURN_BLUR_MS = 10 * MINUTE_MS;
const TURN_NEAR_MS = 30 * MINUTE_MS;
/** Beyond the scale of {@link delayPrior}: such a coincidence is rarer than a deployment before an onset. */
const ALIGNED = 1.15;

/** Where something began to fill up long before it was felt: that moment counts, not the failure's. */
function turnOf({ moves, firstFailing, onset }: Context): MetricMove | null {
  if (onset === null) return null;
  let best: MetricMove | null = null;
  for (const move of moves) {
    if (!FILLING.has(move.kind) || !move.harmful || move.change.shape !== 'ramp') continue;
    if (move.series.service !== null && move.series.service !== firstFailing) continue;
    if (onset.atMs - move.change.atMs < 30 * MINUTE_MS || move.change.score < 8) continue;
    if ((move.change.ratio ?? 2) < 1.3) continue;
    if (best === null || move.change.score > best.change.score) best = move;
  }
  return best;
}

/**
 * Most of what breaks at every call is felt within minutes: of the changes that went live in the last
 * six, nearly one in three did it in the labelled incidents, of those of the hour before one in nine.
 */
const AT_ONCE = 0.25;
const AT_ONCE_MS = 15 * MINUTE_MS;

const closeTo = (gapMs: number): number => Math.exp(-((Math.max(0, gapMs) / AT_ONCE_MS) ** 2));

/**
 * How usual it is that a change breaks something only after so long, at most 1: minutes and hours are
 * normal; days speak against what fails at every call, less against what has to fill up or to meet.
 *
 * @param slow - 0–1: how far the failure is of a kind that builds up
 */
function delayPrior(gapMs: number, slow = 0): number {
  const steps: readonly (readonly [number, number, number])[] = [
    [0, 1, 1],
    [30 * MINUTE_MS, 0.97, 0.97],
    [2 * HOUR_MS, 0.9, 0.92],
    [6 * HOUR_MS, 0.76, 0.86],
    [DAY_MS, 0.56, 0.76],
    [3 * DAY_MS, 0.27, 0.66],
    [7 * DAY_MS, -0.05, 0.45],
    [14 * DAY_MS, -0.25, 0.2],
    [30 * DAY_MS, -0.4, 0],
  ];
  const gap = Math.max(0, gapMs);
  const level = (step: readonly [number, number, number] | undefined): number =>
    step === undefined ? -0.15 : step[1] + (step[2] - step[1]) * slow;
  for (let at = 1; at < steps.length; at += 1) {
    const [from] = steps[at - 1] ?? [0];
    const [to] = steps[at] ?? [0];
    if (gap > to) continue;
    const high = level(steps[at - 1]);
    return high + ((level(steps[at]) - high) * (gap - from)) / (to - from);
  }
  return level(steps.at(-1));
}

/**
 * The same for switches and settings, which act without a deployment: a flag that was thrown hours
 * ago has been used thousands of times since; a limit may still wait for the next peak.
 */
function switchPrior(gapMs: number, kind: ConfigChange['kind']): number {
  const usual = delayPrior(gapMs, 1);
  if (kind === 'secret' || gapMs <= 5 * MINUTE_MS) return usual;
  const stale = Math.min(1, Math.log(gapMs / (5 * MINUTE_MS)) / Math.log(36));
  return usual - (kind === 'feature_flag' ? 0.5 : 0.3) * stale;
}
