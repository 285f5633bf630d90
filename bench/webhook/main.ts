/** Webhook to durable 202 through the whole ingress, against a bare Hono route that does one `queue.add`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { ServiceRegistry } from '../../src/domain/service.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createStore } from '../../src/store/store.ts';
import { eventually } from '../../test/helpers/poll.ts';
import { freePort } from '../../test/helpers/ports.ts';
import { startRedis, type TestRedis } from '../../test/helpers/redis-server.ts';
import { median, ratioRow, type Benchmark } from '../row.ts';

const ROUNDS = 5;
const SECONDS = 2;
const CONNECTIONS = 50;
const SECRET = 'bench-webhook-secret';

export const webhookBenchmark: Benchmark = {
  name: 'webhook',
  about: 'distinct alerts, each opening an incident of its own and starting an investigation',
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
      ratios.push(whole.requests.average / plain.requests.average);
    }
    const what = 'webhook → durable 202 / bare Hono route with one queue.add, requests per second';
    yield ratioRow(what, median(ratios), 0.6);
  },
};

interface Server extends AsyncDisposable {
  readonly url: string;
}

async function startServer(script: string, redisUrl: string): Promise<Server> {
  const port = await freePort();
  const child: ChildProcess = spawn(
    process.execPath,
    ['--no-warnings', fileURLToPath(new URL(script, import.meta.url))],
    {
      stdio: 'ignore',
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        REDIS_URL: redisUrl,
        PORT: String(port),
        MIRA_HOST: '127.0.0.1',
        MIRA_WEBHOOK_SECRET: SECRET,
        MIRA_ACCEPT_QUEUE_LIMIT: '10000000',
      },
    },
  );
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => (await fetch(`${url}/ready`)).ok, { timeoutMs: 10_000 });
  return {
    url,
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

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

const SERVICES = 100;

/** As in production, where the exception is the alert of a service that nobody has registered. */
async function registerServices(redis: TestRedis): Promise<void> {
  const { registry } = createStore({ redis: redis.client(), clock: systemClock });
  const names = Array.from({ length: SERVICES }, (_, index) => `svc-${index}`);
  await registry.importAll(
    ServiceRegistry.parse(Object.fromEntries(names.map((name) => [name, {}]))),
  );
}

let alerts = 0;

/** Of so many services, each time in an environment of its own, so that no incident is there to join. */
function nextAlert(): string {
  alerts += 1;
  const service = `svc-${alerts % SERVICES}`;
  const env = `env-${alerts}`;
  return JSON.stringify({
    v: 1,
    alert_id: String(alerts),
    cycle_key: `cycle-${alerts}`,
    transition: 'Triggered',
    alert_type: 'error',
    event_type: 'query_alert_monitor',
    event_id: `event-${alerts}`,
    title: `[P2] [Triggered on {service:${service}}] Error rate is high`,
    text: 'More than 5 % of the requests of the last 5 minutes have failed.',
    query: `sum(last_5m):sum:trace.http.request.errors{service:${service}}.as_count() > 5`,
    scope: `service:${service},env:${env}`,
    metric: 'trace.http.request.errors',
    priority: 'P2',
    tags: `service:${service},env:${env},team:payments`,
    service,
    env,
    date: String(Date.now()),
    link: `https://app.datadoghq.com/monitors/${alerts}`,
    org_id: '55',
  });
}
