/** What Azure Pipelines deployed: environment records of YAML pipelines, classic releases, builds. */
import type { IBuildApi } from 'azure-devops-node-api/BuildApi.js';
import type { Build } from 'azure-devops-node-api/interfaces/BuildInterfaces.js';
import type { Deployment } from '../../../domain/observation.ts';
import type { AzureDevOps, RepositoryRef } from './client.ts';
import { toIso } from '../../../domain/time.ts';
import { isoDate, listFrom } from './commits.ts';

export interface DeploymentSearch {
  readonly repository: RepositoryRef;
  readonly repositoryId: string;
  /** Null is every environment. */
  readonly env: string | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
}

const COMPLETED = 2;
const FINISH_TIME_DESCENDING = 3;
const RECORDS_PER_ENVIRONMENT = 100;
const MAX_ENVIRONMENTS = 10;
/** As many as the API gives at once. */
const RELEASES = 100;

/** Numeric results of the three APIs. */
const TASK_RESULTS: readonly Deployment['result'][] = [
  'succeeded',
  'succeeded',
  'failed',
  'canceled',
  'canceled',
  'failed',
];

function buildResult(result: number | undefined): Deployment['result'] {
  if (result === 2 || result === 4) return 'succeeded';
  if (result === 8) return 'failed';
  return result === 32 ? 'canceled' : 'unknown';
}

export interface FoundDeployments {
  readonly deployments: Deployment[];
  /** Sentences about what was not read, and may hold more. */
  readonly gaps: readonly string[];
}

/** Deployments of YAML pipelines into environments, newest first; those before the window too, for "previous". */
export async function listEnvironmentDeployments(
  azureDevOps: AzureDevOps,
  search: DeploymentSearch,
): Promise<FoundDeployments> {
  const { organization, project, repository } = search.repository;
  const all = listFrom(
    await azureDevOps.call('taskAgent', organization, 'the environments', (api) =>
      api.getEnvironments(project),
    ),
    'environments',
  ).filter((one) => one.id !== undefined && envMatches(one.name ?? '', search.env));
  const own = all.filter(({ name = '' }) => mentions(name, repository));
  const environments = [...own, ...all.filter((one) => !own.includes(one))].slice(
    0,
    MAX_ENVIRONMENTS,
  );
  const gaps: string[] = [];
  if (all.length > environments.length) {
    gaps.push(
      `${all.length} environments match; the ${environments.length} were read whose names tell most of the repository, and deployments into others are missing.`,
    );
  }
  const lists = await Promise.all(
    environments.map(async (environment) => {
      const records = await azureDevOps.call('taskAgent', organization, 'the deployments', (api) =>
        api.getEnvironmentDeploymentExecutionRecords(
          project,
          environment.id ?? 0,
          undefined,
          RECORDS_PER_ENVIRONMENT,
        ),
      );
      const read = listFrom(records, 'deployments');
      const oldestMs = Math.min(
        ...read.map(({ finishTime, startTime }) => timeOf(finishTime ?? startTime)),
      );
      if (read.length >= RECORDS_PER_ENVIRONMENT && oldestMs > search.fromMs) {
        gaps.push(
          `Only the newest ${read.length} deployments into an environment were read: those before ${toIso(oldestMs)} are missing.`,
        );
      }
      return read.map((record) => ({ record, env: search.env ?? environment.name ?? null }));
    }),
  );
  const recent = lists
    .flat()
    .filter(({ record }) => timeOf(record.finishTime ?? record.startTime) <= search.toMs)
    .sort((a, b) => timeOf(b.record.finishTime) - timeOf(a.record.finishTime));
  const builds = await buildsById(
    azureDevOps,
    search,
    recent.map(({ record }) => record.owner?.id ?? 0),
  );
  const deployments = recent.flatMap(({ record, env }): Deployment[] => {
    const build = builds.get(record.owner?.id ?? 0);
    const finishedAt = isoDate(record.finishTime) ?? isoDate(record.startTime);
    if (!build || finishedAt === null) return [];
    const startedAt = isoDate(record.startTime);
    return [
      {
        ...fromBuild(azureDevOps, search.repository, build),
        id: `deployment:${record.id ?? `${build.id}-${env}`}`,
        env,
        finishedAt,
        result: TASK_RESULTS[record.result ?? -1] ?? 'unknown',
        ...(startedAt ? { startedAt } : {}),
      },
    ];
  });
  return { deployments, gaps };
}

