/** Reads documents through a sorted-set index, newest first, a page at a time. */
import type { Redis } from '../platform/redis.ts';
import { reachable } from './script.ts';

export interface PageOptions<T> {
  readonly redis: Redis;
  readonly index: string;
  /** Documents wanted; capped at {@link MAX_LIMIT}. */
  readonly limit: number;
  readonly minScore?: number | undefined;
  /** Undefined for ids whose document has expired: they are taken out of the index. */
  readonly load: (ids: readonly string[]) => Promise<(T | undefined)[]>;
  readonly keep: (document: T) => boolean;
}

const MAX_LIMIT = 500;
const PAGE = 100;

export async function pageThrough<T>(options: PageOptions<T>): Promise<T[]> {
  const { redis, index, load, keep } = options;
  const limit = Math.min(options.limit, MAX_LIMIT);
  const min = options.minScore ?? '-inf';
  const found: T[] = [];
  for (let offset = 0; found.length < limit;) {
    const ids = await reachable(redis.zrevrangebyscore(index, '+inf', min, 'LIMIT', offset, PAGE));
    if (ids.length === 0) break;
    const documents = await load(ids);
    const expired = ids.filter((_, i) => documents[i] === undefined);
    if (expired.length > 0) await reachable(redis.zrem(index, ...expired));
    found.push(...documents.filter((one) => one !== undefined).filter(keep));
    offset += ids.length - expired.length;
  }
  return found.slice(0, limit);
}
