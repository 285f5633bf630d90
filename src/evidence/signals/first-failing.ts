/** Which service failed by itself, and which ones only suffer from it. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { isBackground } from './freshness.ts';
import { msOf, type Fault } from './log-faults.ts';
import type { MetricMove } from './metric-moves.ts';
import { complaintOf, isComplaint } from './complaints.ts';
import { metricBlame, type MetricBlame } from './cascade/metric-blame.ts';
import type { ServiceState } from './cascade/service-state.ts';
import type { Unrest } from './cascade/unrest.ts';
import { deepestFailing, slowestSelf } from './span-blame.ts';
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

/** One sign that a service is in trouble. */
interface Sign {
  readonly service: string;
  /** 0–3: how much it speaks for trouble of the service's own making. */
  readonly weight: number;
  readonly atMs: number | null;
  readonly reason: string;
  /** Signs of one kind add up less than signs of different kinds. */
  readonly kind: string;
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

/** Trouble this much later than the first sign counts about a third. */
const EARLY_MS = 8 * MINUTE_MS;
/** Clocks, scrape intervals and log delays blur the order by this much. */
const BLUR_MS = 2 * MINUTE_MS;

/**
 * Services by how likely they failed first. Signs of a service's own failing (deepest failing spans,
 * saturation, restarts, errors of its own code) count in full, complaints about others count for
 * those; earlier signs weigh more; who depends on a service whose trouble began no later loses to it.
 */
export function rankServices(
  observations: Observations,
  faults: readonly Fault[],
  moves: readonly MetricMove[],
  topology: Topology,
  onsetMs: number | null,
  unrest: Unrest | null = null,
): ServiceBlame[] {
  const blamed = metricsOf(observations, topology, onsetMs, unrest);
  const signs: Sign[] = [
    ...spanSigns(observations, onsetMs),
    ...(blamed === null ? metricSigns(moves, onsetMs) : []),
    ...faultSigns(
      faults.filter((each) => !isBackground(each, onsetMs)),
      topology,
      calmServices(
        observations,
        moves,
        faults.filter((each) => !isBackground(each, onsetMs)),
      ),
    ),
    ...eventSigns(observations, onsetMs),
    ...alertSigns(observations),
  ];
  const times = signs.map((each) => each.atMs).filter((each) => each !== null);
  const firstMs = times.length === 0 ? null : Math.min(...times);
  const perService = new Map<
    string,
    { kinds: Map<string, number>; reasons: Map<string, number>; onsetMs: number | null }
  >();
  for (const sign of signs) {
    let entry = perService.get(sign.service);
    if (entry === undefined)
      perService.set(
        sign.service,
        (entry = { kinds: new Map(), reasons: new Map(), onsetMs: null }),
      );
    const early =
      sign.atMs === null || firstMs === null
        ? 0.6
        : Math.exp(-Math.max(0, sign.atMs - firstMs - BLUR_MS / 2) / EARLY_MS);
    const value = sign.weight * (0.35 + 0.65 * early);
    entry.kinds.set(sign.kind, Math.max(entry.kinds.get(sign.kind) ?? 0, value));
    entry.reasons.set(sign.reason, Math.max(entry.reasons.get(sign.reason) ?? 0, value));
    if (sign.atMs !== null && sign.weight >= 0.3)
      entry.onsetMs = Math.min(entry.onsetMs ?? Infinity, sign.atMs);
  }
  const raw = new Map<string, number>();
  for (const [service, entry] of perService) {
    let score = 0;
    let part = 1;
    for (const value of [...entry.kinds.values()].sort((a, b) => b - a)) {
      score += part * value;
      part *= 0.6;
    }
    raw.set(service, score);
  }
  const top = Math.max(1e-9, ...raw.values());
  const related = relatedTo(observations.service, topology);
  const out: ServiceBlame[] = [];
  for (const [service, entry] of perService) {
    const own = raw.get(service) ?? 0;
    let worst = 0;
    for (const callee of topology.dependencies(service)) {
      const other = raw.get(callee) ?? 0;
      const later = (perService.get(callee)?.onsetMs ?? -Infinity) - (entry.onsetMs ?? Infinity);
      // a callee whose trouble began clearly later was rather dragged along
      if (later <= BLUR_MS) worst = Math.max(worst, other);
    }
    const victim = worst > 0.25 * top ? Math.min(0.65, (0.65 * worst) / Math.max(own, worst)) : 0;
    out.push({
      service,
      score: own * (1 - victim) * (related === null || related.has(service) ? 1 : STRANGER),
      reasons: [...entry.reasons]
        .sort((a, b) => b[1] - a[1])
        .slice(0, 5)
        .map(([reason]) => reason),
      onsetMs: entry.onsetMs,
    });
  }
  return (blamed === null ? out : withMetrics(out, blamed)).sort(
    (a, b) =>
      b.score - a.score ||
      (a.onsetMs ?? Infinity) - (b.onsetMs ?? Infinity) ||
      a.service.localeCompare(b.service),
  );
}

/** Log-odds of one unit of what logs, spans and events say. */
const SAID = 1.6;

/** Adds up what the metrics and all other signs say, as log-odds; 3 for the likeliest. */
function withMetrics(
  said: readonly ServiceBlame[],
  metrics: ReadonlyMap<string, MetricBlame>,
): ServiceBlame[] {
  const others = new Map(said.map((each) => [each.service, each]));
  const list = [...new Set([...others.keys(), ...metrics.keys()])].map((service) => {
    const other = others.get(service);
    const metric = metrics.get(service);
    const times = [other?.onsetMs, metric?.atMs].filter((each) => each != null);
    return {
      service,
      logit: (metric?.logit ?? 0) + SAID * (other?.score ?? 0),
      reasons: [...(metric?.reasons ?? []), ...(other?.reasons ?? [])].slice(0, 5),
      onsetMs: times.length === 0 ? null : Math.min(...times),
      ...(metric === undefined ? {} : { state: metric.state }),
    };
  });
  const top = Math.max(...list.map((each) => each.logit));
  return list.map(({ logit, ...each }) => ({ ...each, score: 3 * Math.exp((logit - top) / 2) }));
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

/** What the metrics of many services say, measured at the moment of unrest; null for few services. */
function metricsOf(
  observations: Observations,
  topology: Topology,
  onsetMs: number | null,
  unrest: Unrest | null,
): Map<string, MetricBlame> | null {
  const at = unrest ?? (onsetMs === null ? null : { atMs: onsetMs, stepMs: MINUTE_MS });
  if (at === null) return null;
  return metricBlame(
    observations.metrics,
    topology.services,
    topology,
    at,
    msOf(observations.now) ?? Infinity,
  );
}

function spanSigns(observations: Observations, onsetMs: number | null): Sign[] {
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

function metricSigns(moves: readonly MetricMove[], onsetMs: number | null): Sign[] {
  const harmful = moves.filter((each) => each.harmful && each.series.service !== null);
  if (harmful.length === 0) return [];
  // moves long before the incident are another story
  const recent =
    onsetMs === null
      ? harmful
      : harmful.filter((each) => each.change.atMs >= onsetMs - 60 * MINUTE_MS);
  const used = recent.length === 0 ? harmful : recent;
  const strongest = Math.max(...used.map((each) => each.change.score));
  return used.map((move) => {
    const strength = Math.log1p(move.change.score) / Math.log1p(strongest);
    const shape = move.change.shape === 'spike' ? 0.6 : 1;
    const ratio = move.change.ratio === null ? '' : ` ×${move.change.ratio.toFixed(1)}`;
    return {
      service: move.series.service ?? '',
      weight: KIND_WEIGHT[move.kind] * strength * shape,
      atMs: move.change.atMs,
      reason: `${move.series.metric} ${move.change.direction}${ratio}`,
      kind: `metric ${move.kind}`,
    };
  });
}

/** Services that are watched and show no trouble of their own: a caller's complaint does not make them ill. */
function calmServices(
  observations: Observations,
  moves: readonly MetricMove[],
  faults: readonly Fault[],
): ReadonlySet<string> {
  const watched = new Set<string>();
  for (const series of observations.metrics) {
    if (series.service !== null && series.points.length >= 5) watched.add(series.service);
  }
  for (const move of moves)
    if (move.harmful && move.series.service !== null) watched.delete(move.series.service);
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

function faultSigns(
  faults: readonly Fault[],
  topology: Topology,
  calm: ReadonlySet<string>,
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
    const severe = fault.level === 'error' || fault.level === 'fatal';
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
    if (named !== null) {
      out.push({
        service: named,
        weight: 1.3 * volume * level,
        atMs: fault.firstMs,
        reason: `${fault.service} says: ${reason}`,
        kind: 'blamed by others',
      });
      out.push({
        service: fault.service,
        weight: 0.3 * volume * level,
        atMs: fault.firstMs,
        reason,
        kind: 'waits for others',
      });
    } else {
      const own = waits ? 0.9 : 2;
      out.push({
        service: fault.service,
        weight: own * volume * level,
        atMs: fault.firstMs,
        reason,
        kind: waits ? 'waits for others' : 'own errors',
      });
    }
  }
  return out;
}

const DEPLOYING =
  /deploy|rollout|scaling ?replica|pulled|pulling|created|scheduled|successfulcreate|started/i;

function eventSigns(observations: Observations, onsetMs: number | null): Sign[] {
  const out: Sign[] = [];
  for (const event of observations.infraEvents) {
    if (event.severity === 'info' || event.service === null) continue;
    const text = `${event.kind} ${event.summary}`;
    if (DEPLOYING.test(text) && event.severity !== 'error') continue;
    const at = msOf(event.at);
    if (onsetMs !== null && at !== null && at < onsetMs - 120 * MINUTE_MS) continue;
    const hard =
      /oom|kill|crash|evict|exit|panic|fatal|disk|no space|not ?ready|terminat|lost/i.test(text);
    out.push({
      service: event.service,
      weight: hard ? 1.8 : 0.9,
      atMs: at,
      reason: event.summary,
      kind: hard ? 'platform' : 'probe',
    });
  }
  return out;
}

/** Several alerts tell an order; one alone only says who was watched. */
function alertSigns(observations: Observations): Sign[] {
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
