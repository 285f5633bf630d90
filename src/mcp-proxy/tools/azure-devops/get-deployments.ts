/** get_deployments: what went live when, from everything that knows. */
import { isMiraError } from '../../../domain/errors.ts';
import type { MiraError } from '../../../domain/errors.ts';
import type { Deployment } from '../../../domain/observation.ts';
import { ANY } from '../../../domain/scope.ts';
import { DAY_MS, toMs as epochMs } from '../../../domain/time.ts';
import { GetDeploymentsArgs, GetDeploymentsResult } from '../../../domain/tools/azure-devops.ts';
import { defineTool, LIVE } from '../../tool.ts';
import type { Tool } from '../../tool.ts';
import {
  buildIdOf,
  commitsBetween,
  listBuilds,
  listEnvironmentDeployments,
  listReleases,
} from '../../upstreams/azure-devops/deployments.ts';
import type { DeploymentSearch } from '../../upstreams/azure-devops/deployments.ts';
import type { TelemetrySource } from '../datadog/source.ts';
import { scopeSearch } from '../datadog/query/scope-search.ts';
import { cut, plural } from '../common/text.ts';
import { resolveWindow, scopeWindow } from '../common/window.ts';
import { mergeDeployments } from './merge-deployments.ts';
import { scopeBranch, scopeRepository } from './scope-repository.ts';
import { branchOf } from './upstream.ts';
import type { AzureDevOpsUpstream } from './upstream.ts';

const MAX_SPAN_MS = 30 * DAY_MS;
/** The commits of a deployment cost a call: for the newest ones. */
const MAX_WITH_COMMITS = 5;

/** A source that could not be read, and why. */
interface Failure {
  readonly source: string;
  readonly error: MiraError;
}

export const createGetDeployments = (
  upstream: AzureDevOpsUpstream,
  source: TelemetrySource | null,
): Tool =>
  defineTool({
    name: 'get_deployments',
    title: 'Deployments of the service',
    description:
      'What went live in the service’s env in a window, newest first: from Azure Pipelines (environments, classic releases; completed builds of the default branch where there are neither) and Datadog’s deployment tracking, merged. ' +
      'Each with version, commit, the commit that was live before, and the commits in between for the newest. ' +
      'Use it to learn which commits could have caused an onset: those that went live shortly before it. At most 100 deployments and 30 days.',
    toolset: 'azure_devops',
    access: 'read',
    args: GetDeploymentsArgs,
    result: GetDeploymentsResult,
    cache: LIVE,
    buckets: ['azure_devops', 'datadog_other'],
    applyScope(args, scope) {
      // who may read any service and names a repository means that repository's pipelines alone
      const withDatadog =
        source !== null &&
        scope.service !== null &&
        scope.toolsets.includes('datadog') &&
        !(scope.service === ANY && args.repository !== undefined);
      const withRepository =
        args.repository !== undefined ||
        (scope.repositories.length > 0 && !scope.repositories.includes(ANY));
      // without a repository Datadog may still know; with neither, the error says what is missing
      const repository =
        withRepository || !withDatadog
          ? scopeRepository(args.repository, scope, upstream.defaults)
          : null;
      return {
        repository,
        branch: scopeBranch(undefined, scope),
        service: scope.service === ANY ? null : scope.service,
        env: scope.env === ANY ? null : scope.env,
        query: withDatadog ? scopeSearch('', scope) : null,
        window: scopeWindow(args, scope),
        limit: args.limit,
      };
    },
    async run(args, { clock }) {
      const { fromMs, toMs, window, notes } = resolveWindow(args.window, clock.now(), MAX_SPAN_MS);
      const failures: Failure[] = [];
      const gaps: string[] = [];
      const attempt = async (
        source: string,
        read: () => Promise<Deployment[]>,
      ): Promise<Deployment[]> => {
        try {
          return await read();
        } catch (error) {
          if (!isMiraError(error)) throw error;
          failures.push({ source, error });
          return [];
        }
      };
      const { query } = args;
      const repository =
        args.repository === null ? null : await upstream.repositories.locate(args.repository);
      const none: Deployment[] = [];
      const [pipelines, dora] = await Promise.all([
        repository === null
          ? Promise.resolve([none])
          : fromPipelines(upstream, { ...args, repository, fromMs, toMs }, attempt, gaps),
        source === null || query === null
          ? Promise.resolve(none)
          : attempt('Datadog’s deployment tracking', () =>
              source.listDeployments({ query, fromMs, toMs, limit: args.limit }),
            ),
      ]);
      const merged = mergeDeployments([...pipelines, dora])
        .filter(({ finishedAt }) => epochMs(finishedAt) >= fromMs && epochMs(finishedAt) <= toMs)
        .map((one) => ({ ...one, service: one.service ?? args.service }));
      // with nothing found, a source that could not be read is the answer
      const [first] = failures;
      if (merged.length === 0 && first) throw first.error;
      const deployments = merged.slice(0, args.limit);
      return {
        result: {
          deployments:
            repository === null
              ? deployments
              : await withCommits(upstream, repository, deployments, pipelines.flat()),
          window,
        },
        window,
        truncated: merged.length > deployments.length || gaps.length > 0,
        partial: failures.length > 0,
        notes: [
          ...notes,
          ...gaps,
          ...failures.map(
            ({ source, error }) =>
              `${source} could not be read (${error.code}): deployments known only there are missing.`,
          ),
          ...(merged.length > deployments.length
            ? [`${merged.length} deployments match, the newest ${deployments.length} are listed.`]
            : []),
          ...(deployments.length > 0 && deployments.every(({ id }) => id.startsWith('build:'))
            ? [
                'No deployment records were found; these are builds of the default branch: when they went live is not known.',
              ]
            : []),
        ],
      };
    },
    render({ deployments, window }) {
      if (deployments.length === 0) return `No deployments in ${window.from} to ${window.to}.`;
      return [
        `${plural(deployments.length, 'deployment')}, ${window.from} to ${window.to}, newest first:`,
        ...deployments.map((one) => describe(one, several(deployments))),
      ].join('\n');
    },
  });

