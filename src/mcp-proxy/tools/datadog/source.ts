/**
 * Where the telemetry tools read from: Datadog, or what lies on disk. The tools own scope, windows,
 * limits and text; a source only finds records.
 */
import type { z } from 'zod';
import type {
  Deployment,
  MetricSeries,
  MonitorObservation,
  Span,
} from '../../../domain/observation.ts';
import type { ErrorTrackingIssue } from '../../../domain/tools/datadog-analysis.ts';
import type { Datadog } from '../../upstreams/datadog/client.ts';
import { serviceDependencies } from '../../upstreams/datadog/dependencies.ts';
import { listDoraDeployments } from '../../upstreams/datadog/deployments.ts';
import type { DoraSearch } from '../../upstreams/datadog/deployments.ts';
import { searchIssues } from '../../upstreams/datadog/error-tracking.ts';
import type { IssueSearch } from '../../upstreams/datadog/error-tracking.ts';
import { searchEvents } from '../../upstreams/datadog/events.ts';
import type { EventSearch } from '../../upstreams/datadog/events.ts';
import { countBy, countOverTime } from '../../upstreams/datadog/log-rates.ts';
import type { Counts, CountSearch, CountSeries } from '../../upstreams/datadog/log-rates.ts';
import { searchLogs } from '../../upstreams/datadog/logs.ts';
import type { LogPage, LogSearch } from '../../upstreams/datadog/logs.ts';
import { activeMetrics, queryMetrics } from '../../upstreams/datadog/metrics.ts';
import type { MetricQuery } from '../../upstreams/datadog/metrics.ts';
import { getMonitor, searchMonitors, searchMonitorText } from '../../upstreams/datadog/monitors.ts';
import type { MonitorHits } from '../../upstreams/datadog/monitors.ts';
import { searchSpans } from '../../upstreams/datadog/spans.ts';
import type { SpanPage, SpanSearch } from '../../upstreams/datadog/spans.ts';
import { getTrace } from '../../upstreams/datadog/traces.ts';
import { classifyEvent } from './classify-event.ts';
import type { Classified } from './classify-event.ts';

export interface TelemetrySource {
  searchLogs(search: LogSearch): Promise<LogPage>;
  countOverTime(
    search: CountSearch,
    facet: string,
    intervalSeconds: number,
  ): Promise<{ readonly series: CountSeries[]; readonly partial: boolean }>;
  countBy(search: CountSearch, facet: string): Promise<Counts>;
  queryMetrics(query: MetricQuery): Promise<MetricSeries[]>;
  /**
   * Every series there is that bears the tags, the telling ones first, where reading all of them
   * costs nothing; null where they have to be asked for by name.
   */
  everySeries(tags: string, fromMs: number, toMs: number): Promise<MetricSeries[] | null>;
  /** Null where the names can't be listed. */
  activeMetrics(tag: string, sinceMs: number): Promise<readonly string[] | null>;
  searchSpans(search: SpanSearch): Promise<SpanPage>;
  /** Null where traces can't be had by id: they are searched for then. */
  getTrace(
    traceId: string,
  ): Promise<{ readonly spans: Span[]; readonly truncated: boolean } | null>;
  searchEvents(
    search: EventSearch,
  ): Promise<{ readonly events: Classified[]; readonly more: boolean; readonly partial: boolean }>;
  getMonitor(id: number): Promise<MonitorObservation | null>;
  /** Null as tag: all. */
  searchMonitors(tag: string | null, limit: number): Promise<MonitorHits>;
  searchMonitorText(text: string, limit: number): Promise<MonitorHits>;
  listDeployments(search: DoraSearch): Promise<Deployment[]>;
  searchIssues(search: IssueSearch): Promise<z.infer<typeof ErrorTrackingIssue>[]>;
  /** Null where there is no service map. */
  serviceDependencies(
    service: string,
    env: string,
  ): Promise<{ readonly calls: string[]; readonly calledBy: string[] } | null>;
}

export const datadogSource = (datadog: Datadog): TelemetrySource => ({
  searchLogs: (search) => searchLogs(datadog, search),
  countOverTime: (search, facet, interval) => countOverTime(datadog, search, facet, interval),
  countBy: (search, facet) => countBy(datadog, search, facet),
  queryMetrics: (query) => queryMetrics(datadog, query),
  everySeries: async () => null,
  activeMetrics: (tag, sinceMs) => activeMetrics(datadog, tag, sinceMs),
  searchSpans: (search) => searchSpans(datadog, search),
  getTrace: (traceId) => getTrace(datadog, traceId),
  async searchEvents(search) {
    const { events, ...rest } = await searchEvents(datadog, search);
    return { events: events.map(classifyEvent), ...rest };
  },
  getMonitor: (id) => getMonitor(datadog, id),
  searchMonitors: (tag, limit) => searchMonitors(datadog, tag, limit),
  searchMonitorText: (text, limit) => searchMonitorText(datadog, text, limit),
  listDeployments: (search) => listDoraDeployments(datadog, search),
  searchIssues: (search) => searchIssues(datadog, search),
  serviceDependencies: (service, env) => serviceDependencies(datadog, service, env),
});
