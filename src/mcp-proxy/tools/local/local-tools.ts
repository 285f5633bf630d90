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
import { EVERY_REPOSITORY, localCodeTools } from './code-tools.ts';

/** Groups of exceptions are Datadog's own work. */
const NOT_LOCAL = new Set(['search_error_tracking_issues']);

/**
 * @param observations - what was read; its `now` is the moment that relative times count from
 * @returns tools that reach no network; writes are none of them
 */
export function createLocalTools(observations: Observations): Tool[] {
  const source = createLocalTelemetry(observations);
  const clock = { now: () => Date.parse(observations.now) };
  const known = [...new Set(observations.commits.flatMap(({ repository }) => repository ?? []))];
  return [
    ...telemetryTools(source).filter(({ name }) => !NOT_LOCAL.has(name)),
    ...localCodeTools(observations),
    createLocalDeployments(source),
  ].map((tool) => ({
    ...tool,
    description: `${tool.description} Served from local files.`,
    buckets: [],
    applyScope: (args: unknown, scope: Scope) =>
      tool.applyScope(args, withRepositories(scope, known)),
    run: (args: unknown, context: Parameters<Tool['run']>[1]) =>
      tool.run(args, { ...context, clock }),
  }));
}

/**
 * Files need no registry: a scope that names no repository reads those that the commits are of. Of
 * several, the one that is called like the service stands for them, else they are read together.
 */
function withRepositories(scope: Scope, known: readonly string[]): Scope {
  if (scope.repositories.length > 0 && !scope.repositories.includes(ANY)) return scope;
  const own = known.find((name) => name.toLowerCase() === scope.service?.toLowerCase());
  const first = own ?? (known.length === 1 ? known[0] : undefined) ?? EVERY_REPOSITORY;
  return { ...scope, repositories: [first, ...known] };
}
