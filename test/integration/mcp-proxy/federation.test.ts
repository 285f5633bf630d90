// Real MCP servers from npm behind the proxy: as commands, and over HTTP.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseBucket } from '../../../src/config/buckets.ts';
import { parseMcpServers } from '../../../src/config/mcp-servers.ts';
import { payloadHash } from '../../../src/domain/hash.ts';
import type { Scope } from '../../../src/domain/scope.ts';
import { type CallMeta, ToolFailure } from '../../../src/domain/tools/call-meta.ts';
import {
  createFederation,
  federatedLimits,
  type Federation,
} from '../../../src/mcp-proxy/federation/federation.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { startHttpServer, type HttpServer } from '../../../src/platform/http-server.ts';
import { freePort } from '../../helpers/ports.ts';
import { eventually } from '../../helpers/poll.ts';
import {
  OPERATOR_TOKEN,
  silentLogger,
  startTestProxy,
  type TestProxy,
} from '../../helpers/proxy.ts';
import { useRedis } from '../../helpers/redis.ts';

const db = useRedis();

const packageFile = (name: string): string =>
  path.join(
    path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)),
    'dist/index.js',
  );
const EVERYTHING = packageFile('@modelcontextprotocol/server-everything');
const FILESYSTEM = packageFile('@modelcontextprotocol/server-filesystem');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mira-federation-'));
  for (const repository of ['payments', 'carts']) {
    mkdirSync(path.join(folder, repository));
    writeFileSync(path.join(folder, repository, 'README.md'), `the ${repository} service`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Federated extends TestProxy {
  readonly federation: Federation;
}

/** A proxy with `servers` as they stand in mcp-servers.json, all of them up. */
async function start(
  servers: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
  { wait = true } = {},
): Promise<Federated> {
  const parsed = parseMcpServers({ mcpServers: servers }, env, 'mcp-servers.json');
  let federation: Federation | undefined;
  const proxy = await startTestProxy({
    redisUrl: db.url,
    deps: {
      federate: (gate) =>
        (federation = createFederation({
          servers: parsed.servers,
          gate,
          clock: systemClock,
          logger: silentLogger,
          version: '0.0.0',
          firstPauseMs: 50,
        })),
      limits: new Map([
        ['test', parseBucket('rate=1000/s burst=1000')],
        ['mcp', parseBucket('rate=1000/s burst=1000')],
        ...federatedLimits(parsed.servers),
      ]),
      scrub: (text) => parsed.secrets.reduce((rest, one) => rest.replaceAll(one, '[secret]'), text),
    },
  });
  if (!federation) throw new Error('no federation');
  const made = federation;
  if (wait) {
    await eventually(() => made.report().every((one) => one.state === 'up'), {
      timeoutMs: 15_000,
      what: 'the servers being up',
    });
  }
  return Object.assign(proxy, { federation: made });
}

const everything = (mira: object = {}, env: object = {}): object => ({
  command: process.execPath,
  args: [EVERYTHING, 'stdio'],
  env,
  mira,
});
const filesystem = (mira: object = {}): object => ({
  command: process.execPath,
  args: [FILESYSTEM, folder],
  mira,
});

const call = async (client: Client, name: string, args = {}): Promise<CallToolResult> =>
  (await client.callTool({ name, arguments: args })) as CallToolResult;
const textOf = ({ content }: CallToolResult): string =>
  content[0]?.type === 'text' ? content[0].text : '';
const metaOf = ({ _meta }: CallToolResult): CallMeta => _meta?.['mira'] as CallMeta;
const failureOf = (result: CallToolResult): ToolFailure['error'] => {
  expect(result.isError, textOf(result)).toBe(true);
  return ToolFailure.parse(result.structuredContent).error;
};
const namesOf = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map((tool) => tool.name);
const scope = (more: Partial<Scope> = {}): Partial<Scope> => ({
  toolsets: ['datadog', 'mcp:every', 'mcp:files'],
  repositories: ['payments'],
  ...more,
});

describe('a command', () => {
  test('offers its tools under its prefix to tokens that hold its toolset, and to no others', async () => {
    await using t = await start({ every: everything() });
    const holder = await t.client(scope());
    const stranger = await t.client();
    const anybody = await t.client({ toolsets: ['mcp:*'] });
    const names = await namesOf(holder);
    expect(names).toEqual(expect.arrayContaining(['get_echo', 'every__echo', 'every__get-sum']));
    // writes are not for a read token; what works only as a task is for nobody
    expect(names).not.toContain('every__toggle-simulated-logging');
    expect(names).not.toContain('every__simulate-research-query');
    expect(await namesOf(stranger)).toEqual(['get_echo']);
    expect(await namesOf(anybody)).toContain('every__echo');
    expect(failureOf(await call(stranger, 'every__echo', { message: 'x' })).code).toBe(
      'unknown_tool',
    );
    const { tools } = await holder.listTools();
    const sum = tools.find((tool) => tool.name === 'every__get-sum');
    expect(sum?.description).toMatch(
      /^Tool `get-sum` of the MCP server «every», which says of it: /,
    );
    expect(sum?.inputSchema).toMatchObject({ required: ['a', 'b'] });
    expect(sum?.annotations).toMatchObject({ readOnlyHint: true });
  });

  test('answers wrapped, masked, cached and counted like any other tool', async () => {
    await using t = await start({ every: everything({ limit: 'rate=1000/s burst=9' }) });
    const client = await t.client(scope());
    const message = 'token=ghp_0123456789abcdefghijABCDEFGHIJ012345 \u202e done';
    const first = await call(client, 'every__echo', { message });
    expect(textOf(first)).toMatch(
      /<untrusted-([0-9a-f]{16}) tool="every__echo">\nEcho: token=\[masked:\w+\] <U\+202E> done\n<\/untrusted-\1>$/,
    );
    expect(metaOf(first)).toMatchObject({ cache: { hit: 'miss' }, upstreamCalls: 1, masked: 1 });
    const again = await call(client, 'every__echo', { message });
    expect(metaOf(again)).toMatchObject({ cache: { hit: 'l1' }, upstreamCalls: 0 });
    const limits = await t.fetch('/limits', {
      headers: { authorization: `Bearer ${OPERATOR_TOKEN}` },
    });
    expect(await limits.json()).toMatchObject({
      buckets: [{ bucket: 'mcp:every', burst: 9 }],
      upstreams: [{ upstream: 'mcp:every', breaker: 'closed' }],
    });
  });

  test('has its arguments checked against its own schema, with its defaults filled in', async () => {
    await using t = await start({ every: everything({ cacheSeconds: 60 }) });
    const client = await t.client(scope());
    const wrong = failureOf(await call(client, 'every__get-sum', { a: 'one' }));
    expect(wrong).toMatchObject({
      code: 'bad_argument',
      hint: 'It takes: a (required), b (required).',
    });
    expect(wrong.message).toContain('`a` must be number');
    expect(textOf(await call(client, 'every__get-sum', { a: 2, b: 3 }))).toContain('5');
    await call(client, 'every__get-resource-links', {});
    const same = await call(client, 'every__get-resource-links', { count: 3 });
    expect(metaOf(same).cache.hit).toBe('l1');
    expect(same.structuredContent).toMatchObject({
      server: 'every',
      tool: 'get-resource-links',
      content: expect.arrayContaining([expect.objectContaining({ type: 'resource_link' })]),
    });
    const image = await call(client, 'every__get-tiny-image');
    expect(textOf(image)).toContain('not passed on');
    const structured = await call(client, 'every__get-structured-content', { location: 'Chicago' });
    expect(structured.structuredContent).toMatchObject({
      structured: { conditions: expect.any(String) },
    });
  });

  test('sees of the environment only what its entry hands over, and does not give that away', async () => {
    process.env['MIRA_TEST_PRIVATE'] = 'nobody-elses-business';
    const env = { GIVEN_API_KEY: 'a-real-credential-0815' };
    await using t = await start(
      { every: everything({}, { SERVICE_API_KEY: '${GIVEN_API_KEY}', MODE: 'plain' }) },
      env,
    );
    const text = textOf(await call(await t.client(scope()), 'every__get-env'));
    expect(text).toContain('MODE');
    expect(text).toContain('SERVICE_API_KEY');
    expect(text).not.toContain('a-real-credential-0815');
    expect(text).not.toContain('nobody-elses-business');
  });

  test('that dies is started again; calls meanwhile say so, and its tools stay listed', async () => {
    const pidFile = path.join(folder, 'pid');
    const script = `echo $$ > '${pidFile}'; exec '${process.execPath}' '${EVERYTHING}' stdio`;
    await using t = await start({ every: { command: '/bin/sh', args: ['-c', script] } });
    const client = await t.client(scope());
    const first = Number(readFileSync(pidFile, 'utf8'));
    const slow = call(client, 'every__trigger-long-running-operation', { duration: 20, steps: 2 });
    await eventually(async () => (await t.proxy.gate.report()).upstreams[0]?.running === 1);
    process.kill(first, 'SIGKILL');
    expect(failureOf(await slow)).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('ended during the call'),
    });
    expect(await namesOf(client)).toContain('every__echo');
    const down = await call(client, 'every__echo', { message: 'there?' });
    expect(failureOf(down)).toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: expect.any(Number),
      message: expect.stringContaining('started again in about'),
    });
    await eventually(() => t.federation.report()[0]?.state === 'up', { timeoutMs: 10_000 });
    expect(Number(readFileSync(pidFile, 'utf8'))).not.toBe(first);
    expect(textOf(await call(client, 'every__echo', { message: 'again' }))).toContain(
      'Echo: again',
    );
  });

  test('that cannot be started is tried with growing pauses, and says why', async () => {
    await using t = await start({ every: { command: '/nowhere/at-all' } }, {}, { wait: false });
    await eventually(() => (t.federation.report()[0]?.starts ?? 0) >= 3);
    const [report] = t.federation.report();
    expect(report).toMatchObject({ problem: 'its command was not found', tools: 0 });
    const client = await t.client(scope());
    // the rest of the proxy is as well as ever
    expect(await namesOf(client)).toEqual(['get_echo']);
    expect(failureOf(await call(client, 'every__echo', {}))).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('its command was not found'),
    });
    // to others it is as if there were no such tool
    const stranger = await t.client();
    expect(failureOf(await call(stranger, 'every__echo', {})).code).toBe('unknown_tool');
  });

  test('is stopped when nobody calls it and started by the next call', async () => {
    await using t = await start({ every: everything({ idleMinutes: 0.002 }) }, {}, { wait: false });
    await eventually(() => t.federation.report()[0]?.state === 'idle', { timeoutMs: 10_000 });
    const client = await t.client(scope());
    expect(textOf(await call(client, 'every__echo', { message: 'woken' }))).toContain('woken');
    expect(t.federation.report()[0]?.starts).toBe(2);
  });

  test('that hangs is given up after its timeout', async () => {
    await using t = await start({ every: everything({ timeoutSeconds: 0.3 }) });
    const client = await t.client(scope());
    const late = await call(client, 'every__trigger-long-running-operation', { duration: 30 });
    expect(failureOf(late)).toMatchObject({ code: 'timeout', status: 504 });
  });
});

