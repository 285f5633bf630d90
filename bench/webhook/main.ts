/** Webhook to durable 202 through the whole ingress, against a bare Hono route that does one `queue.add`. */
import autocannon from 'autocannon';
import { startRedis } from '../../test/helpers/redis-server.ts';
import { median, ratioRow, type Benchmark } from '../row.ts';
import { nextAlert, registerServices } from './alerts.ts';
import { SECRET, startServer } from './server.ts';
import { stormRows } from './storm.ts';

/** Many short ones: on a machine that does other things each pair still meets about the same. */
const ROUNDS = 9;
const SECONDS = 1;
const CONNECTIONS = 50;

export const webhookBenchmark: Benchmark = {
  name: 'webhook',
  about: 'distinct alerts, each starting an investigation of its own; a storm over 100 services',
  async *run() {
    // Each server has a Redis of its own, as it would in production: AOF, written every second.
    const redisOptions = { appendonly: true, args: ['--appendfsync', 'everysec'] };
    await using bareRedis = await startRedis(redisOptions);
    await using miraRedis = await startRedis(redisOptions);
    await using bare = await startServer('./bare-route.ts', bareRedis.url);
    await using mira = await startServer('../../src/ingress/main.ts', miraRedis.url);

    await registerServices(miraRedis);
    await load(bare.url);
    await load(mira.url);
    const ratios: number[] = [];
    // In turns: what else the machine does meets both alike.
    for (let round = 0; round < ROUNDS; round++) {
      const plain = await load(bare.url);
      const whole = await load(mira.url);
      ratios.push(perSecond(whole) / perSecond(plain));
    }
    const spread = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(2));
    const what = `webhook → durable 202 / bare Hono route with one queue.add, per second (rounds ${spread.join(' to ')})`;
    yield ratioRow(what, median(ratios), 0.6);
    yield* stormRows();
  },
};

async function load(url: string): Promise<autocannon.Result> {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests: [
      {
        method: 'POST',
        path: '/webhook/datadog',
        headers: { 'content-type': 'application/json', 'x-mira-webhook-secret': SECRET },
        setupRequest: (request) => ({ ...request, body: nextAlert() }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`webhooks failed at ${url}`);
  return result;
}

const perSecond = ({ requests, duration }: autocannon.Result): number => requests.total / duration;
