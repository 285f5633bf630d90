/** Builds and the commits that they brought; deployments into environments. */
import type { Context } from 'hono';
import type { z } from 'zod';
import { toIso } from '../../domain/time.ts';
import type { ScenarioBuild } from '../scenario.ts';
import type { SimulatorApp, SimulatorEnv } from '../common/simulator-app.ts';
import type { LoadedScenario, World } from '../world.ts';
import { AzureDevOpsError } from './errors.ts';
import { projectWire, repositoryUrl, webUrl } from './git-wire.ts';
import { readCommits } from './history.ts';
import { guid, identity, sameName } from './ids.ts';
import { projectId, type Repositories, type Repository } from './repositories.ts';
import { base, listed, paging, parameter, query, route } from './routes.ts';

interface Build {
  readonly data: z.infer<typeof ScenarioBuild>;
  readonly loaded: LoadedScenario;
}

const RESULTS: Record<string, string> = {
  2: 'succeeded',
  4: 'partiallySucceeded',
  8: 'failed',
  32: 'canceled',
};
/** Statuses that a finished build has: completed and all. */
const FINISHED = new Set(['2', '47', 'completed', 'all']);
const ORDERS: Record<string, string> = {
  2: 'finishTimeAscending',
  3: 'finishTimeDescending',
  4: 'queueTimeDescending',
  5: 'queueTimeAscending',
  6: 'startTimeDescending',
  7: 'startTimeAscending',
};

