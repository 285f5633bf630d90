/** The ingress process: puts the parts together, listens, and stops in order. */
import { ingress as fields } from '../config/fields.ts';
import { secretsOf } from '../config/load.ts';
import { systemClock as clock } from '../platform/clock.ts';
import { startHttpServer } from '../platform/http-server.ts';
import { createLifecycle, runMain, stopOnSignals } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { connectRedis } from '../platform/redis.ts';
import { createProducer } from '../queue/producer.ts';
import { createDispatcher } from '../store/dispatch.ts';
import { createLiveEvents } from '../store/live-events.ts';
import { createStore } from '../store/store.ts';
import { createSweeper } from '../store/sweeper.ts';
import { createApp } from './app.ts';
import { createApiAccess } from './auth/api-access.ts';
import { createWebhookSenders } from './auth/webhook-sender.ts';
import { loadIngressConfig } from './config.ts';
import { createIngressMetrics } from './metrics.ts';
import { seedRegistry } from './seed-registry.ts';
import { warnOfOpenDoors } from './open-doors.ts';

await runMain(async () => {
  const config = loadIngressConfig();
  const { redisUrl: url } = config;
  const secrets = secretsOf(fields, config);
  const logger = createLogger({ name: 'ingress', level: config.logLevel, secrets });
  const lifecycle = createLifecycle({ logger });
  warnOfOpenDoors(config, logger);

  // Commands fail fast, so that a webhook gets its 503; the reader of live events waits for Redis.
  const redis = connectRedis({
    url,
    role: 'command',
    name: 'ingress',
    logger,
    autoPipelining: true,
  });
  lifecycle.onStop('redis', () => redis.disconnect());
  const producer = createProducer({ redis });
  lifecycle.onStop('producer', () => producer.close());

  const limits = {
    maxWaiting: config.acceptQueueLimit,
    stormMs: config.stormWindowSeconds * 1_000,
  };
  const store = createStore({ redis, clock, limits });
  const reader = connectRedis({ url, role: 'blocking', name: 'ingress-events', logger });
  const live = createLiveEvents({ reader, redis, clock, logger });
  lifecycle.onStop('live events', () => live.close());
  const dispatcher = createDispatcher({ producer, pending: store.pending, logger });
  lifecycle.onStop('dispatcher', () => dispatcher.close());
  // Here and not in the workers: those may be scaled down to none.
  const sweeper = createSweeper({ redis, store, producer, clock, logger });
  lifecycle.onStop('sweeper', () => sweeper.stop());

  const app = createApp({
    store,
    dispatcher,
    live,
    queues: producer.queues,
    redis,
    clock,
    logger,
    metrics: createIngressMetrics(createMetrics('ingress'), producer.queues),
    senders: createWebhookSenders(config.webhookSecrets),
    access: createApiAccess(config),
    budgets: { fleetUsd: config.dailyBudgetUsd, serviceUsd: config.serviceBudgetUsd },
    publicUrl: config.publicUrl,
    stopping: lifecycle.stopping,
  });
  const server = await startHttpServer({ fetch: app.fetch, port: config.port, host: config.host });
  lifecycle.onStop('http server', () => server.close());
  stopOnSignals(lifecycle);
  logger.info({ url: server.url }, 'ingress is listening');

  sweeper.start();
  void seedRegistry({ redis, store, path: config.registryPath, logger, lifecycle });
});
