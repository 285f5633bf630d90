/** get_anomalies: which metrics changed, when and how. */
import { detectChangePoints } from '../../../evidence/change-points/detect.ts';
import type { MetricSeries } from '../../../domain/observation.ts';
import { DAY_MS, toIso } from '../../../domain/time.ts';
import { GetAnomaliesArgs, GetAnomaliesResult } from '../../../domain/tools/datadog-analysis.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { lines, number, plural, shortTime } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { tagsOf, tellingTags } from './metric-tags.ts';
import { scopeMetricQuery, scopeTagText } from './query/scope-metric.ts';
import { createServiceMetrics } from './service-metrics.ts';
import { narrowScope } from './query/scope-search.ts';

const MAX_SPAN_MS = 7 * DAY_MS;
const MAX_ANOMALIES = 60;

export const createGetAnomalies = (
  source: TelemetrySource,
  metrics = createServiceMetrics(source),
): Tool =>
  defineTool({
    name: 'get_anomalies',
    title: 'Metrics that changed',
    description:
      'Looks at everything the service reports (or at one metric query) in a window and lists the changes: metric, time, level before and after, step, ramp or spike, how unusual; earliest first, so that causes stand before effects. ' +
      'Ask for a window that begins hours before the onset: what is normal is learned from it. At most 7 days.',
    toolset: 'datadog',
    access: 'read',
    args: GetAnomaliesArgs,
    result: GetAnomaliesResult,
    cache: LIVE,
    buckets: ['datadog_metrics'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query: args.query ? scopeMetricQuery(args.query, scope) : null,
        tags: scopeTagText(scope),
        window: scopeWindow(args, scope),
      };
    },
    async run({ query, tags, window: asked }, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), MAX_SPAN_MS);
      const series = await metrics.read(query, tags, fromMs, toMs);
      const found = series.map(anomaliesOf);
      const all = found.flat().sort((a, b) => b.score - a.score);
      return {
        result: {
          anomalies: all
            .slice(0, MAX_ANOMALIES)
            .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : b.score - a.score)),
          steady: found.filter((one) => one.length === 0).length,
          window,
        },
        window,
        truncated: all.length > MAX_ANOMALIES,
        notes: [
          ...notes,
          ...(series.length === 0 ? ['No metric reported points: nothing could be compared.'] : []),
          ...(all.length > MAX_ANOMALIES
            ? [`The ${MAX_ANOMALIES} most unusual of ${all.length} changes are listed.`]
            : []),
        ],
      };
    },
    render({ anomalies, steady, window }) {
      const telling = tellingTags(anomalies.map((one) => one.tags));
      const rows = anomalies.map((one) => {
        const tags = telling(one.tags);
        const name = `${one.metric}${tags.length > 0 ? `{${tags.join(',')}}` : ''}${one.unit ? ` [${one.unit}]` : ''}`;
        const until = one.untilAt ? ` until ${shortTime(one.untilAt, window.to)}` : '';
        return `${shortTime(one.at, window.to)} ${one.shape} ${one.direction} ${name}: ${number(one.before)} → ${number(one.after)}${until} (score ${number(one.score)})`;
      });
      return [
        `${plural(anomalies.length, 'change')} in ${window.from} to ${window.to}, earliest first; ${plural(steady, 'series', 'series')} did not change.`,
        ...lines(rows, 40, 'changes; ask for one metric by query'),
      ].join('\n');
    },
  });

const anomaliesOf = (series: MetricSeries) =>
  detectChangePoints(series.points).map((change) => ({
    metric: series.metric,
    tags: tagsOf(series),
    at: toIso(change.atMs),
    untilAt: change.untilMs === null ? null : toIso(change.untilMs),
    shape: change.shape,
    direction: change.direction,
    before: change.before,
    after: change.after,
    score: change.score,
    ...(series.unit ? { unit: series.unit } : {}),
  }));
