/**
 * `mcp-servers.json`: other MCP servers that the proxy offers as its own tools. The format is the one
 * that MCP hosts share (`mcpServers`: name → command, args, env, or url, headers); what only MIRA
 * knows stands under each server's `mira` key, so that the same file serves a desktop host too.
 *
 * Credentials never stand in the file: `${NAME}` hands over an environment variable of the proxy.
 */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { FederatedToolset } from '../domain/scope.ts';
import { messageOf } from '../domain/errors.ts';
import { parseBucket, type BucketLimit } from './buckets.ts';
import { configInvalid, type Environment } from './load.ts';

export const DEFAULT_MCP_SERVERS_PATH = 'config/mcp-servers.json';

/** The proxy gives a whole call 30 s beside its wait for limits. */
const LONGEST_TIMEOUT_S = 30;

/** Parts of a token's scope that an argument can be taken from. */
export const ScopeSource = z.enum([
  'service',
  'env',
  'organization',
  'project',
  'repository',
  'branch',
]);
export type ScopeSource = z.infer<typeof ScopeSource>;

/** What an argument of a tool is held to, whatever the caller sends. */
export const PinnedArgument = z.union(
  [
    /** The scope's value. `repository`: the service's own, or another that the scope lists. */
    z.strictObject({ scope: ScopeSource }),
    /** Always this value. */
    z.strictObject({ value: z.json() }),
    /** A path inside of this folder; `{repository}` and the like are filled in from the scope. */
    z.strictObject({ within: z.string().startsWith('/', 'must be an absolute path') }),
  ],
  {
    error:
      'must be {"scope": "service" | "env" | "organization" | "project" | "repository" | "branch"}, {"value": …} or {"within": "/path/{repository}"}',
  },
);
export type PinnedArgument = z.infer<typeof PinnedArgument>;

const seconds = (fallback: number, max: number) => z.number().min(0).max(max).default(fallback);

/** How long an answer may be served again, in seconds; `none`: each call reaches the server. */
const CacheSeconds = z.union([z.literal('none'), z.number().positive().max(86_400)], {
  error: 'must be "none" or a number of seconds up to 86400',
});

const bucketText = z.string().transform((text, context): BucketLimit => {
  try {
    return parseBucket(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
    return z.NEVER;
  }
});

/** What only MIRA knows of a server. Unknown keys are mistakes here. */
const MiraSettings = z.strictObject({
  /** Tools are called `<prefix>__<tool>`. @defaultValue the server's name */
  prefix: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, 'up to 32 letters, digits, _ and -')
    .optional(),
  /** Name in scopes: `mcp:<toolset>`. Servers may share one. @defaultValue the server's name */
  toolset: z.string().optional(),
  /** Names of tools, `*` matches any text. With an allow-list nothing else is offered. */
  allow: z.array(z.string()).optional(),
  /** Never offered; stronger than `allow`. */
  deny: z.array(z.string()).default([]),
  /** Tools that only read although the server does not say so (`*` matches any text). */
  readOnly: z.array(z.string()).default([]),
  /** Believe the server's `readOnlyHint`. */
  trustAnnotations: z.boolean().default(true),
  /** Show its descriptions also where they read like instructions to a model. */
  trustDescriptions: z.boolean().default(false),
  /** Argument name → what it is held to, in every tool that takes it. */
  pinned: z.record(z.string(), PinnedArgument).default({}),
  /** Tools that may be offered although they take none of the pinned arguments. */
  unpinned: z.array(z.string()).default([]),
  /** Token bucket, `limit=60/1m burst=10`. @defaultValue MIRA_BUCKET_MCP */
  limit: bucketText.optional(),
  /** For reading tools; writing ones are never cached. */
  cacheSeconds: CacheSeconds.default(1),
  /** Tool → its own rule. */
  cacheSecondsOf: z.record(z.string(), CacheSeconds).default({}),
  /** Of one call. */
  timeoutSeconds: z
    .number()
    .positive()
    .max(LONGEST_TIMEOUT_S, `at most ${LONGEST_TIMEOUT_S}: longer calls are given up anyway`)
    .default(15),
  /** Of starting and initialising. */
  startSeconds: z.number().positive().max(300).default(30),
  /** A command that nobody called for so long is stopped, and started by the next call. 0: never. */
  idleMinutes: seconds(15, 1_440),
  /** Text of one answer; more is cut, and said. */
  maxCharacters: z.number().int().min(500).max(400_000).default(40_000),
});
export type MiraSettings = z.infer<typeof MiraSettings>;

const ServerEntry = z.looseObject({
  type: z.enum(['stdio', 'http', 'streamable-http', 'streamableHttp', 'sse']).optional(),
  command: z.string().min(1).optional(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cwd: z.string().optional(),
  url: z.string().optional(),
  headers: z.record(z.string(), z.string()).default({}),
  disabled: z.boolean().default(false),
  mira: MiraSettings.prefault({}),
});

const File = z.looseObject({
  mcpServers: z.record(z.string(), z.unknown()).optional(),
  /** VS Code's name for it. */
  servers: z.record(z.string(), z.unknown()).optional(),
});

export type ServerAddress =
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      /** Given to the command beside the few variables that every program needs (PATH, HOME, …). */
      readonly env: Readonly<Record<string, string>>;
      readonly cwd: string | undefined;
    }
  | {
      readonly kind: 'http' | 'sse';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    };

export interface McpServerConfig {
  readonly name: string;
  readonly prefix: string;
  readonly toolset: FederatedToolset;
  readonly address: ServerAddress;
  readonly settings: MiraSettings;
}

