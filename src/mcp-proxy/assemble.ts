/** From settings to a running proxy: what main.ts (HTTP) and stdio-main.ts have in common. */
import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { bucketLimitsOf } from '../config/buckets.ts';
import type { ConfigOf } from '../config/field.ts';
import type { proxy as fields } from '../config/fields.ts';
import { configInvalid } from '../config/load.ts';
import type { McpServers } from '../config/mcp-servers.ts';
import { systemClock } from '../platform/clock.ts';
import type { Lifecycle } from '../platform/lifecycle.ts';
import type { Logger } from '../platform/logger.ts';
import { createMetrics } from '../platform/metrics.ts';
import { connectRedis, whenReady, type Redis } from '../platform/redis.ts';
import { createScrubber } from '../platform/scrub.ts';
import { createFederation, federatedLimits } from './federation/federation.ts';
import { openLocalTools } from './local/open-local-tools.ts';
import { openUpstreams } from './open-upstreams.ts';
import { createProxy, type Proxy } from './proxy.ts';
import type { StaticToken } from './scope/static-tokens.ts';
import type { Tool } from './tool.ts';
import { createTools } from './tools/catalogue.ts';
import type { UpstreamGate } from './upstream-http.ts';

/** Said where no upstream is configured: a host would show a server without tools, and no reason. */
export const NOTHING_TO_OFFER =
  'no tool can be offered: set DD_API_KEY and DD_APP_KEY, AZURE_DEVOPS_ORGANIZATION and AZURE_DEVOPS_PAT, or SLACK_BOT_TOKEN; or MIRA_SOURCE=local with MIRA_SOURCE_PATH';

export interface AssembleOptions {
  /** Without a Redis URL nothing is shared: for one person's own process only. */
  readonly config: Omit<ConfigOf<typeof fields>, 'redisUrl'> & {
    readonly redisUrl?: string | undefined;
  };
  readonly federated: McpServers;
  readonly staticTokens: readonly StaticToken[];
  /** Removed from whatever leaves the process. */
  readonly secrets: readonly string[];
  readonly logger: Logger;
  readonly lifecycle: Lifecycle;
}

/** @throws MiraError `config_invalid` */
export async function assemble(options: AssembleOptions): Promise<Proxy> {
  const { config, federated, staticTokens, secrets, logger, lifecycle } = options;
  const clock = systemClock;
  const redis = config.redisUrl === undefined ? null : openRedis(config.redisUrl, logger);
  if (redis) {
    lifecycle.onStop('redis', () => {
      redis.command.disconnect();
      redis.subscriber.disconnect();
    });
  }
  let warm = async (): Promise<void> => undefined;
  const liveTools = (gate: UpstreamGate): Tool[] => {
    const upstreams = openUpstreams(config, gate);
    warm = async () => upstreams.datadog?.warm();
    return createTools(upstreams);
  };
  const localTools = async (): Promise<Tool[]> => {
    if (config.sourcePath.length === 0) {
      throw configInvalid(['MIRA_SOURCE_PATH: name the files, bundle or repository to read']);
    }
    return await openLocalTools({ paths: config.sourcePath, clock, logger });
  };
  const proxy = await createProxy({
    redis: redis?.command ?? null,
    subscriber: redis?.subscriber ?? null,
    clock,
    logger,
    metrics: createMetrics('mcp-proxy'),
    stopping: lifecycle.stopping,
    createTools: config.source === 'local' ? localTools : liveTools,
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
  // Datadog's client is slow to load: behind the start, and before the first investigation asks; not
  // while Redis connects, which would take the silence for an outage
  const connected = redis ? [whenReady(redis.command), whenReady(redis.subscriber)] : [];
  Promise.all(connected)
    .then(() => setImmediate())
    .then(() => warm())
    .catch((error: unknown) => logger.warn({ err: error }, 'could not load a client'));
  return proxy;
}

interface RedisPair {
  readonly command: Redis;
  /** For subscriptions. */
  readonly subscriber: Redis;
}

const openRedis = (url: string, logger: Logger): RedisPair => ({
  command: connectRedis({ url, role: 'command', name: 'proxy', logger }),
  subscriber: connectRedis({ url, role: 'blocking', name: 'proxy-subscriber', logger }),
});

/** Of the package: what `initialize` tells clients. */
function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
