/** A foreign tool as one of the catalogue: same scope, cache, limits, masking, wrapping and audit. */
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { CallToolResultSchema, type Tool as ForeignTool } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { McpServerConfig } from '../../config/mcp-servers.ts';
import { messageOf } from '../../domain/errors.ts';
import { sha256, canonicalJson } from '../../domain/hash.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { defineTool, NEVER_CACHED, type CacheRule, type Tool } from '../tool.ts';
import type { UpstreamGate } from '../upstream-http.ts';
import { callError, callThrough, toolError } from './call-errors.ts';
import { createCheckArguments, type Arguments, type CheckArguments } from './check-arguments.ts';
import {
  foreignDescription,
  foreignSchema,
  foreignTitle,
  MAX_SCHEMA,
  strangeNames,
} from './foreign-text.ts';
import type { ServerLink } from './link.ts';
import { federatedName, matchesAny } from './names.ts';
import { withPass } from './open-transport.ts';
import { pinArguments, type Pins } from './pin-arguments.ts';
import { FederatedResult, readFederatedResult, renderFederatedResult } from './result.ts';

/** The bucket of a server: its own, or a share of the common definition. */
export const bucketOf = ({ name, settings }: McpServerConfig) =>
  settings.limit
    ? { upstream: `mcp:${name}`, bucket: `mcp:${name}` }
    : { upstream: `mcp:${name}`, bucket: 'mcp', key: name };

export type Federated =
  | { readonly tool: Tool; readonly withheld: boolean }
  /** Why it is not offered. */
  | { readonly left: string };

export function federatedTool(
  foreign: ForeignTool,
  link: ServerLink,
  gate: UpstreamGate,
): Federated {
  const { config } = link;
  const { name: server, settings } = config;
  const left = whyLeftOut(foreign, config);
  if (left !== undefined) return { left };

  const trusted = settings.trustDescriptions;
  const pins = pinsOf(foreign, settings.pinned);
  const { schema, withheld: schemaWithheld } = foreignSchema(foreign.inputSchema, trusted);
  const shown = withoutPinned(schema, pins);
  if (JSON.stringify(shown).length > MAX_SCHEMA)
    return { left: 'its argument schema is too large' };
  const name = federatedName(config.prefix, foreign.name);
  let check: CheckArguments;
  try {
    check = createCheckArguments(name, foreign.inputSchema);
  } catch (error) {
    return { left: `its argument schema cannot be used: ${messageOf(error).slice(0, 200)}` };
  }
  const said = foreignDescription(foreign.description ?? '', trusted);
  const reads = isReadOnly(foreign, config);
  const ref = bucketOf(config);
  const fingerprint = sha256(canonicalJson(config.address)).slice(0, 8);

  const send = (client: Client, tool: string, args: Arguments, signal: AbortSignal) =>
    client
      .request(
        { method: 'tools/call', params: { name: tool, arguments: args } },
        CallToolResultSchema,
        {
          signal,
          // the gate's own timeout comes first and says more
          timeout: settings.timeoutSeconds * SECOND_MS + SECOND_MS,
        },
      )
      .catch((error: unknown) => {
        throw callError(error, server);
      });

  const tool = defineTool({
    name,
    title: foreignTitle(foreign.title ?? foreign.annotations?.title ?? foreign.name, trusted),
    description: `Tool \`${foreign.name.slice(0, 100)}\` of the MCP server «${server}», which says of it: ${said.text || '(nothing)'}`,
    toolset: config.toolset,
    access: reads ? 'read' : 'write',
    args: z.looseObject({}),
    inputSchema: shown,
    result: FederatedResult,
    annotations: reads
      ? {}
      : {
          // what a server does not say is taken to be the worst, as the protocol has it
          destructiveHint: foreign.annotations?.destructiveHint ?? true,
          idempotentHint: foreign.annotations?.idempotentHint ?? false,
        },
    cache: cacheRule(foreign.name, reads, config),
    buckets: [ref.bucket],
    applyScope: (args, scope) => ({
      // another server under the same name must not answer from this one's cache
      server: `${server}@${fingerprint}`,
      args: check(pinArguments(args, pins, scope)),
    }),
    async run({ args }, { signal }) {
      const answer = await callThrough(link, signal, reads, (client) =>
        gate.run(
          ref,
          (pass) => withPass(pass, () => send(client, foreign.name, args, pass.signal)),
          settings.timeoutSeconds * SECOND_MS,
        ),
      );
      if (answer.isError) throw toolError(answer, server);
      return readFederatedResult(answer, {
        server,
        tool: foreign.name,
        maxCharacters: settings.maxCharacters,
      });
    },
    render: renderFederatedResult,
  });
  return { tool, withheld: said.withheld || schemaWithheld };
}

