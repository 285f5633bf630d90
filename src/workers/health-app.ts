/** A worker's own endpoints: alive, ready, metrics. Optional, for orchestrators that probe. */
import { Hono } from 'hono';
import type { Registry } from '../platform/metrics.ts';

export interface HealthOptions {
  /** True while jobs can be taken: Redis answers and no stop has begun. */
  readonly ready: () => Promise<boolean>;
  readonly metrics: Registry;
}

export function createHealthApp({ ready, metrics }: HealthOptions): Hono {
  return new Hono()
    .get('/health', (c) => c.json({ status: 'ok' }))
    .get('/ready', async (c) => {
      const isReady = await ready();
      return c.json({ status: isReady ? 'ready' : 'not ready' }, isReady ? 200 : 503);
    })
    .get('/metrics', async (c) => {
      c.header('content-type', metrics.contentType);
      return c.body(await metrics.metrics());
    });
}