/** Completed builds of the repository, newest first: what stands in for deployments where no environment is used. */
export async function listBuilds(
  azureDevOps: AzureDevOps,
  search: DeploymentSearch,
  branch: string,
): Promise<Deployment[]> {
  const { organization, project } = search.repository;
  const builds = await azureDevOps.call('build', organization, 'the builds', (api) =>
    api.getBuilds(
      ...buildQuery(project, {
        minTime: new Date(search.fromMs),
        maxTime: new Date(search.toMs),
        statusFilter: COMPLETED,
        top: search.limit,
        queryOrder: FINISH_TIME_DESCENDING,
        branchName: `refs/heads/${branch}`,
        repositoryId: search.repositoryId,
      }),
    ),
  );
  return listFrom(builds, 'builds').flatMap((build) => {
    const deployment = fromBuild(azureDevOps, search.repository, build);
    return deployment.finishedAt === '' ? [] : [deployment];
  });
}

/**
 * Classic releases into environments whose primary artifact is a build of the repository. The API
 * can't be asked for those alone: they are picked from what the whole project released.
 */
export async function listReleases(
  azureDevOps: AzureDevOps,
  search: DeploymentSearch,
): Promise<FoundDeployments> {
  const { organization, project } = search.repository;
  const releases = await azureDevOps.call('release', organization, 'the releases', (api) =>
    api.getDeployments(
      project,
      undefined,
      undefined,
      undefined,
      new Date(search.fromMs),
      new Date(search.toMs),
      undefined,
      undefined,
      true,
      undefined,
      RELEASES,
    ),
  );
  const read = listFrom(releases, 'releases');
  const gaps =
    read.length >= RELEASES
      ? [`Only the newest ${read.length} releases of the project were looked through.`]
      : [];
  const deployments = read.flatMap((one): Deployment[] => {
    const artifact = one.release?.artifacts?.find(
      ({ definitionReference: reference }) =>
        reference?.['repository']?.id === search.repositoryId ||
        reference?.['repository']?.name === search.repository.repository,
    );
    const name = one.releaseEnvironment?.name ?? '';
    const finishedAt = isoDate(one.completedOn) ?? isoDate(one.startedOn);
    if (!artifact || finishedAt === null || !envMatches(name, search.env)) return [];
    const startedAt = isoDate(one.startedOn);
    const url = one.release?.webAccessUri;
    const version = one.release?.name;
    return [
      {
        id: `release:${one.id ?? finishedAt}`,
        service: null,
        env: search.env ?? (name === '' ? null : name),
        finishedAt,
        result: releaseResult(one.deploymentStatus),
        commit: artifact.definitionReference?.['sourceVersion']?.id ?? null,
        previousCommit: null,
        commits: [],
        ...(startedAt ? { startedAt } : {}),
        ...(version ? { version } : {}),
        ...(url ? { url } : {}),
      },
    ];
  });
  return { deployments, gaps };
}

function releaseResult(status: number | undefined): Deployment['result'] {
  if (status === 4 || status === 8) return 'succeeded';
  return status === 16 ? 'failed' : 'unknown';
}

/** Commits that a build brought over the build before it, newest first. */
export async function commitsBetween(
  azureDevOps: AzureDevOps,
  repository: RepositoryRef,
  fromBuild: number,
  toBuild: number,
): Promise<string[]> {
  const changes = await azureDevOps.call('build', repository.organization, 'the changes', (api) =>
    api.getChangesBetweenBuilds(repository.project, fromBuild, toBuild, 100),
  );
  return listFrom(changes, 'changes').flatMap((change) => (change.id ? [change.id] : []));
}

