/** get_events: flag and configuration changes, and what the platform did. */
import { DAY_MS } from '../../../domain/time.ts';
import { GetEventsArgs, GetEventsResult } from '../../../domain/tools/datadog.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { cut, lines, shortTime } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { narrowScope, scopeSearch } from './query/scope-search.ts';

const MAX_SPAN_MS = 14 * DAY_MS;

export const createGetEvents = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'get_events',
    title: 'Changes and platform events',
    description:
      'Events of the investigated service that are not commits: feature flags and settings that were changed (with who and what, where the event says), and what the platform did (restarts, evictions, scaling, failed probes, certificate and provider notices). ' +
      'Only events that are tagged with the service are seen; the filters are added for you. Ask from some hours before the onset. At most 500 events and 14 days.',
    toolset: 'datadog',
    access: 'read',
    args: GetEventsArgs,
    result: GetEventsResult,
    cache: LIVE,
    buckets: ['datadog_events'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      return {
        query: scopeSearch(args.query, scope),
        window: scopeWindow(args, scope),
        limit: args.limit,
      };
    },
    async run(args, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), MAX_SPAN_MS);
      const { events, more, partial } = await source.searchEvents({
        query: args.query,
        fromMs,
        toMs,
        limit: args.limit,
      });
      return {
        result: {
          changes: events.flatMap((one) => (one.kind === 'change' ? [one.change] : [])),
          infra: events.flatMap((one) => (one.kind === 'infra' ? [one.event] : [])),
          window,
        },
        window,
        truncated: more,
        partial,
        notes: [
          ...notes,
          ...(partial
            ? ['Datadog timed out and returned only part of the events. Narrow the window.']
            : []),
          ...(more
            ? [`Only the newest ${args.limit} events were read; narrow the window for the others.`]
            : []),
        ],
      };
    },
    render({ changes, infra, window }) {
      if (changes.length + infra.length === 0) {
        return `No events of the service in ${window.from} to ${window.to}.`;
      }
      const changeRows = changes.map((change) => {
        const values = change.before ?? change.after;
        const moved =
          values === undefined ? '' : ` (${change.before ?? '?'} → ${change.after ?? '?'})`;
        const actor = change.actor ? ` by ${change.actor}` : '';
        return `${shortTime(change.at, window.to)} ${change.kind} ${change.name}${moved}${actor}: ${cut(change.summary, 300)}`;
      });
      const infraRows = infra.map(
        (event) =>
          `${shortTime(event.at, window.to)} ${event.severity} ${event.kind}${event.host ? ` on ${event.host}` : ''}: ${cut(event.summary, 300)}`,
      );
      return [
        `Events ${window.from} to ${window.to}, newest first.`,
        `Changes (${changes.length}):`,
        ...lines(changeRows, 40, 'changes; narrow the window'),
        `Platform (${infra.length}):`,
        ...lines(infraRows, 40, 'platform events; narrow the window'),
      ].join('\n');
    },
  });
