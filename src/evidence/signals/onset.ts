/** When the fault began, and how that is known. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS, HOUR_MS } from '../../domain/time.ts';
import { detectChangePoints } from '../change-points/detect.ts';
import { median } from '../change-points/robust.ts';
import type { ServiceState } from './cascade/service-state.ts';
import type { Unrest } from './cascade/unrest.ts';
import { msOf, type Fault } from './log-faults.ts';
import { bucketMs, type MetricMove } from './metric-moves.ts';

export interface Onset {
  readonly atMs: number;
  readonly source: 'metric' | 'log' | 'span' | 'alert';
  readonly why: string;
  /** Whose metric told it. */
  readonly service?: string | null;
  /** How much earlier or later it may have been: the width of the metric's buckets. @defaultValue 0 */
  readonly blurMs?: number;
}

/** How long before the alert a change of metrics can still be this incident's. */
const REACH_MS = 12 * HOUR_MS;
/** Monitors seldom need longer to notice. */
const ALERT_DELAY_MS = 30 * MINUTE_MS;
/** How far before a metric's jump the first error line may stand and still be its beginning. */
const REFINE_MS = 6 * MINUTE_MS;
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
  unrest: Unrest | null = null,
): Onset | null {
  const onset = withUnrest(seenOnset(observations, moves, faults), unrest, observations);
  const fired = observations.alerts
    .map((each) => msOf(each.firedAt))
    .filter((each) => each !== null);
  const first = fired.length === 0 ? null : Math.min(...fired);
  // what an alert fired on had begun by then
  return onset !== null && first !== null && onset.atMs > first
    ? { atMs: first, source: 'alert', why: 'the alert fired' }
    : onset;
}

/** A rise of all metrics together this high above its own noise is no chance. */
const SURE_UNREST = 6;
/** The system's unrest begins at most this long before the first metric or line that hurts. */
const UNREST_LEAD_MS = 20 * MINUTE_MS;

/**
 * With the moment at which the whole system left its usual state, where nothing else says when it
 * began, or only says so later: many series that move together are surer than one.
 */
function withUnrest(
  onset: Onset | null,
  unrest: Unrest | null,
  observations: Observations,
): Onset | null {
  if (unrest === null || unrest.score < SURE_UNREST) return onset;
  const services = new Set(observations.metrics.flatMap((each) => each.service ?? []));
  if (services.size < 3) return onset;
  const lead = (onset?.atMs ?? Infinity) - unrest.atMs;
  const blind = onset === null || onset.source === 'alert';
  if (
    blind
      ? lead < 0 || (lead > REACH_MS && onset !== null)
      : lead < 2 * unrest.stepMs || lead > UNREST_LEAD_MS
  )
    return onset;
  return {
    atMs: unrest.atMs,
    source: 'metric',
    why: 'the metrics of many services left their usual range',
    blurMs: unrest.stepMs,
  };
}

/** A departure this strong (13 spreads) dates better than whatever else moved in the system. */
const SURE_ROOT = 1.5;
/** Of the root's metrics those that left nearly as far as the furthest. */
const NEARLY = 0.6;

/**
 * The onset as the service that failed first dates it: when its own strongest metrics left their
 * range. Lines of logs are finer and stay; metrics of others give way where the two disagree.
 */