describe('the scope', () => {
  const held = (): object =>
    filesystem({
      pinned: {
        path: { within: `${folder}/{repository}` },
        paths: { within: `${folder}/{repository}` },
      },
    });

  test('holds paths inside of the service’s folder', async () => {
    await using t = await start({ files: held() });
    const client = await t.client(scope());
    expect(textOf(await call(client, 'files__read_text_file', { path: 'README.md' }))).toContain(
      'the payments service',
    );
    expect(textOf(await call(client, 'files__list_directory'))).toContain('README.md');
    for (const outside of ['../carts/README.md', `${folder}/carts/README.md`, '/etc/passwd']) {
      const refused = failureOf(await call(client, 'files__read_text_file', { path: outside }));
      expect(refused.code).toBe('out_of_scope');
    }
    const many = await call(client, 'files__read_multiple_files', {
      paths: ['README.md', '../carts/README.md'],
    });
    expect(failureOf(many).code).toBe('out_of_scope');
    const { tools } = await client.listTools();
    const read = tools.find((tool) => tool.name === 'files__read_text_file');
    // a model that is told to leave the path out reads the folder
    expect(read?.inputSchema).toMatchObject({
      required: ['path'],
      properties: { path: { description: expect.stringContaining('relative paths start there') } },
    });
    // it takes no path that could be held
    expect(tools.map((tool) => tool.name)).not.toContain('files__list_allowed_directories');
    const homeless = await t.client(scope({ repositories: [] }));
    expect(failureOf(await call(homeless, 'files__list_directory')).code).toBe('out_of_scope');
  });

  test('lets a write token send its one payload, and a read token none', async () => {
    await using t = await start({ files: held() });
    const args = { path: 'note.txt', content: 'written through the proxy' };
    const reader = await t.client(scope());
    expect(failureOf(await call(reader, 'files__write_file', args)).code).toBe('unknown_tool');
    const writer = await t.client(
      scope({
        access: 'write',
        write: { tool: 'files__write_file', payloadHash: payloadHash('files__write_file', args) },
      }),
    );
    expect(await namesOf(writer)).toEqual(['files__write_file']);
    const other = await call(writer, 'files__write_file', { ...args, content: 'something else' });
    expect(failureOf(other).code).toBe('denied');
    expect(existsSync(path.join(folder, 'payments/note.txt'))).toBe(false);
    expect((await call(writer, 'files__write_file', args)).isError).toBeFalsy();
    expect(readFileSync(path.join(folder, 'payments/note.txt'), 'utf8')).toBe(args.content);
  });

  test('allow-list, deny-list and readOnly decide what is offered', async () => {
    await using t = await start({
      files: filesystem({
        allow: ['read_*', 'create_directory'],
        deny: ['read_media_file'],
        readOnly: ['create_directory'],
        trustAnnotations: false,
      }),
      every: everything({
        trustAnnotations: false,
        readOnly: ['get-sum'],
        prefix: 'e',
        toolset: 'files',
      }),
    });
    const names = await namesOf(await t.client({ toolsets: ['mcp:files'] }));
    expect(names).toEqual(['files__create_directory', 'e__get-sum']);
  });

  test('what a server reports as an error reaches the model as data from outside', async () => {
    await using t = await start({ files: filesystem() });
    const client = await t.client(scope());
    const failure = failureOf(
      await call(client, 'files__read_text_file', { path: `${folder}/none` }),
    );
    expect(failure.code).toBe('bad_argument');
    expect(failure.message).toMatch(/<untrusted-([0-9a-f]{16})>[^]*ENOENT[^]*<\/untrusted-\1>$/);
  });
});

