import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { isMiraError } from '../../../../../src/domain/errors.ts';
import { Observations } from '../../../../../src/domain/observation.ts';
import { Scope } from '../../../../../src/domain/scope.ts';
import type { Tool } from '../../../../../src/mcp-proxy/tool.ts';
import { createMasker } from '../../../../../src/platform/untrusted/mask.ts';
import { createLocalTools } from '../../../../../src/mcp-proxy/tools/local/local-tools.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString();
const log = (minute: number | null, message: string, more: object = {}) => ({
  id: `${minute}-${message}`,
  at: minute === null ? null : at(minute),
  service: null,
  level: 'error',
  message,
  ...more,
});

const observations = Observations.parse({
  now: at(60),
  window: null,
  service: 'pay',
  env: null,
  alerts: [],
  logs: [
    log(10, 'connection refused by 10.1.2.3', {
      attributes: { ip: '10.1.2.3', http: { status_code: 503 } },
    }),
    log(50, 'NullPointerException in Charge', { stack: 'at Charge.java:1', version: '2.0' }),
    log(51, 'NullPointerException in Charge', { version: '2.0' }),
    log(52, 'done', { level: 'info' }),
    log(53, 'of another service', { service: 'other' }),
    log(null, 'undated trouble'),
  ],
  metrics: [
    {
      metric: 'pay.errors.count',
      service: null,
      tags: ['host:a'],
      points: Array.from({ length: 60 }, (_, minute) => [
        Date.parse(at(minute)),
        minute < 50 ? 1 : 90,
      ]),
    },
  ],
  spans: [],
  commits: [
    {
      sha: 'a'.repeat(40),
      repository: null,
      author: 'Ada',
      committedAt: at(5),
      message: 'Drop the check',
      files: [
        { path: 'README.md', status: 'modified', patch: '@@ -1 +1 @@\n-a\n+b' },
        { path: 'src/charge.ts', status: 'modified', patch: '@@ -1 +1 @@\n-check\n+' },
      ],
    },
  ],
  deployments: [
    { id: 'd1', service: 'pay', finishedAt: at(45), result: 'succeeded', commit: 'a'.repeat(40) },
  ],
  configChanges: [
    {
      id: 'f',
      kind: 'feature_flag',
      at: at(49),
      service: null,
      name: 'promo',
      summary: 'promo on',
    },
  ],
  infraEvents: [],
  monitors: [],
  serviceMap: { calls: [{ from: 'pay', to: 'db' }] },
  repositoryFiles: ['README.md', 'src/charge.ts'],
  pathRules: [],
  notChecked: [],
  inputProblems: [],
});
const tools = createLocalTools(observations);

async function call(name: string, args: object = {}, more: object = {}, other?: Tool) {
  const tool = other ?? tools.find((one) => one.name === name || one.aliases.includes(name))!;
  const scope = Scope.parse({
    subject: 't',
    service: 'pay',
    env: 'prod',
    toolsets: ['datadog', 'azure_devops'],
    access: 'read',
    ...more,
  });
  const answer = await tool.run(tool.applyScope(tool.args.parse(args), scope), {
    signal: new AbortController().signal,
    // a clock that must not be used: files have their own now
    clock: { now: () => 0 },
    mask: (text) => createMasker()(text).text,
    logger: pino({ level: 'silent' }),
  });
  const result = tool.result.parse(answer.result) as any;
  return { result, text: tool.render(result), answer };
}

