/** Sources that are gone, thin, coarse or askew: what a team's tools deliver on a worse day. */
import { patternRecords } from '../../src/bundle/patterns.ts';
import type { LogRecord, MetricSeries, Observations } from '../../src/domain/observation.ts';
import { MINUTE_MS, SECOND_MS, toIso, toMs } from '../../src/domain/time.ts';
import { mineTemplates } from '../../src/evidence/index.ts';
import { movedBy } from './deep.ts';
import type { Perturbation } from './model.ts';

const dropped = (
  name: string,
  says: string,
  isThere: (seen: Observations) => boolean,
  without: Partial<Observations>,
): Perturbation => ({
  name,
  says,
  withholds: true,
  apply: ({ seen }) => (isThere(seen) ? { ...seen, ...without } : null),
});

/** Of the lines so many of 1 are kept. */
const THINNED = 0.3;
const SKEW_MS = 90 * SECOND_MS;
/** What an excerpt shows of the time before it failed. */
const LEAD_MS = 10 * MINUTE_MS;

const hasLogs = ({ logs }: Observations): boolean => logs.length > 0;

const skewed = (name: string, says: string, ms: number): Perturbation => ({
  name,
  says,
  withholds: false,
  apply({ seen }) {
    if (!hasLogs(seen) || seen.deployments.length + seen.configChanges.length === 0) return null;
    const moved = movedBy({ ...seen, commits: [] }, ms);
    return { ...seen, logs: moved.logs, spans: moved.spans };
  },
});

export const SOURCES: readonly Perturbation[] = [
  dropped('no-traces', 'the spans are gone', (seen) => seen.spans.length > 0, { spans: [] }),
  dropped('no-metrics', 'the metrics are gone', (seen) => seen.metrics.length > 0, {
    metrics: [],
  }),
  dropped(
    'no-service-map',
    'nobody told who calls whom',
    (seen) => seen.serviceMap.calls.length + seen.serviceMap.runsOn.length > 0,
    { serviceMap: { calls: [], runsOn: [] } },
  ),
  dropped(
    'no-deployments',
    'the records of deployments are lost',
    (seen) => seen.deployments.length > 0,
    { deployments: [] },
  ),
  dropped(
    'no-events',
    'the events of the platform are gone',
    (seen) => seen.infraEvents.length > 0,
    {
      infraEvents: [],
    },
  ),
  {
    name: 'thin-logs',
    says: 'three lines of ten were kept',
    withholds: true,
    apply: ({ seen, random }) =>
      hasLogs(seen) ? { ...seen, logs: seen.logs.filter(() => random.chance(THINNED)) } : null,
  },
  {
    name: 'templates-only',
    says: 'templates with counts in place of the lines',
    withholds: true,
    apply: ({ seen }) => (hasLogs(seen) ? { ...seen, logs: templatesOf(seen.logs) } : null),
  },
  {
    name: 'no-levels',
    says: 'no line has a level',
    withholds: false,
    apply: ({ seen }) =>
      seen.logs.some(({ level }) => level !== 'unknown')
        ? { ...seen, logs: seen.logs.map((each) => ({ ...each, level: 'unknown' })) }
        : null,
  },
  skewed('logs-early', 'the clock of logs and spans is 90 s slow', -SKEW_MS),
  skewed('logs-late', 'the clock of logs and spans is 90 s fast', SKEW_MS),
  {
    name: 'shifted',
    says: 'all of it happened some weeks later',
    withholds: false,
    apply: ({ seen, random }) =>
      movedBy(
        seen,
        (2 + random.below(40)) * 7 * 24 * 60 * MINUTE_MS + random.below(24) * 60 * MINUTE_MS,
      ),
  },
  {
    name: 'late-window',
    says: 'lines, spans and metrics begin ten minutes before it failed',
    withholds: true,
    apply({ seen, onsetMs }) {
      if (onsetMs === null) return null;
      const from = onsetMs - LEAD_MS;
      return {
        ...seen,
        logs: seen.logs.filter(({ at }) => at === null || toMs(at) >= from),
        spans: seen.spans.filter(({ startAt }) => toMs(startAt) >= from),
        metrics: seen.metrics.map((each) => ({
          ...each,
          points: each.points.filter(([at]) => at >= from),
        })),
      };
    },
  },
  {
    name: 'other-units',
    says: 'metrics in other units: seconds for milliseconds, shares for percents, MiB for bytes',
    withholds: false,
    apply: ({ seen }) =>
      seen.metrics.length === 0
        ? null
        : { ...seen, metrics: seen.metrics.map((each) => inOtherUnits(each)) },
  },
  {
    name: 'other-order',
    says: 'commits, lines, series and deployments listed in another order',
    withholds: false,
    apply: ({ seen, random }) => ({
      ...seen,
      commits: random.shuffled(seen.commits),
      deployments: random.shuffled(seen.deployments),
      configChanges: random.shuffled(seen.configChanges),
      metrics: random.shuffled(seen.metrics),
      spans: random.shuffled(seen.spans),
      infraEvents: random.shuffled(seen.infraEvents),
    }),
  },
];

