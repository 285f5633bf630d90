// Calls through the whole proxy, as an MCP client makes them.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, test } from 'vitest';
import { payloadHash } from '../../../src/domain/hash.ts';
import { type CallMeta, ToolFailure } from '../../../src/domain/tools/call-meta.ts';
import { startHttpServer } from '../../../src/platform/http-server.ts';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { eventually } from '../../helpers/poll.ts';
import { mintToken, silentLogger, startTestProxy, type TestProxy } from '../../helpers/proxy.ts';
import { useRedis } from '../../helpers/redis.ts';
import { openLocalTools } from '../../../src/mcp-proxy/local/open-local-tools.ts';
import { systemClock } from '../../../src/platform/clock.ts';

const db = useRedis();

const start = (more: Partial<Parameters<typeof startTestProxy>[0]> = {}): Promise<TestProxy> =>
  startTestProxy({ redisUrl: db.url, ...more });

const call = async (client: Client, name: string, args = {}): Promise<CallToolResult> =>
  (await client.callTool({ name, arguments: args })) as CallToolResult;

const textOf = ({ content }: CallToolResult): string =>
  content[0]?.type === 'text' ? content[0].text : '';
const metaOf = ({ _meta }: CallToolResult): CallMeta => _meta?.['mira'] as CallMeta;
const failureOf = (result: CallToolResult): ToolFailure['error'] => {
  expect(result.isError).toBe(true);
  return ToolFailure.parse(result.structuredContent).error;
};

