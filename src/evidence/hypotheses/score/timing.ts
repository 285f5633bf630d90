/** Was the change in use before it failed, and is such a delay usual? */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../domain/time.ts';
import { metricKind } from '../../change-points/metric-kind.ts';
import type { FactKind } from '../../diff/facts.ts';
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
  if (turn !== null) {
    const before = turn.change.atMs - candidate.liveMs;
    // the knee of a climb over days is told to an hour at best
    const blur = TURN_BLUR_MS + 0.02 * (onset.atMs - turn.change.atMs);
    if (before >= -blur && before <= TURN_NEAR_MS + blur) {
      reasons.push(
        `${describeMove(turn)}, right when it ${candidate.config === null ? 'went live' : 'was made'}`,
      );
      return { value: ALIGNED, excluded: null };
    }
    if (before < -blur && gap >= 0) {
      against.push(
        `${candidate.config === null ? 'went live' : 'made'} after ${turn.series.metric} had begun to climb`,
      );
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
  const named = namedMoment(candidate.liveMs, context);
  if (named !== null) {
    reasons.push(
      `the failures name ${named}, when it ${candidate.config === null ? 'went live' : 'was made'}`,
    );
    return { value: NAMED, excluded: null };
  }
  const day = rareDay(onset.atMs);
  if (
    day !== null &&
    candidate.commit !== null &&
    gap > DAY_MS &&
    gap < WAITED_MS &&
    CALENDAR.test(candidate.changedText)
  ) {
    reasons.push(`reckons with dates, and it fails ${day}`);
    return { value: WAITED, excluded: null };
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
  if (candidate.config !== null && onset.source !== 'alert') {
    const within = SWITCHED_WITHIN_MS + Math.min(SWITCHED_WITHIN_MS, onset.blurMs ?? 0);
    const fades =
      candidate.service === context.firstFailing && isMute(context) ? SWITCHED_FADES : 1.1;
    const late = Math.log(Math.max(1, gap / within)) / Math.log(fades);
    if (late < 1) return { value: 1 + (SWITCHED - 1) * (1 - late), excluded: null };
  }
  if (waitedForLoad(candidate, context)) {
    reasons.push('the load of the onset is the first as high since then');
    return { value: 1, excluded: null };
  }
  if (candidate.config !== null) return { value: switchPrior(gap, candidate), excluded: null };
  const slow = slowShare(context);
  // an alert fires some minutes late: what went live right before it need not have gone before the failure
  const atOnce = onset.source === 'alert' ? 0 : AT_ONCE * (1 - slow) * closeTo(gap);
  return { value: delayPrior(gap, slow), atOnce, excluded: null };
}

/** Failures that name a moment long before themselves tell since when something has stood still. */
const LONG_BEFORE_MS = HOUR_MS;
/** What froze when a change went live bears a time of these minutes, or of this share of the time since. */
const NAMED_NEAR_MS = 5 * MINUTE_MS;
const NAMED_NEAR = 0.005;
/** Beyond the scale of {@link delayPrior}: of all moments of a day it is just that one. */
const NAMED = 1.5;

const MOMENT =
  /(?<![\d.])(20\d\d-[01]\d-[0-3]\d)[T ]([0-2]\d:[0-5]\d(?::[0-5]\d)?)(?:[.,]\d{1,9})?\s?(Z\b|[+-]\d\d:?\d\d)?|(?<![\d.])(1[5-9]\d{8}(?:\d{3})?)(?![\d.])/g;

/** The moment as the failures write it at which a change went live, long before they began. */
function namedMoment(liveMs: number, { faults }: Context): string | null {
  for (const { fault, weight, fresh } of faults) {
    if (weight < 0.5 || !fresh || fault.firstMs === null || fault.source === 'alert') continue;
    const since = fault.firstMs - liveMs;
    if (since < LONG_BEFORE_MS) continue;
    const near = Math.max(NAMED_NEAR_MS, NAMED_NEAR * since);
    for (const match of fault.sample.slice(0, 2_000).matchAll(MOMENT)) {
      const [text, day, time, zone, epoch] = match;
      const at =
        epoch === undefined
          ? Date.parse(`${day}T${time}${zone?.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2') ?? 'Z'}`)
          : Number(epoch) * (epoch.length === 10 ? 1_000 : 1);
      if (Math.abs(at - liveMs) <= near) return text;
    }
  }
  return null;
}

/** Code that counts months, days, years or zones, in the words of any language's library. */
const CALENDAR =
  /month|calendar|\bdays?\b|\byears?\b|FullYear|getUTC|getDate|add_?days|add_?years|plus_?days|weeks?\b|leap|daylight|\bdst\b|time_?zone|\btz\b|timedelta|local_?date|date_?time|strftime|mktime|chrono|date-fns|dayjs|luxon|moment\(/i;
/** So long after such a day has begun what waited for it has failed. */
const NEW_DAY_MS = 2 * HOUR_MS;

/** The first of a month, the last day of a year, a leap day: what counts days meets them seldom. */
function rareDay(atMs: number): string | null {
  const at = new Date(atMs);
  const [month, day] = [at.getUTCMonth(), at.getUTCDate()];
  if ((month === 1 && day === 29) || (month === 11 && day === 31))
    return 'on a day that comes seldom';
  if (day !== 1 || atMs % DAY_MS > NEW_DAY_MS) return null;
  return month === 0 ? 'as a new year begins' : 'as a new month begins';
}

/** Before the last such day it would have failed already. */
const WAITED_MS = 31 * DAY_MS;
/** As usual as a deployment half an hour before: nothing else would have made it fail sooner. */
const WAITED = 0.97;

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
/**
 * Where no failure says anything in words, the moment has to say it: a switch of the very service
 * that failed first is as good as any deployment only when it was thrown ten times as early.
 */
const SWITCHED_FADES = 10;
const isMute = ({ faults }: Context): boolean =>
  faults.every(({ fault, weight }) => fault.source === 'alert' || weight < 0.3);
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

/** What says how much a service can carry. */
const CAPACITY: ReadonlySet<FactKind> = new Set<FactKind>([
  'replicas_changed',
  'pool_changed',
  'concurrency_setting',
  'cpu_setting',
  'rate_limit_changed',
  'limit_changed',
]);
/** Load so much above all since the change is the first of its height. */
const FIRST_AS_HIGH = 1.25;

/** Capacity that was lowered in a quiet hour is missed at the next peak, and not before. */
function waitedForLoad(
  candidate: Candidate,
  { onset, observations, firstFailing }: Context,
): boolean {
  const { liveMs } = candidate;
  if (onset === null || liveMs === null || firstFailing === null) return false;
  const lowered = candidate.facts.some(
    (each) => CAPACITY.has(each.kind) && each.direction === 'down' && each.weight >= 0.5,
  );
  if (!lowered || onset.atMs - liveMs < HOUR_MS) return false;
  return observations.metrics.some((series) => {
    if (series.service !== firstFailing || metricKind(series.metric) !== 'traffic') return false;
    let [now, since, seen] = [0, 0, 0];
    for (const [at, value] of series.points) {
      if (value === null || at < liveMs || at > onset.atMs) continue;
      if (at >= onset.atMs - HOUR_MS) now = Math.max(now, value);
      else [since, seen] = [Math.max(since, value), seen + 1];
    }
    return seen >= 5 && now >= FIRST_AS_HIGH * since;
  });
}

/** What fills up, in the metrics of whoever failed first. */
const FILLING: ReadonlySet<string> = new Set(['memory', 'disk', 'threads', 'connections', 'gc']);
/** A climb's beginning can be told no closer than this. */
const TURN_BLUR_MS = 10 * MINUTE_MS;
const TURN_NEAR_MS = 30 * MINUTE_MS;
/** Beyond the scale of {@link delayPrior}: such a coincidence is rarer than a deployment before an onset. */
const ALIGNED = 1.15;

/** Where something began to fill up long before it was felt: that moment counts, not the failure's. */
function turnOf(context: Context): MetricMove | null {
  const { moves, firstFailing, onset } = context;
  if (onset === null) return null;
  const slow = slowShare(context);
  let best: MetricMove | null = null;
  for (const move of moves) {
    if (!FILLING.has(move.kind) || !move.harmful || move.change.shape === 'spike') continue;
    if (move.series.service !== null && move.series.service !== firstFailing) continue;
    const step = move.change.shape === 'step';
    // what is nearly full at one blow is felt sooner than what climbs, and only in its own kind
    if (step && (slow < 0.5 || move.series.service === null)) continue;
    const lead = onset.atMs - move.change.atMs;
    if (lead < (step ? 10 : 30) * MINUTE_MS || move.change.score < 8) continue;
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
function switchPrior(gapMs: number, { config, facts }: Candidate): number {
  const kind = config?.kind;
  const usual = delayPrior(gapMs, 1);
  // what is kept for a shorter time is missed when somebody comes for it
  const waits = kind === 'secret' || facts.some((each) => each.kind === 'retention_changed');
  if (waits || gapMs <= 5 * MINUTE_MS) return usual;
  const stale = Math.min(1, Math.log(gapMs / (5 * MINUTE_MS)) / Math.log(36));
  return usual - (kind === 'feature_flag' ? 0.5 : 0.3) * stale;
}
