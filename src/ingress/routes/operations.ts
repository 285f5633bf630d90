/** What whoever runs MIRA asks for: what it is, whether it lives, its figures, what it rejected. */
import { Hono } from 'hono';
import type { IngressDeps } from '../deps.ts';
import { LimitQuery, parseQuery } from './query.ts';

export function operationRoutes(deps: IngressDeps) {
  const { store, redis, metrics, access, publicUrl } = deps;
  return new Hono()
    .get('/', (c) => {
      const base = publicUrl ?? new URL(c.req.url).origin;
      const link = (path: string) => new URL(path, base).href;
      return c.json({
        name: 'MIRA',
        description: 'A Datadog alert in, a checked root-cause report out.',
        links: {
          webhook: link('/webhook/datadog'),
          investigate: link('/investigate'),
          incidents: link('/incidents'),
          investigations: link('/investigations'),
          events: link('/events'),
          services: link('/services'),
          usage: link('/usage'),
          queues: link('/admin/queues'),
          health: link('/health'),
          ready: link('/ready'),
          metrics: link('/metrics'),
        },
      });
    })
    .get('/health', (c) => c.json({ status: 'ok' as const }))
    .get('/ready', async (c) => {
      try {
        await redis.ping();
        return c.json({ status: 'ready' as const, redis: 'ok' as const });
      } catch {
        c.header('retry-after', '1');
        return c.json({ status: 'not_ready' as const, redis: redis.status }, 503);
      }
    })
    .get('/metrics', async (c) =>
      c.body(await metrics.registry.metrics(), 200, {
        'content-type': metrics.registry.contentType,
      }),
    )
    .get('/rejected', access('operator'), async (c) => {
      const { limit } = parseQuery(LimitQuery, c.req.query());
      return c.json({ rejected: await store.rejected.list(limit) });
    });
}
