// The HTTP side of the endpoint: what is refused, and how.
import { beforeEach, describe, expect, test } from 'vitest';
import { mintToken, OPERATOR_TOKEN, startTestProxy, type TestProxy } from '../../helpers/proxy.ts';
import { mintScopeToken } from '../../../src/platform/scope-token.ts';
import { testScope, TOKEN_SECRET } from '../../helpers/proxy.ts';
import { startRedis, useRedis } from '../../helpers/redis.ts';

const db = useRedis();

const start = (deps = {}): Promise<TestProxy> => startTestProxy({ redisUrl: db.url, deps });

let token: string;
beforeEach(async () => {
  token = await mintToken();
});

const headers = (more: Record<string, string> = {}): Record<string, string> => ({
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  authorization: `Bearer ${token}`,
  ...more,
});

const message = (method: string, more = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 7, method, params: {}, ...more });

const post = (t: TestProxy, body: string, more: Record<string, string> = {}): Promise<Response> =>
  t.fetch('/mcp', { method: 'POST', headers: headers(more), body });

describe('who may call', () => {
  test.each([
    ['no token', ''],
    ['another scheme', 'Basic abc'],
    ['a token that is none', 'Bearer abc'],
  ])('%s: 401', async (_what, authorization) => {
    await using t = await start();
    const response = await post(t, message('ping'), { authorization });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('an expired token, or one of another secret: 401 that says so', async () => {
    await using t = await start();
    const expired = await mintScopeToken(testScope(), {
      secrets: [TOKEN_SECRET],
      expiresInMs: 1_000,
      nowMs: Date.now() - 60_000,
    });
    const foreign = await mintScopeToken(testScope(), {
      secrets: ['another-secret-another-secret-another'],
      expiresInMs: 60_000,
    });
    const late = await post(t, message('ping'), { authorization: `Bearer ${expired}` });
    expect(late.status).toBe(401);
    expect(await late.text()).toContain('expired');
    expect((await post(t, message('ping'), { authorization: `Bearer ${foreign}` })).status).toBe(
      401,
    );
  });

  test('a token of the secret before a rotation still works', async () => {
    await using t = await start({
      tokenSecrets: ['new-secret-new-secret-new-secret-new-1', TOKEN_SECRET],
    });
    expect((await post(t, message('ping'))).status).toBe(200);
  });

  test('a token ends when it expires, also when it was seen before', async () => {
    let now = Date.now();
    await using t = await start({
      clock: { now: () => now, sleep: () => Promise.resolve() },
    });
    expect((await post(t, message('ping'))).status).toBe(200);
    now += 700_000;
    expect((await post(t, message('ping'))).status).toBe(401);
  });

  test('another host or a page of another origin: 403', async () => {
    await using t = await start({
      allowedHosts: ['mcp-proxy:8090'],
      allowedOrigins: ['https://ide.example'],
    });
    const status = async (more: Record<string, string>): Promise<number> => {
      const request = new Request('http://127.0.0.1/mcp', {
        method: 'POST',
        headers: headers(more),
        body: message('ping'),
      });
      return (await t.proxy.app.fetch(request)).status;
    };
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ host: 'localhost.evil.example' })).toBe(403);
    expect(await status({ host: 'localhost:8090' })).toBe(200);
    expect(await status({ host: '10.1.2.3:8090' })).toBe(200);
    expect(await status({ host: '[::1]:8090' })).toBe(200);
    expect(await status({ host: 'mcp-proxy:8090' })).toBe(200);
    expect(await status({ host: 'localhost', origin: 'https://evil.example' })).toBe(403);
    expect(await status({ host: 'localhost', origin: 'null' })).toBe(403);
    expect(await status({ host: 'localhost', origin: 'http://localhost:6274' })).toBe(200);
    expect(await status({ host: 'localhost', origin: 'https://ide.example' })).toBe(200);
  });
});

describe('what may be sent', () => {
  test.each([
    ['GET', 405],
    ['DELETE', 405],
    ['PUT', 405],
  ])('%s: %i', async (method, status) => {
    await using t = await start();
    const response = await t.fetch('/mcp', { method, headers: headers() });
    expect(response.status).toBe(status);
    expect(response.headers.get('allow')).toBe('POST');
  });

  test.each([
    ['an Accept without streams', { accept: 'application/json' }, message('ping'), 406],
    ['another content type', { 'content-type': 'text/plain' }, message('ping'), 415],
    [
      'a look-alike content type',
      { 'content-type': 'text/plain;a=application/json' },
      message('ping'),
      415,
    ],
    ['a revision from nowhere', { 'mcp-protocol-version': '1999-01-01' }, message('ping'), 400],
    ['no JSON', {}, '{', 400],
    ['no JSON-RPC', {}, '{"id":1}', 400],
    ['JSON-RPC 1', {}, '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400],
    ['an empty batch', {}, '[]', 400],
    [
      'a batch in a revision without',
      { 'mcp-protocol-version': '2025-06-18' },
      `[${message('ping')}]`,
      400,
    ],
    ['initialize in a batch', {}, `[${message('initialize')}]`, 400],
    ['too much', {}, `"${'x'.repeat(4 * 1024 * 1024)}"`, 413],
  ])('%s is refused', async (_what, more, body, status) => {
    await using t = await start();
    const response = await post(t, body, more as Record<string, string>);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: {} });
  });

  test('a body without a stated length is bounded too', async () => {
    await using t = await start();
    const chunk = new TextEncoder().encode(' '.repeat(1024 * 1024));
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ < 6) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const response = await t.proxy.app.fetch(
      new Request('http://127.0.0.1/mcp', {
        method: 'POST',
        headers: headers({ host: 'localhost' }),
        body,
        duplex: 'half',
      } as RequestInit),
    );
    expect(response.status).toBe(413);
  });
});

