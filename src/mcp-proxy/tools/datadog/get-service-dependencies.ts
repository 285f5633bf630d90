/** get_service_dependencies: whom the service calls and who calls it. */
import { ANY } from '../../../domain/scope.ts';
import { MiraError } from '../../../domain/errors.ts';
import { HOUR_MS } from '../../../domain/time.ts';
import {
  GetServiceDependenciesArgs,
  GetServiceDependenciesResult,
} from '../../../domain/tools/datadog-analysis.ts';
import { defineTool } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import type { TelemetrySource } from './source.ts';
import { narrowScope, requireService, scopeSearch } from './query/scope-search.ts';

/** Who calls whom changes with deployments, not within a minute. */
const TTL_MS = 60_000;
const SAMPLED_SPANS = 1_000;

export const createGetServiceDependencies = (source: TelemetrySource): Tool =>
  defineTool({
    name: 'get_service_dependencies',
    title: 'Neighbours of the service',
    description:
      'Names of the services and databases that the investigated service calls, and of those that call it, from Datadog’s service map; where that is not offered, the peers seen in the last hour’s spans. Names only: other services’ telemetry is outside this investigation.',
    toolset: 'datadog',
    access: 'read',
    args: GetServiceDependenciesArgs,
    result: GetServiceDependenciesResult,
    cache: { ttlMs: TTL_MS },
    buckets: ['datadog_other', 'datadog_spans'],
    applyScope(args, given) {
      const scope = narrowScope(given, args);
      requireService(scope);
      if (scope.service === ANY || scope.service === null) {
        throw new MiraError(
          'bad_argument',
          'this token is not tied to one service: mint one with a service',
        );
      }
      return {
        service: scope.service,
        env: scope.env === ANY ? null : scope.env,
        query: scopeSearch('', scope),
      };
    },
    async run({ service, env, query }, { clock }) {
      const known = env === null ? null : await source.serviceDependencies(service, env);
      if (known) return { result: { service, ...known, source: 'catalog' as const } };
      const toMs = clock.now();
      const page = await source.searchSpans({
        query,
        fromMs: toMs - HOUR_MS,
        toMs,
        limit: SAMPLED_SPANS,
      });
      const peers = page.spans.flatMap((span) => (span.peerService ? [span.peerService] : []));
      return {
        result: {
          service,
          calls: [...new Set(peers)].sort(),
          calledBy: [],
          source: 'spans' as const,
        },
        partial: true,
        notes: [
          'The service map is not available: these are peers of recent spans, callers are not known.',
        ],
      };
    },
    render: ({ service, calls, calledBy, source }) =>
      [
        `${service} calls: ${calls.join(', ') || 'nothing known'}`,
        source === 'catalog'
          ? `called by: ${calledBy.join(', ') || 'nothing known'}`
          : 'called by: not known',
      ].join('\n'),
  });
