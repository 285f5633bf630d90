/** query_monitors: the service's monitors, what they watch and whether they fire. */
import { MiraError } from '../../../domain/errors.ts';
import type { MonitorObservation } from '../../../domain/observation.ts';
import { ANY } from '../../../domain/scope.ts';
import { QueryMonitorsArgs, QueryMonitorsResult } from '../../../domain/tools/datadog.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, plural } from '../common/text.ts';
import { fromHit, isQuiet, mentions, ofEnv } from './monitor-scope.ts';
import { narrowScope } from './query/scope-search.ts';

/** Definitions cost a call each: those that fire first. */
const MAX_DETAILED = 8;
const SEARCHED = 100;

export const createQueryMonitors = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'query_monitors',
    title: 'Monitors of the service',
    description:
      'Monitors of the investigated service: query, threshold text, state, and when each group last fired. With monitor_id that one (it must belong to the service); without, those tagged with the service, firing ones first and in detail. ' +
      'state "alerting" leaves out those that are OK. Use it to see what exactly the alert measures and whether other monitors fire too.',
    toolset: 'datadog',
    access: 'read',
    args: QueryMonitorsArgs,
    result: QueryMonitorsResult,
    cache: LIVE,
    buckets: ['datadog_monitors'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      const monitorId = args.monitor_id === undefined ? null : Number(args.monitor_id);
      if (monitorId === null && scope.service === null) {
        throw new MiraError(
          'out_of_scope',
          'this investigation is not tied to a service: ask with the monitor_id of its alert',
        );
      }
      return { monitorId, state: args.state, service: scope.service, env: scope.env };
    },
    async run({ monitorId, state, service, env }) {
      if (monitorId !== null) {
        const monitor = await source.getMonitor(monitorId);
        if (!monitor) throw new MiraError('no_match', `there is no monitor ${monitorId}`);
        return { result: { monitors: [heldTo(monitor, service, env)] } };
      }
      const tag = service === ANY || service === null ? null : `service:${service.toLowerCase()}`;
      const { hits, total } = await source.searchMonitors(tag, SEARCHED);
      const own = hits
        .filter((hit) => ofEnv(hit.tags, env) && (state === 'all' || !isQuiet(hit.state)))
        .sort((a, b) => Number(isQuiet(a.state)) - Number(isQuiet(b.state)));
      const detailed = await Promise.all(
        own
          .slice(0, MAX_DETAILED)
          .map(async (hit) => (await source.getMonitor(hit.id)) ?? fromHit(hit)),
      );
      const rest = own.slice(MAX_DETAILED).map(fromHit);
      const unseen = total > hits.length;
      return {
        result: { monitors: [...detailed, ...rest] },
        truncated: unseen || rest.length > 0,
        notes: [
          ...(rest.length > 0
            ? [`The first ${MAX_DETAILED} are in detail; ask for one of the others by monitor_id.`]
            : []),
          ...(unseen ? [`Datadog has ${total} such monitors, ${hits.length} were read.`] : []),
        ],
      };
    },
    render({ monitors }) {
      if (monitors.length === 0) return 'No monitors of the service match.';
      return [plural(monitors.length, 'monitor'), ...monitors.map(describe)].join('\n');
    },
  });

/**
 * A monitor asked for by id is shown when its tags, query or groups name the service, or when the
 * investigation has none; of its groups only the service's own.
 */
function heldTo(
  monitor: MonitorObservation,
  service: string | null,
  env: string | null,
): MonitorObservation {
  if (service === null || service === ANY) return monitor;
  const own = (text: string): boolean => mentions(text, service);
  const named = own(monitor.tags.join(',')) || own(monitor.query ?? '');
  const groups = monitor.groups.filter((group) => !/service:/.test(group.name) || own(group.name));
  if (named || groups.some((group) => own(group.name))) {
    return { ...monitor, groups: groups.filter((group) => ofEnv(group.name.split(','), env)) };
  }
  throw new MiraError(
    'out_of_scope',
    `monitor ${monitor.id} does not watch service:${service}, which is all that this investigation may see`,
  );
}

function describe(monitor: MonitorObservation): string {
  const firing = monitor.groups.filter((group) => !isQuiet(group.state));
  const groups = (firing.length > 0 ? firing : monitor.groups).map(
    (group) =>
      `    ${group.name}: ${group.state}${group.lastTriggeredAt ? `, last triggered ${group.lastTriggeredAt}` : ''}`,
  );
  return [
    `#${monitor.id} ${monitor.state} ${cut(monitor.name, 160)}${monitor.type ? ` (${monitor.type})` : ''}`,
    ...(monitor.query ? [`    query: ${cut(monitor.query, 400)}`] : []),
    ...(monitor.message ? [`    says: ${cut(monitor.message.replace(/\s+/g, ' '), 300)}`] : []),
    ...lines(groups, 8, 'groups'),
  ].join('\n');
}
