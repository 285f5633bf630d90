/** Puts tool answers together into one set of observations, each fact once. */
import type { z } from 'zod';
import type { Commit, Observations } from '../../domain/observation.ts';
import {
  GetCommitDiffResult,
  GetCommitsResult,
  GetDeploymentsResult,
  ListFilesResult,
} from '../../domain/tools/azure-devops.ts';
import {
  GetEventsResult,
  GetLogsResult,
  GetMetricsResult,
  QueryMonitorsResult,
  SearchTracesResult,
} from '../../domain/tools/datadog.ts';

type Merge = (observations: Observations, structured: unknown) => Observations;

const merger =
  <Schema extends z.ZodType>(
    schema: Schema,
    add: (into: Observations, result: z.output<Schema>) => Partial<Observations>,
  ): Merge =>
  (observations, structured) => ({
    ...observations,
    ...add(observations, schema.parse(structured)),
  });

/** Tool name → how its `structuredContent` becomes observations. */
const MERGERS: Readonly<Record<string, Merge>> = {
  get_logs: merger(GetLogsResult, (into, { logs }) => ({
    logs: union(into.logs, logs, (log) => log.id),
  })),
  get_metrics: merger(GetMetricsResult, (into, { series }) => ({
    metrics: union(
      into.metrics,
      series,
      (one) => `${one.metric}|${one.service}|${one.tags.join(',')}`,
    ),
  })),
  query_monitors: merger(QueryMonitorsResult, (into, { monitors }) => ({
    monitors: union(into.monitors, monitors, (monitor) => monitor.id),
  })),
  search_traces: merger(SearchTracesResult, (into, { spans }) => ({
    spans: union(into.spans, spans, (span) => `${span.traceId}/${span.spanId}`),
  })),
  get_events: merger(GetEventsResult, (into, { changes, infra }) => ({
    configChanges: union(into.configChanges, changes, (change) => change.id),
    infraEvents: union(into.infraEvents, infra, (event) => event.id),
  })),
  get_deployments: merger(GetDeploymentsResult, (into, { deployments }) => ({
    deployments: union(into.deployments, deployments, (deployment) => deployment.id),
  })),
  get_commits: merger(GetCommitsResult, (into, { commits, repository }) => ({
    commits: commits.reduce(
      (all, commit) => addCommit(all, { ...commit, repository: commit.repository ?? repository }),
      into.commits,
    ),
  })),
  get_commit_diff: merger(GetCommitDiffResult, (into, { commit, repository }) => ({
    commits: addCommit(into.commits, { ...commit, repository: commit.repository ?? repository }),
  })),
  list_files: merger(ListFilesResult, (_into, { paths }) => ({ repositoryFiles: paths })),
};

/** @throws z.ZodError when the answer is not what the tool's contract promises */
export function mergeAnswer(
  observations: Observations,
  tool: string,
  structured: unknown,
): Observations {
  return MERGERS[tool]?.(observations, structured) ?? observations;
}

function union<T>(known: readonly T[], more: readonly T[], keyOf: (item: T) => string): T[] {
  const keys = new Set(known.map(keyOf));
  return [...known, ...more.filter((item) => !keys.has(keyOf(item)))];
}

/** One commit may come from a list (no patches) and from its diff: what each knows is kept. */
function addCommit(commits: readonly Commit[], commit: Commit): Commit[] {
  const index = commits.findIndex(
    ({ sha, repository }) => sha === commit.sha && repository === commit.repository,
  );
  const known = commits[index];
  if (known === undefined) return [...commits, commit];
  const patches = new Map(known.files.map((file) => [file.path, file]));
  for (const file of commit.files) {
    const former = patches.get(file.path);
    patches.set(file.path, file.patch === null && former ? former : file);
  }
  const pullRequest = commit.pullRequest ?? known.pullRequest;
  const merged: Commit = {
    ...known,
    ...commit,
    message: commit.message.length >= known.message.length ? commit.message : known.message,
    files: [...patches.values()],
    filesComplete: known.filesComplete || commit.filesComplete,
    ...(pullRequest ? { pullRequest } : {}),
  };
  return commits.with(index, merged);
}
