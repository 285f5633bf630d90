/**
 * The largest share of a bucket that one investigation may use: a smaller bucket of its own, asked
 * before the shared one, so that a loop in one investigation cannot starve the others. People are
 * exempt: there are few, and their tokens are theirs.
 */
import type { BucketLimit } from '../../config/buckets.ts';
import { isMiraError, MiraError, messageOf } from '../../domain/errors.ts';
import type { Clock } from '../../platform/clock.ts';
import type { BucketRef, UpstreamCallContext } from '../upstream-http.ts';
import type { Limiter, QuotaNews } from './limiter.ts';

/** The subject of a worker's token: `investigation:` and its id, a ULID. */
const INVESTIGATION = /^(?:investigation:)?[0-9A-HJKMNP-TV-Z]{26}$/;
const REDIS_RETRY_MS = 100;

export interface Sharing {
  readonly ref: BucketRef;
  readonly limit: BucketLimit;
  /** 0–1. */
  readonly share: number;
  readonly limiter: Limiter;
  readonly context: UpstreamCallContext;
}

export interface ShareRequest extends Sharing {
  readonly clock: Clock;
}

/** The investigation's own bucket; undefined for whoever is not bounded. */
function ownBucket({ ref, limit, share, context }: Sharing) {
  if (share >= 1 || !INVESTIGATION.test(context.subject)) return undefined;
  return {
    id: [ref.bucket, ref.key, 'of', context.subject].filter(Boolean).join(':'),
    limit: {
      ...limit,
      burst: Math.max(1, Math.floor(limit.burst * share)),
      ratePerMs: limit.ratePerMs * share,
    },
  };
}

/**
 * What an upstream states of its limit holds for the share of it too: half of what is configured
 * could be more than all that there is.
 */
export async function learnShare(
  sharing: Sharing,
  stated: NonNullable<QuotaNews['limit']>,
): Promise<void> {
  const own = ownBucket(sharing);
  if (!own) return;
  const count = Math.max(1, Math.floor(stated.count * sharing.share));
  const news: QuotaNews = {
    blockMs: 0,
    afterBlock: 'slow',
    limit: { count, periodMs: stated.periodMs },
    remaining: null,
    name: null,
  };
  await sharing.limiter.learn(own.id, own.limit, news, 0);
}

/**
 * Waits until the investigation's own bucket has a token.
 * @throws MiraError `rate_limited` when that is later than the caller waits, `limiter_unavailable`
 */
export async function assertShare(request: ShareRequest): Promise<void> {
  const { ref, share, limiter, clock, context } = request;
  const own = ownBucket(request);
  if (!own) return;
  for (;;) {
    context.signal.throwIfAborted();
    try {
      const answer = await limiter.reserve(own.id, own.limit, context.waitUntilMs - clock.now());
      if (!answer.granted) throw spent(ref, share, answer.waitMs);
      if (answer.waitMs > 0) {
        const sinceMs = clock.now();
        await clock.sleep(Math.ceil(answer.waitMs), context.signal);
        context.totals.waits.add(sinceMs, clock.now());
      }
      return;
    } catch (error) {
      if (isMiraError(error) || context.signal.aborted) throw error;
      if (clock.now() + REDIS_RETRY_MS > context.waitUntilMs) throw away(ref, error);
      await clock.sleep(REDIS_RETRY_MS, context.signal);
    }
  }
}

function spent(ref: BucketRef, share: number, waitMs: number): MiraError {
  const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new MiraError(
    'rate_limited',
    `this investigation has used its share (${Math.round(share * 100)} %) of the rate limit \`${ref.bucket}\`: the next call can be made in about ${seconds} s`,
    {
      retry: { afterMs: seconds * 1_000 },
      context: { bucket: ref.bucket, upstream: ref.upstream, why: 'share' },
    },
  );
}

const away = (ref: BucketRef, cause: unknown): MiraError =>
  new MiraError(
    'limiter_unavailable',
    `no call to ${ref.upstream} is made while the shared rate limit cannot be read (Redis: ${messageOf(cause)})`,
    { retry: 'backoff', cause, context: { bucket: ref.bucket, upstream: ref.upstream } },
  );
