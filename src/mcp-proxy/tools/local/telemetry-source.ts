/** A telemetry source over observations: an incident bundle, log files, exported metrics. */
import { MiraError } from '../../../domain/errors.ts';
import type { MonitorObservation, Observations } from '../../../domain/observation.ts';
import type { TelemetrySource } from '../datadog/source.ts';
import { matchesSearch } from '../datadog/query/search-evaluator.ts';
import { parseSearch } from '../datadog/query/search-parser.ts';
import { everyLocalSeries, queryLocalMetrics } from './metrics.ts';
import { eventRecords, logRecords, spanRecords } from './records.ts';
import type { Timed } from './records.ts';

export function createLocalTelemetry(observations: Observations): TelemetrySource {
  const logs = logRecords(observations);
  const spans = spanRecords(observations);
  const events = eventRecords(observations);
  const hits = observations.monitors.map((monitor) => ({
    id: Number(monitor.id),
    name: monitor.name,
    state: monitor.state,
    tags: monitor.tags,
    query: monitor.query ?? '',
  }));
  return {
    async searchLogs(search) {
      const found = sorted(find(logs, search), search.sort);
      const start = search.cursor === undefined ? 0 : placeOf(search.cursor);
      const end = start + search.limit;
      return {
        logs: found.slice(start, end).map(({ record }) => record),
        cursor: end < found.length ? String(end) : null,
        partial: false,
      };
    },
    async countOverTime(search, facet, intervalSeconds) {
      const intervalMs = intervalSeconds * 1_000;
      const groups = new Map<string, Map<number, number>>();
      for (const one of find(logs, search)) {
        if (one.atMs === null) continue;
        const points = groups.get(facetOf(one, facet)) ?? new Map<number, number>();
        const slot = Math.floor(one.atMs / intervalMs) * intervalMs;
        points.set(slot, (points.get(slot) ?? 0) + 1);
        groups.set(facetOf(one, facet), points);
      }
      const series = [...groups].map(([key, points]) => ({
        key,
        points: [...points]
          .map(([atMs, count]) => ({ atMs, count }))
          .sort((a, b) => a.atMs - b.atMs),
      }));
      return { series, partial: false };
    },
    async countBy(search, facet) {
      const counts = new Map<string, number>();
      for (const one of find(logs, search)) {
        const key = facetOf(one, facet);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return { counts, partial: false, more: false };
    },
    queryMetrics: async (query) => queryLocalMetrics(observations, query),
    everySeries: async (tags, fromMs, toMs) =>
      everyLocalSeries(observations, tags, { fromMs, toMs }),
    // never asked for: all series are read at once
    activeMetrics: async () => null,
    async searchSpans(search) {
      const found = sorted(find(spans, search), 'newest');
      return {
        spans: found.slice(0, search.limit).map(({ record }) => record),
        more: found.length > search.limit,
        partial: false,
      };
    },
    getTrace: async (traceId) => ({
      spans: observations.spans.filter((span) => span.traceId.toLowerCase() === traceId),
      truncated: false,
    }),
    async searchEvents(search) {
      const found = sorted(find(events, search), 'newest');
      return {
        events: found.slice(0, search.limit).map(({ record }) => record),
        more: found.length > search.limit,
        partial: false,
      };
    },
    getMonitor: async (id) => observations.monitors.find((one) => Number(one.id) === id) ?? null,
    async searchMonitors(tag, limit) {
      const found = hits.filter(
        (hit) => tag === null || hit.tags.includes(tag) || hit.tags.length === 0,
      );
      return { hits: found.slice(0, limit), total: found.length };
    },
    async searchMonitorText(text, limit) {
      const found = hits.filter((hit) => textOfMonitor(hit).includes(text.toLowerCase()));
      return { hits: found.slice(0, limit), total: found.length };
    },
    listDeployments: async ({ fromMs, toMs, limit }) =>
      observations.deployments
        .filter(({ finishedAt }) => within(Date.parse(finishedAt), fromMs, toMs))
        .sort((a, b) => Date.parse(b.finishedAt) - Date.parse(a.finishedAt))
        .slice(0, limit),
    // files hold no groups of exceptions; the tool is not offered
    searchIssues: async () => [],
    async serviceDependencies(service) {
      const { calls } = observations.serviceMap;
      if (calls.length === 0) return null;
      return {
        calls: calls.filter(({ from }) => from === service).map(({ to }) => to),
        calledBy: calls.filter(({ to }) => to === service).map(({ from }) => from),
      };
    },
  };
}

/** @throws MiraError `bad_argument` for a cursor that no answer held */
function placeOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor);
  throw new MiraError('bad_argument', 'cursor: not one that get_logs returned; leave it out');
}

function find<Record>(
  records: readonly Timed<Record>[],
  {
    query,
    fromMs,
    toMs,
  }: { readonly query: string; readonly fromMs: number; readonly toMs: number },
): Timed<Record>[] {
  const search = parseSearch(query);
  return records.filter(
    (one) => (one.atMs === null || within(one.atMs, fromMs, toMs)) && matchesSearch(search, one),
  );
}

const within = (atMs: number, fromMs: number, toMs: number): boolean =>
  atMs >= fromMs && atMs <= toMs;

/** Lines without a time stay where they stood in the file, behind the dated ones. */
function sorted<Record>(records: Timed<Record>[], order: 'newest' | 'oldest'): Timed<Record>[] {
  const sign = order === 'newest' ? -1 : 1;
  return records.sort((a, b) =>
    a.atMs === null || b.atMs === null
      ? Number(a.atMs === null) - Number(b.atMs === null)
      : sign * (a.atMs - b.atMs),
  );
}

function facetOf<Record>(one: Timed<Record>, facet: string): string {
  const values = one.valuesOf(facet);
  return values === 'unknown' ? 'none' : (values[0] ?? 'none');
}

const textOfMonitor = (monitor: Pick<MonitorObservation, 'name' | 'query' | 'tags'>): string =>
  [monitor.name, monitor.query, ...monitor.tags].join(' ').toLowerCase();
