/** The proxy's HTTP surface: /mcp for agents and hosts, the rest for those who run it. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Logger } from '../platform/logger.ts';
import type { Registry } from '../platform/metrics.ts';
import type { Redis } from '../platform/redis.ts';
import type { AnswerCache } from './cache/answer-cache.ts';
import type { Federation } from './federation/federation.ts';
import { createMcpHttp, type McpHttpOptions } from './mcp/http.ts';
import type { Gate } from './rate-limit/gate.ts';

export interface AppDeps extends McpHttpOptions {
  /** Null where there is none by design. */
  readonly redis: Redis | null;
  readonly gate: Gate;
  readonly cache: AnswerCache;
  readonly federation?: Pick<Federation, 'report'> | undefined;
  readonly metrics: Registry;
  readonly logger: Logger;
  /** Bearer tokens that may read /limits, /cache and /servers; none: nobody may. */
  readonly operatorTokens: readonly string[];
  /** Aborted when the process stops: /ready then fails, so that no new calls are sent here. */
  readonly stopping: AbortSignal;
}

export function createApp(deps: AppDeps): Hono {
  const { redis, gate, cache, metrics, stopping, logger } = deps;
  const app = new Hono();
  const isOperator = bearerCheck(deps.operatorTokens);

  app.all('/mcp', createMcpHttp(deps));

  app.get('/health', (c) => c.json({ status: 'ok' }));
  app.get('/ready', async (c) => {
    if (stopping.aborted) return c.json({ status: 'stopping' }, 503);
    try {
      await redis?.ping();
      return c.json({ status: 'ready', redis: redis ? 'ok' : 'none' });
    } catch {
      return c.json({ status: 'not ready', redis: 'away' }, 503);
    }
  });
  app.get('/metrics', async (c) =>
    c.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType }),
  );

  const operatorOnly = { error: 'an operator token is needed (MIRA_OPERATOR_TOKENS)' };
  app.get('/limits', async (c) => {
    if (!isOperator(c.req.header('authorization'))) return c.json(operatorOnly, 401);
    try {
      return c.json(await gate.report());
    } catch {
      return c.json({ error: 'Redis is away: the shared limits cannot be read' }, 503);
    }
  });
  app.get('/cache', (c) => {
    if (!isOperator(c.req.header('authorization'))) return c.json(operatorOnly, 401);
    const stats = cache.stats();
    const { l1, l2, coalesced, miss } = stats.hits;
    const saved = l1 + l2 + coalesced;
    const asked = saved + miss;
    return c.json({ ...stats, savedCalls: saved, hitRate: asked === 0 ? null : saved / asked });
  });

  app.get('/servers', (c) => {
    if (!isOperator(c.req.header('authorization'))) return c.json(operatorOnly, 401);
    return c.json({ servers: deps.federation?.report() ?? [] });
  });

  app.onError((error, c) => {
    logger.error({ err: error, path: c.req.path }, 'a request failed in a way it should not');
    return c.json({ error: 'the proxy failed; its log has the details' }, 500);
  });
  app.notFound((c) => c.json({ error: 'not found; the MCP endpoint is POST /mcp' }, 404));
  return app;
}

/** Compares digests, so that neither length nor content can be measured. */
function bearerCheck(tokens: readonly string[]): (authorization: string | undefined) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const allowed = tokens.map(digest);
  return (authorization) => {
    const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return false;
    const given = digest(token);
    return allowed.some((entry) => timingSafeEqual(entry, given));
  };
}
