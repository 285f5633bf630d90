/** Which of Datadog's limits a request counts against, and the headers that tell. */
import type { Context } from 'hono';
import type { LimitState } from '../common/limits.ts';
import type { SimulatorEnv } from '../common/simulator-app.ts';

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v2\/logs\//, 'logs_query'],
  [/^\/api\/v2\/spans\//, 'spans_query'],
  [/^\/api\/v2\/(pruned_)?trace\//, 'trace_by_id'],
  [/^\/api\/(v1\/query|v2\/query\/)/, 'timeseries_query'],
  [/^\/api\/v1\/monitor/, 'monitors'],
  [/^\/api\/v2\/events\/search/, 'events_search'],
  [/^\/api\/v[12]\/events/, 'events_submit'],
  [/^\/api\/v2\/dora\//, 'dora'],
  [/^\/api\/v2\/error-tracking\//, 'error_tracking'],
  [/^\/api\/(v2\/catalog|v2\/services|v1\/service_dependencies)/, 'catalog'],
];

/** The quota that a path draws from; everything else shares `api`. */
export const limitName = (path: string): string =>
  NAMES.find(([expression]) => expression.test(path))?.[1] ?? 'api';

/** A fault's own headers win. */
export function setLimitHeaders(c: Context<SimulatorEnv>, state: LimitState): void {
  const headers = {
    'x-ratelimit-limit': state.limit,
    'x-ratelimit-period': state.periodSeconds,
    'x-ratelimit-remaining': state.remaining,
    'x-ratelimit-reset': state.resetSeconds,
    'x-ratelimit-name': state.name,
  };
  for (const [name, value] of Object.entries(headers)) {
    if (!c.res.headers.has(name)) c.res.headers.set(name, String(value));
  }
}

export const rateLimited = (state: Pick<LimitState, 'limit' | 'periodSeconds'>) => ({
  errors: [
    `Rate limit of ${state.limit} requests in ${state.periodSeconds} seconds reached. Please try again later.`,
  ],
});
