// The proxy over stdin and stdout, as a desktop host runs it.
import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text as textOfStream } from 'node:stream/consumers';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  getDefaultEnvironment,
  StdioClientTransport,
} from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CallMeta, ToolFailure } from '../../../src/domain/tools/call-meta.ts';
import { startHttpServer } from '../../../src/platform/http-server.ts';
import { createSimulators, type Simulators } from '../../../src/simulators/create-simulators.ts';
import { eventually } from '../../helpers/poll.ts';
import { freePort } from '../../helpers/ports.ts';
import { mintToken, startTestProxy } from '../../helpers/proxy.ts';
import { useRedis } from '../../helpers/redis.ts';

// every test starts processes, which take seconds each on a busy machine
vi.setConfig({ testTimeout: 30_000 });

const ENTRY = fileURLToPath(new URL('../../../src/mcp-proxy/stdio-main.ts', import.meta.url));

let folder = '';
const git = (...args: string[]): string =>
  execFileSync('git', ['-C', path.join(folder, 'payment-svc'), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      GIT_AUTHOR_NAME: 'Ada',
      GIT_AUTHOR_EMAIL: 'ada@example.com',
      GIT_COMMITTER_NAME: 'Ada',
      GIT_COMMITTER_EMAIL: 'ada@example.com',
      GIT_AUTHOR_DATE: '2026-11-20T09:40:00Z',
      GIT_COMMITTER_DATE: '2026-11-20T09:40:00Z',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
  }).trim();

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mira-stdio-'));
  mkdirSync(path.join(folder, 'payment-svc/src'), { recursive: true });
  mkdirSync(path.join(folder, 'bundle'));
  git('init', '-q', '-b', 'main');
  writeFileSync(path.join(folder, 'payment-svc/src/pay.ts'), 'one\ntwo\nthree\n');
  git('add', '.');
  git('commit', '-q', '-m', 'Add payments');
  writeFileSync(path.join(folder, 'payment-svc/src/pay.ts'), 'one\nTWO\nthree\n');
  git('commit', '-q', '-a', '-m', 'Shout');
  writeFileSync(
    path.join(folder, 'bundle/app.log'),
    '2026-11-20T10:00:00Z INFO started\n2026-11-20T10:05:00Z ERROR NullReferenceException in Pay\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function host(env: Record<string, string>): Promise<Client & AsyncDisposable> {
  const client = new Client({ name: 'host', version: '0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', ENTRY],
      cwd: folder,
      env: { ...getDefaultEnvironment(), ...env },
      stderr: 'ignore',
    }),
  );
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

const call = async (client: Client, name: string, args = {}): Promise<CallToolResult> =>
  (await client.callTool({ name, arguments: args })) as CallToolResult;
const textOf = ({ content }: CallToolResult): string =>
  content[0]?.type === 'text' ? content[0].text : '';
const metaOf = ({ _meta }: CallToolResult): CallMeta => _meta?.['mira'] as CallMeta;

const local = (...paths: string[]): Record<string, string> => ({
  MIRA_SOURCE: 'local',
  MIRA_SOURCE_PATH: paths.map((one) => path.join(folder, one)).join(','),
});

