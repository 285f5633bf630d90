/** Which service failed by itself, and which ones only suffer from it. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { msOf, type Fault } from './log-faults.ts';
import type { MetricMove } from './metric-moves.ts';
import type { Topology } from './topology.ts';

export interface ServiceBlame {
  readonly service: string;
  readonly score: number;
  readonly reasons: readonly string[];
}

/** Saturation moves in the service that is ill; errors and latency also in everyone who waits for it. */
const KIND_WEIGHT: Readonly<Record<MetricMove['kind'], number>> = {
  errors: 1,
  latency: 1,
  availability: 1,
  cpu: 1.2,
  memory: 1.1,
  disk: 1.1,
  network: 0.9,
  connections: 1.1,
  queue: 0.9,
  threads: 1,
  gc: 1,
  restarts: 1.3,
  cache: 0.8,
  retries: 0.8,
  traffic: 0.5,
  work: 0.7,
  business: 0.4,
  other: 0.6,
};

/**
 * Services by how likely they failed first. Own failing work (deepest failing spans, saturation,
 * faults of their own code) counts for a service; failing calls to others count for those others;
 * who also has a failing callee loses to it.
 */
export function rankServices(
  observations: Observations,
  faults: readonly Fault[],
  moves: readonly MetricMove[],
  topology: Topology,
  onsetMs: number | null,
): ServiceBlame[] {
  const scores = new Map<string, { score: number; reasons: string[] }>();
  const add = (service: string | null, score: number, reason: string): void => {
    if (service === null || score === 0) return;
    let entry = scores.get(service);
    if (entry === undefined) scores.set(service, (entry = { score: 0, reasons: [] }));
    entry.score += score;
    if (score > 0 && entry.reasons.length < 6) entry.reasons.push(reason);
  };
  for (const [service, weight] of deepestFailing(observations)) {
    add(service, 3 * weight, `its own spans fail, its callees' do not`);
  }
  for (const [service, weight] of slowestSelf(observations, onsetMs)) {
    add(service, 2 * weight, 'its own work takes longer');
  }
  byMetrics(moves, add);
  byFaults(faults, topology, calmServices(observations, moves, faults), add);
  for (const event of observations.infraEvents) {
    if (event.severity !== 'info') add(event.service, 0.8, event.summary);
  }
  const named = observations.service;
  if (named !== null) add(named, 0.4, 'the alert names it');
  // who waits for a service that is itself in trouble is likelier a victim
  const total = Math.max(...[...scores.values()].map((each) => each.score), 1e-9);
  const out: ServiceBlame[] = [];
  for (const [service, { score, reasons }] of scores) {
    let worst = 0;
    for (const callee of topology.dependencies(service))
      worst = Math.max(worst, scores.get(callee)?.score ?? 0);
    const victim = worst > 0.3 * total ? Math.min(0.6, (0.6 * worst) / Math.max(score, worst)) : 0;
    out.push({ service, score: score * (1 - victim), reasons });
  }
  return out.sort((a, b) => b.score - a.score || a.service.localeCompare(b.service));
}

/** Share of failing traces in which a service has a failing span without a failing child. */
function deepestFailing(observations: Observations): Map<string, number> {
  const failing = observations.spans.filter(
    (each) => each.error !== null || (each.statusCode ?? 0) >= 500,
  );
  if (failing.length === 0) return new Map();
  const parents = new Set<string>();
  for (const span of failing)
    if (span.parentId !== null) parents.add(`${span.traceId}\n${span.parentId}`);
  const counts = new Map<string, number>();
  let total = 0;
  for (const span of failing) {
    if (parents.has(`${span.traceId}\n${span.spanId}`)) continue;
    // a client span that fails alone blames the peer that never answered
    const culprit =
      span.kind === 'client' && span.peerService !== undefined ? span.peerService : span.service;
    counts.set(culprit, (counts.get(culprit) ?? 0) + 1);
    total += 1;
  }
  return new Map([...counts].map(([service, count]) => [service, count / Math.max(1, total)]));
}

