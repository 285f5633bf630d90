/** Puts the proxy together: gate, cache, tools, protocol, HTTP. Used by main, tests and benchmarks. */
import type { Hono } from 'hono';
import type { BucketLimit } from '../config/buckets.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Redis } from '../platform/redis.ts';
import { createApp } from './app.ts';
import { createRecorder } from './audit.ts';
import { createAnswerCache, type AnswerCache } from './cache/answer-cache.ts';
import { noSharedCache } from './cache/no-shared-cache.ts';
import { createSharedCache } from './cache/shared-cache.ts';
import { createToolCaller, type ToolCaller } from './call-tool.ts';
import { catalogOf, type Catalog } from './catalog.ts';
import { createHotPath } from './mcp/hot-path.ts';
import type { Federation } from './federation/federation.ts';
import { connectMcpServer } from './mcp/server.ts';
import { createMultiplexTransport } from './mcp/transport.ts';
import { createPrepareCall } from './prepare-call.ts';
import { createGate, type Gate } from './rate-limit/gate.ts';
import { createLimiter } from './rate-limit/limiter.ts';
import { createMemoryLimiter } from './rate-limit/memory-limiter.ts';
import { createAuthenticator } from './scope/authenticate.ts';
import type { StaticToken } from './scope/static-tokens.ts';
import type { Tool } from './tool.ts';
import { createMasker } from '../platform/untrusted/mask.ts';

export interface ProxyDeps {
  /** Null: nothing is shared and limits are this process's own. For one person's process only. */
  readonly redis: Redis | null;
  /** A second connection, for subscriptions. */
  readonly subscriber: Redis | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Registry;
  /** Aborted when the process begins to stop. */
  readonly stopping: AbortSignal;
  /** Other MCP servers, given the way out. */
  readonly federate?: ((gate: Gate) => Federation) | undefined;
  /** Makes the tools, given the way out. */
  readonly createTools: (gate: Gate) => readonly Tool[] | Promise<readonly Tool[]>;
  readonly limits: ReadonlyMap<string, BucketLimit>;
  readonly investigationShare: number;
  readonly tokenSecrets: readonly string[];
  readonly staticTokens?: readonly StaticToken[];
  readonly operatorTokens: readonly string[];
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Removes the proxy's own credentials from whatever comes back. */
  readonly scrub?: (text: string) => string;
  readonly maskEmails?: boolean;
  readonly version: string;
}

export interface Proxy {
  readonly app: Hono;
  readonly gate: Gate;
  readonly cache: AnswerCache;
  readonly catalog: Catalog;
  readonly toolCaller: ToolCaller;
  /** Ends what is under way. The Redis connections stay with their owner. */
  close(): Promise<void>;
}

/** @throws Error for tools that contradict each other, MiraError `config_invalid` from `createTools` */
export async function createProxy(deps: ProxyDeps): Promise<Proxy> {
  const { redis, subscriber, clock, logger, metrics } = deps;
  const { record, flush, gateEvents } = createRecorder({ logger, metrics });
  const limiter = redis ? createLimiter({ redis }) : createMemoryLimiter({ clock });
  const gate = createGate({
    limiter,
    limits: deps.limits,
    clock,
    logger,
    investigationShare: deps.investigationShare,
    events: gateEvents,
  });
  const shared = redis && subscriber ? createSharedCache({ redis, subscriber }) : noSharedCache;
  const cache = createAnswerCache({ shared, clock, logger });
  const tools = await deps.createTools(gate);
  const federation = deps.federate?.(gate);
  const catalog = catalogOf(tools, federation);
  const mask = createMasker({
    ...(deps.scrub ? { scrub: deps.scrub } : {}),
    emails: deps.maskEmails ?? false,
  });
  const toolCaller = createToolCaller({
    prepare: createPrepareCall(catalog),
    cache,
    mask,
    clock,
    logger,
    record,
  });
  const transport = createMultiplexTransport();
  await connectMcpServer({
    catalog,
    toolCaller,
    transport,
    version: deps.version,
    onError: (error) => logger.warn({ err: error }, 'the MCP server reported an error'),
  });
  const app = createApp({
    transport,
    fromMemory: createHotPath(toolCaller),
    authenticator: createAuthenticator({
      secrets: deps.tokenSecrets,
      staticTokens: deps.staticTokens ?? [],
      clock,
    }),
    allowedHosts: deps.allowedHosts,
    allowedOrigins: deps.allowedOrigins,
    redis,
    gate,
    cache,
    federation,
    metrics,
    logger,
    operatorTokens: deps.operatorTokens,
    stopping: deps.stopping,
  });
  return {
    app,
    gate,
    cache,
    catalog,
    toolCaller,
    async close() {
      await transport.close();
      await federation?.close();
      shared.close();
      flush();
    },
  };
}
