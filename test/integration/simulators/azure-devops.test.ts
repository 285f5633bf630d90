// The Azure DevOps simulator, through Microsoft's own client.
import { getPersonalAccessTokenHandler, WebApi } from 'azure-devops-node-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import {
  ALERT_AT,
  control,
  makeRepository,
  tinyScenario,
  type TinyRepository,
} from './scenario.ts';

let simulators: Simulators;
let repository: TinyRepository;
let loadedAtMs: number;
beforeAll(async () => {
  repository = makeRepository();
  simulators = await createSimulators({ credentials: { azureDevOpsPat: 'secret' } });
});
beforeEach(async () => {
  await simulators.loadScenario({ scenario: tinyScenario(repository) });
  loadedAtMs = Date.now();
});
afterAll(() => simulators.close());

const connect = (token = 'secret'): WebApi =>
  new WebApi(`${simulators.azureDevOps}/acme`, getPersonalAccessTokenHandler(token));

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

describe('git', () => {
  it('negotiates and lists commits with shifted dates, whole comments only one by one', async () => {
    const git = await connect().getGitApi();
    const { shas } = repository;
    const commits = await git.getCommits(
      'payments',
      { itemVersion: { version: 'main', versionType: 0 } },
      'Shop',
    );
    expect(commits.map(({ commitId }) => commitId)).toEqual(
      expect.arrayContaining([shas.merge, shas.rename, shas.culprit, shas.initial]),
    );
    const culprit = commits.find(({ commitId }) => commitId === shas.culprit);
    expect(culprit).toMatchObject({
      comment: 'Simplify discount lookup',
      commentTruncated: true,
      changeCounts: { Edit: 1 },
    });
    const shifted = Number(culprit?.committer?.date) - (loadedAtMs - 90 * 60_000);
    expect(Math.abs(shifted)).toBeLessThan(5_000);
    const whole = await git.getCommit(shas.culprit, 'payments', 'Shop');
    expect(whole).toMatchObject({
      comment: 'Simplify discount lookup\n\nThe caller already checks for null.',
      parents: [shas.initial],
    });
  });

  it('filters by path, window and page', async () => {
    const git = await connect().getGitApi();
    const ids = async (criteria: Record<string, unknown>, skip?: number, top?: number) =>
      (
        await git.getCommits(
          'payments',
          { itemVersion: { version: 'main', versionType: 0 }, ...criteria },
          'Shop',
          skip,
          top,
        )
      ).map((one) => one.commitId);
    expect(await ids({ itemPath: '/src/Discount.cs' })).toEqual([
      repository.shas.culprit,
      repository.shas.initial,
    ]);
    const fromDate = new Date(loadedAtMs - 75 * 60_000).toISOString();
    expect(await ids({ fromDate })).toHaveLength(3);
    expect(
      await ids({ fromDate, toDate: new Date(loadedAtMs - 55 * 60_000).toISOString() }),
    ).toEqual([repository.shas.rename]);
    expect(await ids({}, 1, 2)).toEqual((await ids({})).slice(1, 3));
    expect(await ids({ author: 'nobody' })).toEqual([]);
    // the alert is still to come, and so are the last commits
    await simulators.loadScenario({
      scenario: tinyScenario(repository),
      at: new Date(Date.now() + 55 * 60_000).toISOString(),
    });
    expect(await ids({})).toEqual([
      repository.shas.rename,
      repository.shas.culprit,
      repository.shas.initial,
    ]);
  });

  it('lists changes, a merge against its first parent', async () => {
    const git = await connect().getGitApi();
    const { shas } = repository;
    const merged = await git.getChanges(shas.merge, 'payments', 'Shop');
    expect(merged?.changes?.map(({ item }) => item?.path)).toEqual(['/docs/extra.md']);
    const renamed = await git.getChanges(shas.rename, 'payments', 'Shop');
    expect(renamed?.changes?.[0]).toMatchObject({
      changeType: 8,
      sourceServerItem: '/docs/old-name.md',
      item: { path: '/docs/new-name.md' },
    });
    const first = await git.getChanges(shas.initial, 'payments', 'Shop');
    expect(first?.changeCounts).toMatchObject({ Add: 2 });
  });

  it('serves files by commit, branch and tag, as JSON, text and blob', async () => {
    const git = await connect().getGitApi();
    const { shas } = repository;
    const item = await git.getItem(
      'payments',
      '/src/Discount.cs',
      'Shop',
      undefined,
      undefined,
      true,
      undefined,
      undefined,
      { version: shas.initial, versionType: 2 },
      true,
    );
    expect(item?.content).toContain('if (c == null)');
    const text = await textOf(
      await git.getItemText(
        'payments',
        'src/Discount.cs',
        'Shop',
        undefined,
        undefined,
        undefined,
        undefined,
        undefined,
        { version: 'v2', versionType: 1 },
      ),
    );
    expect(text).not.toContain('if (c == null)');
    const change = await git.getChanges(shas.culprit, 'payments', 'Shop');
    const before = change?.changes?.[0]?.item?.['originalObjectId'] as string;
    expect(await textOf(await git.getBlobContent('payments', before, 'Shop'))).toContain(
      'if (c == null)',
    );
    expect(await git.getItem('payments', '/nowhere', 'Shop')).toBeNull();
    const tree = await git.getItems('payments', 'Shop', '/', 120);
    expect(tree.map(({ path }) => path)).toContain('/docs/new-name.md');
  });

  it('compares commits: files, then line ranges', async () => {
    const git = await connect().getGitApi();
    const { shas } = repository;
    const diff = await git.getCommitDiffs(
      'payments',
      'Shop',
      undefined,
      100,
      0,
      { version: shas.initial, versionType: 2 },
      { version: shas.merge, versionType: 2 },
    );
    const blobs = diff?.changes
      ?.filter(({ item }) => item?.isFolder !== true)
      .map(({ item }) => item?.path);
    expect(blobs).toEqual(
      expect.arrayContaining(['/src/Discount.cs', '/docs/new-name.md', '/docs/extra.md']),
    );
    const [file] = await git.getFileDiffs(
      {
        baseVersionCommit: shas.initial,
        targetVersionCommit: shas.culprit,
        fileDiffParams: [{ path: '/src/Discount.cs', originalPath: '/src/Discount.cs' }],
      },
      'Shop',
      'payments',
    );
    expect(file?.lineDiffBlocks).toEqual([
      {
        changeType: 0,
        originalLineNumberStart: 1,
        originalLinesCount: 4,
        modifiedLineNumberStart: 1,
        modifiedLinesCount: 4,
      },
      {
        changeType: 2,
        originalLineNumberStart: 5,
        originalLinesCount: 1,
        modifiedLineNumberStart: 4,
        modifiedLinesCount: 0,
      },
      {
        changeType: 0,
        originalLineNumberStart: 6,
        originalLinesCount: 3,
        modifiedLineNumberStart: 5,
        modifiedLinesCount: 3,
      },
    ]);
  });

  it('finds the pull request of a commit and takes a comment', async () => {
    const git = await connect().getGitApi();
    const { culprit, rename } = repository.shas;
    const query = {
      queries: [
        { type: 2, items: [culprit, rename] },
        { type: 1, items: [culprit] },
      ],
    };
    const { results } = (await git.getPullRequestQuery(query, 'payments', 'Shop')) ?? {};
    expect(results?.map((one) => Object.keys(one))).toEqual([[culprit], [culprit]]);
    expect(results?.[0]?.[culprit]?.[0]).toMatchObject({ pullRequestId: 42, status: 'completed' });
    expect((await git.getPullRequest('payments', 42, 'Shop'))?.status).toBe(3);
    const thread = {
      comments: [{ parentCommentId: 0, content: 'Found it', commentType: 1 }],
      status: 1,
    };
    const made = await git.createThread(thread, 'payments', 42, 'Shop');
    expect(made).toMatchObject({ status: 1, comments: [{ id: 1, content: 'Found it' }] });
    expect(await git.getThreads('payments', 42, 'Shop')).toHaveLength(1);
    expect(await git.createThread(thread, 'payments', 999, 'Shop')).toBeNull();
  });
});