describe('files and a repository of this machine', () => {
  test('are read under the names of the live tools, without Redis or keys', async () => {
    await using client = await host(local('bundle', 'payment-svc'));
    const { tools } = await client.listTools();
    const names = tools.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'get_logs',
        'get_error_patterns',
        'get_commits',
        'get_file',
        'get_blame',
      ]),
    );
    // nothing was given that they could look at
    expect(names).not.toEqual(expect.arrayContaining(['get_metrics']));
    expect(names).not.toEqual(expect.arrayContaining(['create_work_item']));

    const logs = await call(client, 'get_logs', { status: ['error'], from: 'now-15m' });
    expect(textOf(logs)).toContain('NullReferenceException in Pay');
    expect(textOf(logs)).toContain('“now” is 2026-11-20T10:05:00.000Z');
    expect(metaOf(logs)).toMatchObject({ cache: { hit: 'miss' }, upstreamCalls: 0 });
    expect(metaOf(logs).cache.localOnly).toBeUndefined();
    const again = await call(client, 'get_logs', { from: 'now-15m', status: ['error'] });
    expect(metaOf(again).cache.hit).toBe('l1');

    const commits = await call(client, 'get_commits', { from: 'now-1d', with_files: true });
    expect(commits.structuredContent).toMatchObject({
      repository: 'payment-svc',
      commits: [
        { message: 'Shout', author: 'Ada', files: [{ path: 'src/pay.ts', status: 'modified' }] },
        { message: 'Add payments' },
      ],
    });
    const head = git('rev-parse', 'HEAD');
    const diff = await call(client, 'get_commit_diff', { commit: head.slice(0, 8) });
    expect(textOf(diff)).toContain('+TWO');
    const file = await call(client, 'get_file', { path: 'src/pay.ts', start_line: 2, end_line: 2 });
    expect(file.structuredContent).toMatchObject({ content: 'TWO', version: head, totalLines: 4 });
    const blame = await call(client, 'get_blame', {
      path: 'src/pay.ts',
      start_line: 1,
      end_line: 3,
    });
    expect(blame.structuredContent).toMatchObject({
      lines: [{ line: 1 }, { line: 2, commit: head, author: 'Ada' }, { line: 3 }],
    });
    const wrong = ToolFailure.parse(
      (await call(client, 'get_file', { path: 'pay.ts' })).structuredContent,
    );
    expect(wrong.error).toMatchObject({
      code: 'no_match',
      message: expect.stringContaining('of that name there are: src/pay.ts'),
    });
    const above = await call(client, 'get_file', { path: 'src' });
    expect(textOf(above)).toContain('is a folder: list_files');
    const branch = await call(client, 'get_commits', { from: 'now-1d', branch: 'nowhere' });
    expect(branch.structuredContent).toMatchObject({ branch: 'HEAD' });
    expect(textOf(branch)).toContain('payment-svc has no branch nowhere: HEAD was read');
  });

  test('are read again when they change', async () => {
    await using client = await host(local('bundle'));
    await call(client, 'get_logs', { from: 'now-1h' });
    appendFileSync(path.join(folder, 'bundle/app.log'), '2026-11-20T10:06:00Z ERROR disk full\n');
    await eventually(
      async () => textOf(await call(client, 'get_logs', { from: 'now-1h' })).includes('disk full'),
      { everyMs: 100 },
    );
  });

  test('no option of git can be slipped in', async () => {
    await using client = await host(local('payment-svc'));
    const target = path.join(folder, 'written');
    for (const value of [`--output=${target}`, '-O/bin/sh', `HEAD --output=${target}`]) {
      await call(client, 'get_commits', { author: value, path: value, branch: value });
      await call(client, 'search_commits', { text: value });
      await call(client, 'get_file', { path: value });
      await call(client, 'get_blame', { path: value, start_line: 1 });
    }
    expect(existsSync(target)).toBe(false);
  });

  test('commands that the open folder names are not run', async () => {
    const trap = path.join(folder, 'config/mcp-servers.json');
    const target = path.join(folder, 'trapped');
    mkdirSync(path.dirname(trap), { recursive: true });
    const server = { command: '/bin/sh', args: ['-c', `touch '${target}'`] };
    writeFileSync(trap, JSON.stringify({ mcpServers: { trap: server } }));
    {
      await using client = await host(local('bundle'));
      await client.listTools();
    }
    expect(existsSync(target)).toBe(false);
    await using asked = await host({ ...local('bundle'), MIRA_MCP_SERVERS_PATH: trap });
    await eventually(() => existsSync(target));
    await asked.listTools();
  });

  test.each([
    ['nowhere', 'nowhere: no such file or folder'],
    ['empty', 'could be read'],
  ])('there is nothing to serve from %s: it ends with the reason', async (source, reason) => {
    mkdirSync(path.join(folder, 'empty'), { recursive: true });
    const { promise, resolve } = Promise.withResolvers<{ code: number | null; said: string }>();
    const child = spawn(process.execPath, [ENTRY], {
      cwd: folder,
      env: { ...getDefaultEnvironment(), ...local(source) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    child.on('exit', (code) => resolve({ code, said }));
    const { code, said: text } = await promise;
    expect(code).toBe(2);
    expect(text).toContain(reason);
  });
});

test('what was asked is answered also when the host has closed its end', async () => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY], {
    cwd: folder,
    env: { ...getDefaultEnvironment(), ...local('bundle') },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = Promise.withResolvers<number | null>();
  let out = '';
  child.stdout.on('data', (piece: Buffer) => (out += piece.toString()));
  child.on('exit', (code) => ended.resolve(code));
  const clientInfo = { name: 'pipe', version: '0' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  child.stdin.end(
    [
      { jsonrpc: '2.0', id: 'a', method: 'initialize', params },
      { jsonrpc: '2.0', method: 'notifications/initialized' },
      {
        jsonrpc: '2.0',
        id: 'b',
        method: 'tools/call',
        params: { name: 'get_logs', arguments: {} },
      },
    ]
      .map((message) => `${JSON.stringify(message)}\n`)
      .join(''),
  );
  expect(await ended.promise).toBe(0);
  const messages = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string });
  expect(messages.map(({ id }) => id).sort()).toEqual(['a', 'b']);
});