describe('a server that misbehaves', () => {
  const changeling = (mira: object = {}): object => ({
    command: process.execPath,
    args: [fileURLToPath(new URL('../../fixtures/mcp/changeling.mjs', import.meta.url))],
    mira: { prefix: 'every', toolset: 'every', ...mira },
  });

  test('cannot put instructions for models into its tools’ descriptions', async () => {
    await using t = await start({ changeling: changeling() });
    const { tools } = await (await t.client(scope())).listTools();
    const add = tools.find((tool) => tool.name === 'every__add');
    expect(add?.description).toContain('withheld');
    expect(JSON.stringify(add)).not.toMatch(/id_rsa|previous instructions/);
    const talk = tools.find((tool) => tool.name === 'every__talk');
    expect(talk?.description?.length).toBeLessThan(1_500);
    await using trusting = await start({ changeling: changeling({ trustDescriptions: true }) });
    const open = await (await trusting.client(scope())).listTools();
    expect(JSON.stringify(open)).toContain('id_rsa');
  });

  test('has its answers cut, with a word about what is missing', async () => {
    await using t = await start({ changeling: changeling({ maxCharacters: 1_000 }) });
    const answer = await call(await t.client(scope()), 'every__talk');
    expect(textOf(answer).length).toBeLessThan(1_400);
    expect(textOf(answer)).toContain('19000 of its characters are missing');
    expect(metaOf(answer).truncated).toBe(true);
  });

  test('is seen to change its tools', async () => {
    await using t = await start({ changeling: changeling() });
    const client = await t.client(scope());
    expect(await namesOf(client)).not.toContain('every__fresh');
    await call(client, 'every__shift');
    await eventually(async () => (await namesOf(client)).includes('every__fresh'));
    expect(textOf(await call(client, 'every__fresh'))).toContain('hello');
  });

  test('cannot break out of the marks in its errors', async () => {
    await using t = await start({ changeling: changeling() });
    const { message } = failureOf(await call(await t.client(scope()), 'every__fail'));
    const mark = /<untrusted-([0-9a-f]{16})>/.exec(message)?.[1];
    expect(mark).not.toBe('0000000000000000');
    expect(message.endsWith(`</untrusted-${mark}>`)).toBe(true);
  });
});

