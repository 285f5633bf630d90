// Workers in this process, between a real Redis, the real proxy and the simulators: for tests that
// need to reach in between. A relay stands before the proxy, where answers can be lost.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { bucketLimitsOf } from '../../src/config/buckets.ts';
import { proxy as proxyFields } from '../../src/config/fields.ts';
import { load } from '../../src/config/load.ts';
import type { Investigation } from '../../src/domain/investigation.ts';
import type { RunEvent } from '../../src/domain/run-event.ts';
import { openUpstreams } from '../../src/mcp-proxy/open-upstreams.ts';
import { createProxy } from '../../src/mcp-proxy/proxy.ts';
import { createTools } from '../../src/mcp-proxy/tools/catalogue.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { startHttpServer } from '../../src/platform/http-server.ts';
import { createMetrics } from '../../src/platform/metrics.ts';
import { connectRedis, whenReady } from '../../src/platform/redis.ts';
import { mintScopeToken } from '../../src/platform/scope-token.ts';
import { createProducer } from '../../src/queue/producer.ts';
import { createSimulators, type Simulators } from '../../src/simulators/create-simulators.ts';
import type { Store } from '../../src/store/contracts.ts';
import { createDispatcher } from '../../src/store/dispatch.ts';
import { createStore } from '../../src/store/store.ts';
import { loadAgentConfig } from '../../src/workers/agents/definitions.ts';
import { resolveRoute, routeNames } from '../../src/workers/agents/model-routes.ts';
import { createWorkers, type Workers } from '../../src/workers/create-workers.ts';
import { createProxyClient } from '../../src/workers/mcp-client/proxy-client.ts';
import { createModels } from '../../src/workers/models/create-models.ts';
import { loadModelCatalog } from '../../src/workers/models/model-catalog.ts';
import { createPlaybook } from '../../src/workers/models/playbook/playbook.ts';
import { createActionProcessor } from '../../src/workers/processors/actions.ts';
import { createInvestigationProcessor } from '../../src/workers/processors/investigations.ts';
import { createRunbookFolder } from '../../src/workers/runbooks/runbook-folder.ts';
import type { WorkerDeps } from '../../src/workers/stages/run.ts';
import { createAnalysisThread } from '../../src/workers/sweep/analysis-thread.ts';
import { anAlert } from './alerts.ts';
import { eventually } from './poll.ts';
import { startRedis } from './redis-server.ts';
import { silent } from './workers.ts';

export const TOKEN_SECRET = 'worker-test-secret-worker-test-secret-01';

/** What the relay does with a request that it has read. */
export type Verdict = 'pass' | 'lose_request' | 'lose_answer';

export interface WorkerStackOptions {
  /** Ask the simulated Gemini instead of the playbook alone. */
  readonly gemini?: boolean;
  readonly limits?: Partial<WorkerDeps['limits']>;
  /** Folder of runbooks; none without it. */
  readonly runbooks?: string;
  /** More settings of the proxy, for example bucket sizes. */
  readonly env?: Record<string, string>;
}

const ROOMY = Object.fromEntries(
  [
    'DATADOG_LOGS',
    'DATADOG_SPANS',
    'DATADOG_METRICS',
    'DATADOG_MONITORS',
    'DATADOG_EVENTS',
    'AZURE_DEVOPS',
  ].map((name) => [`MIRA_BUCKET_${name}`, 'rate=1000/s burst=1000']),
);

