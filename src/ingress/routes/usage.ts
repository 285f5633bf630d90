/** What models and tools have cost: by model, service, agent, stage, tool or day. */
import { Hono } from 'hono';
import { DAY_MS, toIso } from '../../domain/time.ts';
import type { UsageView } from '../../domain/usage.ts';
import type { IngressDeps } from '../deps.ts';
import { parseQuery, sinceMs, UsageQuery } from './query.ts';

export function usageRoutes({ store, clock, access, budgets }: IngressDeps) {
  return new Hono().get('/usage', access('api'), async (c) => {
    const { since, by } = parseQuery(UsageQuery, c.req.query());
    const nowMs = clock.now();
    const dayOf = (ms: number): string => toIso(ms).slice(0, 10);
    const until = dayOf(nowMs);
    const from = dayOf(Math.min(nowMs, sinceMs(since, nowMs) ?? nowMs));
    const [totals, today] = await Promise.all([
      store.usage.between(from, until, by),
      store.usage.day(until),
    ]);
    const view: UsageView = {
      since: from,
      until,
      by,
      ...totals,
      budgets: {
        ...budgets,
        todayUsd: today.costUsd,
        resetsAt: toIso(Date.parse(`${until}T00:00:00.000Z`) + DAY_MS),
      },
    };
    return c.json(view);
  });
}
