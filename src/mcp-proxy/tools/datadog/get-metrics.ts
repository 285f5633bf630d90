/** get_metrics: the golden signals of the service, or one metric query. */
import { detectChangePoints } from '../../../evidence/change-points/detect.ts';
import type { MetricSeries } from '../../../domain/observation.ts';
import { DAY_MS, toIso } from '../../../domain/time.ts';
import { GetMetricsArgs, GetMetricsResult } from '../../../domain/tools/datadog.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, number, plural, shortTime } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { tagsOf, tellingTags } from './metric-tags.ts';
import { scopeMetricQuery, scopeTagText } from './query/scope-metric.ts';
import { createServiceMetrics } from './service-metrics.ts';
import { narrowScope } from './query/scope-search.ts';

const MAX_SPAN_MS = 14 * DAY_MS;
const MAX_SERIES = 80;
export const createGetMetrics = (
  source: TelemetrySource,
  metrics = createServiceMetrics(source),
): Tool =>
  defineTool({
    name: 'get_metrics',
    title: 'Metrics of the service',
    description:
      'Metrics of the investigated service in a window. Without query the golden signals: requests, errors, p95 latency, CPU, memory, and what else it reports (pools, queues, runtime), each summed up with its level shifts and their times. ' +
      'With query a Datadog metric query, for example avg:jvm.heap_memory{*} by {host} or sum:trace.http.request.errors{*}.as_count(); service and env filters are added to every {}. ' +
      'Ask for a window that begins well before the onset, so that the change shows. At most 14 days; points become coarser with length.',
    toolset: 'datadog',
    access: 'read',
    args: GetMetricsArgs,
    result: GetMetricsResult,
    cache: LIVE,
    buckets: ['datadog_metrics'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query:
          args.query === undefined || args.query.trim() === ''
            ? null
            : scopeMetricQuery(args.query, scope),
        tags: scopeTagText(scope),
        window: scopeWindow(args, scope),
      };
    },
    async run({ query, tags, window: asked }, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), MAX_SPAN_MS);
      const all = await metrics.read(query, tags, fromMs, toMs);
      return {
        result: { series: all.slice(0, MAX_SERIES), window },
        window,
        truncated: all.length > MAX_SERIES,
        notes: [
          ...notes,
          ...(all.length > MAX_SERIES
            ? [
                `${all.length} series match, the first ${MAX_SERIES} are shown; group by fewer tags.`,
              ]
            : []),
        ],
      };
    },
    render({ series, window }) {
      if (series.length === 0) {
        return `No metric reported points in ${window.from} to ${window.to}. The name may be wrong, or the metric may not carry the service and env tags.`;
      }
      const telling = tellingTags(series.map(tagsOf));
      return [
        `${plural(series.length, 'series', 'series')}, ${window.from} to ${window.to}:`,
        ...lines(
          series.map((one) => describeSeries(one, telling(tagsOf(one)), window.to)),
          40,
          'series; ask for one by query',
        ),
      ].join('\n');
    },
  });

const MAX_SHIFTS = 3;

/** One line: level, range, and where it shifted. */
function describeSeries(series: MetricSeries, tags: readonly string[], day: string): string {
  const values = series.points.flatMap(([, value]) => (value === null ? [] : [value]));
  const name = `${cut(series.metric, 160)}${tags.length > 0 ? `{${cut(tags.join(','), 120)}}` : ''}${series.unit ? ` [${series.unit}]` : ''}`;
  if (values.length === 0) return `${name}: only gaps`;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const range = `avg ${number(mean)}, min ${number(Math.min(...values))}, max ${number(Math.max(...values))}, last ${number(values.at(-1) ?? null)}, ${plural(values.length, 'point')}`;
  const shifts = detectChangePoints(series.points)
    .slice(0, MAX_SHIFTS)
    .map(
      (shift) =>
        `${number(shift.before)} → ${number(shift.after)} at ${shortTime(toIso(shift.atMs), day)}`,
    );
  return `${name}: ${range}${shifts.length > 0 ? `; shifted ${shifts.join(', ')}` : ''}`;
}