export function buildRoutes(
  app: SimulatorApp,
  world: World,
  repositories: Repositories,
  now: () => number,
): void {
  const inProject = (c: Context<SimulatorEnv>): { project: string; builds: Build[] } => {
    const project = repositories.project(parameter(c, 'project'));
    const builds = world.scenarios.flatMap((loaded) =>
      loaded.scenario.builds
        .filter((data) => sameName(data.project, project) && loaded.ms(data.finishedAt) <= now())
        .map((data) => ({ data, loaded })),
    );
    return { project, builds };
  };
  const definitions = (builds: readonly Build[]): string[] => [
    ...new Set(builds.map(({ data }) => data.definition)),
  ];
  /** Definitions are numbered in the order in which the scenarios name them. */
  const definitionId = (project: string, name: string): number => {
    const names = world.scenarios.flatMap(({ scenario }) =>
      scenario.builds
        .filter((build) => sameName(build.project, project))
        .map((build) => build.definition),
    );
    return [...new Set(names)].indexOf(name) + 1;
  };

  const definitionWire = (root: string, project: string, name: string) => ({
    id: definitionId(project, name),
    name,
    path: '\\',
    type: 'build',
    queueStatus: 'enabled',
    revision: 1,
    url: `${root}/${projectId(project)}/_apis/build/Definitions/${definitionId(project, name)}`,
    project: projectWire(root, project),
  });

  function wire(root: string, { data, loaded }: Build) {
    const repository = findRepository(data.project, data.repository);
    const url = `${root}/${projectId(data.project)}/_apis/build/Builds/${data.id}`;
    return {
      id: data.id,
      buildNumber: data.buildNumber,
      status: 'completed',
      result: data.result,
      queueTime: loaded.iso(data.startedAt),
      startTime: loaded.iso(data.startedAt),
      finishTime: loaded.iso(data.finishedAt),
      url,
      definition: definitionWire(root, data.project, data.definition),
      project: projectWire(root, data.project),
      uri: `vstfs:///Build/Build/${data.id}`,
      sourceBranch: data.sourceBranch,
      sourceVersion: data.sourceVersion,
      priority: 'normal',
      reason: 'individualCI',
      requestedFor: identity('Pipeline'),
      repository: {
        id: repository?.id ?? guid('repository', data.project, data.repository),
        type: 'TfsGit',
        name: data.repository,
        ...(repository === undefined ? {} : { url: webUrl(root, repository) }),
      },
      _links: {
        self: { href: url },
        web: { href: `${root}/${data.project}/_build/results?buildId=${data.id}` },
      },
    };
  }

  const findRepository = (project: string, name: string): Repository | undefined =>
    repositories
      .list(undefined)
      .find((one) => sameName(one.project, project) && sameName(one.name, name));

  function findBuild(c: Context<SimulatorEnv>, id: string): Build {
    const found = inProject(c).builds.find(({ data }) => String(data.id) === id);
    if (found === undefined) {
      throw new AzureDevOpsError(
        404,
        'BuildNotFoundException',
        `The requested build ${id} could not be found.`,
      );
    }
    return found;
  }

  route(app, 'get', '/build/builds', (c) => {
    const { project, builds } = inProject(c);
    const list = (name: string) => query(c, name)?.split(',');
    const wanted = list('definitions');
    const ids = list('buildIds');
    const minTime = Date.parse(query(c, 'minTime') ?? '1970-01-01T00:00:00Z');
    const maxTime = Date.parse(query(c, 'maxTime') ?? '9999-01-01T00:00:00Z');
    const status = query(c, 'statusFilter');
    const asked = query(c, 'resultFilter');
    const result = asked === undefined ? undefined : (RESULTS[asked] ?? asked);
    const branch = query(c, 'branchName');
    const number = query(c, 'buildNumber');
    const repositoryId = query(c, 'repositoryId');
    const order = query(c, 'queryOrder') ?? 'finishTimeDescending';
    const direction = (ORDERS[order] ?? order).endsWith('Ascending') ? 1 : -1;
    const { top } = paging(c, 1000);
    const found = builds
      .filter(() => status === undefined || FINISHED.has(status))
      .filter(({ data }) => ids === undefined || ids.includes(String(data.id)))
      .filter(
        ({ data }) =>
          wanted === undefined || wanted.includes(String(definitionId(project, data.definition))),
      )
      .filter(({ data, loaded }) => {
        const at = loaded.ms(data.finishedAt);
        return at >= minTime && at <= maxTime;
      })
      .filter(({ data }) => result === undefined || data.result === result)
      .filter(({ data }) => branch === undefined || data.sourceBranch === branch)
      .filter(({ data }) => number === undefined || data.buildNumber === number)
      .filter(
        ({ data }) =>
          repositoryId === undefined ||
          sameName(data.repository, repositoryId) ||
          guid('repository', data.project, data.repository) === repositoryId,
      )
      .toSorted(
        (a, b) => direction * (a.loaded.ms(a.data.finishedAt) - b.loaded.ms(b.data.finishedAt)),
      );
    return c.json(listed(found.slice(0, top).map((build) => wire(base(c), build))));
  });

  route(app, 'get', '/build/builds/:build', (c) =>
    c.json(wire(base(c), findBuild(c, parameter(c, 'build')))),
  );

  route(app, 'get', '/build/definitions', (c) => {
    const { project, builds } = inProject(c);
    const name = query(c, 'name');
    const found = definitions(builds).filter((one) => name === undefined || sameName(one, name));
    return c.json(listed(found.map((one) => definitionWire(base(c), project, one))));
  });

  async function changes(
    c: Context<SimulatorEnv>,
    from: string | undefined,
    build: Build,
    top: number,
  ): Promise<Response> {
    const repository = findRepository(build.data.project, build.data.repository);
    if (repository === undefined) return c.json(listed([]));
    const revisions =
      from === undefined ? [build.data.sourceVersion] : [`${from}..${build.data.sourceVersion}`];
    const limit = from === undefined ? ['-1'] : [];
    const commits = await readCommits(repository, revisions, undefined, limit);
    return c.json(
      listed(
        commits.slice(0, top).map((commit) => ({
          id: commit.sha,
          message: commit.message.slice(0, 100),
          ...(commit.message.length > 100 ? { messageTruncated: true } : {}),
          type: 'TfsGit',
          author: { ...identity(commit.author.name), uniqueName: commit.author.email },
          timestamp: toIso(commit.author.atMs),
          location: `${repositoryUrl(base(c), repository)}/commits/${commit.sha}`,
          displayUri: `${webUrl(base(c), repository)}/commit/${commit.sha}`,
        })),
      ),
    );
  }

  route(app, 'get', '/build/builds/:build/changes', (c) => {
    const build = findBuild(c, parameter(c, 'build'));
    const before = inProject(c)
      .builds.filter(
        ({ data }) =>
          data.definition === build.data.definition &&
          data.result === 'succeeded' &&
          data.finishedAt < build.data.finishedAt,
      )
      .toSorted((a, b) => (a.data.finishedAt < b.data.finishedAt ? 1 : -1))[0];
    return changes(c, before?.data.sourceVersion, build, paging(c, 50).top);
  });

  route(app, 'get', '/build/changes', (c) => {
    const from = findBuild(c, query(c, 'fromBuildId') ?? '');
    const to = findBuild(c, query(c, 'toBuildId') ?? '');
    return changes(c, from.data.sourceVersion, to, paging(c, 50).top);
  });
}