export async function startWorkerStack(options: WorkerStackOptions = {}) {
  const redis = await startRedis();
  const simulators = await createSimulators();
  const stopping = new AbortController();
  const closers: (() => unknown)[] = [];
  const connect = async (role: 'command' | 'blocking', name: string) => {
    const connection = connectRedis({ url: redis.url, role, name, logger: silent });
    closers.push(() => connection.disconnect());
    await whenReady(connection);
    return connection;
  };

  const config = load(proxyFields, {
    REDIS_URL: redis.url,
    MIRA_TOKEN_SECRET: TOKEN_SECRET,
    DD_API_KEY: 'simulated-api-key',
    DD_APP_KEY: 'simulated-app-key',
    MIRA_DATADOG_URL: simulators.datadog,
    AZURE_DEVOPS_ORGANIZATION: `${simulators.azureDevOps}/acme`,
    AZURE_DEVOPS_PAT: 'simulated-pat-simulated-pat',
    SLACK_BOT_TOKEN: 'xoxb-simulated',
    SLACK_API_URL: `${simulators.slack}/api/`,
    ...ROOMY,
    ...options.env,
  });
  const proxy = await createProxy({
    redis: await connect('command', 'proxy'),
    subscriber: await connect('blocking', 'proxy-subscriber'),
    clock: systemClock,
    logger: silent,
    metrics: createMetrics('proxy'),
    stopping: stopping.signal,
    createTools: (gate) => createTools(openUpstreams(config, gate)),
    limits: bucketLimitsOf(config),
    investigationShare: config.investigationShare,
    tokenSecrets: config.tokenSecrets,
    operatorTokens: [],
    allowedHosts: [],
    allowedOrigins: [],
    version: '0.0.0',
  });
  const server = await startHttpServer({ fetch: proxy.app.fetch, port: 0 });
  const relay = await startRelay(`${server.url}/mcp`);

  const store = createStore({ redis: await connect('command', 'store'), clock: systemClock });
  const producer = createProducer({ redis: await connect('command', 'producer') });
  const dispatcher = createDispatcher({ producer, pending: store.pending, logger: silent });
  const catalog = await loadModelCatalog('config/models.json');
  const agents = await loadAgentConfig('config/agents.json');
  const settings = {
    model: undefined,
    googleApiKey: options.gemini === true ? 'simulated' : undefined,
    googleProject: undefined,
    googleLocation: 'global',
    geminiBaseUrl: simulators.gemini,
    openaiBaseUrl: undefined,
    openaiModel: undefined,
    openaiApiKey: undefined,
  };
  const wanted = (ref: string | null) =>
    Object.values(agents.agents).flatMap(({ route }) =>
      resolveRoute(route, routeNames(ref, catalog), catalog),
    );
  const { defaultRef, models } = createModels(settings, catalog, wanted, silent);
  const client = createProxyClient({ urls: [relay.url], clock: systemClock, reconnectMs: 2_000 });
  const analysis = createAnalysisThread();
  const deps: WorkerDeps = {
    store,
    dispatcher,
    proxy: client,
    mint: (scope, expiresInMs) => mintScopeToken(scope, { secrets: [TOKEN_SECRET], expiresInMs }),
    agents,
    runbooks: createRunbookFolder({ path: options.runbooks ?? 'test/no-such-folder' }),
    models,
    playbook: createPlaybook(),
    catalog,
    routes: routeNames(defaultRef, catalog),
    streaming: null,
    analysis,
    limits: {
      modelCalls: 30,
      toolCalls: 80,
      tokens: 500_000,
      costUsd: 1,
      minutes: 15,
      ...options.limits,
    },
    dailyBudgetUsd: 50,
    serviceBudgetUsd: 50,
    publicUrl: 'https://mira.acme.test',
    workerId: 'test-worker',
    clock: systemClock,
    logger: silent,
  };
  const running: Workers[] = [];

  return {
    redis,
    simulators,
    relay,
    store,
    deps,
    proxyUrl: relay.url,
    /** Starts a worker of both queues in this process. */
    async work(overrides: Partial<WorkerDeps> = {}): Promise<Workers> {
      const own = { ...deps, ...overrides };
      const workers = createWorkers({
        processors: {
          investigations: createInvestigationProcessor(own),
          actions: createActionProcessor(own),
        },
        concurrency: 4,
        redis: await connect('blocking', 'jobs'),
        logger: silent,
      });
      running.push(workers);
      return workers;
    },
    /** Loads a scenario and lets its first alert in. */
    async accept(scenario: string): Promise<string> {
      const loaded = await simulators.loadScenario({ name: scenario });
      await store.registry.importAll(loaded.registry);
      return submit(store, dispatcher, loaded.webhooks[0] ?? {}, loaded.alertAt);
    },
    async settled(id: string, timeoutMs = 60_000): Promise<Investigation> {
      return eventually(
        async () => {
          const investigation = await store.investigations.get(id);
          const actions = await store.actions.list(id);
          const open = actions.some(({ state }) =>
            ['proposed', 'approved', 'sending'].includes(state),
          );
          return investigation?.finishedAt && !open ? investigation : undefined;
        },
        { timeoutMs, everyMs: 25, what: `the end of ${id}` },
      );
    },
    events: (id: string): Promise<RunEvent[]> => store.events.read(id),
    async simulate(
      upstream: keyof Pick<Simulators, 'datadog' | 'azureDevOps' | 'slack' | 'gemini'>,
      path: string,
      body: unknown,
    ): Promise<void> {
      const response = await fetch(`${simulators[upstream]}/_sim/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    },
    async requests(
      upstream: 'datadog' | 'azureDevOps' | 'slack' | 'gemini',
    ): Promise<{ method: string; path: string; body: unknown }[]> {
      return (await (await fetch(`${simulators[upstream]}/_sim/requests`)).json()) as {
        method: string;
        path: string;
        body: unknown;
      }[];
    },
    async stop(): Promise<void> {
      for (const workers of running) await workers.stop('the test ends');
      await analysis.close();
      await client.close();
      await dispatcher.close();
      await producer.close();
      await relay.close();
      stopping.abort();
      await proxy.close();
      await server.close(200);
      for (const close of closers) close();
      await simulators.close();
      await redis.stop();
    },
  };
}
export type WorkerStack = Awaited<ReturnType<typeof startWorkerStack>>;

/** Only what the investigation needs of a webhook: normalising is the ingress's own affair. */
async function submit(
  store: Store,
  dispatcher: ReturnType<typeof createDispatcher>,
  webhook: Record<string, unknown>,
  alertAt: string,
): Promise<string> {
  const text = (key: string): string => (typeof webhook[key] === 'string' ? webhook[key] : '');
  const alert = anAlert({
    title: text('title'),
    body: text('text'),
    monitorId: text('alert_id'),
    query: text('query'),
    service: text('service'),
    env: text('env'),
    priority: 'P1',
    firedAt: new Date(alertAt).toISOString(),
  });
  const accepted = await store.acceptor.accept(alert);
  await dispatcher.accepted(accepted);
  if (accepted.investigationId === null) throw new Error(`not started: ${accepted.reason}`);
  return accepted.investigationId;
}

async function startRelay(target: string) {
  let judge: (body: string) => Verdict = () => 'pass';
  const forward = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const verdict = judge(body.toString());
    if (verdict === 'lose_request') return void request.socket.destroy();
    const {
      host: _host,
      connection: _connection,
      'content-length': _length,
      ...headers
    } = request.headers;
    const answer = await fetch(target, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      ...(request.method === 'POST' ? { body } : {}),
    });
    const text = await answer.text();
    if (verdict === 'lose_answer') return void request.socket.destroy();
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
    });
    response.end(text);
  };
  const server: Server = createServer((request, response) => {
    forward(request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    /** Decides what becomes of each request from now on. */
    on(next: (body: string) => Verdict): void {
      judge = next;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