describe('the live upstreams', () => {
  let simulators: Simulators;
  let settings: Record<string, string> = {};
  beforeAll(async () => {
    simulators = await createSimulators();
    await simulators.loadScenario({ name: 'null-check-removed' });
    settings = {
      DD_API_KEY: 'simulated-datadog-api-key',
      DD_APP_KEY: 'simulated-datadog-app-key',
      MIRA_DATADOG_URL: simulators.datadog,
      MIRA_BUCKET_DATADOG_LOGS: 'limit=300/1h burst=4',
    };
  });
  afterAll(() => simulators.close());

  test('are read for one service, within a quarter of each limit, where there is no Redis', async () => {
    await using client = await host({ ...settings, MIRA_MCP_SERVICE: 'payment-svc' });
    const first = await call(client, 'get_logs', { status: ['error'], from: 'now-3h' });
    expect(textOf(first)).toMatch(/log lines? in \d+ pattern/);
    expect(metaOf(first)).toMatchObject({ cache: { hit: 'miss' }, upstreamCalls: 1 });
    expect(metaOf(first).cache.localOnly).toBeUndefined();
    const other = await call(client, 'get_logs', { query: 'service:cart-svc' });
    expect(ToolFailure.parse(other.structuredContent).error.code).toBe('out_of_scope');
    // the bucket of four holds one for a process that does not know who else is calling
    const second = await call(client, 'get_logs', { query: 'timeout', from: 'now-2h' });
    expect(ToolFailure.parse(second.structuredContent).error).toMatchObject({
      code: 'rate_limited',
      status: 429,
    });
    const { tools } = await client.listTools();
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
  });
});

test('a process that has nothing to offer does not start, and says what it needs', async () => {
  const child = spawn(process.execPath, [ENTRY], { env: { ...getDefaultEnvironment() } });
  const said = await textOfStream(child.stderr);
  expect(said).toContain('set DD_API_KEY and DD_APP_KEY');
  await eventually(() => child.exitCode === 2);
});

describe('over a running proxy', () => {
  const db = useRedis();

  test('everything is passed on, with the scope of the token', async () => {
    await using t = await startTestProxy({ redisUrl: db.url });
    const server = await startHttpServer({ fetch: t.proxy.app.fetch, port: 0 });
    try {
      const token = await mintToken({ service: 'cart-svc' });
      await using client = await host({
        MIRA_MCP_PROXY: `${server.url}/mcp`,
        MIRA_MCP_TOKEN: token,
      });
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['get_echo']);
      const echo = await call(client, 'get_echo', { text: 'through two processes' });
      expect(echo.structuredContent).toEqual({
        service: 'cart-svc',
        text: 'through two processes',
      });
    } finally {
      await server.close(0);
    }
  });

  test('that is not there is said in answers, not by silence', async () => {
    const port = await freePort();
    await expect(host({ MIRA_MCP_PROXY: `http://127.0.0.1:${port}/mcp` })).rejects.toThrow(
      /the MIRA proxy could not be asked: .*ECONNREFUSED/,
    );
  });
});