describe('over HTTP', () => {
  async function serveEverything(port: number, mode = 'streamableHttp'): Promise<ChildProcess> {
    const child = spawn(process.execPath, [EVERYTHING, mode], {
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text: Buffer) => {
        if (/listening|running on port/i.test(text.toString())) resolve();
      });
      child.on('exit', (code) => reject(new Error(`ended with ${code}`)));
    });
    return child;
  }
  const gone = async (child: ChildProcess): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    await promise;
  };

  test('a server is used, lost, and found again with a new session', async () => {
    const port = await freePort();
    let child = await serveEverything(port);
    try {
      await using t = await start({ every: { url: `http://127.0.0.1:${port}/mcp` } });
      const client = await t.client(scope());
      expect(textOf(await call(client, 'every__get-sum', { a: 20, b: 22 }))).toContain('42');

      // restarted behind our back: the session is unknown there, and nobody notices
      await gone(child);
      child = await serveEverything(port);
      expect(textOf(await call(client, 'every__get-sum', { a: 1, b: 2 }))).toContain('3');

      await gone(child);
      const lost = failureOf(await call(client, 'every__get-sum', { a: 5, b: 5 }));
      expect(lost.code).toBe('unavailable');
      const meanwhile = failureOf(await call(client, 'every__get-sum', { a: 6, b: 6 }));
      expect(meanwhile.message).toContain('it is started again in about');
      child = await serveEverything(port);
      await eventually(() => t.federation.report()[0]?.state === 'up', { timeoutMs: 10_000 });
      expect(textOf(await call(client, 'every__get-sum', { a: 6, b: 6 }))).toContain('12');
    } finally {
      await gone(child);
    }
  });

  test('the old transport is spoken too', async () => {
    const port = await freePort();
    const child = await serveEverything(port, 'sse');
    try {
      await using t = await start({ every: { type: 'sse', url: `http://127.0.0.1:${port}/sse` } });
      const client = await t.client(scope());
      expect(textOf(await call(client, 'every__get-sum', { a: 3, b: 4 }))).toContain('7');
    } finally {
      await gone(child);
    }
  });

  /** A server that lists one tool and answers its calls with `answer`. */
  async function serve(answer: (headers: Headers) => Response): Promise<HttpServer> {
    const tools = [
      { name: 'look', inputSchema: { type: 'object' }, annotations: { readOnlyHint: true } },
      { name: 'do', inputSchema: { type: 'object' } },
    ];
    return await startHttpServer({
      port: 0,
      async fetch(request) {
        if (request.method !== 'POST') return new Response(null, { status: 405 });
        const { id, method } = (await request.json()) as { id?: number; method: string };
        if (method === 'tools/call') return answer(request.headers);
        if (id === undefined) return new Response(null, { status: 202 });
        const serverInfo = { name: 'fake', version: '0' };
        const result =
          method === 'tools/list'
            ? { tools }
            : { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo };
        return Response.json({ jsonrpc: '2.0', id, result });
      },
    });
  }

  test('a spent quota stops every call to the server until it is new', async () => {
    let calls = 0;
    const server = await serve(() => {
      calls += 1;
      return new Response('slow down', { status: 429, headers: { 'retry-after': '77' } });
    });
    try {
      await using t = await start({
        every: { url: `${server.url}/mcp`, mira: { cacheSeconds: 'none' } },
      });
      const client = await t.client(scope());
      const first = failureOf(await call(client, 'every__look'));
      expect(first).toMatchObject({ code: 'rate_limited', status: 429, retryAfterSeconds: 77 });
      const second = failureOf(await call(client, 'every__look'));
      expect(second.code).toBe('rate_limited');
      expect(second.retryAfterSeconds).toBeGreaterThan(70);
      expect(calls).toBe(1);
    } finally {
      await server.close(0);
    }
  });

  test('refused credentials and failures are told apart', async () => {
    let status = 401;
    let sent: string | null = null;
    const server = await serve((headers) => {
      sent = headers.get('authorization');
      return new Response('no', { status });
    });
    try {
      await using t = await start(
        {
          every: { url: `${server.url}/mcp`, headers: { Authorization: 'Bearer ${GIVEN_TOKEN}' } },
        },
        { GIVEN_TOKEN: 'credential-of-mira' },
      );
      const client = await t.client(scope());
      expect(failureOf(await call(client, 'every__look')).code).toBe('auth');
      expect(sent).toBe('Bearer credential-of-mira');
      status = 503;
      expect(failureOf(await call(client, 'every__look')).code).toBe('unavailable');
      // a write that was answered like this may have happened all the same
      const write = { tool: 'every__do', payloadHash: payloadHash('every__do', {}) };
      const writer = await t.client(scope({ access: 'write', write }));
      expect(failureOf(await call(writer, 'every__do')).code).toBe('outcome_unknown');
    } finally {
      await server.close(0);
    }
  });

  test('a server that is not there at the start is found when it comes', async () => {
    const port = await freePort();
    await using t = await start(
      { every: { url: `http://127.0.0.1:${port}/mcp` } },
      {},
      { wait: false },
    );
    await eventually(() => t.federation.report()[0]?.state === 'down');
    const client = await t.client(scope());
    expect(failureOf(await call(client, 'every__echo', {})).message).toContain('cannot be reached');
    const child = await serveEverything(port);
    try {
      await eventually(async () => (await namesOf(client)).includes('every__echo'), {
        timeoutMs: 10_000,
      });
    } finally {
      await gone(child);
    }
  });
});
