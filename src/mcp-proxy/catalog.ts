/** All tools of a proxy by name and alias, and what hosts are told about them. */
import { z } from 'zod';
import type { MiraError } from '../domain/errors.ts';
import type { Toolset } from '../domain/scope.ts';
import { FEDERATED_NAME } from './federation/names.ts';
import { isFederated } from './scope/access.ts';
import type { Tool } from './tool.ts';

/** Names as the protocol allows them everywhere. */
const NAME = /^[a-z][a-z0-9_]{0,63}$/;

export interface CatalogEntry {
  readonly tool: Tool;
  /** Names of the arguments; null where any are taken. */
  readonly argumentNames: ReadonlySet<string> | null;
  /** The tool as `tools/list` shows it. */
  readonly listing: ToolListing;
}

export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly inputSchema: JsonObjectSchema;
  readonly outputSchema: JsonObjectSchema;
  readonly annotations: Tool['annotations'] & { readonly title: string };
}

interface JsonObjectSchema {
  readonly type: 'object';
  readonly [key: string]: unknown;
}

/** Tools that come and go while the proxy runs. */
export interface ToolSource {
  tools(): readonly Tool[];
  onChange(listener: () => void): void;
  /** Why a tool of this name is not there yet; undefined where none can be. */
  absent(name: string): { readonly toolset: Toolset; readonly error: MiraError } | undefined;
}

export interface Catalog {
  readonly entries: readonly CatalogEntry[];
  /** Changes with the entries: whatever was derived from them under another number is stale. */
  readonly revision: number;
  /** See {@link ToolSource.absent}. */
  absent: ToolSource['absent'];
  /** By name or alias. */
  find(name: string): CatalogEntry | undefined;
  /** Names among `candidates` that look like `name`, the nearest first. */
  nearest(name: string, candidates: readonly CatalogEntry[]): string[];
}

/**
 * @param source - further tools, which may change; a broken one there never takes the others away
 * @throws Error for two of `tools` with one name, and names that hosts would refuse
 */
export function catalogOf(tools: readonly Tool[], source?: ToolSource): Catalog {
  const own = indexed(tools.map(describe));
  let all = own;
  let revision = 0;
  const reload = (): void => {
    // two servers can arrive at one name: the first has it
    const further = new Map((source?.tools() ?? []).toReversed().map((tool) => [tool.name, tool]));
    const added = [...further.values()].toReversed().filter(({ name }) => !own.byName.has(name));
    all = indexed([...own.entries, ...added.map(describe)]);
    revision += 1;
  };
  if (source) {
    reload();
    source.onChange(reload);
  }
  return {
    get entries() {
      return all.entries;
    },
    get revision() {
      return revision;
    },
    find: (name) => all.byName.get(name),
    absent: (name) => source?.absent(name),
    nearest: (name, candidates) =>
      candidates
        .map(({ tool }) => ({
          name: tool.name,
          distance: Math.min(...[tool.name, ...tool.aliases].map((known) => distance(name, known))),
        }))
        .sort((a, b) => a.distance - b.distance)
        .slice(0, 3)
        .map((entry) => entry.name),
  };
}

interface Indexed {
  readonly entries: readonly CatalogEntry[];
  readonly byName: ReadonlyMap<string, CatalogEntry>;
}

function indexed(entries: readonly CatalogEntry[]): Indexed {
  const byName = new Map<string, CatalogEntry>();
  for (const entry of entries) {
    const allowed = isFederated(entry.tool) ? FEDERATED_NAME : NAME;
    for (const name of [entry.tool.name, ...entry.tool.aliases]) {
      if (!allowed.test(name)) throw new Error(`${name} is no name for a tool: use snake_case`);
      if (byName.has(name)) throw new Error(`two tools are called ${name}`);
      byName.set(name, entry);
    }
  }
  return { entries, byName };
}

function describe(tool: Tool): CatalogEntry {
  const inputSchema: JsonObjectSchema = tool.inputSchema
    ? { ...tool.inputSchema, type: 'object' }
    : jsonSchema(tool, 'args', 'input');
  const outputSchema = jsonSchema(tool, 'result', 'output');
  const properties = inputSchema['properties'];
  const open = inputSchema['additionalProperties'];
  return {
    tool,
    argumentNames:
      !tool.inputSchema && (open === undefined || open === false)
        ? new Set(Object.keys(properties ?? {}))
        : null,
    listing: {
      name: tool.name,
      title: tool.title,
      description: tool.description,
      inputSchema: tool.inputSchema
        ? inputSchema
        : { ...inputSchema, additionalProperties: open ?? false },
      outputSchema: withFailure(outputSchema),
      annotations: { title: tool.title, ...tool.annotations },
    },
  };
}

function jsonSchema(tool: Tool, part: 'args' | 'result', io: 'input' | 'output'): JsonObjectSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(tool[part], {
    io,
    unrepresentable: 'any',
    override: portable,
  });
  if (schema.type !== 'object') throw new Error(`the ${part} of ${tool.name} must be an object`);
  return { ...schema, type: 'object' };
}

/**
 * Hosts check results by draft 7, where a tuple of draft 2020-12 (`prefixItems` beside
 * `items: false`) refuses every element: pairs are written as lists of two instead. The pattern
 * that spells out a date's format is left out, `format` says it and costs a model less.
 */
function portable({ jsonSchema: schema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (schema.format === 'date-time') delete schema.pattern;
  const elements = schema.prefixItems;
  if (!elements) return;
  delete schema.prefixItems;
  Object.assign(schema, {
    items: { anyOf: elements },
    minItems: elements.length,
    maxItems: elements.length,
  });
}

/**
 * Failed calls carry `structuredContent` too, and hosts check it against this schema: either the
 * tool's own result or `error`. Refs of the result's schema are relative to the root, so its
 * definitions stay there.
 */
function withFailure({ $defs, ...result }: JsonObjectSchema): JsonObjectSchema {
  return {
    type: 'object',
    ...($defs === undefined ? {} : { $defs }),
    anyOf: [result, FAILURE],
  };
}

const FAILURE = {
  type: 'object',
  title: 'failure',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { type: 'string' },
        status: { type: 'number' },
        message: { type: 'string' },
        retryAfterSeconds: { type: 'number' },
        hint: { type: 'string' },
      },
      required: ['code', 'message'],
    },
  },
  required: ['error'],
};

/** Levenshtein distance, halved for names that contain each other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  const steps = row[b.length] ?? 0;
  return a.includes(b) || b.includes(a) ? steps / 2 : steps;
}