describe('telemetry from files', () => {
  test('logs: window, status, words, attributes, and lines without a time', async () => {
    const messages = async (args: object) =>
      (await call('get_logs', args)).result.logs.map((one: any) => one.message);
    expect(await messages({ from: 'now-15m' })).toEqual([
      'done',
      'NullPointerException in Charge',
      'NullPointerException in Charge',
      'undated trouble',
    ]);
    expect(await messages({ status: ['error'], query: '"nullpointer" version:2.0' })).toHaveLength(
      2,
    );
    expect(await messages({ query: 'version:2.0' })).toHaveLength(2);
    expect(await messages({ query: '@http.status_code:>=500' })).toEqual([
      'connection refused by 10.1.2.3',
    ]);
    expect(await messages({ query: 'CIDR(@ip, 10.0.0.0/8) -refused' })).toEqual([]);
  });

  test('pages like Datadog', async () => {
    const first = await call('get_logs', { limit: 2 });
    const second = await call('get_logs', { limit: 500, cursor: first.result.cursor });
    expect(first.result.logs.length + second.result.logs.length).toBe(5);
    expect(second.result.cursor).toBeNull();
  });

  test('metrics, anomalies, patterns, events, neighbours', async () => {
    expect((await call('get_metrics', { from: 'now-1h' })).result.series[0].metric).toBe(
      'pay.errors.count',
    );
    expect((await call('get_anomalies', { from: 'now-1h' })).result.anomalies[0]).toMatchObject({
      at: at(50),
    });
    const patterns = await call('get_error_patterns', {
      at: at(49),
      before_minutes: 45,
      after_minutes: 11,
    });
    expect(patterns.result.patterns[0]).toMatchObject({ kind: 'new', after: 2 });
    expect((await call('get_events')).result.changes[0].name).toBe('promo');
    expect((await call('get_service_dependencies')).result.calls).toEqual(['db']);
    expect((await call('get_error_rates', { from: 'now-1h' })).result.byVersion).toContainEqual({
      version: '2.0',
      total: 2,
      errors: 2,
    });
  });

  test('every series is read, whatever it is called and whoever asks', async () => {
    const { metrics, ...rest } = observations;
    const odd = ['queue depth (max)', 'Zufällig'].map((metric) => ({ ...metrics[0]!, metric }));
    const [tool] = createLocalTools({ ...rest, metrics: [...odd, ...metrics] }).filter(
      ({ name }) => name === 'get_metrics',
    );
    const names = async (service: string): Promise<string[]> => {
      const { result } = await call('get_metrics', { from: 'now-1h' }, { service, env: '*' }, tool);
      return result.series.map((one: any) => one.metric);
    };
    const all = ['pay.errors.count', 'queue depth (max)', 'Zufällig'];
    expect(await names('*')).toEqual(all);
    expect(await names('pay')).toEqual(all);
    expect(await names('other')).toEqual([]);
  });

  test('a cursor that no answer held is refused', async () => {
    const { result } = await call('get_logs', { limit: 1 });
    const parts = JSON.parse(Buffer.from(result.cursor, 'base64url').toString()) as unknown[];
    const cursor = Buffer.from(JSON.stringify([...parts.slice(0, 3), 'x'])).toString('base64url');
    await expect(call('get_logs', { limit: 1, cursor })).rejects.toMatchObject({
      code: 'bad_argument',
    });
  });

  test('hundreds of long stacks are no megabytes', async () => {
    const stack = `Boom\n${'  at a.b.C.run(C.java:1)\n'.repeat(300)}`;
    const logs = Array.from({ length: 500 }, (_, index) => ({
      ...observations.logs[1]!,
      id: String(index),
      message: `Boom ${index}`,
      stack,
    }));
    const [tool] = createLocalTools({ ...observations, logs }).filter(
      ({ name }) => name === 'get_logs',
    );
    const { result, answer, text } = await call('get_logs', { limit: 500 }, {}, tool);
    expect(result.logs).toHaveLength(500);
    expect(result.logs[0].stack).toBe(stack);
    expect(JSON.stringify(result).length).toBeLessThan(1_200_000);
    expect(answer).toMatchObject({ truncated: true });
    expect(answer.notes?.join()).toContain('smaller limit');
    expect(text.length).toBeLessThan(20_000);
  });

  test('arithmetic needs Datadog, and says so', async () => {
    const failed = await call('get_metrics', { query: 'avg:a{*} / avg:b{*}' }).catch(
      (error: unknown) => error,
    );
    expect(isMiraError(failed) && failed.code).toBe('bad_argument');
  });
});

