/**
 * The tools over local sources (an incident bundle, log files, exported metrics, a git history),
 * under the names and with the schemas that they have over Datadog and Azure DevOps.
 */
import { ANY } from '../../../domain/scope.ts';
import type { Scope } from '../../../domain/scope.ts';
import type { Observations } from '../../../domain/observation.ts';
import type { Tool } from '../../tool.ts';
import { telemetryTools } from '../catalogue.ts';
import { createLocalDeployments } from './get-deployments.ts';
import { createLocalTelemetry } from './telemetry-source.ts';
import { localCodeTools } from './code-tools.ts';

/** Groups of exceptions are Datadog's own work. */
const NOT_LOCAL = new Set(['search_error_tracking_issues']);

/**
 * @param observations - what was read; its `now` is the moment that relative times count from
 * @returns tools that reach no network; writes are none of them
 */
export function createLocalTools(observations: Observations): Tool[] {
  const source = createLocalTelemetry(observations);
  const clock = { now: () => Date.parse(observations.now) };
  return [
    ...telemetryTools(source).filter(({ name }) => !NOT_LOCAL.has(name)),
    ...localCodeTools(observations),
    createLocalDeployments(source),
  ].map((tool) => ({
    ...tool,
    description: `${tool.description} Served from local files.`,
    buckets: [],
    applyScope: (args: unknown, scope: Scope) => tool.applyScope(args, withRepository(scope)),
    run: (args: unknown, context: Parameters<Tool['run']>[1]) =>
      tool.run(args, { ...context, clock }),
  }));
}

/** Files need no registry: a scope without a repository reads the one that was given. */
const withRepository = (scope: Scope): Scope =>
  scope.repositories.length > 0 && !scope.repositories.includes(ANY)
    ? scope
    : {
        ...scope,
        repositories: [scope.service === null || scope.service === ANY ? 'local' : scope.service],
      };
