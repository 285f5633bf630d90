/** The Datadog simulator: authentication, rate limits, faults of its own, and its routes. */
import { z } from 'zod';
import { QuerySyntaxError } from '../search/query.ts';
import { replaceResponse } from '../common/faults.ts';
import { createLimits, LimitRequest } from '../common/limits.ts';
import {
  createSimulatorApp,
  describeProblems,
  type SimulatorApp,
  type SimulatorEnv,
} from '../common/simulator-app.ts';
import type { World } from '../world.ts';
import { catalogRoutes } from './catalog.ts';
import { deploymentRoutes } from './deployments.ts';
import { DatadogError } from './errors.ts';
import { errorTrackingRoutes } from './error-tracking.ts';
import { eventRoutes } from './events.ts';
import { logRoutes } from './logs.ts';
import { metricRoutes } from './metrics.ts';
import { monitorRoutes } from './monitors.ts';
import { limitName, rateLimited, setLimitHeaders } from './rate-limits.ts';
import { spanRoutes } from './spans.ts';
import { createDatadogStore } from './store.ts';
import type { Context } from 'hono';

export interface DatadogOptions {
  readonly world: World;
  readonly now: () => number;
  readonly closing: AbortSignal;
  /** Only this key is accepted; without it any is. */
  readonly apiKey?: string | undefined;
  readonly appKey?: string | undefined;
}

/** Far more than MIRA's own buckets allow: a test that wants a limit sets one. */
const DEFAULT_LIMIT = { limit: 100_000, periodSeconds: 3600 };

/** Calls that Datadog serves with the API key alone. */
const API_KEY_ONLY = new Set([
  'GET /api/v1/validate',
  'POST /api/v1/events',
  'POST /api/v2/events',
  'POST /api/v2/dora/deployment',
]);

async function editJson(
  c: Context<SimulatorEnv>,
  edit: (body: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  const body: unknown = await c.res.json();
  const { status, headers } = c.res;
  const kept = new Headers(headers);
  kept.delete('content-length');
  const edited = edit(body as Record<string, unknown>);
  replaceResponse(c, new Response(JSON.stringify(edited), { status, headers: kept }));
}

/** `meta.status: timeout` and the first part of the data: 200, and easy to take for everything. */
function partial(body: Record<string, unknown>, keep: number): Record<string, unknown> {
  const cut = (list: unknown) =>
    Array.isArray(list) ? list.slice(0, Math.floor(list.length * keep)) : list;
  const { data } = body;
  const some =
    typeof data === 'object' && data !== null && 'buckets' in data
      ? { ...data, buckets: cut(data.buckets) }
      : cut(data);
  const meta = typeof body['meta'] === 'object' ? body['meta'] : {};
  return { ...body, data: some, meta: { ...meta, status: 'timeout' } };
}

function withoutCommitSha(body: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(body, (key, value: unknown) =>
    key === 'commit_sha' ? undefined : value,
  );
  return JSON.parse(text) as Record<string, unknown>;
}

export function createDatadogApp(options: DatadogOptions): SimulatorApp {
  const { world, now, closing } = options;
  const store = createDatadogStore(world);
  const limits = createLimits(now, DEFAULT_LIMIT);
  const accepted = (given: string | undefined, wanted: string | undefined) =>
    given !== undefined && given !== '' && (wanted === undefined || given === wanted);

  const app = createSimulatorApp({
    name: 'datadog',
    world,
    now,
    closing,
    control(control) {
      control.get('/limits', (c) => c.json(limits.list()));
      control.post('/limits', async (c) => {
        limits.set(LimitRequest.parse(await c.req.json()));
        return c.json(limits.list());
      });
    },
    around(outer) {
      outer.use(async (c, next) => {
        const state = limits.take(limitName(c.req.path));
        if (state.allowed) await next();
        else c.res = c.json(rateLimited(state), 429);
        setLimitHeaders(c, state);
      });
    },
    onError(error, c) {
      if (error instanceof DatadogError) return c.json({ errors: [error.message] }, error.status);
      if (error instanceof QuerySyntaxError) {
        return c.json({ errors: [`Invalid query: ${error.message}`] }, 400);
      }
      if (error instanceof z.ZodError) return c.json({ errors: describeProblems(error) }, 400);
      if (error instanceof SyntaxError) return c.json({ errors: ['Invalid JSON'] }, 400);
      return undefined;
    },
    dialect: {
      rateLimited(c, resetSeconds) {
        const response = c.json(rateLimited({ limit: 300, periodSeconds: 3600 }), 429);
        const headers = { limit: 300, period: 3600, remaining: 0, reset: resetSeconds };
        for (const [name, value] of Object.entries(headers)) {
          response.headers.set(`x-ratelimit-${name}`, String(value));
        }
        response.headers.set('x-ratelimit-name', limitName(c.req.path));
        return response;
      },
      notFound: (c) => c.json({ errors: ['Not Found'] }, 404),
      own(action, c, next) {
        if (action.type === 'partial') {
          return next().then(() => editJson(c, (body) => partial(body, action.keep)));
        }
        if (action.type === 'without_commit_sha') {
          return next().then(() => editJson(c, withoutCommitSha));
        }
        return undefined;
      },
    },
  });

  app.use('/api/*', async (c, next) => {
    const bearer = c.req.header('authorization')?.startsWith('Bearer ') === true;
    const apiKey = accepted(c.req.header('dd-api-key'), options.apiKey);
    const appKey =
      API_KEY_ONLY.has(`${c.req.method} ${c.req.path}`) ||
      accepted(c.req.header('dd-application-key'), options.appKey);
    if (!(bearer && options.apiKey === undefined) && !(apiKey && appKey)) {
      return c.json({ errors: ['Forbidden'] }, 403);
    }
    return next();
  });

  app.get('/api/v1/validate', (c) => c.json({ valid: true }));
  logRoutes(app, store, now);
  metricRoutes(app, store, now);
  spanRoutes(app, store, now);
  monitorRoutes(app, store);
  eventRoutes(app, store, now);
  deploymentRoutes(app, store, now);
  errorTrackingRoutes(app, store, now);
  catalogRoutes(app, store);
  app.notFound((c) => c.json({ errors: ['Not Found'] }, 404));
  return app;
}