describe('code from files', () => {
  test('commits, their diff with the telling file first, deployments, files', async () => {
    const { result } = await call('get_commits', { from: 'now-1d', path: 'src' });
    expect(result.commits).toHaveLength(1);
    const diff = await call('get_commit_diff', { commit: 'aaaaaaa', max_files: 1 });
    expect(diff.result.commit.files.map((file: any) => [file.path, file.patch !== null])).toEqual([
      ['src/charge.ts', true],
      ['README.md', false],
    ]);
    expect((await call('get_deployments', { from: 'now-1d' })).result.deployments).toHaveLength(1);
    expect((await call('list_files')).result.paths).toContain('src/charge.ts');
    expect((await call('search_commits', { text: 'check' })).result.commits).toHaveLength(1);
  });
});

describe('files of several services', () => {
  const [charge] = observations.commits;
  const series = observations.metrics[0]!;
  const several = createLocalTools({
    ...observations,
    logs: [
      { ...observations.logs[1]!, service: 'pay', message: 'Boom', stack: 'Boom\n  at a.ts:1' },
      { ...observations.logs[1]!, service: 'cart', message: 'Bang' },
    ],
    metrics: ['pay', 'cart'].map((service) => ({ ...series, service })),
    commits: ['pay-repo', 'cart-repo'].map((repository, index) => ({
      ...charge!,
      repository,
      sha: `${index + 1}`.repeat(40),
    })),
    deployments: ['pay', 'cart'].map((service) => ({
      ...observations.deployments[0]!,
      id: service,
      service,
    })),
  });
  const any = { service: '*', env: '*', repositories: ['*'] };
  const told = (name: string, args: object, scope: object = any) =>
    call(
      name,
      args,
      scope,
      several.find((tool) => tool.name === name),
    );

  test('rows say whose they are', async () => {
    for (const name of ['get_metrics', 'get_anomalies']) {
      const { text } = await told(name, { from: 'now-1h' });
      expect(text).toContain('pay.errors.count{service:pay,host:a}');
      expect(text).toContain('pay.errors.count{service:cart,host:a}');
    }
    const own = await told('get_metrics', { from: 'now-1h' }, { ...any, service: 'pay' });
    expect(own.text).toContain('pay.errors.count{host:a}');
    expect((await told('get_deployments', { from: 'now-1d' })).text).toContain('  cart  succeeded');
    const { text } = await told('get_logs', {});
    expect(text).toContain('error cart, version 2.0] Bang');
    // a stack that begins with its message says it once
    expect(text).toContain('error pay, version 2.0] Boom\n  at a.ts:1');
  });

  test('commits are read of all repositories, or of the one that is named', async () => {
    const all = await told('get_commits', { from: 'now-1d' });
    expect(all.result.commits).toHaveLength(2);
    expect(all.text).toContain('Ada in cart-repo: Drop the check');
    const of = { ...any, service: 'pay' };
    expect((await told('search_commits', { text: 'drop' }, of)).result.commits).toHaveLength(2);
    const one = await told('get_commits', { from: 'now-1d', repository: 'pay-repo' });
    expect(one.result.commits).toMatchObject([{ repository: 'pay-repo' }]);
    const diff = await told('get_commit_diff', { commit: '2222222' });
    expect(diff.result.repository).toBe('cart-repo');
    await expect(told('get_commits', { repository: 'x' })).rejects.toThrow(/pay-repo, cart-repo/);
    const narrow = { ...any, repositories: ['pay-repo'] };
    expect((await told('get_commits', { from: 'now-1d' }, narrow)).result.commits).toHaveLength(1);
  });

  test('the repository that is called like the service stands for the others', async () => {
    const scope = { ...any, service: 'cart-repo' };
    const { result } = await told('get_commits', { from: 'now-1d' }, scope);
    expect(result.commits).toMatchObject([{ repository: 'cart-repo' }]);
  });
});

test('the scope holds for files too; writes are not offered', async () => {
  const failed = await call('get_logs', { query: 'service:other' }).catch(
    (error: unknown) => error,
  );
  expect(isMiraError(failed) && failed.code).toBe('out_of_scope');
  expect(tools.every((tool) => tool.access === 'read' && tool.buckets.length === 0)).toBe(true);
});
