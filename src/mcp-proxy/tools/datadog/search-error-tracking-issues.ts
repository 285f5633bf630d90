/** search_error_tracking_issues: exceptions as Datadog groups them, with file, function and first version. */
import { DAY_MS } from '../../../domain/time.ts';
import {
  SearchErrorTrackingIssuesArgs,
  SearchErrorTrackingIssuesResult,
} from '../../../domain/tools/datadog-analysis.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { lines, oneLine, plural } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { narrowScope, scopeSearch } from './query/scope-search.ts';

const MAX_SPAN_MS = 30 * DAY_MS;

export const createSearchErrorTrackingIssues = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'search_error_tracking_issues',
    title: 'Grouped exceptions',
    description:
      'Exceptions of the service as Datadog Error Tracking groups them: type, message, file and function, how often, when and in which version first seen. ' +
      'first_seen_version is the shortest way from an error to the deployment that brought it. order_by first_seen lists new ones first. At most 30 days.',
    toolset: 'datadog',
    access: 'read',
    args: SearchErrorTrackingIssuesArgs,
    result: SearchErrorTrackingIssuesResult,
    cache: LIVE,
    buckets: ['datadog_other'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query: scopeSearch(args.query, scope),
        window: scopeWindow(args, scope),
        track: args.track,
        orderBy:
          args.order_by === 'first_seen' ? ('FIRST_SEEN' as const) : ('TOTAL_COUNT' as const),
      };
    },
    async run({ query, window: asked, track, orderBy }, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(asked, clock.now(), MAX_SPAN_MS);
      const issues = await source.searchIssues({ query, fromMs, toMs, track, orderBy });
      return { result: { issues, window }, window, notes };
    },
    render({ issues, window }) {
      if (issues.length === 0) return `No issues from ${window.from} to ${window.to}.`;
      const rows = issues.map((one) =>
        [
          `${one.count}× ${one.errorType}: ${oneLine(one.errorMessage, 240)}`,
          `    in ${one.functionName ?? '?'} (${one.filePath ?? 'file unknown'}), ${one.state}, first seen ${one.firstSeenAt ?? '?'} in version ${one.firstSeenVersion ?? 'unknown'}, last ${one.lastSeenAt ?? '?'}`,
        ].join('\n'),
      );
      return [
        `${plural(issues.length, 'issue')}:`,
        ...lines(rows, 30, 'issues; narrow the query'),
      ].join('\n');
    },
  });
