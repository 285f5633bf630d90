/** Every Redis connection is made here: what it is for decides how it behaves when Redis is away. */
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from './logger.ts';

export type { Redis } from 'ioredis';

/**
 * - `command`: request path and stores. Fails at once when Redis is away, so that an HTTP caller gets
 *   its 503 instead of hanging.
 * - `blocking`: BullMQ workers and stream readers. Waits for Redis to come back.
 */
export type RedisRole = 'command' | 'blocking';

export interface RedisConnectionOptions {
  readonly url: string;
  readonly role: RedisRole;
  /** Shown in `CLIENT LIST`. */
  readonly name: string;
  readonly logger: Logger;
  /**
   * Sends commands that are given in one turn of the event loop in one write, for connections that
   * serve many requests at once. @defaultValue false
   */
  readonly autoPipelining?: boolean;
  /** Longest wait for one command's answer, ms; `command` role only. @defaultValue 800 */
  readonly commandTimeoutMs?: number;
}

/** Reconnects for ever, at most 500 ms apart; connection errors are logged once per outage. */
export function connectRedis({
  url,
  role,
  name,
  logger,
  autoPipelining = false,
  commandTimeoutMs = 800,
}: RedisConnectionOptions): Redis {
  const redis = new Redis(url, {
    connectionName: `mira:${name}`,
    enableAutoPipelining: autoPipelining,
    retryStrategy: (attempt) => Math.min(50 * attempt, 500),
    ...roleOptions(role, commandTimeoutMs),
  });
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error.message, connection: name }, 'redis is away');
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.info({ connection: name }, 'redis is back');
    away = false;
  });
  return redis;
}

function roleOptions(role: RedisRole, commandTimeoutMs: number): RedisOptions {
  switch (role) {
    case 'command':
      return {
        enableOfflineQueue: false,
        maxRetriesPerRequest: 0,
        commandTimeout: commandTimeoutMs,
        connectTimeout: 2_000,
      };
    case 'blocking':
      return { maxRetriesPerRequest: null, connectTimeout: 5_000 };
  }
}

/** Resolves when the connection can take commands. @throws the signal's reason when aborted first */
export async function whenReady(redis: Redis, signal?: AbortSignal): Promise<void> {
  if (redis.status === 'ready') return;
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onReady = (): void => resolve();
  const onAbort = (): void => reject(signal?.reason as Error);
  redis.once('ready', onReady);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    redis.off('ready', onReady);
    signal?.removeEventListener('abort', onAbort);
  }
}
