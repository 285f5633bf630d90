/** Signs that a service is in trouble, each with its weight, its moment and its reason. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { complaintOf, deliveredBy, isComplaint } from './complaints.ts';
import { msOf, type Fault } from './log-faults.ts';
import type { MetricMove } from './metric-moves.ts';
import type { MetricShift } from './metric-shift.ts';
import { deepestFailing, slowestSelf } from './span-blame.ts';
import type { Topology } from './topology.ts';

/** One sign that a service is in trouble. */
export interface Sign {
  readonly service: string;
  /** 0–3: how much it speaks for trouble of the service's own making. */
  readonly weight: number;
  readonly atMs: number | null;
  readonly reason: string;
  /** Signs of one kind add up less than signs of different kinds. */
  readonly kind: string;
  /** It may precede what people feel by long: a fill, a node that is lost. @defaultValue false */
  readonly slow?: boolean;
}

/** Saturation moves in the service that is ill; errors and latency also in everyone who waits for it. */
const KIND_WEIGHT: Readonly<Record<MetricMove['kind'], number>> = {
  errors: 1,
  latency: 1,
  availability: 1,
  cpu: 1.2,
  memory: 1.2,
  disk: 1.2,
  network: 0.9,
  connections: 1.1,
  queue: 0.9,
  threads: 1,
  gc: 1,
  restarts: 1.4,
  cache: 0.8,
  retries: 0.8,
  traffic: 0.45,
  work: 0.7,
  business: 0.4,
  other: 0.6,
};

export function spanSigns(observations: Observations, onsetMs: number | null): Sign[] {
  const out: Sign[] = [];
  for (const [service, share] of deepestFailing(observations)) {
    out.push({
      service,
      weight: 3 * share,
      atMs: null,
      reason: "its own spans fail, its callees' do not",
      kind: 'failing spans',
    });
  }
  for (const [service, share] of slowestSelf(observations, onsetMs)) {
    out.push({
      service,
      weight: 2.2 * share,
      atMs: null,
      reason: 'its own work takes longer',
      kind: 'slow spans',
    });
  }
  return out;
}

/** What went before the onset by more than this is another story, unless it still grows. */
const BEFORE_MS = 10 * MINUTE_MS;

/**
 * Shifts at the onset, and what was filling up long before it. A move without a shift counts where
 * the series is too short to say what was usual.
 */
export function metricSigns(
  moves: readonly MetricMove[],
  shifts: readonly MetricShift[],
  onsetMs: number | null,
): Sign[] {
  const harmful = moves.filter((each) => each.harmful && each.series.service !== null);
  const shifted = new Set(shifts.map((each) => each.series));
  const bad = shifts.filter((each) => each.harmful || each.stopped);
  const used = harmful.filter(
    ({ series, change }) =>
      onsetMs === null ||
      (!shifted.has(series) &&
        change.atMs >= onsetMs - 60 * MINUTE_MS &&
        (change.untilMs === null || change.untilMs > onsetMs) &&
        (change.shape === 'ramp' || series.points.length < SHORT) &&
        // what begins to climb only long after the onset follows from it
        change.atMs <= onsetMs + BEFORE_MS),
  );
  const all = used.length + bad.length === 0 ? harmful : used;
  const strongest = Math.max(
    1,
    ...all.map((each) => each.change.score),
    ...bad.map((each) => each.z),
  );
  const strength = (score: number): number =>
    (Math.log1p(score) / Math.log1p(strongest)) ** SHARPNESS;
  return [
    ...bad.map((each): Sign => ({
      service: each.series.service ?? '',
      weight: weightOf(each) * strength(each.z),
      atMs: each.atMs,
      reason: each.stopped
        ? `${each.series.metric} stopped`
        : `${each.series.metric} ${each.direction}${ratioOf(each.ratio)}`,
      kind: `metric ${each.kind}`,
    })),
    ...all.map(({ series, kind, change }): Sign => ({
      service: series.service ?? '',
      weight: KIND_WEIGHT[kind] * strength(change.score) * (change.shape === 'spike' ? 0.6 : 1),
      atMs: change.atMs,
      reason: `${series.metric} ${change.direction}${ratioOf(change.ratio)}`,
      kind: `metric ${kind}`,
    })),
  ];
}

