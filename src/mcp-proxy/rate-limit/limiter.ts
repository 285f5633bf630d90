/** Token buckets that all replicas share: typed calls to the scripts. */
import type { BucketLimit } from '../../config/buckets.ts';
import type { Redis } from '../../platform/redis.ts';
import { proxyKeys } from '../keys.ts';
import { INSPECT, LEARN, RESERVE } from './scripts.ts';

export type Reservation =
  /** The token is ours in `waitMs`. `grant` numbers it, for {@link Limiter.learn}. */
  | { readonly granted: true; readonly waitMs: number; readonly grant: number }
  /** Nothing was taken; `waitMs` is what it would have needed. */
  | { readonly granted: false; readonly waitMs: number; readonly why: 'rate' | 'quota' };

/** What an upstream said about its quota. Times are durations from now, ms. */
export interface QuotaNews {
  /** Leave it alone for so long. 0: go on. */
  readonly blockMs: number;
  /** After the block: a new quota (`full`), or only the next call (`slow`). */
  readonly afterBlock: 'full' | 'slow';
  readonly limit: { readonly count: number; readonly periodMs: number } | null;
  readonly remaining: { readonly count: number; readonly resetMs: number } | null;
  readonly name: string | null;
}

export interface BucketState {
  readonly id: string;
  /** Calls that could go at once. */
  readonly available: number;
  /** How long the upstream wants to be left alone, ms. */
  readonly blockedMs: number;
  readonly burst: number;
  readonly ratePerSecond: number;
  readonly granted: number;
  /** What the upstream's headers state, where they do. */
  readonly upstream: {
    readonly name: string | null;
    readonly limit: number;
    readonly periodMs: number;
  } | null;
}

export interface Limiter {
  /** @throws what ioredis throws when Redis is away */
  reserve(id: string, limit: BucketLimit, longestWaitMs: number): Promise<Reservation>;
  learn(id: string, limit: BucketLimit, news: QuotaNews, grant: number): Promise<void>;
  inspect(id: string, limit: BucketLimit): Promise<BucketState>;
}

/**
 * Tokens of a large burst that are held back. Redis counts a token when it is granted, the upstream
 * when the call arrives, and the first call of a burst (a new connection) may take longer than those
 * after it: what comes back in that time would be too much. At most a twentieth of the burst.
 */
const jitterTokens = ({ burst, ratePerMs }: BucketLimit): number =>
  Math.floor(Math.min(burst / 20, ratePerMs * JITTER_MS));
const JITTER_MS = 50;

/** The scripts, as ioredis defines them on a connection. */
interface Scripted {
  miraReserve(
    key: string,
    ...args: (string | number)[]
  ): Promise<[number, string, number | string]>;
  miraLearn(key: string, ...args: (string | number)[]): Promise<number>;
  miraInspect(
    key: string,
    ...args: (string | number)[]
  ): Promise<[string, string, string, string, number, number, number, string]>;
}

export function createLimiter({ redis }: { redis: Redis }): Limiter {
  redis.defineCommand('miraReserve', { lua: RESERVE, numberOfKeys: 1 });
  redis.defineCommand('miraLearn', { lua: LEARN, numberOfKeys: 1 });
  redis.defineCommand('miraInspect', { lua: INSPECT, numberOfKeys: 1 });
  const scripts = redis as unknown as Scripted;
  const curve = (limit: BucketLimit, burst = limit.burst): (string | number)[] => [
    burst,
    1 / limit.ratePerMs,
    limit.fixed ? 1 : 0,
  ];

  return {
    async reserve(id, limit, longestWaitMs) {
      const [granted, wait, detail] = await scripts.miraReserve(
        proxyKeys.bucket(id),
        ...curve(limit, limit.burst - jitterTokens(limit)),
        Math.max(0, longestWaitMs),
      );
      const waitMs = Number(wait);
      return granted === 1
        ? { granted: true, waitMs, grant: Number(detail) }
        : { granted: false, waitMs, why: detail === 'quota' ? 'quota' : 'rate' };
    },
    async learn(id, limit, news, grant) {
      await scripts.miraLearn(
        proxyKeys.bucket(id),
        ...curve(limit),
        grant,
        news.blockMs,
        news.afterBlock,
        news.limit?.count ?? 0,
        news.limit?.periodMs ?? 0,
        news.remaining?.count ?? -1,
        news.remaining?.resetMs ?? 0,
        news.name ?? '',
      );
    },
    async inspect(id, limit) {
      const reply = await scripts.miraInspect(proxyKeys.bucket(id), ...curve(limit));
      const [available, blocked, burst, interval, granted, count, periodMs, name] = reply;
      return {
        id,
        available: Math.floor(Number(available)),
        blockedMs: Math.ceil(Number(blocked)),
        burst: Number(burst),
        ratePerSecond: 1_000 / Number(interval),
        granted,
        upstream: count > 0 ? { name: name || null, limit: count, periodMs } : null,
      };
    },
  };
}
