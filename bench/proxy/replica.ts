/**
 * One process of the proxy's benchmarks, driven by its parent over IPC. What it serves is decided by
 * its first argument: `echo` (plain Hono), `proxy` (the whole proxy around a small tool), `limiter`
 * (the gate alone, in a closed loop).
 */
import { Hono } from 'hono';
import { z } from 'zod';
import { parseBucket } from '../../src/config/buckets.ts';
import { createGate } from '../../src/mcp-proxy/rate-limit/gate.ts';
import { createLimiter } from '../../src/mcp-proxy/rate-limit/limiter.ts';
import { createWaits } from '../../src/mcp-proxy/rate-limit/waits.ts';
import { createProxy } from '../../src/mcp-proxy/proxy.ts';
import { defineTool, LIVE } from '../../src/mcp-proxy/tool.ts';
import { withUpstreamContext, type UpstreamGate } from '../../src/mcp-proxy/upstream-http.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { startHttpServer } from '../../src/platform/http-server.ts';
import { createLogger } from '../../src/platform/logger.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connectRedis, whenReady } from '../../src/platform/redis.ts';

export interface ReplicaSettings {
  readonly redisUrl: string;
  readonly tokenSecret: string;
  /** Counts calls; answers after a while. */
  readonly upstreamUrl: string;
  readonly name: string;
  /** For `limiter`: its bucket, and how many callers ask again and again. */
  readonly bucket: string;
  readonly callers: number;
}

const role = process.argv[2];
const settings = JSON.parse(process.argv[3] ?? '{}') as ReplicaSettings;
const tell = (message: unknown): void => void process.send?.(message);

// the product's own logger and level: audit lines are part of the cost
const logger = createLogger({
  name: 'bench',
  level: 'info',
  secrets: [settings.tokenSecret ?? ''],
});

async function echo(): Promise<void> {
  const app = new Hono();
  app.post('/echo', async (c) => c.json(await c.req.json()));
  const server = await startHttpServer({ fetch: app.fetch, port: 0 });
  tell({ url: `${server.url}/echo` });
}

async function openRedis(role: 'command' | 'blocking') {
  const redis = connectRedis({ url: settings.redisUrl, role, name: settings.name, logger });
  await whenReady(redis, AbortSignal.timeout(1_000)).catch(() => undefined); // rows without Redis
  return redis;
}

async function proxy(): Promise<void> {
  const redis = await openRedis('command');
  const subscriber = await openRedis('blocking');
  const { app } = await createProxy({
    redis,
    subscriber,
    clock: systemClock,
    logger,
    metrics: createMetrics('bench'),
    stopping: new AbortController().signal,
    createTools: (gate) => [askTool(gate), askTool()],
    limits: new Map([['test', parseBucket('rate=10000/s burst=10000')]]),
    investigationShare: 1,
    tokenSecrets: [settings.tokenSecret],
    operatorTokens: [],
    allowedHosts: [],
    allowedOrigins: [],
    version: '0',
  });
  const server = await startHttpServer({ fetch: app.fetch, port: 0 });
  process.on('message', (message) => {
    if (message !== 'memory') return;
    globalThis.gc?.();
    tell({ heapBytes: process.memoryUsage().heapUsed });
  });
  tell({ url: `${server.url}/mcp` });
}

/** `ask` goes through the gate; `ask_directly`, without one, shows what the cache does without Redis. */
function askTool(gate?: UpstreamGate) {
  const ask = async (query: string, signal: AbortSignal): Promise<string> => {
    const url = `${settings.upstreamUrl}?query=${query}&from=${settings.name}`;
    return await (await fetch(url, { signal })).text();
  };
  return defineTool({
    name: gate ? 'ask' : 'ask_directly',
    title: 'Ask',
    description: 'Asks the upstream.',
    toolset: 'datadog',
    access: 'read',
    args: z.object({ query: z.string() }),
    result: z.object({ text: z.string() }),
    cache: LIVE,
    buckets: ['test'],
    applyScope: (args, scope) => ({ ...args, service: scope.service }),
    async run({ query }, { signal }) {
      const text = gate
        ? await gate.run({ upstream: 'test', bucket: 'test' }, (pass) => ask(query, pass.signal))
        : await ask(query, signal);
      return { result: { text } };
    },
    render: ({ text }) => text,
  });
}

async function limiter(): Promise<void> {
  const redis = await openRedis('command');
  const gate = createGate({
    limiter: createLimiter({ redis }),
    limits: new Map([['test', parseBucket(settings.bucket)]]),
    clock: systemClock,
    logger,
  });
  const caller = async (): Promise<never> => {
    for (;;) {
      const context = {
        subject: settings.name,
        priority: 'P2' as const,
        signal: new AbortController().signal,
        finishOnceSent: false,
        waitUntilMs: Date.now() + 5_000,
        totals: { waits: createWaits(), upstreamCalls: 0 },
      };
      await withUpstreamContext(context, () =>
        gate.run({ upstream: 'test', bucket: 'test' }, async () => tell({ at: Date.now() })),
      ).catch(() => undefined);
    }
  };
  tell({ url: '' });
  for (let i = 0; i < settings.callers; i++) void caller();
}

const roles: Record<string, () => Promise<void>> = { echo, proxy, limiter };
await roles[role ?? '']?.();
process.on('disconnect', () => process.exit(0));