describe('deployments', () => {
  it('serves builds with the commits that each brought', async () => {
    const build = await connect().getBuildApi();
    const [newest, oldest] = await build.getBuilds(
      'Shop',
      undefined,
      undefined,
      undefined,
      new Date(0),
      undefined,
      undefined,
      undefined,
      2,
      2,
      undefined,
      undefined,
      10,
    );
    expect([newest?.id, newest?.result, newest?.sourceVersion, oldest?.id]).toEqual([
      101,
      2,
      repository.shas.merge,
      100,
    ]);
    const changes = await build.getBuildChanges('Shop', 101);
    expect(changes.map(({ id }) => id)).toContain(repository.shas.culprit);
    expect(changes.map(({ id }) => id)).not.toContain(repository.shas.initial);
    expect(await build.getChangesBetweenBuilds('Shop', 100, 101)).toHaveLength(changes.length);
  });

  it('serves environments and their records, newest first, and no classic releases', async () => {
    const agent = await connect().getTaskAgentApi();
    const [environment] = await agent.getEnvironments('Shop', 'prod');
    const records = await agent.getEnvironmentDeploymentExecutionRecords(
      'Shop',
      environment?.id ?? 0,
      undefined,
      5,
    );
    expect(records.map(({ owner, result }) => [owner?.id, result])).toEqual([
      [101, 0],
      [100, 0],
    ]);
    const release = await connect().getReleaseApi();
    expect(await release.getDeployments('Shop')).toHaveLength(0);
  });
});