export function datedByRoot(
  onset: Onset | null,
  root: ServiceState | undefined,
  stepMs: number,
): Onset | null {
  const most = root?.departures[0]?.strength ?? 0;
  if (root === undefined || most < SURE_ROOT || onset?.source === 'log') return onset;
  // its own first twitch is earlier than its strongest
  if (onset?.service === root.service) return onset;
  const times = root.departures
    .filter((each) => each.strength >= NEARLY * most)
    .flatMap((each) => each.deviation.atMs ?? []);
  if (times.length === 0) return onset;
  const atMs = Math.min(...times);
  // a fault takes its time to grow: what went a little before it is rather its beginning
  if (onset !== null && Math.abs(onset.atMs - atMs) <= 2 * stepMs + MINUTE_MS) return onset;
  // what an alert fired on had begun by then
  if (onset?.source === 'alert' && atMs > onset.atMs) return onset;
  return {
    atMs,
    source: 'metric',
    why: `${root.service} ${root.departures[0]?.series.metric ?? ''}`.trim(),
    blurMs: stepMs,
  };
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
    (each) => each.harmful && within(each.change.atMs) && (FELT.has(each.kind) || hasStopped(each)),
  );
  const lasting = errors.filter(
    (each) => each.change.shape !== 'spike' && !isOver(each, moves, firedAt),
  );
  const used = lasting.length > 0 ? lasting : errors;
  const strongest = Math.max(0, ...used.map((each) => each.change.score));
  let metric: Onset | null = null;
  for (const move of used) {
    // weak early wobbles must not drag the onset away from the real jump; where a climb turns is vague
    const share = move.change.shape === 'ramp' ? 0.6 : 0.25;
    if (move.change.score < Math.min(12, strongest * share)) continue;
    if (isRipple(move, used)) continue;
    if (metric !== null && move.change.atMs >= metric.atMs) continue;
    metric = {
      atMs: move.change.atMs,
      source: 'metric',
      why: `${move.series.service ?? ''} ${move.series.metric}`.trim(),
      service: move.series.service,
      blurMs: bucketMs(move.series.points),
    };
  }
  const severe = faults.filter((each) => each.level === 'error' || each.level === 'fatal');
  // what fails all day says nothing; then warnings that begin have to do
  const logs =
    logOnset(observations, severe, firedAt, within) ??
    logOnset(observations, faults, firedAt, within);
  if (metric !== null) {
    candidates.push(metric);
    // lines refine what a metric says; far before it they are another story
    if (logs !== null && logs.atMs >= metric.atMs - REFINE_MS) candidates.push(logs);
  } else if (logs !== null) candidates.push(logs);
  const spans = faults.filter(
    (each) => each.source === 'span' && each.firstMs !== null && within(each.firstMs),
  );
  if (candidates.length === 0 && spans.length > 0) {
    const first = Math.min(...spans.map((each) => each.firstMs ?? Infinity));
    candidates.push({ atMs: first, source: 'span', why: 'first failing span' });
  }
  if (candidates.length > 0) return candidates.reduce((a, b) => (b.atMs < a.atMs ? b : a));
  if (firedAt !== null) return { atMs: firedAt, source: 'alert', why: 'the alert fired' };
  const others = moves.filter((each) => each.harmful);
  const first = others[0];
  return first === undefined
    ? null
    : { atMs: first.change.atMs, source: 'metric', why: first.series.metric };
}

const FELT: ReadonlySet<string> = new Set(['errors', 'availability', 'latency']);

/** Next to nothing is asked for any more: a consumer that stopped fails without a single error. */
const hasStopped = ({ kind, change }: MetricMove): boolean =>
  (kind === 'traffic' || kind === 'work') &&
  change.direction === 'down' &&
  change.after <= 0.05 * change.before;

/** An alert is about what is still there when it fires, give or take what its window blurs. */
const OVER_MS = 3 * MINUTE_MS;

/** True for a change that was undone well before the alert: half of it or more was taken back. */
function isOver(
  { series, change }: MetricMove,
  moves: readonly MetricMove[],
  firedAt: number | null,
): boolean {
  if (firedAt === null) return false;
  const size = Math.abs(change.after - change.before);
  return moves.some(
    (other) =>
      other.series === series &&
      other.change.atMs > change.atMs &&
      other.change.atMs < firedAt - OVER_MS &&
      other.change.direction !== change.direction &&
      Math.abs(other.change.after - change.before) < 0.5 * size,
  );
}

/** A step of less than this share of the same series' largest step is its everyday life. */
const RIPPLE = 0.03;