/** Growth of self time (duration less the children's) per service around the onset, as a share of all growth. */
function slowestSelf(observations: Observations, onsetMs: number | null): Map<string, number> {
  if (onsetMs === null || observations.spans.length < 10) return new Map();
  const childTime = new Map<string, number>();
  for (const span of observations.spans) {
    if (span.parentId === null) continue;
    const key = `${span.traceId}\n${span.parentId}`;
    childTime.set(key, (childTime.get(key) ?? 0) + span.durationMs);
  }
  const sums = new Map<string, { before: number[]; after: number[] }>();
  for (const span of observations.spans) {
    const self = Math.max(
      0,
      span.durationMs - (childTime.get(`${span.traceId}\n${span.spanId}`) ?? 0),
    );
    let entry = sums.get(span.service);
    if (entry === undefined) sums.set(span.service, (entry = { before: [], after: [] }));
    ((msOf(span.startAt) ?? onsetMs) < onsetMs ? entry.before : entry.after).push(self);
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
  const growth = new Map<string, number>();
  let all = 0;
  for (const [service, { before, after }] of sums) {
    if (before.length < 3 || after.length < 3) continue;
    const grown = mean(after) - mean(before);
    if (grown <= 0 || mean(after) < 1.5 * mean(before)) continue;
    growth.set(service, grown);
    all += grown;
  }
  return new Map([...growth].map(([service, grown]) => [service, grown / all]));
}

function byMetrics(
  moves: readonly MetricMove[],
  add: (service: string | null, score: number, reason: string) => void,
): void {
  const harmful = moves.filter((each) => each.harmful && each.series.service !== null);
  if (harmful.length === 0) return;
  const strongest = Math.max(...harmful.map((each) => each.change.score));
  const firstMs = Math.min(
    ...harmful
      .filter((each) => each.change.score > 0.2 * strongest)
      .map((each) => each.change.atMs),
  );
  /** Best per service and kind: ten latency percentiles are one sign. */
  const best = new Map<string, { value: number; move: MetricMove }>();
  for (const move of harmful) {
    const strength = Math.log1p(move.change.score) / Math.log1p(strongest);
    const late = Math.max(0, move.change.atMs - firstMs);
    const early = Math.exp(-late / (10 * MINUTE_MS));
    const value = KIND_WEIGHT[move.kind] * strength * (0.4 + 0.6 * early);
    const key = `${move.series.service}\n${move.kind}`;
    if (value > (best.get(key)?.value ?? 0)) best.set(key, { value, move });
  }
  const seen = new Map<string, number>();
  for (const { value, move } of [...best.values()].sort((a, b) => b.value - a.value)) {
    const service = move.series.service ?? '';
    const rank = seen.get(service) ?? 0;
    seen.set(service, rank + 1);
    add(
      service,
      value / (1 + rank),
      `${move.series.metric} ${move.change.direction} ×${move.change.ratio === null ? '∞' : move.change.ratio.toFixed(1)}`,
    );
  }
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
    ) {
      watched.delete(fault.service);
    }
  }
  return watched;
}

function byFaults(
  faults: readonly Fault[],
  topology: Topology,
  calm: ReadonlySet<string>,
  add: (service: string | null, score: number, reason: string) => void,
): void {
  const bad = faults.filter(
    (each) => each.source === 'log' && (each.level === 'error' || each.level === 'fatal'),
  );
  if (bad.length === 0) return;
  const firstMs = Math.min(...bad.map((each) => each.firstMs ?? Infinity));
  const perService = new Map<string, { own: number; early: number; reason: string }>();
  for (const fault of bad) {
    if (fault.service === null) continue;
    // a message that names another known service as what failed speaks against that one
    const text = fault.sample.toLowerCase();
    const waits =
      fault.kinds.has('timeout') ||
      fault.kinds.has('unreachable') ||
      fault.kinds.has('upstream_error');
    let named: string | null = null;
    if (waits) {
      for (const service of topology.services) {
        if (
          service !== fault.service &&
          service.length > 2 &&
          !calm.has(service) &&
          text.includes(service.toLowerCase())
        )
          named = service;
      }
    }
    const early =
      fault.firstMs === null || !Number.isFinite(firstMs)
        ? 0.5
        : Math.exp(-(fault.firstMs - firstMs) / (5 * MINUTE_MS));
    const weight = Math.log1p(fault.count) / Math.log(50);
    const target = named ?? fault.service;
    const own = named === null && waits ? 0.35 : named === null ? 1 : 0.7;
    const entry = perService.get(target) ?? {
      own: 0,
      early: 0,
      reason: fault.sample.slice(0, 120),
    };
    entry.own = Math.max(entry.own, own * (0.6 + 0.4 * Math.min(1, weight)));
    entry.early = Math.max(entry.early, early);
    perService.set(target, entry);
  }
  for (const [service, entry] of perService) {
    add(service, 2 * entry.own * (0.4 + 0.6 * entry.early), entry.reason);
  }
}
