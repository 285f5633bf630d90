/** What the metrics of each service did at a moment: its symptoms, its resources, whether it was gone. */
import type { MetricSeries } from '../../../domain/observation.ts';
import { MINUTE_MS, SECOND_MS } from '../../../domain/time.ts';
import { metricKind, type MetricKind } from '../../change-points/metric-kind.ts';
import { median } from '../../change-points/robust.ts';
import { QUEUE } from '../silence.ts';
import { AT_HOME, deviationOf, type Deviation } from './deviation.ts';

/** A metric that left its usual band. */
export interface Departure {
  readonly series: MetricSeries;
  readonly kind: MetricKind;
  readonly deviation: Deviation;
  /** 0 and more: logarithm of the distance, what load explains taken off. */
  readonly strength: number;
}

export interface ServiceState {
  readonly service: string;
  /** Latency: strength, and by which factor (natural logarithm) it grew. */
  readonly latency: number;
  readonly growth: number;
  /** Errors: strength, and how many more of its requests (or how many more at all) fail. */
  readonly errors: number;
  readonly failing: number;
  /** What a fault eats up in the service that has it: CPU, memory, disk, packets, restarts. */
  readonly cause: number;
  /** What also fills up in whoever waits: connections, threads, queues. */
  readonly held: number;
  /** 0–1: its samples stop or its use of resources collapses. */
  readonly gone: number;
  /** Load after against before; null when not watched. */
  readonly load: number | null;
  /** Usual latency by metric: a caller's holds those of its callees. */
  readonly usual: ReadonlyMap<string, number>;
  readonly departures: readonly Departure[];
  readonly atMs: number | null;
}

/** Faults are judged by what follows within this time: later the system adapts or others suffer. */
const AFTER_MS = 20 * MINUTE_MS;

const LOSS = /retrans|packet.?(?:loss|drop)|(?:rx|tx|net\w*)[._-](?:drop|err)/i;
const CAUSES: ReadonlySet<MetricKind> = new Set(['cpu', 'memory', 'disk', 'restarts', 'gc']);
const HELD: ReadonlySet<MetricKind> = new Set(['connections', 'threads', 'queue', 'retries']);
/** Grows with the load of a healthy service. */
const FOLLOWS_LOAD: ReadonlySet<MetricKind> = new Set([
  'cpu',
  'disk',
  'network',
  'connections',
  'threads',
  'errors',
]);
const SHARE = /rate|ratio|percent|pct|share/i;

const strengthOf = (z: number): number =>
  Math.abs(z) < AT_HOME ? 0 : Math.log(Math.abs(z) / AT_HOME);

/** The state of every service that has metrics, by what they did from `onsetMs` on. */
export function serviceStates(
  metrics: readonly MetricSeries[],
  onsetMs: number,
  endMs: number,
): ServiceState[] {
  const untilMs = Math.min(endMs, onsetMs + AFTER_MS);
  const byService = new Map<string, MetricSeries[]>();
  for (const series of metrics) {
    if (series.service === null) continue;
    const list = byService.get(series.service);
    if (list === undefined) byService.set(series.service, [series]);
    else list.push(series);
  }
  return [...byService].map(([service, list]) => stateOf(service, list, onsetMs, untilMs));
}

/** The state of a service that has no metrics. */
export const unwatched = (service: string): ServiceState => ({
  service,
  latency: 0,
  growth: 0,
  errors: 0,
  failing: 0,
  cause: 0,
  held: 0,
  gone: 0,
  load: null,
  usual: new Map(),
  departures: [],
  atMs: null,
});

function stateOf(
  service: string,
  list: readonly MetricSeries[],
  onsetMs: number,
  untilMs: number,
): ServiceState {
  const seen = list.map((series) => ({
    series,
    kind: metricKind(series.metric),
    deviation: deviationOf(series.points, onsetMs, untilMs),
  }));
  const loads = seen
    .filter(({ kind }) => kind === 'traffic')
    .flatMap(({ deviation }) =>
      deviation === null || deviation.before <= 0 ? [] : [deviation.after / deviation.before],
    );
  const load = loads.length === 0 ? null : median(loads);
  const departures: Departure[] = [];
  for (const { series, kind, deviation } of seen) {
    if (deviation === null || Math.abs(deviation.z) < AT_HOME) continue;
    const strength = strengthOf(unexplained(kind, deviation, load));
    if (strength > 0) departures.push({ series, kind, deviation, strength });
  }
  const up = departures.filter(({ deviation }) => deviation.z > 0);
  const latencies = up.filter(({ kind }) => kind === 'latency');
  const errors = departures.filter(
    ({ kind, deviation }) =>
      (kind === 'errors' && deviation.z > 0) || (kind === 'availability' && deviation.z < 0),
  );
  const times = departures
    .filter(({ strength }) => strength > 0.5)
    .flatMap(({ deviation }) => deviation.atMs ?? []);
  return {
    service,
    latency: strongest(latencies),
    growth: Math.max(
      0,
      ...latencies.map(({ deviation }) =>
        Math.log(deviation.after / Math.max(deviation.before, 0.02 * deviation.after)),
      ),
    ),
    errors: strongest(errors),
    failing: Math.max(0, ...errors.map((each) => failingShare(each, seen, load))),
    cause: together(up.filter(({ kind, series }) => CAUSES.has(kind) || LOSS.test(series.metric))),
    held: together(
      up.filter(({ kind }) => HELD.has(kind) && (kind !== 'queue' || !QUEUE.test(service))),
    ),
    gone: goneness(seen, onsetMs, untilMs),
    load,
    usual: new Map(
      seen.flatMap(({ kind, series, deviation }) =>
        kind === 'latency' && deviation !== null && deviation.before > 0
          ? [[series.metric, deviation.before] as const]
          : [],
      ),
    ),
    departures: departures.sort((a, b) => b.strength - a.strength),
    atMs: times.length === 0 ? null : Math.min(...times),
  };
}