describe('work items', () => {
  const bug = (tags: string) => [
    { op: 'add', path: '/fields/System.Title', value: 'payment-svc fails' },
    { op: 'add', path: '/fields/Microsoft.VSTS.TCM.ReproSteps', value: '# Steps' },
    { op: 'add', path: '/multilineFieldsFormat/Microsoft.VSTS.TCM.ReproSteps', value: 'Markdown' },
    { op: 'add', path: '/fields/System.Tags', value: tags },
    { op: 'add', path: '/fields/Microsoft.VSTS.Common.Priority', value: 2 },
    { op: 'add', path: '/relations/-', value: { rel: 'Hyperlink', url: 'https://example.com/1' } },
  ];

  it('creates, finds by tag, updates and comments', async () => {
    const wit = await connect().getWorkItemTrackingApi();
    const made = await wit.createWorkItem(null, bug('mira; mira-abc; MIRA'), 'Shop', 'Bug');
    expect(made).toMatchObject({
      rev: 1,
      fields: { 'System.State': 'New', 'System.Tags': 'mira; mira-abc' },
    });
    const find = async (where: string) =>
      (
        await wit.queryByWiql(
          {
            query: `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND ${where} ORDER BY [System.CreatedDate] DESC`,
          },
          { project: 'Shop' },
        )
      ).workItems?.map(({ id }) => id);
    expect(
      await find("[System.Tags] CONTAINS 'mira-abc' AND [System.State] NOT IN ('Closed','Done')"),
    ).toEqual([made.id]);
    expect(await find("[System.Tags] CONTAINS 'mira-ab'")).toEqual([]);
    expect(
      await find(
        "([System.State] = 'Closed' OR [System.Title] CONTAINS 'FAILS') AND [System.Id] <> 5",
      ),
    ).toEqual([made.id]);
    expect(await find("[System.Title] = 'it''s'")).toEqual([]);

    const tagged = await wit.updateWorkItem(
      null,
      [
        { op: 'test', path: '/rev', value: 1 },
        { op: 'add', path: '/fields/System.Tags', value: 'more' },
      ],
      made.id ?? 0,
      'Shop',
    );
    expect(tagged).toMatchObject({ rev: 2, fields: { 'System.Tags': 'mira; mira-abc; more' } });
    const stale = wit.updateWorkItem(
      null,
      [
        { op: 'test', path: '/rev', value: 1 },
        { op: 'add', path: '/fields/System.State', value: 'Closed' },
      ],
      made.id ?? 0,
      'Shop',
    );
    await expect(stale).rejects.toMatchObject({ statusCode: 412 });

    await wit.addComment({ text: 'Seen again' }, 'Shop', made.id ?? 0);
    expect((await wit.getComments('Shop', made.id ?? 0)).comments?.[0]?.text).toBe('Seen again');
    const [read, missing] = await wit.getWorkItems(
      [made.id ?? 0, 4242],
      ['System.Title'],
      undefined,
      undefined,
      2,
    );
    expect([read?.fields, missing]).toEqual([{ 'System.Title': 'payment-svc fails' }, null]);
  });

  it('refuses what the service refuses', async () => {
    const wit = await connect().getWorkItemTrackingApi();
    const patch = (operations: unknown[], type = 'Bug') =>
      wit.createWorkItem(null, operations as never, 'Shop', type);
    await expect(
      patch([{ op: 'add', path: '/fields/System.Title', value: 'x'.repeat(256) }]),
    ).rejects.toMatchObject({ statusCode: 400 });
    await expect(patch(bug('a').slice(1))).rejects.toThrow(/TF401320/);
    await expect(
      patch([bug('a')[0], { op: 'add', path: '/fields/System.AreaPath', value: 'Other\\Team' }]),
    ).rejects.toThrow(/TF401347/);
    await expect(
      wit.queryByWiql({ query: 'SELECT nothing' }, { project: 'Shop' }),
    ).rejects.toMatchObject({ statusCode: 400 });
    // the client's own trap: 404 resolves to null
    expect(await wit.createWorkItem(null, bug('a'), 'Nowhere', 'Bug')).toBeNull();
    expect(await patch(bug('a'), 'Wish')).toBeNull();
  });
});

