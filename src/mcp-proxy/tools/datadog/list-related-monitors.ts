/** list_related_monitors: every monitor that mentions the service, in its tags or in its query. */
import { MiraError } from '../../../domain/errors.ts';
import { ANY } from '../../../domain/scope.ts';
import {
  ListRelatedMonitorsArgs,
  ListRelatedMonitorsResult,
} from '../../../domain/tools/datadog-analysis.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, plural } from '../common/text.ts';
import { fromHit, isQuiet, mentions, ofEnv } from './monitor-scope.ts';
import { narrowScope } from './query/scope-search.ts';

const SEARCHED = 200;

export const createListRelatedMonitors = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'list_related_monitors',
    title: 'Monitors that mention the service',
    description:
      'Monitors whose tags or query mention the investigated service, also those without its tag (composites, shared dashboards’ monitors): name, state, query; firing ones only unless state is all. One call, without the history of groups: query_monitors with a monitor_id shows that.',
    toolset: 'datadog',
    access: 'read',
    args: ListRelatedMonitorsArgs,
    result: ListRelatedMonitorsResult,
    cache: LIVE,
    buckets: ['datadog_monitors'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      if (scope.service === null || scope.service === ANY) {
        throw new MiraError('out_of_scope', 'this token is not tied to one service');
      }
      return { service: scope.service, env: scope.env, state: args.state };
    },
    async run({ service, env, state }) {
      const { hits, total } = await source.searchMonitorText(service, SEARCHED);
      const related = hits.filter(
        (hit) =>
          (mentions(hit.tags.join(','), service) || mentions(hit.query, service)) &&
          ofEnv(hit.tags, env) &&
          (state === 'all' || !isQuiet(hit.state)),
      );
      const unseen = total > hits.length;
      return {
        result: { monitors: related.map(fromHit) },
        truncated: unseen,
        notes: unseen ? [`Datadog found ${total} monitors, ${hits.length} were looked at.`] : [],
      };
    },
    render({ monitors }) {
      if (monitors.length === 0) return 'No such monitor mentions the service.';
      return [
        plural(monitors.length, 'monitor'),
        ...lines(
          monitors.map(
            (one) => `#${one.id} ${one.state} ${cut(one.name, 160)}: ${cut(one.query ?? '', 240)}`,
          ),
          40,
          'monitors; query_monitors lists those of the service alone',
        ),
      ].join('\n');
    },
  });
