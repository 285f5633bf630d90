// A proxy in this process with a small tool in front of a counting upstream.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { pino } from 'pino';
import { z } from 'zod';
import { type BucketLimit, parseBucket } from '../../src/config/buckets.ts';
import { MiraError } from '../../src/domain/errors.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { createProxy, type Proxy, type ProxyDeps } from '../../src/mcp-proxy/proxy.ts';
import { defineTool, LIVE, type Tool } from '../../src/mcp-proxy/tool.ts';
import type { UpstreamGate } from '../../src/mcp-proxy/upstream-http.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connectRedis, whenReady } from '../../src/platform/redis.ts';
import { mintScopeToken } from '../../src/platform/scope-token.ts';

export const TOKEN_SECRET = 'test-secret-test-secret-test-secret-0001';
export const OPERATOR_TOKEN = 'operator-token-for-tests';

export const silentLogger = pino({ level: 'silent' });

/** What the test's upstream does with a call. */
export type UpstreamBehaviour = (args: EchoArgs, signal: AbortSignal) => Promise<string> | string;

export interface EchoArgs {
  readonly service: string;
  readonly text: string;
}

/**
 * `get_echo` (alias `echo`), cached for a second, answers with what the behaviour makes of its text;
 * `send_note` writes and is never cached.
 */
export function echoTools(gate: UpstreamGate, behave: UpstreamBehaviour): Tool[] {
  const ref = { upstream: 'test', bucket: 'test' };
  return [
    defineTool({
      name: 'get_echo',
      aliases: ['echo'],
      title: 'Echo',
      description: 'Answers with the text that it is given.',
      toolset: 'datadog',
      access: 'read',
      args: z.object({
        text: z.string().max(100).default('hello'),
        times: z.number().int().max(5).default(1),
      }),
      result: z.object({ service: z.string(), text: z.string() }),
      cache: LIVE,
      buckets: ['test'],
      applyScope(args, scope) {
        if (scope.service === null) {
          throw new MiraError('out_of_scope', 'this token names no service');
        }
        return { ...args, service: scope.service };
      },
      async run(args, { signal }) {
        const text = await gate.run(ref, (pass) =>
          Promise.resolve(behave(args, AbortSignal.any([pass.signal, signal]))),
        );
        return { result: { service: args.service, text } };
      },
      render: ({ text }) => text,
    }),
    defineTool({
      name: 'send_note',
      title: 'Send a note',
      description: 'Writes.',
      toolset: 'slack',
      access: 'write',
      args: z.object({ text: z.string() }),
      result: z.object({ id: z.string() }),
      cache: 'none',
      buckets: ['test'],
      applyScope: (args) => args,
      async run(args) {
        const id = await gate.run(ref, (pass) =>
          Promise.resolve(behave({ service: '', text: args.text }, pass.signal)),
        );
        return { result: { id }, untrusted: false };
      },
      render: ({ id }) => `sent as ${id}`,
    }),
  ];
}

export interface TestProxy extends AsyncDisposable {
  readonly proxy: Proxy;
  /** Calls that reached the upstream. */
  readonly calls: EchoArgs[];
  client(scope?: Partial<Scope>): Promise<Client>;
  /** A request to the app, without a socket. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export interface TestProxyOptions {
  readonly redisUrl: string;
  readonly behave?: UpstreamBehaviour;
  /** @defaultValue 1,000 calls at once */
  readonly limit?: string;
  readonly deps?: Partial<ProxyDeps>;
}

export async function startTestProxy(options: TestProxyOptions): Promise<TestProxy> {
  const { redisUrl, behave = ({ text }) => text, limit = 'rate=1000/s burst=1000' } = options;
  const logger = silentLogger;
  const redis = connectRedis({ url: redisUrl, role: 'command', name: 'test', logger });
  const subscriber = connectRedis({ url: redisUrl, role: 'blocking', name: 'test-sub', logger });
  await Promise.all([whenReady(redis), whenReady(subscriber)]);
  const calls: EchoArgs[] = [];
  const limits: ReadonlyMap<string, BucketLimit> = new Map([['test', parseBucket(limit)]]);
  const proxy = await createProxy({
    redis,
    subscriber,
    clock: systemClock,
    logger,
    metrics: createMetrics('test'),
    stopping: new AbortController().signal,
    createTools: (gate) =>
      echoTools(gate, (args, signal) => {
        calls.push(args);
        return behave(args, signal);
      }),
    limits,
    investigationShare: 1,
    tokenSecrets: [TOKEN_SECRET],
    operatorTokens: [OPERATOR_TOKEN],
    allowedHosts: [],
    allowedOrigins: [],
    version: '0.0.0',
    ...options.deps,
  });
  const clients: Client[] = [];
  const fetch: TestProxy['fetch'] = async (path, init) => {
    const request = new Request(new URL(path, 'http://127.0.0.1'), init);
    request.headers.set('host', '127.0.0.1');
    return await proxy.app.fetch(request);
  };
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await Promise.all(clients.map((client) => client.close()));
    await proxy.close();
    redis.disconnect();
    subscriber.disconnect();
  };
  return {
    proxy,
    calls,
    fetch,
    async client(scope) {
      const token = await mintToken(scope);
      const client = new Client({ name: 'test', version: '0' });
      const transport = new StreamableHTTPClientTransport(new URL('http://127.0.0.1/mcp'), {
        fetch: (url, init) => fetch(String(url), init),
        requestInit: { headers: { authorization: `Bearer ${token}` } },
      });
      await client.connect(transport);
      clients.push(client);
      return client;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export const testScope = (scope: Partial<Scope> = {}): (typeof Scope)['_input'] => ({
  subject: 'ann',
  service: 'payment-svc',
  env: 'prod',
  toolsets: ['datadog', 'slack'],
  access: 'read',
  ...scope,
});

export const mintToken = (scope: Partial<Scope> = {}): Promise<string> =>
  mintScopeToken(testScope(scope), { secrets: [TOKEN_SECRET], expiresInMs: 600_000 });