/** Two timeouts more in a quiet hour are many deviations of a flat series, and no part of a flood of thousands. */
function isRipple({ series, change }: MetricMove, moves: readonly MetricMove[]): boolean {
  const size = (each: MetricMove): number => Math.abs(each.change.after - each.change.before);
  const largest = Math.max(...moves.filter((each) => each.series === series).map(size));
  return Math.abs(change.after - change.before) < RIPPLE * largest;
}

/** Errors further apart than this are separate stories. */
const CLUSTER_GAP_MS = 15 * MINUTE_MS;

/**
 * When the errors of this incident began: the first line of a kind of error that was not there all
 * along, or the rise of one that was. A stray line of another kind long before does not count.
 */
function logOnset(
  observations: Observations,
  faults: readonly Fault[],
  firedAt: number | null,
  within: (at: number) => boolean,
): Onset | null {
  let from = Infinity;
  let to = -Infinity;
  for (const record of observations.logs) {
    const at = msOf(record.at);
    if (at === null) continue;
    from = Math.min(from, at);
    to = Math.max(to, at);
  }
  const begins: { at: number; count: number }[] = [];
  for (const fault of faults) {
    if (fault.source !== 'log' || fault.firstMs === null || fault.lastMs === null) continue;
    const at = beginOf(fault, from, to, firedAt);
    if (at !== null && within(at)) begins.push({ at, count: fault.count });
  }
  if (begins.length === 0) return null;
  const most = Math.max(...begins.map((each) => each.count));
  // the frequent kinds say when; of those the ones that began shortly before the alert
  const heavy = begins.filter((each) => each.count >= 0.5 * most);
  const close = firedAt === null ? [] : heavy.filter((each) => each.at >= firedAt - ALERT_DELAY_MS);
  const main = Math.min(...(close.length > 0 ? close : heavy).map((each) => each.at));
  const near = begins.filter((each) => each.at >= main - 2 * MINUTE_MS).map((each) => each.at);
  return { atMs: Math.min(main, ...near), source: 'log', why: 'errors begin' };
}

/** The first occurrence of what is new; the rise of what was always there; null for mere background. */
function beginOf(fault: Fault, from: number, to: number, firedAt: number | null): number | null {
  const first = fault.firstMs ?? 0;
  const last = fault.lastMs ?? first;
  const span = to - from;
  // an excerpt that starts with the incident shows nothing of the time before
  const early = firedAt === null || from <= firedAt - ALERT_DELAY_MS;
  const always =
    early && span > 20 * MINUTE_MS && first <= from + 0.25 * span && last - first >= 0.4 * span;
  if (!always) return runStart(fault);
  const points: [number, number][] = [];
  for (
    let minute = Math.floor(from / MINUTE_MS);
    minute <= Math.floor(to / MINUTE_MS) && points.length < 2_000;
    minute += 1
  ) {
    points.push([minute * MINUTE_MS, fault.perMinute.get(minute) ?? 0]);
  }
  const rise = detectChangePoints(points, { minScore: 3 }).find((each) => each.direction === 'up');
  return rise?.atMs ?? null;
}

/** Start of the last run without a long pause: a lone early occurrence is another story. */
function runStart(fault: Fault): number {
  const minutes = [...fault.perMinute.keys()].sort((a, b) => a - b);
  if (minutes.length === 0) return fault.firstMs ?? 0;
  const gaps = minutes
    .slice(1)
    .map((minute, index) => (minute - (minutes[index] ?? minute)) * MINUTE_MS);
  const limit = Math.max(CLUSTER_GAP_MS, 4 * (gaps.length === 0 ? 0 : median(gaps)));
  let at = minutes.length - 1;
  while (at > 0 && ((minutes[at] ?? 0) - (minutes[at - 1] ?? 0)) * MINUTE_MS <= limit) at -= 1;
  return Math.max((minutes[at] ?? 0) * MINUTE_MS, fault.firstMs ?? 0);
}
