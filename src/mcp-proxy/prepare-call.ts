/**
 * From what a caller sent to a call that may be made: tool found, arguments parsed, scope applied,
 * cache key known. The same for the same caller and arguments, so it is remembered.
 */
import { LRUCache } from 'lru-cache';
import { MiraError } from '../domain/errors.ts';
import { ANY } from '../domain/scope.ts';
import { cacheKey } from './cache/key.ts';
import type { Catalog, CatalogEntry } from './catalog.ts';
import { describeIssues } from './failure.ts';
import { assertPayload, canSee, holds } from './scope/access.ts';
import type { Caller } from './scope/authenticate.ts';
import type { Tool } from './tool.ts';

export interface PreparedCall {
  readonly tool: Tool;
  readonly scopedArgs: unknown;
  readonly key: string;
}

export interface PrepareCall {
  /**
   * @throws MiraError `unknown_tool`, `bad_argument`, `out_of_scope`, `denied`, each naming the fix
   */
  (caller: Caller, name: string, args: unknown): PreparedCall;
  /** Only what was prepared before. */
  remembered(caller: Caller, name: string, args: unknown): PreparedCall | undefined;
}

/** Arguments that are longer are not remembered. */
const MAX_MEMO_LENGTH = 4_096;
/** Deeper ones mean nothing to any tool, and could exhaust the stack of whoever walks them. */
const MAX_DEPTH = 64;

export function createPrepareCall(catalog: Catalog): PrepareCall {
  const memo = new LRUCache<string, PreparedCall>({ max: 5_000 });

  const memoKeyOf = (caller: Caller, name: string, args: unknown): string =>
    `${catalog.revision} ${caller.tokenId}\n${name}\n${JSON.stringify(args)}`;

  const prepare = (caller: Caller, name: string, args: unknown): PreparedCall => {
    if (isDeeper(args, MAX_DEPTH)) {
      throw new MiraError('bad_argument', `arguments are nested ${MAX_DEPTH} levels deep at most`);
    }
    const memoKey = memoKeyOf(caller, name, args);
    const known = memo.get(memoKey);
    if (known) return known;

    const visible = catalog.entries.filter((entry) => canSee(caller, entry.tool));
    const entry = catalog.find(name);
    if (!entry || !visible.includes(entry)) {
      const absent = entry ? undefined : catalog.absent(name);
      if (absent && holds(caller.scope, absent.toolset)) throw absent.error;
      throw unknownTool(catalog, name, visible);
    }
    assertPayload(caller, entry.tool, args);
    const parsed = parseArgs(entry, args, caller);
    const scopedArgs = entry.tool.applyScope(parsed, caller.scope);
    const call = { tool: entry.tool, scopedArgs, key: cacheKey(entry.tool.name, scopedArgs) };
    if (memoKey.length <= MAX_MEMO_LENGTH && entry.tool.cache !== 'none') memo.set(memoKey, call);
    return call;
  };
  return Object.assign(prepare, {
    remembered(caller: Caller, name: string, args: unknown) {
      try {
        return memo.get(memoKeyOf(caller, name, args));
      } catch {
        // too deep to be written: `prepare` says so
        return undefined;
      }
    },
  });
}

/** Without recursion, for that is what it guards against. */
function isDeeper(value: unknown, max: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > max) return true;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null
        ? Object.values(one).filter((member) => typeof member === 'object')
        : [],
    );
  }
  return false;
}

function unknownTool(catalog: Catalog, name: string, visible: readonly CatalogEntry[]): MiraError {
  const all = visible.map(({ tool }) => tool.name);
  const nearest = catalog.nearest(name, visible);
  const message =
    all.length === 0
      ? `there is no tool \`${name}\` for this token: it may use none`
      : `there is no tool \`${name}\` here; nearest: ${nearest.join(', ')}`;
  return new MiraError('unknown_tool', message, {
    context: all.length === 0 ? {} : { hint: `Tools of this token: ${all.join(', ')}.` },
  });
}

function parseArgs({ tool, argumentNames }: CatalogEntry, args: unknown, caller: Caller): unknown {
  const given = args === undefined || args === null ? {} : args;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new MiraError('bad_argument', `the arguments of ${tool.name} must be an object`);
  }
  const wanted = argumentNames ? withoutOwnScope(given, argumentNames, caller) : given;
  if (argumentNames) {
    const unknown = Object.keys(wanted).filter((key) => !argumentNames.has(key));
    if (unknown.length > 0) {
      throw new MiraError(
        'bad_argument',
        `${tool.name} does not take ${unknown.map((key) => `\`${key}\``).join(', ')}`,
        { context: { hint: `It takes: ${[...argumentNames].join(', ') || 'no arguments'}.` } },
      );
    }
  }
  const parsed = tool.args.safeParse(wanted);
  if (parsed.success) return parsed.data;
  throw new MiraError('bad_argument', `${tool.name}: ${describeIssues(parsed.error, wanted)}`);
}

/**
 * Models like to name the service although the token decides it: its own is dropped, another one is
 * refused. Dropping it silently would answer about a service that nobody asked for. A token for any
 * service does not decide it: there, a tool of code takes it for the repository, where none is named.
 */
function withoutOwnScope(
  args: object,
  argumentNames: ReadonlySet<string>,
  { scope }: Caller,
): Record<string, unknown> {
  const fixed = { service: scope.service, env: scope.env, project: scope.project };
  // models that have to name every argument leave one out by null
  const given = Object.entries(args).filter(
    ([key, value]) => value !== null || !argumentNames.has(key),
  );
  const named = new Map<string, unknown>(given);
  for (const [key, own] of Object.entries(fixed)) {
    const value = named.get(key);
    if (argumentNames.has(key) || !named.has(key)) continue;
    if (own === ANY) {
      if (key === 'project' || !argumentNames.has('repository')) continue;
      named.delete(key);
      if (key === 'service' && !named.has('repository')) named.set('repository', value);
      continue;
    }
    const empty = value === null || value === undefined || value === '';
    if (!empty && !isSame(value, own)) {
      throw new MiraError(
        'out_of_scope',
        `this token is for ${key} ${own === null ? '(none)' : `\`${own}\``}, and the call names another one`,
        { context: { hint: `Leave \`${key}\` out: it is added by the proxy.` } },
      );
    }
    named.delete(key);
  }
  return Object.fromEntries(named);
}

const isSame = (value: unknown, own: string | null): boolean =>
  typeof value === 'string' && value.trim().toLowerCase() === own?.toLowerCase();