/** The build that a deployment's id or URL tells of. */
export const buildIdOf = (deployment: Deployment): number | null => {
  const id = /buildId=(\d+)/.exec(deployment.url ?? '')?.[1];
  return id === undefined ? null : Number(id);
};

async function buildsById(
  azureDevOps: AzureDevOps,
  search: DeploymentSearch,
  ids: readonly number[],
): Promise<Map<number, Build>> {
  const wanted = [...new Set(ids.filter((id) => id > 0))].slice(0, 200);
  if (wanted.length === 0) return new Map();
  const { organization, project } = search.repository;
  const builds = await azureDevOps.call('build', organization, 'the builds', (api) =>
    api.getBuilds(...buildQuery(project, { buildIds: wanted })),
  );
  // an environment is shared by many services: only this repository's builds are its deployments
  return new Map(
    listFrom(builds, 'builds')
      .filter(
        (build) =>
          build.repository?.id === search.repositoryId ||
          build.repository?.name === search.repository.repository,
      )
      .map((build) => [build.id ?? 0, build]),
  );
}

interface BuildQuery {
  readonly minTime?: Date;
  readonly maxTime?: Date;
  readonly statusFilter?: number;
  readonly top?: number;
  readonly queryOrder?: number;
  readonly branchName?: string;
  readonly buildIds?: number[];
  readonly repositoryId?: string;
}

/** The client takes twenty-one arguments in a row; here those that are used have names. */
function buildQuery(project: string, query: BuildQuery): Parameters<IBuildApi['getBuilds']> {
  const { minTime, maxTime, statusFilter, top, queryOrder, branchName, buildIds, repositoryId } =
    query;
  const none = undefined;
  const repositoryType = repositoryId === undefined ? undefined : 'TfsGit';
  const where = [project, none, none, none, minTime, maxTime, none, none, statusFilter] as const;
  const what = [none, none, none, top, none, none, none, queryOrder, branchName] as const;
  return [...where, ...what, buildIds, repositoryId, repositoryType];
}

function fromBuild(azureDevOps: AzureDevOps, repository: RepositoryRef, build: Build): Deployment {
  const startedAt = isoDate(build.startTime);
  const version = build.buildNumber;
  return {
    id: `build:${build.id ?? 0}`,
    service: null,
    env: null,
    finishedAt: isoDate(build.finishTime) ?? startedAt ?? '',
    result: buildResult(build.result),
    commit: build.sourceVersion ?? null,
    previousCommit: null,
    commits: [],
    url: `${azureDevOps.organizationUrl(repository.organization)}/${encodeURIComponent(repository.project)}/_build/results?buildId=${build.id ?? 0}`,
    ...(startedAt ? { startedAt } : {}),
    ...(version ? { version } : {}),
  };
}

const timeOf = (value: Date | string | undefined): number =>
  value ? new Date(value).getTime() : Number.NaN;

const SAME_ENV: readonly (readonly string[])[] = [
  ['prod', 'production', 'prd', 'live'],
  ['staging', 'stage', 'stg', 'preprod', 'uat'],
  ['dev', 'development'],
  ['test', 'qa', 'testing'],
];

/** Whether an environment's name tells of a repository: `payments-prod` of `payment-svc`, `Pay_API` of `pay-api`. */
export function mentions(name: string, repository: string): boolean {
  const words = (text: string): string[] =>
    text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
  const own = words(repository).filter((word) => !GENERIC.has(word));
  const said = words(name);
  return own.length > 0 && own.every((word) => said.some((one) => one.startsWith(word)));
}

const GENERIC = new Set(['svc', 'service', 'api', 'app', 'server', 'backend']);

/** Whether an environment's name (`Production`, `payments-prod-eu`) means the env of the telemetry. */
export function envMatches(name: string, env: string | null): boolean {
  if (env === null) return true;
  const wanted = env.toLowerCase();
  const same = SAME_ENV.find((words) => words.includes(wanted)) ?? [wanted];
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  return name.toLowerCase() === wanted || words.some((word) => same.includes(word));
}
