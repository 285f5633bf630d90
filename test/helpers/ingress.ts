// The ingress's app on a test's Redis, without a socket: `app.request()`.
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createApp } from '../../src/ingress/app.ts';
import { createApiAccess } from '../../src/ingress/auth/api-access.ts';
import { createWebhookSenders } from '../../src/ingress/auth/webhook-sender.ts';
import { createIngressMetrics } from '../../src/ingress/metrics.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { createProducer } from '../../src/queue/producer.ts';
import { createDispatcher } from '../../src/store/dispatch.ts';
import { createLiveEvents } from '../../src/store/live-events.ts';
import { createStore } from '../../src/store/store.ts';
import type { TestRedis } from './redis-server.ts';

export const SECRET = 'webhook-secret-one';
export const OLD_SECRET = 'webhook-secret-two';
export const API_TOKEN = 'api-token';
export const OPERATOR_TOKEN = 'operator-token';

export interface TestIngressOptions {
  readonly secrets?: readonly string[];
  readonly insecure?: boolean;
  readonly maxWaiting?: number;
}

export function startTestIngress(server: TestRedis, options: TestIngressOptions = {}) {
  const logger = pino({ level: 'silent' });
  const redis = server.client({
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 800,
    retryStrategy: () => 50,
    lazyConnect: false,
  });
  const producer = createProducer({ redis });
  const store = createStore({
    redis,
    clock: systemClock,
    limits: { maxWaiting: options.maxWaiting ?? 1_000, stormMs: 300_000 },
  });
  const reader = server.client({ maxRetriesPerRequest: null, retryStrategy: () => 50 });
  const live = createLiveEvents({ reader, redis, clock: systemClock, logger });
  const dispatcher = createDispatcher({ producer, pending: store.pending, logger });
  const stopping = new AbortController();
  const insecure = options.insecure ?? false;
  const app = createApp({
    store,
    dispatcher,
    live,
    queues: producer.queues,
    redis,
    clock: systemClock,
    logger,
    metrics: createIngressMetrics(new Registry(), producer.queues),
    senders: createWebhookSenders(options.secrets ?? (insecure ? [] : [SECRET, OLD_SECRET])),
    access: createApiAccess({
      apiTokens: insecure ? [] : [API_TOKEN],
      operatorTokens: insecure ? [] : [OPERATOR_TOKEN],
      insecure,
    }),
    budgets: { fleetUsd: 50, serviceUsd: 10 },
    publicUrl: undefined,
    stopping: stopping.signal,
  });
  const ready =
    redis.status === 'ready'
      ? Promise.resolve()
      : new Promise<void>((resolve) => {
          redis.once('ready', () => resolve());
        });

  return {
    app,
    store,
    producer,
    redis,
    ready,
    /** Sends a webhook as Datadog does with the secret header. */
    webhook: async (
      body: unknown,
      headers: Record<string, string> = { 'x-mira-webhook-secret': SECRET },
    ) =>
      app.request('/webhook/datadog', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    /** An API call; the answer's status and its JSON. */
    api: async (
      method: string,
      path: string,
      body?: unknown,
      token: string | undefined = API_TOKEN,
    ): Promise<{ status: number; body: any; headers: Headers }> => {
      const response = await app.request(path, {
        method,
        headers: {
          ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
          'content-type': 'application/json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
        headers: response.headers,
      };
    },
    async stop() {
      stopping.abort();
      await dispatcher.close();
      await live.close();
      await producer.close();
      redis.disconnect();
    },
  };
}

export type TestIngress = ReturnType<typeof startTestIngress>;

/** A Triggered in MIRA's template; each call another cycle of another monitor. */
let monitors = 0;
export const aWebhook = (fields: Record<string, unknown> = {}) => {
  monitors += 1;
  return {
    v: 1,
    alert_id: `${1000 + monitors}`,
    cycle_key: `cycle-${monitors}`,
    transition: 'Triggered',
    alert_type: 'error',
    event_type: 'query_alert_monitor',
    event_id: `event-${monitors}`,
    title: `[Triggered] monitor ${monitors}`,
    text: 'errors',
    priority: 'P2',
    tags: 'team:pay',
    service: 'payment-svc',
    env: 'prod',
    date: `${Date.now()}`,
    org_id: '55',
    ...fields,
  };
};
