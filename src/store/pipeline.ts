/** Several reads in one round trip. */
import type { ChainableCommander } from 'ioredis';
import type { Redis } from '../platform/redis.ts';
import { reachable } from './script.ts';

/**
 * Runs what `fill` puts into a pipeline and returns the replies in order.
 * @throws MiraError `unavailable` when Redis is away, else the first error reply
 */
export async function pipeline<T>(
  redis: Redis,
  fill: (commands: ChainableCommander) => void,
): Promise<T[]> {
  const commands = redis.pipeline();
  fill(commands);
  if (commands.length === 0) return [];
  const replies = (await reachable(commands.exec())) ?? [];
  const values: T[] = [];
  for (const [error, value] of replies) {
    if (error) await reachable(Promise.reject(error));
    values.push(value as T);
  }
  return values;
}
