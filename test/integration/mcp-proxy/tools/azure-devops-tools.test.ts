import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBench } from './bench.ts';
import type { Bench } from './bench.ts';

/** The culprit of the scenario. */
const CULPRIT = '98b131ca3e25b529d844fc0ec3b0203394cb371f';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

describe('get_commits', () => {
  test('lists commits with their pull requests, newest first', async () => {
    const { result, text } = await bench.call('get_commits', { from: 'now-14d' });
    const culprit = result.commits.find((one: any) => one.sha === CULPRIT);
    expect(culprit).toMatchObject({
      pullRequest: { title: 'Simplify discount lookup' },
      filesComplete: false,
    });
    expect(text).toContain(CULPRIT);
  });

  test('with files, and by path', async () => {
    const path = 'services/Payments/Services/DiscountCalculator.cs';
    const { result } = await bench.call('get_commits', { from: 'now-30d', path, with_files: true });
    expect(result.commits.map((one: any) => one.sha)).toContain(CULPRIT);
    for (const commit of result.commits) {
      expect(commit.filesComplete).toBe(true);
      expect(commit.files.map((file: any) => file.path)).toContain(path);
    }
  });

  test('other repositories are refused in words', async () => {
    const { code, message } = await bench.failure('get_commits', { repository: 'secrets' });
    expect(code).toBe('out_of_scope');
    expect(message).toContain('payment-svc');
    const none = await bench.failure('get_commits', {}, { repositories: [] });
    expect(none.message).toContain('repo_name');
  });

  test('a shared library’s repository is read where the scope lists it', async () => {
    const scope = { repositories: ['payment-svc', 'no-such-lib'] };
    expect((await bench.failure('get_commits', { repository: 'No-Such-Lib' }, scope)).code).toBe(
      'not_found',
    );
  });
});

describe('get_commit_diff', () => {
  test('computes hunks from the blobs and shows the enclosing function', async () => {
    const { result, text, answer } = await bench.call('get_commit_diff', { commit: CULPRIT });
    const [file] = result.commit.files;
    expect(file.path).toBe('services/Payments/Services/DiscountCalculator.cs');
    expect(file.patch).toMatch(/^@@ -16,24 \+16,12 @@ .*class DiscountCalculator/);
    expect(file.patch).toContain('-            if (customer.Loyalty == null)');
    expect(text).toContain('Simplify discount lookup');
    expect(answer.immutable).toBe(true);
  });

  test('blobs are read once', async () => {
    const again = await bench.count('azureDevOps', () =>
      bench.call('get_commit_diff', { commit: CULPRIT }),
    );
    expect(again.filter(({ path }) => path.includes('/items'))).toEqual([]);
  });

  test('a short id is found, an unknown one refused', async () => {
    const { result } = await bench.call('get_commit_diff', { commit: CULPRIT.slice(0, 8) });
    expect(result.commit.sha).toBe(CULPRIT);
    expect((await bench.failure('get_commit_diff', { commit: 'abcdef1' })).code).toBe('no_match');
    expect((await bench.failure('get_commit_diff', { commit: 'a'.repeat(40) })).code).toBe(
      'not_found',
    );
  });

  test('asks for no more files than allowed', async () => {
    const calls = await bench.count('azureDevOps', () =>
      bench.call('get_commit_diff', {
        commit: '5e69bd027c2261ff7e2be83b16149cf0a64dea5a',
        max_files: 1,
      }),
    );
    expect(calls.filter(({ path }) => path.includes('/items')).length).toBeLessThanOrEqual(2);
  });
});

