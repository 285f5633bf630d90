/** The proxy process: reads its settings, opens Redis, serves MCP until it is told to stop. */
import { readFileSync } from 'node:fs';
import { bucketLimitsOf } from '../config/buckets.ts';
import { proxy as fields } from '../config/fields.ts';
import { load, secretsOf } from '../config/load.ts';
import { readMcpServers } from '../config/mcp-servers.ts';
import { systemClock } from '../platform/clock.ts';
import { startHttpServer } from '../platform/http-server.ts';
import { createLifecycle, runMain, stopOnSignals } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { connectRedis } from '../platform/redis.ts';
import { createScrubber } from '../platform/scrub.ts';
import { createFederation, federatedLimits } from './federation/federation.ts';
import { openUpstreams } from './open-upstreams.ts';
import { createProxy } from './proxy.ts';
import { readStaticTokens } from './scope/static-tokens.ts';
import { createTools } from './tools/catalogue.ts';

async function main(): Promise<void> {
  const config = load(fields);
  const staticTokens = config.proxyTokensPath ? readStaticTokens(config.proxyTokensPath) : [];
  const federated = readMcpServers(config.mcpServersPath ?? null);
  const secrets = [
    ...secretsOf(fields, config),
    ...staticTokens.map(({ token }) => token),
    ...federated.secrets,
  ];
  const logger = createLogger({ name: 'mcp-proxy', level: config.logLevel, secrets });
  const lifecycle = createLifecycle({ logger });
  stopOnSignals(lifecycle);

  const metrics = createMetrics('mcp-proxy');
  const redis = connectRedis({ url: config.redisUrl, role: 'command', name: 'proxy', logger });
  const subscriber = connectRedis({
    url: config.redisUrl,
    role: 'blocking',
    name: 'proxy-subscriber',
    logger,
  });
  lifecycle.onStop('redis', () => {
    redis.disconnect();
    subscriber.disconnect();
  });

  const clock = systemClock;
  let warm = async (): Promise<void> => undefined;
  const proxy = await createProxy({
    redis,
    subscriber,
    clock,
    logger,
    metrics,
    stopping: lifecycle.stopping,
    createTools(gate) {
      const upstreams = openUpstreams(config, gate);
      warm = async () => upstreams.datadog?.warm();
      return createTools(upstreams);
    },
    federate:
      federated.servers.length === 0
        ? undefined
        : (gate) =>
            createFederation({
              servers: federated.servers,
              gate,
              clock,
              logger,
              version: version(),
            }),
    limits: new Map([...bucketLimitsOf(config), ...federatedLimits(federated.servers)]),
    investigationShare: config.investigationShare,
    tokenSecrets: config.tokenSecrets,
    staticTokens,
    operatorTokens: config.operatorTokens,
    allowedHosts: config.allowedHosts,
    allowedOrigins: config.allowedOrigins,
    scrub: createScrubber(secrets),
    maskEmails: config.maskEmails,
    version: version(),
  });
  lifecycle.onStop('calls under way', () => proxy.close());

  const server = await startHttpServer({
    fetch: proxy.app.fetch,
    port: config.proxyPort,
    host: config.proxyHost,
  });
  lifecycle.onStop('http', () => server.close());
  logger.info({ url: `${server.url}/mcp`, tools: proxy.catalog.entries.length }, 'serving MCP');
  // Datadog's client is slow to load: behind the start, and before the first investigation asks
  await warm();
}

/** Of the package: what `initialize` tells clients. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

await runMain(main);
