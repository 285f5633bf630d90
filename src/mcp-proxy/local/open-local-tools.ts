/**
 * `MIRA_SOURCE=local`: the tools over files and repositories of this machine. Files are read when
 * they have changed, so that a log that is being written can be followed.
 */
import { configInvalid } from '../../config/load.ts';
import { sha256 } from '../../domain/hash.ts';
import type { Observations } from '../../domain/observation.ts';
import { ANY, type Scope } from '../../domain/scope.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Tool, ToolAnswer, ToolContext } from '../tool.ts';
import { createLocalTools } from '../tools/local/local-tools.ts';
import { gitTools } from './git-tools.ts';
import { openGit } from './git.ts';
import { findSources, readSources, signatureOf } from './open-sources.ts';

/** Least time between two looks at the files. */
const LOOK_MS = 1_000;
/** Reading may take at most this share of the time. */
const READING_SHARE = 0.1;

export interface LocalOptions {
  readonly paths: readonly string[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Tools for what is there: no metrics, no `get_metrics`.
 * @throws MiraError `config_invalid` for a path that is not there or holds nothing known
 */
export async function openLocalTools({ paths, clock, logger }: LocalOptions): Promise<Tool[]> {
  const sources = await findSources(paths);
  if (sources.unknown.length > 0) {
    logger.warn(
      { files: sources.unknown.slice(0, 20) },
      'files whose names say nothing are not read',
    );
  }
  const repositories = await Promise.all(sources.repositories.map(openGit));
  let reading = await readSources(sources, clock.now());
  let current = byName(createLocalTools(reading.observations));
  let nextLookMs = clock.now() + LOOK_MS;
  let looking: Promise<void> | undefined;
  logReading(reading.observations, repositories.length, logger);

  const look = async (): Promise<void> => {
    const startedMs = clock.now();
    try {
      if ((await signatureOf(sources.files)) === reading.signature) return;
      reading = await readSources(sources, startedMs);
      current = byName(createLocalTools(reading.observations));
      logReading(reading.observations, repositories.length, logger);
    } finally {
      const tookMs = clock.now() - startedMs;
      nextLookMs = clock.now() + Math.max(LOOK_MS, tookMs / READING_SHARE);
      looking = undefined;
    }
  };

  /** The tool over what the files hold now. */
  const fresh = async (tool: Tool): Promise<Tool> => {
    if (clock.now() >= nextLookMs) await (looking ??= look());
    return current.get(tool.name) ?? tool;
  };

  // another process with other files may share the cache
  const source = sha256(paths.join('\n')).slice(0, 12);
  const kept = (
    tool: Tool,
    run: (args: unknown, context: ToolContext) => ReturnType<Tool['run']>,
  ): Tool => ({
    ...tool,
    applyScope: (args, scope) => ({ source, args: tool.applyScope(args, scope) }),
    run: (scoped, context) => run((scoped as { readonly args: unknown }).args, context),
  });

  const fromFiles = [...current.values()].map((tool) =>
    kept(tool, async (args, context) => said(await (await fresh(tool)).run(args, context))),
  );
  /** Whoever asks for the last hour must know of when. */
  const said = (answer: ToolAnswer<unknown>): ToolAnswer<unknown> => ({
    ...answer,
    notes: [...(answer.notes ?? []), `“now” is ${reading.observations.now}, as the files have it.`],
  });
  const names = repositories.map(({ name }) => name);
  const fromGit = repositories.length === 0 ? [] : gitTools(repositories);
  const now =
    sources.files.length > 0 ? () => Date.parse(reading.observations.now) : () => clock.now();
  const code = fromGit.map((tool) =>
    kept(
      {
        ...tool,
        buckets: [],
        description: `${tool.description} Served from git on this machine.`,
        applyScope: (args, scope) => tool.applyScope(args, withRepositories(scope, names)),
      },
      async (args, context) => {
        const answer = await tool.run(args, { ...context, clock: { now } });
        return sources.files.length > 0 ? said(answer) : answer;
      },
    ),
  );
  const replaced = new Set(code.map(({ name }) => name));
  const offered = offeredBy(reading.observations);
  const tools = [...fromFiles.filter(({ name }) => offered(name) && !replaced.has(name)), ...code];
  if (tools.length === 0) {
    throw configInvalid([
      `MIRA_SOURCE_PATH: nothing in ${paths.join(', ')} could be read (docs/bundle.md says what can)`,
    ]);
  }
  return tools;
}

const byName = (tools: readonly Tool[]): ReadonlyMap<string, Tool> =>
  new Map(tools.map((tool) => [tool.name, tool]));

/** A scope without repositories reads those that were given. */
const withRepositories = (scope: Scope, names: readonly string[]): Scope =>
  scope.repositories.length > 0 && !scope.repositories.includes(ANY)
    ? scope
    : { ...scope, repositories: [...names], defaultBranch: scope.defaultBranch };

/** An empty answer of a tool that has nothing to look at would read like "nothing happened". */
function offeredBy(observations: Observations): (tool: string) => boolean {
  const { logs, metrics, spans, commits, monitors, deployments, configChanges, infraEvents } =
    observations;
  const has: Readonly<Record<string, boolean>> = {
    get_logs: logs.length > 0,
    get_error_patterns: logs.length > 0,
    get_error_rates: logs.length > 0,
    get_metrics: metrics.length > 0,
    get_anomalies: metrics.length > 0,
    search_traces: spans.length > 0,
    get_trace: spans.length > 0,
    get_events: configChanges.length + infraEvents.length > 0,
    query_monitors: monitors.length > 0,
    list_related_monitors: monitors.length > 0,
    get_service_dependencies: observations.serviceMap.calls.length > 0,
    get_deployments: deployments.length > 0,
    get_commits: commits.length > 0,
    search_commits: commits.length > 0,
    get_commit_diff: commits.length > 0,
    list_files: observations.repositoryFiles !== null,
  };
  return (tool) => has[tool] ?? true;
}

function logReading(observations: Observations, repositories: number, logger: Logger): void {
  const { logs, metrics, spans, commits, deployments, inputProblems } = observations;
  logger.info(
    {
      now: observations.now,
      logs: logs.length,
      series: metrics.length,
      spans: spans.length,
      commits: commits.length,
      deployments: deployments.length,
      repositories,
    },
    'read local sources',
  );
  if (inputProblems.length > 0) {
    logger.warn(
      { count: inputProblems.length, first: inputProblems.slice(0, 5) },
      'parts of the local sources could not be used',
    );
  }
}
