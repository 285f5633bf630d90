/**
 * MCP over stdin and stdout for one person's desktop host: passes everything on to a running proxy,
 * or is a proxy itself, without a port. stdout carries messages and nothing else.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { ConfigOf } from '../config/field.ts';
import { configInvalid, load, secretsOf } from '../config/load.ts';
import { NO_MCP_SERVERS, readMcpServers, type McpServers } from '../config/mcp-servers.ts';
import { stdio as fields } from '../config/stdio.ts';
import { ANY_FEDERATED, Scope, TOOLSETS } from '../domain/scope.ts';
import { createLifecycle, runMain, stopOnSignals, type Lifecycle } from '../platform/lifecycle.ts';
import { createLogger, type Logger } from '../platform/logger.ts';
import { assemble, NOTHING_TO_OFFER } from './assemble.ts';
import { bridge } from './stdio/bridge.ts';

type Config = ConfigOf<typeof fields>;

/** Never resolved: the proxy in this process is reached by calling it. */
const IN_PROCESS = new URL('http://localhost/mcp');

async function main(): Promise<void> {
  const config = load(fields);
  // never the default file: hosts start this in whatever folder is open, and it names commands
  const federated = config.mcpServersPath ? readMcpServers(config.mcpServersPath) : NO_MCP_SERVERS;
  const secrets = [...secretsOf(fields, config), ...federated.secrets];
  const logger = createLogger({ name: 'mira-mcp', level: config.logLevel, secrets });
  const lifecycle = createLifecycle({ logger });
  stopOnSignals(lifecycle);
  const proxy = config.remoteProxy
    ? remote(config.remoteProxy, config.remoteToken)
    : await standalone(config, federated, secrets, logger, lifecycle);
  // the SDK's transport does not notice that stdin has ended
  const hostEnds = once(process.stdin, 'end');
  await bridge({ host: new StdioServerTransport(), proxy, hostEnds, logger });
  await lifecycle.stop('the host has gone');
  process.exit(0);
}

function remote(url: string, token: string | undefined): Transport {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  return new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }) as Transport;
}

/** The whole proxy in this process; its one caller has a token that nobody else knows. */
async function standalone(
  config: Config,
  federated: McpServers,
  secrets: readonly string[],
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<Transport> {
  const token = randomBytes(24).toString('hex');
  const proxy = await assemble({
    config: { ...config, tokenSecrets: [randomBytes(32).toString('hex')] },
    federated,
    staticTokens: [{ token, scope: scopeOf(config), expiresAtMs: Infinity }],
    secrets,
    logger,
    lifecycle,
  });
  if (proxy.catalog.entries.length === 0 && federated.servers.length === 0) {
    throw configInvalid([NOTHING_TO_OFFER]);
  }
  if (config.source === 'live' && !config.redisUrl) {
    logger.warn(
      'without REDIS_URL nobody else’s calls are counted: a quarter of each rate limit is used; prefer MIRA_MCP_PROXY where a proxy runs',
    );
  }
  const fetch = async (input: string | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    request.headers.set('host', IN_PROCESS.host);
    return await proxy.app.fetch(request);
  };
  return new StreamableHTTPClientTransport(IN_PROCESS, {
    fetch,
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  }) as Transport;
}

const scopeOf = (config: Config): Scope =>
  Scope.parse({
    subject: 'person:stdio',
    service: config.scopeService,
    env: config.scopeEnv,
    organization: '*',
    project: config.scopeProject,
    repositories: [...config.scopeRepositories],
    toolsets: [...TOOLSETS, ANY_FEDERATED],
    access: config.allowWrites ? 'write' : 'read',
  });

await runMain(main);