describe('get_deployments', () => {
  test('merges pipelines and Datadog: what went live, what was live before, what came with it', async () => {
    const { result } = await bench.call('get_deployments', { from: 'now-7d' });
    const [newest] = result.deployments;
    expect(newest).toMatchObject({
      env: 'prod',
      service: 'payment-svc',
      version: '2.31.0',
      result: 'succeeded',
    });
    expect(newest.commits).toContain(CULPRIT);
    expect(newest.previousCommit).toMatch(/^e3df7b2c/);
    const ids = result.deployments.map((one: any) => one.commit);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('of many environments those that tell of the repository are read, the others are said', async () => {
    const listing = { path: '/distributedtask/environments' };
    const [real] = (await bench.requests('azureDevOps')).flatMap(({ path }) => {
      const id = /environments\/(\d+)\/environmentdeploymentrecords/i.exec(path)?.[1];
      return id === undefined ? [] : [Number(id)];
    });
    const others = Array.from({ length: 30 }, (_, index) => ({
      id: 9_000 + index,
      name: `other${index}-prod`,
    }));
    const value = [...others, { id: real, name: 'payments-prod' }];
    const list = { count: value.length, value };
    await bench.fault('azureDevOps', {
      match: { path: '/environments\\/90\\d\\d\\//' },
      times: 9,
      action: { type: 'respond', status: 200, body: { count: 0, value: [] } },
    });
    await bench.fault('azureDevOps', {
      match: listing,
      action: { type: 'respond', status: 200, body: list },
    });
    const { result, answer } = await bench.call('get_deployments', { from: 'now-5d' });
    expect(result.deployments[0].id).toMatch(/^deployment:/);
    expect(answer.truncated).toBe(true);
    expect(answer.notes?.join()).toContain('31 environments match; the 10 were read');
  });

  test('a classic release is found among those of other services, and a cut list is said', async () => {
    const releaseOf = (repository: string, index: number) => ({
      id: index,
      deploymentStatus: 4,
      completedOn: new Date(Date.now() - (index + 1) * 60_000).toISOString(),
      releaseEnvironment: { name: 'Production' },
      release: {
        name: `Release-${index}`,
        artifacts: [
          {
            definitionReference: {
              repository: { name: repository },
              sourceVersion: { id: `${index % 10}`.repeat(40) },
            },
          },
        ],
      },
    });
    const value = Array.from({ length: 100 }, (_, index) =>
      releaseOf(index === 60 ? 'payment-svc' : `other-${index}`, index),
    );
    await bench.fault('azureDevOps', {
      match: { path: '/release\\/deployments/i' },
      action: { type: 'respond', status: 200, body: { count: value.length, value } },
    });
    const { result, answer } = await bench.call('get_deployments', { from: 'now-2d', limit: 5 });
    const ids = result.deployments.map((one: any) => one.id);
    expect(ids.filter((id: string) => id.startsWith('release:'))).toEqual(['release:60']);
    expect(answer.notes?.join()).toContain('Only the newest 100 releases');
    const asked = (await bench.requests('azureDevOps')).findLast(({ path }) =>
      /release\/deployments/i.test(path),
    );
    expect(asked?.query['$top'] ?? asked?.path).toContain('100');
  });

  test('a DORA deployment without its commit leaves the others, and is said', async () => {
    await bench.fault('datadog', {
      match: { path: '/dora/deployments' },
      action: { type: 'without_commit_sha' },
    });
    const { result, answer } = await bench.call('get_deployments', { from: 'now-7d' });
    expect(result.deployments.length).toBeGreaterThan(0);
    expect(answer.partial).toBe(true);
    expect(answer.notes?.join()).toContain('contract_broken');
  });

  test('a service without a repository is served from Datadog', async () => {
    const { result } = await bench.call(
      'get_deployments',
      { from: 'now-7d' },
      { repositories: [] },
    );
    expect(result.deployments[0].version).toBe('2.31.0');
  });
});

test('list_files names every file at a version', async () => {
  const { result } = await bench.call('list_files', { version: CULPRIT });
  expect(result.paths).toContain('services/Payments/Services/PaymentService.cs');
});

describe('what Azure DevOps does wrong is never "nothing there"', () => {
  const commits = { match: { path: '/commits?' } };

  test.each([
    ['a sign-in page, warm', { type: 'sign_in' }, 'auth', /sign-in page/],
    ['a truncated 200', { type: 'truncate' }, 'contract_broken', /cut short/],
    ['a 404', { type: 'not_found' }, 'not_found', /./],
    ['a 429', { type: 'rate_limited', retryAfterSeconds: 33 }, 'rate_limited', /./],
    ['a 500', { type: 'respond', status: 500, body: {} }, 'unavailable', /./],
  ])('%s', async (_what, action, code, said) => {
    await bench.call('get_commits');
    await bench.fault('azureDevOps', { ...commits, action });
    const failure = await bench.failure('get_commits');
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(said);
  });

  test('a hang is given up on', async () => {
    await bench.call('get_commits');
    await bench.fault('azureDevOps', { ...commits, action: 'hang' });
    expect((await bench.impatient('get_commits')).code).toBe('timeout');
  });

  test('a sign-in page met cold, at the first location lookup', async () => {
    const cold = await openBench();
    try {
      await cold.fault('azureDevOps', {
        match: { method: 'OPTIONS' },
        action: { type: 'sign_in' },
      });
      expect((await cold.failure('get_commits')).code).toBe('auth');
      // and the failed negotiation is not remembered
      expect((await cold.call('get_commits')).result.commits.length).toBeGreaterThan(0);
    } finally {
      await cold.close();
    }
  });
});

describe('a commit of forty files', () => {
  /** A repository of two commits; the second edits forty files and a lock file. */
  function bigRepository(): string {
    const text = (value: string): string => `data ${Buffer.byteLength(value)}\n${value}\n`;
    const paths = [
      ...Array.from({ length: 20 }, (_, index) => `docs/page-${index}.md`),
      ...Array.from({ length: 15 }, (_, index) => `test/case-${index}.test.ts`),
      'package-lock.json',
      'src/a.ts',
      'src/b.ts',
      'config/app.yaml',
      'logo.png',
    ];
    const commit = (number: number, message: string, parent: string): string =>
      [
        `commit refs/heads/main\nmark :${number}\n`,
        `committer Ada <ada@acme.example> ${1_791_900_000 + number} +0000\n`,
        text(message),
        parent,
        ...paths.map((path) => `M 100644 inline ${path}\n${text(`${path} ${number}\n`)}`),
        '\n',
      ].join('');
    return `${commit(1, 'Begin', '')}${commit(2, 'Change everything', 'from :1\n')}done\n`;
  }

  test('costs two calls a shown file, and shows those that can matter', async () => {
    const big = await openBench({ extraRepository: { name: 'big', fastExport: bigRepository() } });
    try {
      const scope = { repositories: ['big'] };
      const { result: listed } = await big.call('get_commits', { from: 'now-90d' }, scope);
      const newest = listed.commits[0].sha;
      const calls = await big.count('azureDevOps', async () => {
        const { result, answer } = await big.call('get_commit_diff', { commit: newest }, scope);
        const shown = result.commit.files.filter((file: any) => file.patch !== null);
        expect(result.commit.files).toHaveLength(40);
        expect(shown).toHaveLength(12);
        expect(shown.map((file: any) => file.path)).toEqual(
          expect.arrayContaining(['src/a.ts', 'src/b.ts', 'config/app.yaml']),
        );
        expect(answer.truncated).toBe(true);
        expect(answer.notes?.join()).toContain('28 files without a diff');
      });
      expect(calls.length).toBeLessThanOrEqual(26);
    } finally {
      await big.close();
    }
  });
});