type Attempt = (source: string, read: () => Promise<Deployment[]>) => Promise<Deployment[]>;

async function fromPipelines(
  upstream: AzureDevOpsUpstream,
  args: Omit<DeploymentSearch, 'repositoryId'> & { readonly branch: string | null },
  attempt: Attempt,
  gaps: string[],
): Promise<Deployment[][]> {
  const { client, repositories } = upstream;
  let search: DeploymentSearch | undefined;
  const ready = await attempt('Azure DevOps', async () => {
    const { id } = await repositories.info(args.repository);
    search = { ...args, repositoryId: id };
    return [];
  });
  const known = search;
  if (!known) return [ready];
  const noting = async (list: typeof listReleases): Promise<Deployment[]> => {
    const found = await list(client, known);
    gaps.push(...found.gaps);
    return found.deployments;
  };
  const [environments, releases] = await Promise.all([
    attempt('Azure Pipelines’ environments', () => noting(listEnvironmentDeployments)),
    attempt('Classic releases', () => noting(listReleases)),
  ]);
  if (environments.length + releases.length > 0) return [environments, releases];
  const builds = await attempt('Azure Pipelines’ builds', async () =>
    listBuilds(client, known, await branchOf(upstream, args.repository, args.branch)),
  );
  return [builds];
}

/** Fills in which commits the newest deployments brought. A failure leaves them out: the range of commits is still known. */
async function withCommits(
  upstream: AzureDevOpsUpstream,
  repository: DeploymentSearch['repository'],
  deployments: readonly Deployment[],
  all: readonly Deployment[],
): Promise<Deployment[]> {
  return Promise.all(
    deployments.map(async (deployment, index) => {
      const build = buildIdOf(deployment);
      const previous = all.find(
        ({ commit }) => commit !== null && commit === deployment.previousCommit,
      );
      const from = previous ? buildIdOf(previous) : null;
      if (
        index >= MAX_WITH_COMMITS ||
        deployment.commits.length > 0 ||
        build === null ||
        from === null
      ) {
        return deployment;
      }
      try {
        return {
          ...deployment,
          commits: await commitsBetween(upstream.client, repository, from, build),
        };
      } catch (error) {
        if (!isMiraError(error)) throw error;
        return deployment;
      }
    }),
  );
}

/** With several services in one listing each row has to say whose it is. */
const several = (deployments: readonly Deployment[]): boolean =>
  new Set(deployments.map(({ service }) => service)).size > 1;

function describe(one: Deployment, naming: boolean): string {
  const parts = [
    one.finishedAt,
    naming && (one.service ?? 'service unknown'),
    one.result,
    one.env ?? 'env unknown',
    one.version && `version ${cut(one.version, 60)}`,
    one.commit && `commit ${one.commit}`,
    one.previousCommit && `before: ${one.previousCommit.slice(0, 12)}`,
  ].filter(Boolean);
  const brought =
    one.commits.length === 0
      ? ''
      : `\n    brought ${plural(one.commits.length, 'commit')}: ${one.commits
          .slice(0, 15)
          .map((sha) => sha.slice(0, 12))
          .join(' ')}${one.commits.length > 15 ? ' …' : ''}`;
  return `${parts.join('  ')} (${one.id})${brought}`;
}
