/**
 * The same token buckets in this process's memory: for a proxy that serves one person over stdio and
 * has no Redis to share quotas through. Replicas must never use it.
 */
import type { BucketLimit } from '../../config/buckets.ts';
import type { Clock } from '../../platform/clock.ts';
import type { BucketState, Limiter, QuotaNews } from './limiter.ts';

/** How much of each bucket a process takes that cannot know who else is spending. */
export const ALONE_SHARE = 0.25;

interface Bucket {
  /** When it will be full again, epoch ms; see scripts.ts. */
  fullAtMs: number;
  blockedUntilMs: number;
  /** Calls that the upstream still allows until `capUntilMs`; null where it said nothing. */
  cap: number | null;
  capUntilMs: number;
  granted: number;
  stated: { readonly count: number; readonly periodMs: number } | null;
  name: string | null;
}

export function createMemoryLimiter({ clock }: { readonly clock: Clock }): Limiter {
  const buckets = new Map<string, Bucket>();

  const bucketOf = (id: string): Bucket => {
    let bucket = buckets.get(id);
    if (!bucket) {
      bucket = {
        fullAtMs: 0,
        blockedUntilMs: 0,
        cap: null,
        capUntilMs: 0,
        granted: 0,
        stated: null,
        name: null,
      };
      buckets.set(id, bucket);
    }
    return bucket;
  };

  /** What an idle bucket holds and how long a token takes to come back, after the upstream's word. */
  const curve = (limit: BucketLimit, { stated }: Bucket): { burst: number; intervalMs: number } => {
    const burst = Math.max(1, Math.floor(limit.burst * ALONE_SHARE));
    const intervalMs = 1 / (limit.ratePerMs * ALONE_SHARE);
    if (!stated) return { burst, intervalMs };
    const statedBurst = Math.min(burst, Math.max(1, Math.floor((stated.count * ALONE_SHARE) / 3)));
    const statedInterval =
      stated.periodMs / Math.max(stated.count * ALONE_SHARE - statedBurst, ALONE_SHARE);
    return statedInterval > intervalMs
      ? { burst: statedBurst, intervalMs: statedInterval }
      : { burst, intervalMs };
  };

  return {
    reserve(id, limit, longestWaitMs) {
      const bucket = bucketOf(id);
      const nowMs = clock.now();
      const { burst, intervalMs } = curve(limit, bucket);
      const capped = bucket.capUntilMs > nowMs && bucket.cap !== null && bucket.cap < 1;
      const closedUntilMs = Math.max(bucket.blockedUntilMs, capped ? bucket.capUntilMs : 0);
      const from = Math.max(bucket.fullAtMs, nowMs, closedUntilMs);
      const atMs = Math.max(from + intervalMs - burst * intervalMs, nowMs, closedUntilMs);
      const waitMs = atMs - nowMs;
      if (waitMs > longestWaitMs) {
        const why = closedUntilMs > nowMs ? 'quota' : 'rate';
        return Promise.resolve({ granted: false, waitMs, why });
      }
      bucket.fullAtMs = from + intervalMs;
      if (bucket.cap !== null && !capped) bucket.cap -= 1;
      bucket.granted += 1;
      return Promise.resolve({ granted: true, waitMs, grant: bucket.granted });
    },
    learn(id, _limit, news: QuotaNews, grant) {
      const bucket = bucketOf(id);
      const nowMs = clock.now();
      if (news.blockMs > 0) {
        bucket.blockedUntilMs = Math.max(bucket.blockedUntilMs, nowMs + news.blockMs);
      }
      if (news.limit) bucket.stated = news.limit;
      if (news.name) bucket.name = news.name;
      if (news.remaining) {
        // calls that were let through since have not been counted by the upstream yet
        const left = Math.max(0, news.remaining.count - (bucket.granted - grant));
        const same = bucket.capUntilMs > nowMs && bucket.cap !== null;
        bucket.cap = same ? Math.min(bucket.cap ?? left, left) : left;
        bucket.capUntilMs = nowMs + news.remaining.resetMs;
      }
      return Promise.resolve();
    },
    inspect(id, limit) {
      const bucket = bucketOf(id);
      const nowMs = clock.now();
      const { burst, intervalMs } = curve(limit, bucket);
      const missing = Math.max(0, bucket.fullAtMs - nowMs) / intervalMs;
      const state: BucketState = {
        id,
        available: Math.max(0, Math.floor(burst - missing)),
        blockedMs: Math.max(0, Math.ceil(bucket.blockedUntilMs - nowMs)),
        burst,
        ratePerSecond: 1_000 / intervalMs,
        granted: bucket.granted,
        upstream: bucket.stated
          ? { name: bucket.name, limit: bucket.stated.count, periodMs: bucket.stated.periodMs }
          : null,
      };
      return Promise.resolve(state);
    },
  };
}