describe('answers', () => {
  test('carry the client’s own id, whatever it is', async () => {
    await using t = await start();
    for (const id of [0, 7, 'abc', '']) {
      const response = await post(t, message('tools/list', { id }));
      expect(await response.json()).toMatchObject({ id });
    }
  });

  test('of clients that use the same ids at once do not mix', async () => {
    await using t = await start();
    const texts = Array.from({ length: 50 }, (_, i) => `text ${i}`);
    const answers = await Promise.all(
      texts.map(async (text) => {
        const params = { name: 'get_echo', arguments: { text } };
        return (await post(t, message('tools/call', { params }))).json();
      }),
    );
    expect(answers.map((answer: any) => answer.result.structuredContent.text)).toEqual(texts);
  });

  test('notifications and responses get 202 without a body', async () => {
    await using t = await start();
    const note = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    const answer = JSON.stringify({ jsonrpc: '2.0', id: 3, result: {} });
    for (const body of [note, answer, `[${note},${answer}]`]) {
      const response = await post(t, body);
      expect(response.status).toBe(202);
      expect(await response.text()).toBe('');
    }
  });

  test('batches are answered as batches where the revision has them', async () => {
    await using t = await start();
    const note = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' });
    const body = `[${message('ping', { id: 1 })},${note},${message('tools/list', { id: 2 })}]`;
    for (const more of [undefined, { 'mcp-protocol-version': '2025-03-26' }]) {
      const answers = (await (await post(t, body, more)).json()) as { id: number }[];
      expect(answers.map(({ id }) => id)).toEqual([1, 2]);
    }
  });

  test.each([
    ['parameters in a list', { params: [] }],
    ['a word for _meta', { params: { _meta: 'x' } }],
    ['an object for a progress token', { params: { _meta: { progressToken: {} } } }],
    ['members that no request has', { extra: 1 }],
  ])('%s: refused, and not left without an answer', async (_what, more) => {
    await using t = await start();
    for (const body of [message('ping', more), `[${message('ping', more)}]`]) {
      const response = await post(t, body);
      expect(response.status).toBe(400);
      expect(await response.text()).toContain('the request is malformed');
    }
  });

  test('arguments of any depth get an answer in words', async () => {
    await using t = await start();
    for (const depth of [100, 20_000]) {
      const deep = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const params = `{"name":"get_echo","arguments":${deep}}`;
      const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${params}}`;
      const response = await post(t, body);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('nested 64 levels deep at most');
    }
  });

  test('unknown methods and bad parameters are protocol errors', async () => {
    await using t = await start();
    expect(await (await post(t, message('resources/list'))).json()).toMatchObject({
      id: 7,
      error: { code: -32_601 },
    });
    expect(await (await post(t, message('tools/call'))).json()).toMatchObject({
      id: 7,
      error: { code: expect.any(Number) },
    });
  });

  test('initialize settles on a revision and promises tools only', async () => {
    await using t = await start();
    const params = {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'x', version: '0' },
    };
    const response = await post(t, message('initialize', { params }));
    expect(await response.json()).toMatchObject({
      result: {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'mira' },
      },
    });
    expect(response.headers.get('mcp-session-id')).toBeNull();
  });
});

describe('for those who run it', () => {
  const operator = { headers: { authorization: `Bearer ${OPERATOR_TOKEN}` } };

  test('health is about the process, readiness about Redis and stopping', async () => {
    await using server = await startRedis();
    const stopping = new AbortController();
    await using t = await startTestProxy({
      redisUrl: server.url,
      deps: { stopping: stopping.signal },
    });
    expect((await t.fetch('/ready')).status).toBe(200);
    await server.shutdown();
    expect((await t.fetch('/health')).status).toBe(200);
    expect((await t.fetch('/ready')).status).toBe(503);
    await server.start();
    stopping.abort();
    expect(await (await t.fetch('/ready')).json()).toMatchObject({ status: 'stopping' });
  });

  test('limits and caches are shown to operators alone', async () => {
    await using t = await start();
    const params = { name: 'get_echo', arguments: { text: 'a' } };
    await post(t, message('tools/call', { params }));
    await post(t, message('tools/call', { params }));
    expect((await t.fetch('/limits')).status).toBe(401);
    expect(
      (await t.fetch('/cache', { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(401);
    expect(await (await t.fetch('/limits', operator)).json()).toMatchObject({
      buckets: [
        {
          id: 'test',
          bucket: 'test',
          burst: 1_000,
          granted: 1,
          waiting: 0,
          blockedMs: 0,
          here: { served: 1, refused: 0 },
        },
      ],
      upstreams: [{ upstream: 'test', breaker: 'closed', running: 0 }],
    });
    expect(await (await t.fetch('/cache', operator)).json()).toMatchObject({
      hits: { l1: 1, miss: 1 },
      entries: 1,
      savedCalls: 1,
      hitRate: 0.5,
    });
  });

  test('metrics count calls by tool, outcome and cache', async () => {
    await using t = await start();
    const params = { name: 'get_echo', arguments: { text: 'a' } };
    await post(t, message('tools/call', { params }));
    await post(t, message('tools/call', { params: { name: 'made_up_name', arguments: {} } }));
    const text = await (await t.fetch('/metrics')).text();
    expect(text).toMatch(
      /mira_tool_calls_total\{tool="get_echo",outcome="ok",cache="miss"[^}]*\} 1/,
    );
    expect(text).toMatch(/mira_tool_calls_total\{tool="unknown",outcome="unknown_tool"/);
    expect(text).not.toContain('made_up_name');
    expect(text).toMatch(/mira_upstream_calls_total\{upstream="test",bucket="test",outcome="ok"/);
  });
});