function whyLeftOut(foreign: ForeignTool, { settings }: McpServerConfig): string | undefined {
  if (matchesAny(settings.deny, foreign.name)) return 'it is on the deny-list';
  if (settings.allow && !matchesAny(settings.allow, foreign.name))
    return 'it is not on the allow-list';
  if (foreign.execution?.taskSupport === 'required') return 'it works as a task only';
  const strange = strangeNames(foreign.inputSchema);
  if (strange.length > 0) return 'its arguments have names that are no names';
  const free = unheld(foreign, settings.pinned);
  if (free !== undefined && !matchesAny(settings.unpinned, foreign.name)) {
    return `it does not take ${free}, so the scope could not hold it: list it as unpinned if it may be called without`;
  }
  return undefined;
}

/**
 * What keeps a tool from being held: it must take every argument that is pinned to a value, and one
 * of those that are held inside of a folder (they are alternatives: `path`, `paths`, `source`).
 */
function unheld(foreign: ForeignTool, pinned: Pins): string | undefined {
  const taken = pinsOf(foreign, pinned);
  const missing = Object.keys(pinned).filter((name) => !(name in taken));
  const values = missing.filter((name) => !('within' in (pinned[name] ?? {})));
  if (values.length > 0) return `the pinned ${values.join(', ')}`;
  const folders = Object.keys(pinned).filter((name) => 'within' in (pinned[name] ?? {}));
  return folders.length > 0 && folders.every((name) => missing.includes(name))
    ? `any of the pinned ${folders.join(', ')}`
    : undefined;
}

/** The pins of arguments that this tool takes. */
function pinsOf(foreign: ForeignTool, pinned: Pins): Pins {
  const taken = foreign.inputSchema.properties ?? {};
  return Object.fromEntries(Object.entries(pinned).filter(([name]) => Object.hasOwn(taken, name)));
}

/** An argument that is pinned to a value may be left out, and says so; a path has still to be named. */
function withoutPinned(schema: Record<string, unknown>, pins: Pins): Record<string, unknown> {
  const names = Object.keys(pins);
  if (names.length === 0) return schema;
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  const properties = schema['properties'] as Record<string, unknown>;
  const inFolder = (name: string): boolean => 'within' in (pins[name] ?? {});
  const noted = names.map((name) => {
    const own = properties[name];
    const base = typeof own === 'object' && own !== null ? own : {};
    const description = inFolder(name)
      ? 'Held inside of the folder that the token allows: relative paths start there, and `.` is the folder itself.'
      : 'Filled in by the proxy from the token: leave it out.';
    return [name, { ...base, description }];
  });
  return {
    ...schema,
    properties: { ...properties, ...Object.fromEntries(noted) },
    required: required.filter((name) => !names.includes(String(name)) || inFolder(String(name))),
  };
}

const isReadOnly = (foreign: ForeignTool, { settings }: McpServerConfig): boolean =>
  matchesAny(settings.readOnly, foreign.name) ||
  (settings.trustAnnotations && foreign.annotations?.readOnlyHint === true);

function cacheRule(name: string, reads: boolean, { settings }: McpServerConfig): CacheRule {
  const own = settings.cacheSecondsOf[name] ?? settings.cacheSeconds;
  return reads && own !== 'none' ? { ttlMs: own * SECOND_MS } : NEVER_CACHED;
}