/** Lines as a tool for patterns tells them: text with wildcards, level, service, first and last sight. */
function templatesOf(logs: readonly LogRecord[]): LogRecord[] {
  const byService = Map.groupBy(logs, ({ service }) => service ?? '');
  const out: LogRecord[] = [];
  for (const [service, lines] of byService) {
    const templates = mineTemplates(
      lines.map(({ message, at, level, times }) => ({
        message,
        atMs: at === null ? null : toMs(at),
        level,
        service: service === '' ? null : service,
        ...(times === undefined ? {} : { times }),
      })),
    );
    for (const { template, count, levels, firstMs, lastMs, firstIndex } of templates) {
      const stack = lines[firstIndex]?.stack;
      const records = patternRecords(
        {
          pattern: template,
          count,
          level: Object.entries(levels).toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 'unknown',
          ...(service === '' ? {} : { service }),
          ...(firstMs === null ? {} : { first_seen: toIso(firstMs) }),
          ...(lastMs === null ? {} : { last_seen: toIso(lastMs) }),
          ...(stack === undefined ? {} : { stack }),
        },
        null,
      );
      if (typeof records === 'string') continue;
      for (const record of records) out.push({ ...record, id: `L${out.length + 1}` });
    }
  }
  return out.toSorted(
    (a, b) => (a.at === null ? 0 : toMs(a.at)) - (b.at === null ? 0 : toMs(b.at)),
  );
}

const UNITS: readonly {
  readonly of: RegExp;
  readonly factor: number;
  readonly from: RegExp;
  readonly to: string;
}[] = [
  {
    of: /latency|duration|response.?time|_ms\b|millis|\bp(?:50|90|95|99)\b/i,
    factor: 0.001,
    from: /(?<![a-z])(?:ms|millis|milliseconds)(?![a-z])/i,
    to: 'seconds',
  },
  { of: /memory|heap|bytes|rss/i, factor: 1 / 2 ** 20, from: /bytes/i, to: 'mib' },
  {
    of: /percent|pct|ratio|(?:error|failure).?rate|utili[sz]ation|usage/i,
    factor: 0.01,
    from: /percent|pct/i,
    to: 'ratio',
  },
  {
    of: /requests?|throughput|\brps\b|hits|count|rate/i,
    factor: 60,
    from: /per_second|rps/i,
    to: 'per_minute',
  },
];

function inOtherUnits(series: MetricSeries): MetricSeries {
  const unit = UNITS.find(({ of }) => of.test(series.metric));
  if (unit === undefined) return series;
  // a name that says seconds, or values that are shares already, go the other way
  const back =
    (unit.factor === 0.001 && /seconds|_s\b/i.test(series.metric)) ||
    (unit.factor === 0.01 && series.points.every(([, value]) => (value ?? 0) <= 1));
  const factor = back ? 1 / unit.factor : unit.factor;
  return {
    ...series,
    metric: back
      ? series.metric.replace(/seconds/i, 'milliseconds').replace(/ratio/i, 'percent')
      : series.metric.replace(unit.from, unit.to),
    points: series.points.map(([at, value]) => [at, value === null ? null : value * factor]),
  };
}
