/** Reads documents through an index, newest first, a page at a time. */
import type { Redis } from '../platform/redis.ts';
import { reachable } from './script.ts';

export interface PageOptions<T> {
  readonly redis: Redis;
  /** A list of ids, oldest first. */
  readonly index: string;
  /** Documents wanted; capped at {@link MAX_LIMIT}. */
  readonly limit: number;
  /** Undefined for ids whose document has expired. */
  readonly load: (ids: readonly string[]) => Promise<(T | undefined)[]>;
  readonly keep: (document: T) => boolean;
  /** True for a document from which on everything older is of no interest. */
  readonly isTooOld?: (document: T) => boolean;
}

export const MAX_LIMIT = 500;
const PAGE = 100;

export async function pageThrough<T>(options: PageOptions<T>): Promise<T[]> {
  const { redis, index, load, keep, isTooOld = () => false } = options;
  const limit = Math.min(options.limit, MAX_LIMIT);
  const found: T[] = [];
  const length = await reachable(redis.llen(index));
  // Counted from the old end, so that what is added meanwhile moves nothing.
  for (let end = length - 1; end >= 0 && found.length < limit; end -= PAGE) {
    const ids = await reachable(redis.lrange(index, Math.max(0, end - PAGE + 1), end));
    const documents = (await load(ids.reverse())).filter((one) => one !== undefined);
    found.push(...documents.filter((one) => !isTooOld(one)).filter(keep));
    if (documents.some(isTooOld)) break;
  }
  return found.slice(0, limit);
}