describe('sign-in, faults and throttling', () => {
  it('answers a wrong token with 401', async () => {
    await expect(connect('wrong').getCoreApi()).rejects.toMatchObject({ statusCode: 401 });
    const answer = await fetch(`${simulators.azureDevOps}/acme/_apis/projects`);
    expect(answer.status).toBe(401);
  });

  it('shows a sign-in page to a warm client, which takes it for nothing', async () => {
    const git = await connect().getGitApi();
    await git.getRepositories('Shop');
    await control(simulators.azureDevOps, 'faults', {
      match: { path: '/commits' },
      action: 'sign_in',
    });
    const commits = await git.getCommits(
      'payments',
      { itemVersion: { version: 'main', versionType: 0 } },
      'Shop',
    );
    expect(commits ?? []).toHaveLength(0);
  });

  it('stores the effect and loses the answer', async () => {
    const wit = await connect().getWorkItemTrackingApi();
    await control(simulators.azureDevOps, 'faults', {
      match: { method: 'POST', path: '/workItems/$Bug' },
      action: { type: 'respond', status: 500, after: true },
    });
    const lost = wit.createWorkItem(
      null,
      [{ op: 'add', path: '/fields/System.Title', value: 'lost' }],
      'Shop',
      'Bug',
    );
    await expect(lost).rejects.toMatchObject({ statusCode: 500 });
    const found = await wit.queryByWiql(
      { query: "SELECT [System.Id] FROM WorkItems WHERE [System.Title] = 'lost'" },
      { project: 'Shop' },
    );
    expect(found.workItems).toHaveLength(1);
  });

  it('slows down with Retry-After on a 200, then blocks', async () => {
    await control(simulators.azureDevOps, 'limits', { limit: 1, delaySeconds: 0, refuseAbove: 2 });
    const ask = () =>
      fetch(`${simulators.azureDevOps}/acme/_apis/projects`, {
        headers: { authorization: `Basic ${Buffer.from('PAT:secret').toString('base64')}` },
      });
    const answers = [await ask(), await ask(), await ask()];
    expect(answers.map(({ status, headers }) => [status, headers.has('retry-after')])).toEqual([
      [200, false],
      [200, true],
      [429, true],
    ]);
    expect(await answers[2]?.text()).toContain('TF400733');
    await fetch(`${simulators.azureDevOps}/_sim/limits`, { method: 'DELETE' });
  });
});

describe('loading', () => {
  it('refuses another history under the same name, keeping what is there', async () => {
    const other = tinyScenario(repository, {
      name: 'other',
      repositories: [
        {
          name: 'payments',
          project: 'Shop',
          defaultBranch: 'main',
          fastExport: 'reset refs/heads/main\n',
        },
      ],
    });
    await expect(simulators.loadScenario({ scenario: other, add: true })).rejects.toThrow(
      /already there/,
    );
    const broken = tinyScenario(repository, {
      repositories: [
        { name: 'payments', project: 'Shop', defaultBranch: 'main', fastExport: 'not a stream' },
      ],
    });
    await expect(simulators.loadScenario({ scenario: broken })).rejects.toThrow(/fastExport/);
    const git = await connect().getGitApi();
    expect(await git.getRepositories('Shop')).toHaveLength(1);
  });

  it('gives each loading webhooks of its own, in its own time', async () => {
    const first = await simulators.loadScenario({ scenario: tinyScenario(repository) });
    const second = await simulators.loadScenario({ scenario: tinyScenario(repository) });
    const [a, b] = [first.webhooks[0], second.webhooks[0]];
    expect(a?.['cycle_key']).not.toBe(b?.['cycle_key']);
    expect(a?.['alert_id']).toBe('7');
    expect(Math.abs(Number(a?.['date']) - Date.now())).toBeLessThan(5_000);
    const kept = await simulators.loadScenario({
      scenario: tinyScenario(repository),
      keepIds: true,
      at: ALERT_AT,
    });
    expect(kept.webhooks[0]).toMatchObject({
      cycle_key: '12345678901',
      date: String(Date.parse(ALERT_AT)),
    });
  });
});