const strongest = (list: readonly Departure[]): number =>
  Math.max(0, ...list.map((each) => each.strength));

/** The strongest in full, those of other kinds in part: five series of one disk are one sign. */
function together(list: readonly Departure[]): number {
  const best = new Map<string, number>();
  for (const each of list) {
    const key = LOSS.test(each.series.metric) ? 'loss' : each.kind;
    best.set(key, Math.max(best.get(key) ?? 0, each.strength));
  }
  const sorted = [...best.values()].sort((a, b) => b - a);
  return sorted.reduce((sum, value, at) => sum + value * 0.5 ** at, 0);
}

/** The distance without what the grown load alone would have made of the value before. */
function unexplained(kind: MetricKind, deviation: Deviation, load: number | null): number {
  const { z, before, after } = deviation;
  if (z <= 0 || load === null || load <= 1 || !FOLLOWS_LOAD.has(kind)) return z;
  const rest = after / load - before;
  return rest <= 0 ? 0 : (z * rest) / (after - before);
}

/** How many more requests fail, as a share where the load is known and the metric is no share itself. */
function failingShare(
  { series, deviation }: Departure,
  seen: readonly { readonly kind: MetricKind; readonly deviation: Deviation | null }[],
  load: number | null,
): number {
  const more = Math.abs(deviation.after - deviation.before);
  if (SHARE.test(series.metric)) return more > 1 ? more / 100 : more;
  if (load === null) return more;
  const calls = Math.max(
    0,
    ...seen.flatMap(({ kind, deviation: each }) =>
      kind === 'traffic' && each !== null ? [Math.max(each.after, 0.2 * each.before)] : [],
    ),
  );
  return calls <= 0 ? more : Math.min(1, more / calls);
}

/** Samples that stop, or memory that collapses: who merely gets no more work keeps what it holds. */
function goneness(
  seen: readonly {
    readonly series: MetricSeries;
    readonly kind: MetricKind;
    readonly deviation: Deviation | null;
  }[],
  onsetMs: number,
  untilMs: number,
): number {
  const missing: number[] = [];
  let collapsed = 0;
  for (const { series, kind, deviation } of seen) {
    missing.push(missingShare(series.points, onsetMs, untilMs));
    if (deviation !== null && deviation.z < -AT_HOME && deviation.before > 0) {
      const left = deviation.after / deviation.before;
      if (kind === 'memory' && left < 0.6) collapsed = Math.max(collapsed, 1 - left);
    }
  }
  return Math.max(collapsed, missing.length === 0 ? 0 : median(missing));
}

/** How many of the samples of the two minutes after the moment are not there, against the usual share. */
function missingShare(points: MetricSeries['points'], onsetMs: number, untilMs: number): number {
  const times = points.map(([at]) => at);
  const gaps = times
    .slice(1, 200)
    .map((at, index) => at - (times[index] ?? at))
    .filter((gap) => gap > 0);
  if (gaps.length < 5) return 0;
  const step = Math.max(SECOND_MS, median(gaps));
  const to = Math.min(untilMs, onsetMs + Math.max(2 * MINUTE_MS, 4 * step));
  const expected = (to - onsetMs) / step;
  if (expected < 3) return 0;
  let there = 0;
  let before = 0;
  let beforeAll = 0;
  for (const [at, value] of points) {
    if (at >= onsetMs && at <= to && value !== null) there += 1;
    if (at < onsetMs) {
      beforeAll += 1;
      if (value !== null) before += 1;
    }
  }
  const usual = beforeAll === 0 ? 1 : before / beforeAll;
  return Math.max(0, Math.min(1, 1 - there / Math.max(1, expected * usual - 0.5)));
}