/** Series with fewer samples have no past to be measured by. */
const SHORT = 20;
/** Ten times the deviations of another one count clearly more, not ten times. */
const SHARPNESS = 1.5;

const ratioOf = (ratio: number | null): string => (ratio === null ? '' : ` ×${ratio.toFixed(1)}`);

/** Bytes follow the requests; lost packets are the network's own trouble. A silent service is ill. */
function weightOf({ kind, series, stopped, harmful }: MetricShift): number {
  if (stopped && (kind === 'traffic' || kind === 'work')) return 1.2;
  if (stopped && !harmful) return 0.5;
  if (kind === 'network')
    return /retrans|loss|lost|drop|err|reset|latency|rtt/i.test(series.metric) ? 1.2 : 0.3;
  return KIND_WEIGHT[kind];
}

/** Services that are watched and show no trouble of their own: a caller's complaint does not make them ill. */
export function calmServices(
  observations: Observations,
  moves: readonly MetricMove[],
  shifts: readonly MetricShift[],
  faults: readonly Fault[],
): ReadonlySet<string> {
  const watched = new Set<string>();
  for (const series of observations.metrics) {
    if (series.service !== null && series.points.length >= 5) watched.add(series.service);
  }
  for (const move of moves)
    if (move.harmful && move.series.service !== null) watched.delete(move.series.service);
  // who is asked for nothing any more is not well, whatever its other metrics say
  for (const { series, harmful, stopped } of shifts)
    if ((harmful || stopped) && series.service !== null) watched.delete(series.service);
  for (const fault of faults) {
    if (
      fault.service !== null &&
      fault.source !== 'alert' &&
      (fault.level === 'error' || fault.level === 'fatal')
    )
      watched.delete(fault.service);
  }
  return watched;
}

export function faultSigns(
  faults: readonly Fault[],
  topology: Topology,
  calm: ReadonlySet<string>,
  onsetMs: number | null,
): Sign[] {
  const out: Sign[] = [];
  const names = [...topology.services];
  const most = Math.max(
    3,
    ...faults
      .filter((each) => each.source === 'log' && each.level !== 'warn')
      .map((each) => each.count),
  );
  for (const fault of faults) {
    if (fault.source !== 'log' || fault.service === null) continue;
    const severe = isSevere(fault);
    if (!severe && fault.level !== 'warn') continue;
    const waits = isComplaint(fault);
    const named = waits
      ? complaintOf(
          fault,
          names.filter((each) => !calm.has(each)),
        )
      : null;
    // a handful of lines beside a flood of them is another story
    const volume = 0.3 + 0.7 * Math.min(1, Math.log1p(fault.count) / Math.log1p(most));
    const level = fault.level === 'fatal' ? 1.15 : severe ? 1 : 0.4;
    const reason = fault.sample.split('\n')[0]?.slice(0, 120) ?? '';
    const atMs = beginsMs(fault, onsetMs);
    if (named !== null) {
      out.push({
        service: named,
        weight: 1.3 * volume * level,
        atMs,
        reason: `${fault.service} says: ${reason}`,
        kind: 'blamed by others',
      });
      out.push({
        service: fault.service,
        weight: 0.3 * volume * level,
        atMs,
        reason,
        kind: 'waits for others',
      });
    } else {
      // `rate 0.0 from fx-rates is out of range`: whoever sent it may well be the one who is wrong
      const sender = senderOf(fault, topology);
      if (sender !== null)
        out.push({
          service: sender,
          weight: 1.3 * volume * level,
          atMs,
          reason: `${fault.service} says: ${reason}`,
          kind: 'blamed by others',
        });
      const own = waits ? 0.9 : sender === null ? 2 : 0.4;
      out.push({
        service: fault.service,
        weight: own * volume * level,
        atMs,
        reason,
        kind: waits ? 'waits for others' : 'own errors',
      });
    }
  }
  return out;
}