export interface McpServers {
  readonly servers: readonly McpServerConfig[];
  /** Values that came from the environment and look like credentials: masked wherever they show up. */
  readonly secrets: readonly string[];
}

export const NO_MCP_SERVERS: McpServers = { servers: [], secrets: [] };

const NAME = /^[A-Za-z][A-Za-z0-9 ._-]{0,63}$/;
const SECRET_NAME = /token|key|secret|pass|auth|credential|cookie|(?:^|_)pat(?:$|_)/i;
const VARIABLE = /\$\{(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;
/** `Bearer ${X}` is fine, `Bearer abc` is a secret in a file. */
const SCHEME_ONLY = /^\s*(?:bearer|basic|token|apikey)?\s*$/i;

/**
 * @param path - null is {@link DEFAULT_MCP_SERVERS_PATH}, where it exists
 * @throws MiraError `config_invalid` that lists every problem with its server and field
 */
export function readMcpServers(path: string | null, env: Environment = process.env): McpServers {
  const file = path ?? DEFAULT_MCP_SERVERS_PATH;
  if (path === null && !existsSync(file)) return NO_MCP_SERVERS;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw configInvalid([`MIRA_MCP_SERVERS_PATH ${file}: ${messageOf(error)}`]);
  }
  return parseMcpServers(json, env, file);
}

/** @throws MiraError `config_invalid` */
export function parseMcpServers(json: unknown, env: Environment, file: string): McpServers {
  const parsed = File.safeParse(json);
  const entries = parsed.data?.mcpServers ?? parsed.data?.servers;
  if (!entries) {
    throw configInvalid([
      `${file}: must be {"mcpServers": {"<name>": {"command": …} or {"url": …}}}`,
    ]);
  }
  const problems: string[] = [];
  const secrets = new Set<string>();
  const servers: McpServerConfig[] = [];
  for (const [name, value] of Object.entries(entries)) {
    const say = (field: string, problem: string): void => {
      problems.push(`${file}: ${name}${field === '' ? '' : `.${field}`}: ${problem}`);
    };
    const entry = ServerEntry.safeParse(value);
    if (!entry.success) {
      for (const issue of entry.error.issues) say(issue.path.join('.'), issue.message);
      continue;
    }
    if (entry.data.disabled) continue;
    const server = readServer(name, entry.data, env, secrets, say);
    if (!server) continue;
    const twin = servers.find((other) => other.prefix === server.prefix);
    if (twin) say('mira.prefix', `${twin.name} uses the prefix ${server.prefix} as well`);
    servers.push(server);
  }
  if (problems.length > 0) throw configInvalid(problems);
  return { servers, secrets: [...secrets] };
}

type Say = (field: string, problem: string) => void;

function readServer(
  name: string,
  entry: z.output<typeof ServerEntry>,
  env: Environment,
  secrets: Set<string>,
  say: Say,
): McpServerConfig | undefined {
  if (!NAME.test(name)) say('', 'a server’s name is up to 64 letters, digits, . _ - and spaces');
  const plain = name.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 32);
  const toolset = FederatedToolset.safeParse(`mcp:${entry.mira.toolset ?? plain}`);
  if (!toolset.success) say('mira.toolset', 'up to 32 letters, digits, _ and -');
  const expand = (field: string, text: string, secret: boolean): string => {
    const literal = text.replaceAll(VARIABLE, '');
    if (secret && literal === text && !SCHEME_ONLY.test(text)) {
      say(field, 'looks like a credential: put it into the environment and write ${NAME} here');
    }
    if (/\$\{input:/.test(text)) say(field, '${input:…} asks a person: use ${NAME} instead');
    return text.replaceAll(VARIABLE, (_, variable: string, fallback: string | undefined) => {
      const found = env[variable]?.trim();
      const known = found === undefined || found === '' ? fallback : found;
      if (known === undefined) say(field, `the environment variable ${variable} is not set`);
      if ((secret || SECRET_NAME.test(variable)) && known && known.length >= 6) secrets.add(known);
      return known ?? '';
    });
  };
  const address = readAddress(entry, expand, say);
  if (!address || !toolset.success) return undefined;
  return {
    name,
    prefix: entry.mira.prefix ?? plain.replace(/_{2,}/g, '_'),
    toolset: toolset.data,
    address,
    settings: entry.mira,
  };
}

function readAddress(
  entry: z.output<typeof ServerEntry>,
  expand: (field: string, text: string, secret: boolean) => string,
  say: Say,
): ServerAddress | undefined {
  if (entry.command !== undefined && entry.url !== undefined) {
    say('', 'has both command and url: a server is one or the other');
    return undefined;
  }
  if (entry.command !== undefined) {
    return {
      kind: 'stdio',
      command: expand('command', entry.command, false),
      args: entry.args.map((text, at) => expand(`args.${at}`, text, false)),
      env: Object.fromEntries(
        Object.entries(entry.env).map(([key, value]) => [
          key,
          expand(`env.${key}`, String(value), SECRET_NAME.test(key)),
        ]),
      ),
      cwd: entry.cwd === undefined ? undefined : expand('cwd', entry.cwd, false),
    };
  }
  if (entry.url === undefined) {
    say('', 'needs a command (with args) or a url');
    return undefined;
  }
  const url = expand('url', entry.url, false);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    say('url', 'must be an http:// or https:// URL');
    return undefined;
  }
  return {
    kind: entry.type === 'sse' ? 'sse' : 'http',
    url,
    headers: Object.fromEntries(
      Object.entries(entry.headers).map(([key, value]) => [
        key,
        expand(`headers.${key}`, value, SECRET_NAME.test(key)),
      ]),
    ),
  };
}
