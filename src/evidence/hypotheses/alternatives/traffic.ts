/** More was asked for than the service can carry. */
import { HOUR_MS, MINUTE_MS } from '../../../domain/time.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';
import { metricKind } from '../../change-points/metric-kind.ts';
import { isComplaint } from '../../signals/complaints.ts';
import { describeMove, type MetricMove } from '../../signals/metric-moves.ts';
import { metricShifts } from '../../signals/metric-shift.ts';
import type { FactKind } from '../../diff/facts.ts';
import type { ChangeScore } from '../change-score.ts';
import type { Context } from '../context.ts';
import { makesLoad } from './own-demand.ts';
import { BASE, defectShare, freshFaults, said, strength, type Alternative } from './model.ts';

/** Settings that say how much a service can carry. */
const CAPACITY: ReadonlySet<FactKind> = new Set<FactKind>([
  'pool_changed',
  'limit_changed',
  'rate_limit_changed',
  'concurrency_setting',
  'replicas_changed',
  'cpu_setting',
  'memory_setting',
]);

/** The first failing service's own load, or that of somebody who calls it. */
function concerns({ series }: MetricMove, { firstFailing, topology }: Context): boolean {
  const { service } = series;
  return (
    service === null ||
    firstFailing === null ||
    service === firstFailing ||
    topology.dependents(firstFailing).has(service)
  );
}

/** A caller of the loaded service that is watched and flat: what grew is made on the way, not asked for. */
function calmCallers({ series }: MetricMove, context: Context): string | null {
  const { topology, observations, moves } = context;
  if (series.service === null) return null;
  const callers = topology.callers(series.service);
  const watched = new Set<string>();
  for (const other of observations.metrics)
    if (
      other.service !== null &&
      callers.has(other.service) &&
      other.points.length >= 10 &&
      metricKind(other.metric) === 'traffic' &&
      REQUESTS.test(other.metric)
    )
      watched.add(other.service);
  if (watched.size === 0) return null;
  const risen = moves.some(
    (each) =>
      each.kind === 'traffic' &&
      each.series.service !== null &&
      watched.has(each.series.service) &&
      each.change.direction === 'up' &&
      (each.change.ratio ?? 2) >= 1.25,
  );
  // a series that changed more than once has its shift where the incident is
  const shifted = metricShifts(observations, context.onset?.atMs ?? 0).some(
    (each) =>
      each.kind === 'traffic' &&
      each.direction === 'up' &&
      (each.ratio ?? 2) >= 1.25 &&
      watched.has(each.series.service ?? ''),
  );
  return risen || shifted ? null : ([...watched][0] ?? null);
}

/** Another peak lies at least this far from the one that failed. */
const APART_MS = 3 * HOUR_MS;
/** So much of today's load is the same load. */
const AS_HIGH = 0.9;

/** When the same load was carried before, within what was watched: what comes every day is no surge. */
function borneBefore({ series, change }: MetricMove, { onset }: Context): number | null {
  if (onset === null) return null;
  // first lines may be written minutes before the samples that show the rise
  const until = Math.max(onset.atMs, change.atMs + 5 * MINUTE_MS);
  let now = 0;
  let [most, mostAt] = [0, 0];
  for (const [at, value] of series.points) {
    if (value === null) continue;
    if (at >= onset.atMs - HOUR_MS && at <= until) now = Math.max(now, value);
    else if (at < onset.atMs - APART_MS && value > most) [most, mostAt] = [value, at];
  }
  return now > 0 && most >= AS_HIGH * now ? mostAt : null;
}

const JOB =
  /batch|job|backup|export|report|cron|nightly|etl|reindex|compact|vacuum|migration|statement/i;
const REQUESTS = /request|rps|qps|hits|calls|throughput|traffic/i;

/** How programs fail that are asked for too much. */
const OF_LOAD: ReadonlySet<FaultKind> = new Set<FaultKind>([
  'timeout',
  'slow',
  'pool_exhausted',
  'memory',
  'disk',
  'cpu',
  'threads',
  'file_descriptors',
  'deadlock',
  'rate_limited',
  'queue_backlog',
  'db_slow',
  'retry_storm',
  'unreachable',
  'upstream_error',
  'circuit_open',
  'crash_loop',
]);

/** How far the failures come from inside of a program, 0–1, without a word of anything that load does. */
function thrownWithoutLoad(context: Context): number {
  let thrown = 0;
  for (const { fault, weight } of freshFaults(context)) {
    if (weight < 0.3) continue;
    if (isComplaint(fault) || fault.kinds.size === 0) continue;
    if ([...fault.kinds].some((kind) => OF_LOAD.has(kind))) return 0;
    if (fault.traces.some(({ frames }) => frames.some(({ origin }) => origin === 'app')))
      thrown = Math.max(thrown, weight);
  }
  return Math.min(1, thrown);
}