export const isSevere = ({ level }: Fault): boolean => level === 'error' || level === 'fatal';

/** The dependency that handed over what the service can't use; null where its own code threw. */
export const senderOf = (fault: Fault, topology: Topology): string | null =>
  fault.service === null || fault.traces.length > 0 || isComplaint(fault)
    ? null
    : deliveredBy(fault, topology.callees(fault.service));

/** A line that was seen now and then before counts from where it came with the others. */
function beginsMs(fault: Fault, onsetMs: number | null): number | null {
  if (fault.firstMs === null || onsetMs === null || fault.firstMs >= onsetMs - 2 * MINUTE_MS)
    return fault.firstMs;
  const from = Math.floor((onsetMs - MINUTE_MS) / MINUTE_MS);
  const minutes = [...fault.perMinute.keys()].filter((minute) => minute >= from);
  return minutes.length === 0 ? fault.firstMs : Math.max(onsetMs, Math.min(...minutes) * MINUTE_MS);
}

/** What a cluster says every day without anything being wrong. */
const ROUTINE = /failed ?to ?update ?endpoint|object has been modified|leader ?election|lease/i;
const DEPLOYING =
  /deploy|rollout|scaling ?replica|pulled|pulling|created|scheduled|successfulcreate|started/i;

/** Somebody stops a container on purpose, and starts it elsewhere. */
const PLANNED = /stopping container|upgrade|maintenance|rolling|scale|drain|rebalanc|consolidat/i;

export function eventSigns(observations: Observations, onsetMs: number | null): Sign[] {
  const out: Sign[] = [];
  for (const event of observations.infraEvents) {
    if (event.severity === 'info' || event.service === null) continue;
    const text = `${event.kind} ${event.summary}`;
    if (ROUTINE.test(text) || (DEPLOYING.test(text) && event.severity !== 'error')) continue;
    const at = msOf(event.at);
    if (onsetMs !== null && at !== null && at < onsetMs - 120 * MINUTE_MS) continue;
    const hard =
      /oom|kill|crash|evict|exit|panic|fatal|disk|no space|not ?ready|terminat|lost/i.test(text) &&
      !PLANNED.test(text);
    // a probe that failed once an hour ago is everyday life
    const near =
      onsetMs === null ||
      at === null ||
      (at >= onsetMs - BEFORE_MS && at <= onsetMs + 2 * BEFORE_MS);
    out.push({
      service: event.service,
      weight: (hard ? 1.8 : 0.7) * (near ? 1 : hard ? 0.5 : 0.2),
      atMs: at,
      reason: event.summary,
      kind: hard ? 'platform' : 'probe',
      ...(hard ? { slow: true } : {}),
    });
  }
  return out;
}

/** Several alerts tell an order; one alone only says who was watched. */
export function alertSigns(observations: Observations): Sign[] {
  const alerts = observations.alerts.filter((each) => each.service !== null);
  const services = new Set(alerts.map((each) => each.service));
  const weight = services.size >= 2 ? 1 : 0.35;
  const out: Sign[] = alerts.map((each) => ({
    service: each.service ?? '',
    weight,
    atMs: services.size >= 2 ? msOf(each.firedAt) : null,
    reason: `alert: ${each.title}`,
    kind: 'alert',
  }));
  if (observations.service !== null && !services.has(observations.service)) {
    out.push({
      service: observations.service,
      weight: 0.35,
      atMs: null,
      reason: 'the alert names it',
      kind: 'alert',
    });
  }
  return out;
}