async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'mira-call-'));
  return {
    path: folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

describe('an answer', () => {
  test('is wrapped anew each time, structured, and says where it came from', async () => {
    await using t = await start({ behave: () => 'red \u001b[31m AKIAIOSFODNN7EXAMPLE' });
    const client = await t.client();
    const first = await call(client, 'get_echo', { text: 'a' });
    const again = await call(client, 'echo', { times: 1, text: 'a' });
    expect(t.calls).toEqual([{ service: 'payment-svc', text: 'a', times: 1 }]);
    expect(first.structuredContent).toEqual({
      service: 'payment-svc',
      text: 'red ␛[31m [masked:aws_key]',
    });
    expect(again.structuredContent).toEqual(first.structuredContent);
    expect(textOf(first)).toMatch(
      /<untrusted-([0-9a-f]{16}) tool="get_echo">\nred ␛\[31m \[masked:aws_key\]\n<\/untrusted-\1>$/,
    );
    expect(textOf(again)).not.toBe(textOf(first));
    expect(metaOf(first)).toMatchObject({
      cache: { hit: 'miss', ageMs: 0 },
      upstreamCalls: 1,
      masked: 1,
      truncated: false,
    });
    expect(metaOf(again)).toMatchObject({ cache: { hit: 'l1' }, upstreamCalls: 0, masked: 1 });
  });

  test('shows no secret in what a tool makes of the text: patterns, examples', async () => {
    await using dir = await temporaryFolder();
    const line = (second: number): string =>
      `2026-11-20T08:05:0${second}Z ERROR login of ${second} with password=hunter2secret failed: ghp_abcdefghijklmnopqrstuvwxyz01234567${second}9\n`;
    const file = path.join(dir.path, 'app.log');
    await writeFile(file, [1, 2, 3].map(line).join(''));
    const clock = systemClock;
    await using t = await start({
      deps: {
        createTools: () => openLocalTools({ paths: [file], clock, logger: silentLogger }),
      },
    });
    const client = await t.client({ service: '*', env: '*' });
    for (const [name, args] of [
      ['get_logs', {}],
      ['get_error_patterns', { at: '2026-11-20T08:05:00Z' }],
    ] as const) {
      const result = await call(client, name, args);
      const everything = JSON.stringify(result);
      expect(everything).toContain('[masked:github_token]');
      expect(everything).not.toMatch(/abcdef|2secret|hunter/);
      expect(metaOf(result).masked).toBe(6);
    }
  });

  test('is never another service’s', async () => {
    await using t = await start();
    const pay = await t.client();
    const cart = await t.client({ service: 'cart-svc' });
    expect((await call(pay, 'get_echo')).structuredContent).toMatchObject({
      service: 'payment-svc',
    });
    expect((await call(cart, 'get_echo')).structuredContent).toMatchObject({ service: 'cart-svc' });
  });

  test('waits for a rate limit and says how long', async () => {
    await using t = await start({ limit: 'rate=10/s burst=1' });
    const client = await t.client();
    await call(client, 'get_echo', { text: 'a' });
    const second = await call(client, 'get_echo', { text: 'b' });
    expect(metaOf(second).waitedMs).toBeGreaterThan(50);
  });

  test('matches the schema that the tool lists, as a failure does', async () => {
    await using t = await start();
    const client = await t.client();
    await client.listTools(); // from now on the client checks results against the schemas
    expect((await call(client, 'get_echo', { text: 'a' })).isError).toBeUndefined();
    expect(failureOf(await call(client, 'get_echo', { text: 1 })).code).toBe('bad_argument');
  });
});

describe('a failure', () => {
  test.each([
    ['get_echos', {}, 'unknown_tool', /nearest: get_echo/],
    ['get_echo', { text: 4 }, 'bad_argument', /`text`.*expected string.*got 4/],
    ['get_echo', { txt: 'a' }, 'bad_argument', /does not take `txt`/],
    ['get_echo', { times: 99 }, 'bad_argument', /`times`.*<=5.*got 99/],
    ['get_echo', { service: 'cart-svc' }, 'out_of_scope', /`payment-svc`/],
  ])('of %s %o names the fix', async (name, args, code, message) => {
    await using t = await start();
    const result = await call(await t.client(), name, args);
    const failure = failureOf(result);
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
    expect(textOf(result)).toContain(failure.message);
    expect(t.calls).toHaveLength(0);
  });

  test('naming one’s own service is none', async () => {
    await using t = await start();
    const result = await call(await t.client(), 'get_echo', { service: 'payment-svc' });
    expect(result.isError).toBeUndefined();
  });

  test('null is an argument that was left out', async () => {
    await using t = await start();
    const client = await t.client();
    const { structuredContent } = await call(client, 'get_echo', { text: null, times: null });
    expect(structuredContent).toEqual({ service: 'payment-svc', text: 'hello' });
    const refused = failureOf(await call(client, 'get_echo', { other: null }));
    expect(refused.message).toContain('does not take `other`');
  });

  test('names of what every object has are arguments like any other', async () => {
    await using t = await start();
    const client = await t.client();
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      const refused = failureOf(await call(client, 'get_echo', { [name]: 'payment-svc' }));
      expect(refused).toMatchObject({
        code: 'bad_argument',
        message: `get_echo does not take \`${name}\``,
      });
    }
  });

  test('of a rate limit says when to come back', async () => {
    await using t = await start({ limit: 'rate=1/m burst=1' });
    const client = await t.client({ waitBudgetMs: 500 });
    await call(client, 'get_echo', { text: 'a' });
    const failure = failureOf(await call(client, 'get_echo', { text: 'b' }));
    expect(failure).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(failure.retryAfterSeconds).toBeGreaterThan(55);
    expect(failure.retryAfterSeconds).toBeLessThanOrEqual(60);
  });

  test('of a tool that has a bug tells nothing about it', async () => {
    await using t = await start({
      behave: () => {
        throw new Error('secret internals');
      },
    });
    const result = await call(await t.client(), 'get_echo');
    expect(failureOf(result).code).toBe('internal_error');
    expect(JSON.stringify(result)).not.toContain('internals');
  });
});

test('a long call tells who wants to know what it waits for', async () => {
  await using t = await start({ limit: 'rate=20/m burst=1' });
  const client = await t.client();
  await call(client, 'get_echo', { text: 'a' });
  const heard: string[] = [];
  const args = { name: 'get_echo', arguments: { text: 'b' } };
  const result = await client.callTool(args, undefined, {
    onprogress: ({ message }) => void heard.push(message ?? ''),
  });
  expect(result.structuredContent).toMatchObject({ text: 'b' });
  expect(heard).toEqual(['waiting for the shared rate limit `test`']);
});

describe('scope', () => {
  const names = async (client: Client): Promise<string[]> =>
    (await client.listTools()).tools.map(({ name }) => name);

  test('tools outside the toolsets are neither listed nor callable', async () => {
    await using t = await start();
    const client = await t.client({ toolsets: ['slack'] });
    expect(await names(client)).toEqual([]);
    expect(failureOf(await call(client, 'get_echo')).code).toBe('unknown_tool');
    expect(failureOf(await call(client, 'echo')).code).toBe('unknown_tool');
  });

  test('a token that reads cannot write', async () => {
    await using t = await start();
    const client = await t.client();
    expect(await names(client)).toEqual(['get_echo']);
    expect(failureOf(await call(client, 'send_note', { text: 'a' })).code).toBe('unknown_tool');
  });

  test('a signed token that writes sends the one payload it is bound to', async () => {
    await using t = await start();
    const payload = { text: 'approved' };
    const client = await t.client({
      access: 'write',
      write: { tool: 'send_note', payloadHash: payloadHash('send_note', payload) },
    });
    expect(await names(client)).toEqual(['send_note']);
    expect(failureOf(await call(client, 'get_echo')).code).toBe('unknown_tool');
    expect(failureOf(await call(client, 'send_note', { text: 'changed' })).code).toBe('denied');
    const sent = await call(client, 'send_note', payload);
    expect(sent.structuredContent).toEqual({ id: 'approved' });
    expect(textOf(sent)).toBe('sent as approved');
    expect(metaOf(sent).cache.hit).toBe('none');
    await call(client, 'send_note', payload);
    expect(t.calls).toHaveLength(2);
  });

  test('a signed token that writes anything is good for nothing', async () => {
    await using t = await start();
    expect(await names(await t.client({ access: 'write' }))).toEqual([]);
  });

  test('a person’s static token may read and, where it says so, write', async () => {
    const token = 'static-token-of-ann-0001';
    await using t = await start({
      deps: {
        staticTokens: [
          {
            token,
            scope: {
              subject: 'ann',
              service: 'payment-svc',
              env: '*',
              organization: '*',
              project: '*',
              repositories: ['*'],
              defaultBranch: null,
              toolsets: ['datadog', 'slack'],
              access: 'write',
              notBeforeMs: null,
              notAfterMs: null,
              write: null,
              priority: 'P2',
              waitBudgetMs: 1_000,
            },
            expiresAtMs: Infinity,
          },
        ],
      },
    });
    const client = new Client({ name: 'ide', version: '0' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), {
        fetch: (url, init) => t.fetch(String(url), init),
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    expect(await names(client)).toEqual(['get_echo', 'send_note']);
    expect((await call(client, 'send_note', { text: 'x' })).isError).toBeUndefined();
    await client.close();
  });
});

describe('clients that leave', () => {
  /** An upstream that never answers and notices when it is cut off. */
  function hanging() {
    const state = { asked: 0, aborted: 0 };
    return {
      state,
      behave: (_args: unknown, signal: AbortSignal): Promise<string> =>
        new Promise((_, reject) => {
          state.asked++;
          signal.addEventListener('abort', () => {
            state.aborted++;
            reject(signal.reason as Error);
          });
        }),
    };
  }

  test('by a cancellation end the upstream call', async () => {
    const up = hanging();
    await using t = await start({ behave: up.behave });
    const client = await t.client();
    const leaving = new AbortController();
    const gone = client.callTool({ name: 'get_echo', arguments: {} }, undefined, {
      signal: leaving.signal,
    });
    await eventually(() => up.state.asked);
    leaving.abort('enough');
    await expect(gone).rejects.toThrow('enough');
    await eventually(() => up.state.aborted);
  });

  test.each([
    ['a plain answer', undefined],
    ['a stream', 'progress-1'],
  ])(
    'by closing the connection of %s end it too, unless somebody else waits',
    async (_what, progressToken) => {
      const up = hanging();
      await using t = await start({ behave: up.behave });
      const server = await startHttpServer({ fetch: t.proxy.app.fetch, port: 0 });
      const token = await mintToken();
      const ask = (signal: AbortSignal): Promise<unknown> =>
        fetch(`${server.url}/mcp`, {
          method: 'POST',
          signal,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json, text/event-stream',
            authorization: `Bearer ${token}`,
          },
          body: JSON.stringify({
            jsonrpc: '2.0',
            id: 1,
            method: 'tools/call',
            params: { name: 'get_echo', arguments: {}, _meta: { progressToken } },
          }),
        })
          .then((response) => response.text())
          .catch(() => undefined);
      const [first, second] = [new AbortController(), new AbortController()];
      const asked = [ask(first.signal), ask(second.signal)];
      await eventually(() => t.proxy.cache.stats().underWay && up.state.asked);
      first.abort();
      await asked[0];
      expect(up.state).toEqual({ asked: 1, aborted: 0 });
      second.abort();
      await eventually(() => up.state.aborted);
      await server.close(0);
    },
  );
});

describe('replicas', () => {
  test('behind a round robin serve one client; one may be killed', async () => {
    const replicas = [await start(), await start()];
    const token = await mintToken();
    const servers = await Promise.all(
      replicas.map((t) => startHttpServer({ fetch: t.proxy.app.fetch, port: 0 })),
    );
    let turn = 0;
    const client = new Client({ name: 'worker', version: '0' });
    await client.connect(
      new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), {
        // a client that tries a failed read once more, at the next replica
        fetch: async (_url, init) => {
          const next = (): Promise<Response> =>
            fetch(`${servers[turn++ % servers.length]?.url}/mcp`, init);
          try {
            return await next();
          } catch {
            return await next();
          }
        },
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      }),
    );
    for (let i = 0; i < 40; i++) {
      if (i === 20) await servers[0]?.close(0);
      const result = await call(client, 'get_echo', { text: `${i}` });
      expect(result.isError).toBeUndefined();
    }
    await client.close();
    await servers[1]?.close(0);
    for (const t of replicas) await t.close();
  });
});
