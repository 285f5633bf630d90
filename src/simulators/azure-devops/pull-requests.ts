/** Pull requests: found by id, by commit and by criteria. */
import { z } from 'zod';
import type { Context } from 'hono';
import type { ScenarioPullRequest } from '../scenario.ts';
import type { SimulatorApp, SimulatorEnv } from '../common/simulator-app.ts';
import type { LoadedScenario, World } from '../world.ts';
import { AzureDevOpsError } from './errors.ts';
import { commitListWire, repositoryUrl, repositoryWire } from './git-wire.ts';
import { readCommits } from './history.ts';
import { identity, sameName } from './ids.ts';
import type { Repositories, Repository } from './repositories.ts';
import { base, listed, paging, parameter, query, route } from './routes.ts';

export interface PullRequest {
  readonly data: z.infer<typeof ScenarioPullRequest>;
  readonly loaded: LoadedScenario;
  readonly repository: Repository;
}

const STATUSES = ['notSet', 'active', 'abandoned', 'completed', 'all'] as const;
const TYPES = ['notSet', 'lastMergeCommit', 'commit'] as const;

const Query = z.object({
  queries: z.array(
    z.object({ type: z.union([z.number(), z.string()]), items: z.array(z.string()) }),
  ),
});

export interface PullRequests {
  /** @throws AzureDevOpsError 404 */
  find(c: Context<SimulatorEnv>): PullRequest;
}

const refName = (branch: string): string =>
  branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;

function wire(root: string, { data, loaded, repository }: PullRequest) {
  const url = `${repositoryUrl(root, repository)}/pullRequests/${data.id}`;
  const commit = (sha: string) => ({
    commitId: sha,
    url: `${repositoryUrl(root, repository)}/commits/${sha}`,
  });
  const source = data.commits.at(-1) ?? data.mergeCommit;
  return {
    repository: repositoryWire(root, repository),
    pullRequestId: data.id,
    codeReviewId: data.id,
    status: data.status,
    createdBy: identity(data.author),
    creationDate: loaded.iso(data.createdAt),
    ...(data.closedAt === undefined ? {} : { closedDate: loaded.iso(data.closedAt) }),
    title: data.title,
    description: data.description,
    sourceRefName: refName(data.sourceBranch),
    targetRefName: refName(data.targetBranch),
    mergeStatus: 'succeeded',
    isDraft: false,
    lastMergeSourceCommit: commit(source),
    lastMergeCommit: commit(data.mergeCommit),
    reviewers: data.reviewers.map((name) => ({ ...identity(name), vote: 10, isRequired: false })),
    supportsIterations: true,
    url,
  };
}

export function pullRequestRoutes(
  app: SimulatorApp,
  world: World,
  repositories: Repositories,
): PullRequests {
  const all = (): PullRequest[] =>
    world.scenarios.flatMap((loaded) =>
      loaded.scenario.pullRequests.flatMap((data) => {
        // a repository shared with an earlier scenario belongs to that one: found by name
        const project = loaded.scenario.repositories.find(({ name }) =>
          sameName(name, data.repository),
        );
        const repository = repositories
          .list(undefined)
          .find(
            (one) =>
              sameName(one.name, data.repository) &&
              (project === undefined || sameName(one.project, project.project)),
          );
        return repository === undefined ? [] : [{ data, loaded, repository }];
      }),
    );

  function find(c: Context<SimulatorEnv>): PullRequest {
    const named = c.req.param('repository');
    const repository =
      named === undefined ? undefined : repositories.find(c.req.param('project'), named);
    const id = parameter(c, 'pullrequest');
    const found = all().find(
      (one) =>
        String(one.data.id) === id &&
        (repository === undefined || one.repository.id === repository.id),
    );
    if (found === undefined) {
      throw new AzureDevOpsError(
        404,
        'GitPullRequestNotFoundException',
        `TF401180: The requested pull request was not found.`,
      );
    }
    return found;
  }

  function search(c: Context<SimulatorEnv>, repository: Repository | undefined): Response {
    const criterion = (name: string) => query(c, `searchCriteria.${name}`);
    const asked = criterion('status') ?? 'active';
    const status = STATUSES[Number(asked)] ?? asked;
    const project = c.req.param('project');
    const inProject = project === undefined ? undefined : repositories.project(project);
    const target = criterion('targetRefName');
    const source = criterion('sourceRefName');
    const { top, skip } = paging(c, 101);
    const found = all()
      .filter((one) => repository === undefined || one.repository.id === repository.id)
      .filter((one) => inProject === undefined || sameName(one.repository.project, inProject))
      .filter(({ data }) => status === 'all' || status === 'notSet' || data.status === status)
      .filter(({ data }) => target === undefined || refName(data.targetBranch) === target)
      .filter(({ data }) => source === undefined || refName(data.sourceBranch) === source)
      .toSorted((a, b) => b.data.id - a.data.id);
    return c.json(listed(found.slice(skip, skip + top).map((one) => wire(base(c), one))));
  }

  route(app, 'post', '/git/repositories/:repository/pullrequestquery', async (c) => {
    const repository = repositories.find(c.req.param('project'), parameter(c, 'repository'));
    const { queries } = Query.parse(JSON.parse(c.get('bodyText')));
    const here = all().filter((one) => one.repository.id === repository.id);
    const results = queries.map(({ type, items }) => {
      const kind = TYPES[Number(type)] ?? type;
      return Object.fromEntries(
        items.flatMap((sha) => {
          const found = here.filter(({ data }) =>
            kind === 'lastMergeCommit'
              ? data.mergeCommit === sha
              : data.mergeCommit === sha || data.commits.includes(sha),
          );
          return found.length === 0 ? [] : [[sha, found.map((one) => wire(base(c), one))]];
        }),
      );
    });
    return c.json({ queries, results });
  });

  route(app, 'get', '/git/repositories/:repository/pullrequests', (c) =>
    search(c, repositories.find(c.req.param('project'), parameter(c, 'repository'))),
  );
  route(app, 'get', '/git/pullrequests', (c) => search(c, undefined));
  route(app, 'get', '/git/repositories/:repository/pullrequests/:pullrequest', (c) =>
    c.json(wire(base(c), find(c))),
  );
  route(app, 'get', '/git/pullrequests/:pullrequest', (c) => c.json(wire(base(c), find(c))));

  route(
    app,
    'get',
    '/git/repositories/:repository/pullrequests/:pullrequest/commits',
    async (c) => {
      const { data, repository } = find(c);
      const commits =
        data.commits.length === 0
          ? []
          : await readCommits(repository, data.commits, undefined, ['--no-walk=unsorted']);
      return c.json(listed(commits.map((commit) => commitListWire(base(c), repository, commit))));
    },
  );

  return { find };
}
