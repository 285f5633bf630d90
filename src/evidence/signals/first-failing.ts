/** Which service failed by itself, and which ones only suffer from it. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { median } from '../change-points/robust.ts';
import { isBackground, logSpanOf } from './freshness.ts';
import { metricBlame, type MetricBlame } from './cascade/metric-blame.ts';
import type { ServiceState } from './cascade/service-state.ts';
import type { Unrest } from './cascade/unrest.ts';
import { silenceOf } from './silence.ts';
import { loadSources } from './load-sources.ts';
import { msOf, type Fault } from './log-faults.ts';
import { bucketMs, type MetricMove } from './metric-moves.ts';
import { metricShifts, type MetricShift } from './metric-shift.ts';
import {
  alertSigns,
  calmServices,
  eventSigns,
  faultSigns,
  isSevere,
  metricSigns,
  senderOf,
  spanSigns,
  type Sign,
} from './signs.ts';
import type { Topology } from './topology.ts';

export interface ServiceBlame {
  readonly service: string;
  readonly score: number;
  readonly reasons: readonly string[];
  /** When its trouble was first seen; null without times. */
  readonly onsetMs: number | null;
  /** What its metrics did at the moment of unrest; missing where the metrics decide nothing. */
  readonly state?: ServiceState;
}

/** Trouble this much later than the first sign counts about a third, where samples are a minute apart. */
const EARLY_MS = 8 * MINUTE_MS;
/** Clocks, scrape intervals and log delays blur the order by this much, likewise. */
const BLUR_MS = 2 * MINUTE_MS;
interface Entry {
  readonly kinds: Map<string, number>;
  readonly reasons: Map<string, number>;
  onsetMs: number | null;
}

/**
 * Services by how likely they failed first. Signs of a service's own failing (deepest failing spans,
 * saturation, restarts, errors of its own code) count in full, complaints about others count for
 * those; earlier signs weigh more; who depends on a service whose trouble began no later loses to it,
 * unless its own demand grew and swept the others along.
 */
export function rankServices(
  observations: Observations,
  faults: readonly Fault[],
  moves: readonly MetricMove[],
  topology: Topology,
  onsetMs: number | null,
  unrest: Unrest | null = null,
): ServiceBlame[] {
  const span = logSpanOf(observations.logs);
  const fresh = faults.filter((each) => !isBackground(each, onsetMs, span));
  const shifts = onsetMs === null ? [] : metricShifts(observations, onsetMs);
  const sources = loadSources(shifts, topology);
  const blamed = metricsOf(observations, topology, onsetMs, unrest);
  const signs: Sign[] = [
    ...spanSigns(observations, onsetMs),
    ...(blamed === null ? metricSigns(moves, shifts, onsetMs) : []),
    ...faultSigns(fresh, topology, calmServices(observations, moves, shifts, fresh), onsetMs),
    ...eventSigns(observations, onsetMs),
    ...alertSigns(observations),
    ...sources,
  ];
  const scale = resolution(shifts);
  const entries = gather(signs, onsetMs, scale);
  const raw = new Map([...entries].map(([service, entry]) => [service, scoreOf(entry)]));
  const top = Math.max(1e-9, ...raw.values());
  const related = relatedTo(observations.service, topology);
  const sweeping = new Set(sources.map((each) => each.service));
  const { starved, backedUp } = silenceOf(shifts, topology);
  const handed = handedBad(fresh, topology);
  const out: ServiceBlame[] = [];
  for (const [service, entry] of entries) {
    const own = raw.get(service) ?? 0;
    let worst = 0;
    for (const callee of topology.dependencies(service)) {
      // it has what it has from this one, not the other way round
      if (starved.has(callee) || backedUp.has(callee)) continue;
      const other = raw.get(callee) ?? 0;
      const later = (entries.get(callee)?.onsetMs ?? -Infinity) - (entry.onsetMs ?? Infinity);
      // a callee whose trouble began clearly later was rather dragged along
      if (later <= BLUR_MS * scale) worst = Math.max(worst, other);
    }
    const victim =
      worst > 0.25 * top && !sweeping.has(service)
        ? Math.min(MOST_VICTIM, (MOST_VICTIM * worst) / Math.max(own, worst))
        : 0;
    const suffers = Math.max(
      victim,
      starved.has(service) || backedUp.has(service) ? MOST_VICTIM : 0,
      0.6 * (handed.get(service) ?? 0),
    );
    out.push({
      service,
      score: own * (1 - suffers) * (related === null || related.has(service) ? 1 : STRANGER),
      reasons: [...entry.reasons]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 5)
        .map(([reason]) => reason),
      onsetMs: entry.onsetMs,
    });
  }
  // who is swept along is as ill as who only lacks work is idle: by somebody else's doing
  const swept = [...sweeping].flatMap((each) => [...topology.dependencies(each)]);
  const idle = new Set([...starved, ...backedUp, ...swept]);
  return (blamed === null ? out : withMetrics(out, blamed, idle)).sort(
    (a, b) =>
      b.score - a.score ||
      (a.onsetMs ?? Infinity) - (b.onsetMs ?? Infinity) ||
      a.service.localeCompare(b.service),
  );
}

/** Log-odds of one unit of what logs, spans and events say. */
const SAID = 1.6;
/** Log-odds that a service loses which only lacks work, is not read any more, or is swept along. */
const IDLE = 3;

