/** All federated servers: their links, and their tools as the catalogue's. */
import type { BucketLimit } from '../../config/buckets.ts';
import type { McpServerConfig } from '../../config/mcp-servers.ts';
import { MiraError } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { ToolSource } from '../catalog.ts';
import type { Tool } from '../tool.ts';
import type { UpstreamGate } from '../upstream-http.ts';
import { bucketOf, federatedTool } from './federated-tool.ts';
import { createServerLink, type LinkReport, type ServerLink } from './link.ts';

export interface Federation extends ToolSource {
  /** Every server, for operators. */
  report(): LinkReport[];
  close(): Promise<void>;
}

export interface FederationDeps {
  readonly servers: readonly McpServerConfig[];
  readonly gate: UpstreamGate;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly version: string;
  /** Pause after a server's first death, ms; for tests. */
  readonly firstPauseMs?: number;
}

/** Limits of servers that have their own, by bucket. */
export const federatedLimits = (
  servers: readonly McpServerConfig[],
): ReadonlyMap<string, BucketLimit> =>
  new Map(
    servers.flatMap((server) =>
      server.settings.limit ? [[bucketOf(server).bucket, server.settings.limit] as const] : [],
    ),
  );

/** Begins to start every server. The proxy does not wait for them: their tools appear as they come up. */
export function createFederation(deps: FederationDeps): Federation {
  const { servers, gate, clock, logger, version, firstPauseMs } = deps;
  const listeners = new Set<() => void>();
  const offered = new Map<ServerLink, readonly Tool[]>();

  const links = servers.map((config) => {
    const link: ServerLink = createServerLink({
      config,
      clock,
      logger,
      version,
      onTools: () => {
        offered.set(link, toolsOf(link));
        for (const listener of listeners) listener();
      },
      ...(firstPauseMs === undefined ? {} : { firstPauseMs }),
    });
    return link;
  });

  const toolsOf = (link: ServerLink): Tool[] => {
    const { name } = link.config;
    const taken = new Set<string>();
    return (link.tools ?? []).flatMap((foreign) => {
      const made = federatedTool(foreign, link, gate);
      const shown = foreign.name.slice(0, 100);
      if ('left' in made) {
        logger.info(
          { server: name, tool: shown, why: made.left },
          'a federated tool is not offered',
        );
        return [];
      }
      if (taken.has(made.tool.name)) {
        logger.warn({ server: name, tool: shown }, 'two federated tools have one name');
        return [];
      }
      taken.add(made.tool.name);
      if (made.withheld) {
        logger.warn(
          { server: name, tool: shown },
          'the text of a federated tool reads like instructions to a model and is withheld',
        );
      }
      return [made.tool];
    });
  };

  for (const link of links) link.start();

  return {
    tools: () => links.flatMap((link) => offered.get(link) ?? []),
    onChange: (listener) => void listeners.add(listener),
    absent(name) {
      const link = links.find(({ config }) => name.startsWith(`${config.prefix}__`));
      if (!link || link.tools !== undefined) return undefined;
      const { problem, retryInMs } = link.report();
      return {
        toolset: link.config.toolset,
        error: new MiraError(
          'unavailable',
          `the MCP server «${link.config.name}» is not available yet: ${problem ?? 'it is starting'}`,
          {
            retry: { afterMs: Math.max(1_000, retryInMs ?? 2_000) },
            context: { upstream: `mcp:${link.config.name}` },
          },
        ),
      };
    },
    report: () => links.map((link) => link.report()),
    async close() {
      await Promise.all(links.map((link) => link.close()));
    },
  };
}
