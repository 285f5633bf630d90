/** get_error_rates: how many of the log lines are errors, over time and by version. */
import { DAY_MS, HOUR_MS, MINUTE_MS, toIso } from '../../../domain/time.ts';
import { GetErrorRatesArgs, GetErrorRatesResult } from '../../../domain/tools/datadog-analysis.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import type { CountSeries } from '../../upstreams/datadog/log-rates.ts';
import { lines, number, shortTime } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { statusFilter } from './get-logs.ts';
import { narrowScope, scopeSearch } from './query/scope-search.ts';

const MAX_SPAN_MS = 7 * DAY_MS;
const BAD = /^(?:error|critical|alert|emergency)$/i;
/** About sixty intervals: enough to see an onset, few enough to read. */
const INTERVALS_MS = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];

export const createGetErrorRates = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'get_error_rates',
    title: 'Error rate from the logs',
    description:
      'Counts of the service’s log lines and of those with status error or worse, in intervals over a window, and by version: when errors began and whether one version has them. ' +
      'Counted by Datadog over every line, not over a sample. query narrows the lines. At most 7 days.',
    toolset: 'datadog',
    access: 'read',
    args: GetErrorRatesArgs,
    result: GetErrorRatesResult,
    cache: LIVE,
    buckets: ['datadog_logs'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query: scopeSearch(args.query, scope),
        errors: scopeSearch(args.query, scope, statusFilter(['error', 'critical'])),
        window: scopeWindow(args, scope),
      };
    },
    async run({ query, errors, window: asked }, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), MAX_SPAN_MS);
      const intervalMs = INTERVALS_MS.find((one) => (toMs - fromMs) / one <= 75) ?? 4 * HOUR_MS;
      const [overTime, totals, failed] = await Promise.all([
        source.countOverTime({ query, fromMs, toMs }, 'status', intervalMs / 1_000),
        source.countBy({ query, fromMs, toMs }, 'version'),
        source.countBy({ query: errors, fromMs, toMs }, 'version'),
      ]);
      const partial = overTime.partial || totals.partial || failed.partial;
      return {
        result: {
          rates: ratesOf(overTime.series),
          byVersion: [...totals.counts]
            .map(([version, total]) => ({
              version,
              total,
              errors: failed.counts.get(version) ?? 0,
            }))
            .sort((a, b) => b.errors - a.errors || b.total - a.total),
          intervalSeconds: intervalMs / 1_000,
          window,
        },
        window,
        truncated: totals.more,
        partial,
        notes: [
          ...notes,
          ...(partial ? ['Datadog timed out: the counts are too low.'] : []),
          ...(totals.more
            ? [`Only the ${totals.counts.size} versions with the most lines are counted apart.`]
            : []),
        ],
      };
    },
    render({ rates, byVersion, intervalSeconds, window }) {
      const total = rates.reduce((sum, one) => sum + one.total, 0);
      if (total === 0) return `No log lines from ${window.from} to ${window.to}.`;
      const errors = rates.reduce((sum, one) => sum + one.errors, 0);
      return [
        `${number(total)} lines, ${number(errors)} errors (${share(errors, total)}), ${window.from} to ${window.to}, in intervals of ${intervalSeconds} s:`,
        ...lines(
          rates.map(
            (one) =>
              `${shortTime(one.at, window.to)}  ${one.errors} of ${one.total} (${share(one.errors, one.total)})`,
          ),
          80,
          'intervals',
        ),
        'By version:',
        ...byVersion.map(
          (one) =>
            `${one.version}: ${one.errors} of ${one.total} (${share(one.errors, one.total)})`,
        ),
      ].join('\n');
    },
  });

const share = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${number((100 * part) / whole)} %`;

function ratesOf(series: readonly CountSeries[]): { at: string; total: number; errors: number }[] {
  const byTime = new Map<number, { total: number; errors: number }>();
  for (const { key, points } of series) {
    for (const { atMs, count } of points) {
      const slot = byTime.get(atMs) ?? { total: 0, errors: 0 };
      slot.total += count;
      if (BAD.test(key)) slot.errors += count;
      byTime.set(atMs, slot);
    }
  }
  return [...byTime]
    .sort(([a], [b]) => a - b)
    .map(([atMs, slot]) => ({ at: toIso(atMs), ...slot }));
}