/** Adds up what the metrics and all other signs say, as log-odds; 3 for the likeliest. */
function withMetrics(
  said: readonly ServiceBlame[],
  metrics: ReadonlyMap<string, MetricBlame>,
  idle: ReadonlySet<string>,
): ServiceBlame[] {
  const others = new Map(said.map((each) => [each.service, each]));
  const list = [...new Set([...others.keys(), ...metrics.keys()])].map((service) => {
    const other = others.get(service);
    const metric = metrics.get(service);
    const times = [other?.onsetMs, metric?.atMs].filter((each) => each != null);
    return {
      service,
      logit: (metric?.logit ?? 0) + SAID * (other?.score ?? 0) - (idle.has(service) ? IDLE : 0),
      reasons: [...(metric?.reasons ?? []), ...(other?.reasons ?? [])].slice(0, 5),
      onsetMs: times.length === 0 ? null : Math.min(...times),
      ...(metric === undefined ? {} : { state: metric.state }),
    };
  });
  const top = Math.max(...list.map((each) => each.logit));
  return list.map(({ logit, ...each }) => ({ ...each, score: 3 * Math.exp((logit - top) / 2) }));
}

/** Two moments nearer than this many samples are one. */
const SAME_STEPS = 2;

/**
 * What the metrics of many services say, measured at the moment of unrest and at the onset; the
 * moment at which they say it more clearly counts. Null for few services.
 */
function metricsOf(
  observations: Observations,
  topology: Topology,
  onsetMs: number | null,
  unrest: Unrest | null,
): Map<string, MetricBlame> | null {
  const stepMs = unrest?.stepMs ?? MINUTE_MS;
  const moments = unrest === null ? [] : [unrest.atMs];
  if (onsetMs !== null && moments.every((each) => Math.abs(each - onsetMs) > SAME_STEPS * stepMs))
    moments.push(onsetMs);
  const endMs = msOf(observations.now) ?? Infinity;
  let best: Map<string, MetricBlame> | null = null;
  for (const atMs of moments) {
    const said = metricBlame(
      observations.metrics,
      topology.services,
      topology,
      { atMs, stepMs },
      endMs,
    );
    if (said !== null && (best === null || highest(said) > highest(best))) best = said;
  }
  return best;
}

const highest = (said: ReadonlyMap<string, MetricBlame>): number =>
  Math.max(...[...said.values()].map((each) => each.logit));

/** What a service loses at most to one that it depends on and that is as ill. */
const MOST_VICTIM = 0.7;

/** Share of a service's severe lines that say a dependency handed it something wrong. */
function handedBad(faults: readonly Fault[], topology: Topology): Map<string, number> {
  const counts = new Map<string, { all: number; handed: number }>();
  for (const fault of faults) {
    if (fault.source !== 'log' || fault.service === null || !isSevere(fault)) continue;
    const entry = counts.get(fault.service) ?? { all: 0, handed: 0 };
    entry.all += fault.count;
    if (senderOf(fault, topology) !== null) entry.handed += fault.count;
    counts.set(fault.service, entry);
  }
  return new Map([...counts].map(([service, { all, handed }]) => [service, handed / all]));
}

/** How fine the clock of the metrics is: 1 for a minute and above, down to a sixth of it. */
function resolution(shifts: readonly MetricShift[]): number {
  if (shifts.length === 0) return 1;
  const steps = shifts.slice(0, 100).map(({ series }) => bucketMs(series.points));
  return Math.min(1, Math.max(1 / 6, median(steps) / MINUTE_MS));
}

function gather(signs: readonly Sign[], onsetMs: number | null, scale: number): Map<string, Entry> {
  // what went before is another story, unless it takes its time
  const begun = onsetMs === null ? -Infinity : onsetMs - Math.max(MINUTE_MS, 2 * BLUR_MS * scale);
  const times = signs.map((each) => each.atMs).filter((each) => each !== null && each >= begun);
  const firstMs = times.length === 0 ? null : Math.min(...times.map((each) => each ?? Infinity));
  const out = new Map<string, Entry>();
  for (const sign of signs) {
    let entry = out.get(sign.service);
    if (entry === undefined)
      out.set(sign.service, (entry = { kinds: new Map(), reasons: new Map(), onsetMs: null }));
    const value = sign.weight * (0.35 + 0.65 * earliness(sign, firstMs, begun, scale));
    entry.kinds.set(sign.kind, Math.max(entry.kinds.get(sign.kind) ?? 0, value));
    entry.reasons.set(sign.reason, Math.max(entry.reasons.get(sign.reason) ?? 0, value));
    if (sign.atMs !== null && sign.atMs >= begun && sign.weight >= 0.3)
      entry.onsetMs = Math.min(entry.onsetMs ?? Infinity, sign.atMs);
  }
  return out;
}

/** 1 for what came first, towards 0 the later it came; what went long before had no part in it. */
function earliness(
  { atMs, slow }: Sign,
  firstMs: number | null,
  begunMs: number,
  scale: number,
): number {
  if (atMs === null || firstMs === null) return 0.6;
  if (atMs < begunMs) return slow === true ? 1 : 0.3;
  return Math.exp(-Math.max(0, atMs - firstMs - (BLUR_MS * scale) / 2) / (EARLY_MS * scale));
}

/** Signs of different kinds add up, each less than the one before it. */
function scoreOf({ kinds }: Entry): number {
  let score = 0;
  let part = 1;
  for (const value of [...kinds.values()].sort((a, b) => b - a)) {
    score += part * value;
    part *= 0.6;
  }
  return score;
}

/** What a service has to say that has no tie to the one that the alert names. */
const STRANGER = 0.45;

/** The service with all that it depends on and all that depends on it; null where calls are unknown. */
function relatedTo(service: string | null, topology: Topology): ReadonlySet<string> | null {
  if (service === null) return null;
  const down = topology.dependencies(service);
  const up = topology.dependents(service);
  return down.size + up.size === 0 ? null : new Set([service, ...down, ...up]);
}
