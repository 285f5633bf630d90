/** The worker process: takes investigations and actions from the queue. Holds the model's key, and no upstream's. */
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { ulid } from 'ulid';
import { workers as fields } from '../config/fields.ts';
import { load, secretsOf } from '../config/load.ts';
import { systemClock } from '../platform/clock.ts';
import { startHttpServer } from '../platform/http-server.ts';
import { createLifecycle, runMain, stopOnSignals } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { connectRedis } from '../platform/redis.ts';
import { createScrubber } from '../platform/scrub.ts';
import { mintScopeToken } from '../platform/scope-token.ts';
import { createProducer } from '../queue/producer.ts';
import { createDispatcher } from '../store/dispatch.ts';
import { createStore } from '../store/store.ts';
import { loadAgentConfig } from './agents/definitions.ts';
import { resolveRoute, routeNames } from './agents/model-routes.ts';
import { createWorkers } from './create-workers.ts';
import { createHealthApp } from './health-app.ts';
import { createProxyClient } from './mcp-client/proxy-client.ts';
import { createModels } from './models/create-models.ts';
import { loadModelCatalog } from './models/model-catalog.ts';
import { createPlaybook } from './models/playbook/playbook.ts';
import { createPatientStore } from './patient-store.ts';
import { createActionProcessor } from './processors/actions.ts';
import { createInvestigationProcessor } from './processors/investigations.ts';
import { createRunbookFolder } from './runbooks/runbook-folder.ts';
import type { WorkerDeps } from './stages/run.ts';
import { createAnalysisThread } from './sweep/analysis-thread.ts';

await runMain(async () => {
  const config = load(fields);
  const workerId = `${hostname()}-${process.pid}-${ulid().slice(-6)}`;
  const logger = createLogger({
    name: 'worker',
    level: config.logLevel,
    secrets: secretsOf(fields, config),
  });
  const lifecycle = createLifecycle({ logger });
  stopOnSignals(lifecycle);
  const clock = systemClock;
  const connect = (role: 'command' | 'blocking', name: string) => {
    const redis = connectRedis({ url: config.redisUrl, role, name: `worker-${name}`, logger });
    lifecycle.onStop(`redis ${name}`, () => redis.disconnect());
    return redis;
  };

  const commands = connect('command', 'store');
  const store = createPatientStore(
    createStore({ redis: commands, clock }),
    clock,
    lifecycle.stopping,
  );
  const producer = createProducer({ redis: connect('command', 'producer') });
  lifecycle.onStop('producer', () => producer.close());
  const dispatcher = createDispatcher({ producer, pending: store.pending, logger });
  lifecycle.onStop('dispatcher', () => dispatcher.close());
  const proxy = createProxyClient({ urls: config.proxyUrls, clock });
  lifecycle.onStop('proxy client', () => proxy.close());

  const analysis = createAnalysisThread();
  lifecycle.onStop('analysis', () => analysis.close());

  const catalog = await loadModelCatalog(config.modelsPath);
  const agents = await loadAgentConfig(config.agentsPath);
  const { defaultRef, models } = createModels(
    config,
    catalog,
    (ref) => routesOf(routeNames(ref, catalog)),
    logger,
  );
  const routes = routeNames(defaultRef, catalog);
  if (defaultRef !== null && !catalog.knows(defaultRef)) {
    logger.warn(
      { model: defaultRef, file: config.modelsPath },
      'no price is known for the model: its cost counts as nothing',
    );
  }
  function routesOf(names: typeof routes): string[] {
    return Object.values(agents.agents).flatMap(({ route }) => resolveRoute(route, names, catalog));
  }
  const runbooks = createRunbookFolder({ path: config.runbooksPath });
  // Told now as well: during the first incident nobody looks for a typo.
  if (!existsSync(config.runbooksPath))
    logger.warn({ folder: config.runbooksPath }, 'the folder of runbooks does not exist');
  for (const problem of (await runbooks.load()).problems)
    logger.warn({ problem }, 'a runbook cannot be used');
  const deps: WorkerDeps = {
    store,
    dispatcher,
    proxy,
    mint: (scope, expiresInMs) =>
      mintScopeToken(scope, { secrets: config.tokenSecrets, expiresInMs }),
    agents,
    runbooks,
    models,
    playbook: createPlaybook(),
    catalog,
    routes,
    streaming: config.streamText ? { scrub: createScrubber(secretsOf(fields, config)) } : null,
    analysis,
    limits: {
      modelCalls: config.maxModelCalls,
      toolCalls: config.maxToolCalls,
      tokens: config.maxTokens,
      costUsd: config.maxCostUsd,
      minutes: config.maxMinutes,
    },
    dailyBudgetUsd: config.dailyBudgetUsd,
    serviceBudgetUsd: config.serviceBudgetUsd,
    publicUrl: config.publicUrl,
    workerId,
    clock,
    logger,
  };

  const workers = createWorkers({
    processors: {
      investigations: createInvestigationProcessor(deps),
      actions: createActionProcessor(deps),
    },
    concurrency: config.concurrency,
    redis: connect('blocking', 'jobs'),
    logger,
  });
  lifecycle.onStop('jobs', () => workers.stop('the worker stops'));

  if (config.workerPort !== undefined) {
    const ready = async (): Promise<boolean> =>
      !lifecycle.stopping.aborted && (await commands.ping().catch(() => null)) === 'PONG';
    const app = createHealthApp({ ready, metrics: createMetrics('worker') });
    const server = await startHttpServer({
      fetch: app.fetch,
      port: config.workerPort,
      host: '0.0.0.0',
    });
    lifecycle.onStop('health endpoint', () => server.close());
    logger.info({ port: server.port }, 'health endpoint');
  }
  logger.info(
    {
      workerId,
      model: defaultRef ?? 'playbook',
      concurrency: config.concurrency,
      proxies: config.proxyUrls.length,
    },
    'worker is ready',
  );
});
