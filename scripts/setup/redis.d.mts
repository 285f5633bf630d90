/** How to run the Redis server that was found: `spawn(command, [...args, …], { env: { ...process.env, ...env } })`. */
export interface RedisServer {
  command: string;
  args: string[];
  /** To be added to the environment (library paths of an unpacked server). */
  env: Record<string, string>;
  version: string;
  source: 'path' | 'cache';
}

/** The oldest Redis that works. */
export const minimumVersion: string;

/** The Redis server on PATH or in the per-user cache; downloads nothing. */
export function findRedisServer(env?: NodeJS.ProcessEnv): Promise<RedisServer | undefined>;

/**
 * Like `findRedisServer`, but unpacks one into the cache when there is none.
 * @throws SetupError with what is missing, why, and the command that would fix it
 */
export function ensureRedisServer(env?: NodeJS.ProcessEnv): Promise<RedisServer>;

/** Debian's package of a shared library: libjemalloc.so.2 → libjemalloc2. */
export function packageOfLibrary(library: string): string | undefined;

/** The version in what `redis-server --version` prints. */
export function versionOf(text: string): string | undefined;

/** Whether one dotted version is at least another. */
export function atLeast(version: string, minimum: string): boolean;
