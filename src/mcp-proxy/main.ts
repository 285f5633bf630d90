/** The proxy process: reads its settings, opens Redis, serves MCP until it is told to stop. */
import { proxy as fields } from '../config/fields.ts';
import { load, secretsOf } from '../config/load.ts';
import { readMcpServers } from '../config/mcp-servers.ts';
import { startHttpServer } from '../platform/http-server.ts';
import { createLifecycle, runMain, stopOnSignals } from '../platform/lifecycle.ts';
import { createLogger } from '../platform/logger.ts';
import { assemble, NOTHING_TO_OFFER } from './assemble.ts';
import { readStaticTokens } from './scope/static-tokens.ts';

/**
 * Most upstream calls end within it, above all writes, which nobody should have to look up
 * afterwards; the lifecycle's own patience is 10 s.
 */
const GRACE_MS = 8_000;

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

  const proxy = await assemble({ config, federated, staticTokens, secrets, logger, lifecycle });
  const server = await startHttpServer({
    fetch: proxy.app.fetch,
    port: config.proxyPort,
    host: config.proxyHost,
  });
  lifecycle.onStop('http', () => server.close(GRACE_MS));
  if (proxy.catalog.entries.length === 0 && federated.servers.length === 0) {
    logger.warn(NOTHING_TO_OFFER);
  }
  logger.info({ url: `${server.url}/mcp`, tools: proxy.catalog.entries.length }, 'serving MCP');
}

await runMain(main);
