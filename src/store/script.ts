/** Lua scripts as typed functions: loaded once, run by EVALSHA, all with the same prelude. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiraError } from '../domain/errors.ts';
import { RETENTION_MS, TOMBSTONE_MS, DELIVERY_MEMORY_MS } from '../config/tunables.ts';
import type { Redis } from '../platform/redis.ts';
import * as keys from './keys.ts';

export type ScriptArg = string | number;
export type Reply = string | number | null | Reply[];
export type Script = (primaryKey: string, ...args: ScriptArg[]) => Promise<Reply[]>;

const read = (file: string): string =>
  readFileSync(join(import.meta.dirname, 'lua', `${file}.lua`), 'utf8');

/** Key names and lifetimes stand once, in TypeScript; scripts write them `K.<name>`, `T.<name>`. */
const lifetimes = {
  retention: RETENTION_MS,
  tombstone: TOMBSTONE_MS,
  delivery: DELIVERY_MEMORY_MS,
  cycle: keys.CYCLE_MEMORY_MS,
  refire: keys.REFIRE_MS,
  join: keys.JOIN_MS,
  repeats: keys.REPEATS_KEPT,
  alerts: keys.STRAY_KEPT,
  live: keys.LIVE_KEPT,
  usage: keys.USAGE_MS,
  memory: keys.MEMORY_MS,
  feedback: keys.FEEDBACK_KEPT,
};

/** `K.alert` → `"{mira}:alert:"`: as literals they cost nothing when the script runs. */
const withConstants = (lua: string): string =>
  lua.replace(/\b([KT])\.(\w+)/g, (_, table: string, name: string) => {
    const constants: Readonly<Record<string, string | number>> =
      table === 'K' ? keys.KEYS : lifetimes;
    const value = constants[name];
    if (value === undefined) throw new TypeError(`no constant ${table}.${name}`);
    return JSON.stringify(value);
  });

const prelude = read('prelude');

/**
 * Makes the script `src/store/lua/<file>.lua` callable on a connection. It gets one key (what it is
 * mainly about) and answers with a list.
 */
export function loadScript(redis: Redis, file: string): Script {
  const command = `mira_${file.replaceAll('-', '_')}`;
  redis.defineCommand(command, {
    numberOfKeys: 1,
    lua: withConstants(`${prelude}\n${read(file)}`),
  });
  const run = (redis as unknown as Record<string, Script>)[command]?.bind(redis);
  if (!run) throw new TypeError(`ioredis did not define ${command}`);
  return (...args) => reachable(run(...args));
}

/** Connection trouble → `unavailable`; what Redis itself answers with an error is a bug, and stays. */
export async function reachable<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (isServerError(error)) throw error;
    throw new MiraError('unavailable', 'Redis is away or too slow', {
      retry: 'backoff',
      cause: error,
    });
  }
}

/** A reply that is an error, unless it says that the server cannot serve just now. */
const isServerError = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'ReplyError' &&
  !/^(LOADING|BUSY|MASTERDOWN|READONLY|OOM|MISCONF|CLUSTERDOWN|TRYAGAIN|UNKILLABLE)\b/.test(
    error.message,
  );
