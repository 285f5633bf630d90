/** Settings of `mira mcp --stdio`: the proxy for one person's desktop host. */
import { z } from 'zod';
import { field, flag, list, optionalText, url } from './field.ts';
import { proxy } from './fields.ts';

const { tokenSecrets: _, ...own } = proxy;

/** The proxy's own settings, but the secret of tokens: nobody else calls, so one is made up. */
export const stdio = {
  ...own,
  /** Unlike for the proxy itself, no Redis is a way to run. */
  redisUrl: field({
    ...proxy.redisUrl,
    schema: z
      .url({ protocol: /^rediss?$/, error: 'must be a redis:// or rediss:// URL' })
      .optional(),
  }),
  logLevel: field({
    ...proxy.logLevel,
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('warn'),
  }),
  remoteProxy: field({
    names: ['MIRA_MCP_PROXY'],
    schema: url.optional(),
    about: 'mira mcp: the /mcp endpoint of a running proxy to pass everything on to.',
    group: 'Desktop hosts',
    example: 'https://mira.example.com/mcp',
  }),
  remoteToken: field({
    names: ['MIRA_MCP_TOKEN'],
    schema: optionalText,
    about: 'mira mcp: the token for that proxy (`mira token mint`).',
    group: 'Desktop hosts',
    secret: true,
  }),
  scopeService: field({
    names: ['MIRA_MCP_SERVICE'],
    schema: z.string().default('*'),
    about: 'mira mcp without a proxy: the one service to look at.',
    group: 'Desktop hosts',
  }),
  scopeEnv: field({
    names: ['MIRA_MCP_ENV'],
    schema: z.string().default('*'),
    about: 'mira mcp without a proxy: the one environment.',
    group: 'Desktop hosts',
  }),
  scopeProject: field({
    names: ['MIRA_MCP_PROJECT'],
    schema: z.string().default('*'),
    about: 'mira mcp without a proxy: the one Azure DevOps project.',
    group: 'Desktop hosts',
  }),
  scopeRepositories: field({
    names: ['MIRA_MCP_REPOSITORIES'],
    schema: list('*'),
    about: 'mira mcp without a proxy: the repositories that may be read, comma-separated.',
    group: 'Desktop hosts',
  }),
  allowWrites: field({
    names: ['MIRA_MCP_ALLOW_WRITES'],
    schema: flag(false),
    about: 'mira mcp without a proxy: also offer the tools that write.',
    group: 'Desktop hosts',
  }),
};
