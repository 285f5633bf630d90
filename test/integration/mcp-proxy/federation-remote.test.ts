// MCP servers behind the proxy that misbehave, or that are reached over HTTP.
import { spawn, type ChildProcess } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { payloadHash } from '../../../src/domain/hash.ts';
import { startHttpServer, type HttpServer } from '../../../src/platform/http-server.ts';
import { freePort } from '../../helpers/ports.ts';
import { eventually } from '../../helpers/poll.ts';
import {
  EVERYTHING,
  call,
  failureOf,
  metaOf,
  namesOf,
  scope,
  federatedWith,
  textOf,
} from '../../helpers/federation.ts';
import { useRedis } from '../../helpers/redis.ts';

const db = useRedis();
const start = federatedWith(db);

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
      await eventually(() => t.federation.report()[0]?.state === 'up', { timeoutMs: 45_000 });
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
        timeoutMs: 45_000,
      });
    } finally {
      await gone(child);
    }
  });
});
