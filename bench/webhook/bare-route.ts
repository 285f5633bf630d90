/** The yardstick of the webhook row: a bare Hono route that does one `queue.add`. Nothing else. */
import { serve } from '@hono/node-server';
import { Queue } from 'bullmq';
import { Hono } from 'hono';
import { Redis } from 'ioredis';

const { REDIS_URL = 'redis://127.0.0.1:6379', PORT = '0' } = process.env;
const connection = new Redis(REDIS_URL, { maxRetriesPerRequest: null });
const queue = new Queue('bare', { connection, prefix: '{bare}' });

const app = new Hono()
  .get('/ready', (c) => c.text('ready'))
  .post('/webhook/datadog', async (c) => {
    const job = await queue.add('alert', await c.req.json());
    return c.json({ id: job.id }, 202);
  });

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' });
process.on('SIGTERM', () => process.exit(0));
