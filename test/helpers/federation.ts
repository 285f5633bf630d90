// A proxy with real MCP servers from npm behind it, and words for calling them.
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { expect } from 'vitest';
import { parseBucket } from '../../src/config/buckets.ts';
import { parseMcpServers } from '../../src/config/mcp-servers.ts';
import type { Scope } from '../../src/domain/scope.ts';
import { type CallMeta, ToolFailure } from '../../src/domain/tools/call-meta.ts';
import {
  createFederation,
  federatedLimits,
  type Federation,
} from '../../src/mcp-proxy/federation/federation.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { eventually } from './poll.ts';
import { silentLogger, startTestProxy, type TestProxy } from './proxy.ts';

const packageFile = (name: string): string =>
  path.join(
    path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)),
    'dist/index.js',
  );
export const EVERYTHING = packageFile('@modelcontextprotocol/server-everything');
export const FILESYSTEM = packageFile('@modelcontextprotocol/server-filesystem');
export interface Federated extends TestProxy {
  readonly federation: Federation;
}

/** A proxy with `servers` as they stand in mcp-servers.json, all of them up. */
export const federatedWith =
  (redis: { readonly url: string }) =>
  async (
    servers: Readonly<Record<string, unknown>>,
    env: Readonly<Record<string, string>> = {},
    { wait = true } = {},
  ): Promise<Federated> => {
    const parsed = parseMcpServers({ mcpServers: servers }, env, 'mcp-servers.json');
    let federation: Federation | undefined;
    const proxy = await startTestProxy({
      redisUrl: redis.url,
      deps: {
        federate: (gate) =>
          (federation = createFederation({
            servers: parsed.servers,
            gate,
            clock: systemClock,
            logger: silentLogger,
            version: '0.0.0',
            firstPauseMs: 50,
          })),
        limits: new Map([
          ['test', parseBucket('rate=1000/s burst=1000')],
          ['mcp', parseBucket('rate=1000/s burst=1000')],
          ...federatedLimits(parsed.servers),
        ]),
        scrub: (text) =>
          parsed.secrets.reduce((rest, one) => rest.replaceAll(one, '[secret]'), text),
      },
    });
    if (!federation) throw new Error('no federation');
    const made = federation;
    if (wait) {
      await eventually(() => made.report().every((one) => one.state === 'up'), {
        timeoutMs: 45_000,
        what: 'the servers being up',
      });
    }
    return Object.assign(proxy, { federation: made });
  };

export const everything = (mira: object = {}, env: object = {}): object => ({
  command: process.execPath,
  args: [EVERYTHING, 'stdio'],
  env,
  mira,
});
export const call = async (client: Client, name: string, args = {}): Promise<CallToolResult> =>
  (await client.callTool({ name, arguments: args })) as CallToolResult;
export const textOf = ({ content }: CallToolResult): string =>
  content[0]?.type === 'text' ? content[0].text : '';
export const metaOf = ({ _meta }: CallToolResult): CallMeta => _meta?.['mira'] as CallMeta;
export const failureOf = (result: CallToolResult): ToolFailure['error'] => {
  expect(result.isError, textOf(result)).toBe(true);
  return ToolFailure.parse(result.structuredContent).error;
};
export const namesOf = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map((tool) => tool.name);
export const scope = (more: Partial<Scope> = {}): Partial<Scope> => ({
  toolsets: ['datadog', 'mcp:every', 'mcp:files'],
  repositories: ['payments'],
  ...more,
});