export function traffic(context: Context, scored: readonly ChangeScore[]): Alternative {
  const reasons: string[] = [];
  const against: string[] = [];
  let logit = BASE;
  const onset = context.onset?.atMs ?? null;
  const rises = context.moves.filter(
    (each) =>
      each.kind === 'traffic' &&
      each.change.direction === 'up' &&
      // what was never asked for before is no load, but for a job that begins
      (each.change.before > 0 || JOB.test(each.series.metric)) &&
      (onset === null || each.change.atMs <= onset + 5 * MINUTE_MS),
  );
  const near = rises.filter((each) => concerns(each, context));
  const used = near.length > 0 ? near : rises;
  const most = Math.max(0, ...used.map((each) => each.change.ratio ?? 5));
  // of those that rose about as much the first one says when it came
  const best = used
    .filter((each) => (each.change.ratio ?? 5) >= 0.75 * most)
    .sort((a, b) => a.change.atMs - b.change.atMs)[0];
  const amplifier = best === undefined ? null : calmCallers(best, context);
  const usual = best === undefined ? null : borneBefore(best, context);
  if (best !== undefined && usual !== null) {
    logit -= 1.5;
    against.push(
      `${best.series.service ?? ''} ${best.series.metric} was as high at ${new Date(usual).toISOString()}, and nothing failed`,
    );
  } else if (best !== undefined && amplifier !== null) {
    logit -= 1.5;
    against.push(
      `${describeMove(best)}, but ${amplifier}, which calls it, was asked for no more than usual`,
    );
  } else if (best !== undefined && makesLoad(best, scored) !== null) {
    logit -= 1;
    against.push(`${describeMove(best)}, right when a change went live that can make it`);
  } else if (best !== undefined) {
    const ratio = best.change.ratio ?? 5;
    if (ratio >= 1.3) {
      const late =
        onset !== null &&
        best.change.atMs >
          onset +
            Math.max(
              30_000,
              // where a slow climb turns can't be told to the sample
              (best.change.shape === 'ramp' ? 2 : 0.5) * (context.onset?.blurMs ?? 0),
            );
      logit += (late ? 0.45 : 1) * Math.min(6.2, 2.3 * Math.log2(ratio) + 0.8);
      if (late)
        against.push(`${best.series.metric} rose after the failures began: it may be their effect`);
      else reasons.push(`${describeMove(best)}: load rose before the failures`);
    }
  } else if (
    context.moves.some((each) => each.kind === 'traffic') ||
    context.observations.metrics.some((each) => REQUESTS.test(each.metric))
  ) {
    logit -= 1.5;
    against.push('request rates did not rise before the onset');
  }
  const text = said(context);
  if (
    /traffic (?:spike|surge|increase)|(?:\d+(?:\.\d+)?x\b|\d{3,}%)[^.\n]{0,30}(?:traffic|load|requests|rps|normal|baseline)|flash sale|black friday|marketing (?:campaign|email|push)|(?:viral|bots?|crawlers?|scrapers?|scraping|credential stuffing)[^.\n]{0,40}(?:traffic|attack|requests|wave)|\bddos\b|attack from|\d{3,} requests from|load shedding|request(?:s)? (?:rate|volume)[^.\n]{0,40}(?:above|exceed|spike|surge|unusual)|unusual(?:ly high)? traffic|concurrent users/i.test(
      text,
    )
  ) {
    logit += 2.2;
    reasons.push('logs or alerts speak of unusual load');
  }
  for (const kind of [
    'rate_limited',
    'pool_exhausted',
    'threads',
    'cpu',
    'queue_backlog',
  ] as const) {
    if (strength(context, kind) > 0.3 && best !== undefined) logit += 0.3;
  }
  const defect = defectShare(context);
  if (defect > 0.5) against.push("the failures are errors of the program's own logic");
  logit -= 3 * defect;
  const thrown = thrownWithoutLoad(context);
  if (thrown > 0.3 && defect <= 0.5) {
    logit -= 3 * thrown;
    against.push(
      'the failures are thrown by the program itself, and nothing in them is full, slow or refused',
    );
  }
  // too much load makes things slow, full and refused, never expired or unreadable
  logit -=
    1.5 *
    Math.max(
      ...(['certificate', 'credential_expired', 'encoding', 'dns', 'missing_config'] as const).map(
        (kind) => strength(context, kind),
      ),
    );
  // the morning's rise is no surge when somebody has just taken capacity away
  const lowered = scored.find(
    (each) =>
      each.excluded === null &&
      each.mechanism >= 0.5 &&
      each.timing >= 0.5 &&
      each.ownership >= 0.4 &&
      each.bestFact?.direction === 'down' &&
      CAPACITY.has(each.bestFact.kind),
  );
  if (lowered !== undefined && (best?.change.ratio ?? 1) < 3) {
    logit -= 1.8;
    against.push('capacity was taken away shortly before: the load need not be unusual');
  }
  return {
    category: 'traffic_surge',
    statement: 'A surge of traffic exceeded the capacity; no change is to blame.',
    logit,
    reasons,
    against,
    kinds: ['rate_limited', 'pool_exhausted', 'cpu', 'threads', 'queue_backlog', 'timeout', 'slow'],
  };
}
