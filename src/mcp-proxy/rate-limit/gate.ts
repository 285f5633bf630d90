/** The gate in front of every upstream: breaker, buckets, concurrency, timeout; see upstream-http.ts. */
import { AsyncResource } from 'node:async_hooks';
import Bottleneck from 'bottleneck';
import { LRUCache } from 'lru-cache';
import type { BucketLimit } from '../../config/buckets.ts';
import { isMiraError, MiraError } from '../../domain/errors.ts';
import { DEFAULT_PRIORITY } from '../../domain/priority.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import {
  currentUpstreamContext,
  type BucketRef,
  type GatePass,
  type UpstreamCallContext,
  type UpstreamGate,
} from '../upstream-http.ts';
import { createBreaker, type Breaker, type BreakerState } from './breaker.ts';
import { createBucketQueue, type BucketQueue, type QueueTotals } from './bucket-queue.ts';
import type { BucketState, Limiter } from './limiter.ts';
import { readQuota } from './quota-headers.ts';
import { assertShare, learnShare } from './share.ts';
import { createWaits } from './waits.ts';

const CALL_TIMEOUT_MS = 10 * SECOND_MS;
/** Calls under way to one upstream, per replica. */
const CONCURRENCY = 16;
/** How often a call that the upstream refused with a 429 goes back to the line. */
const REFUSALS = 2;
const RETRIES = 2;
const BACKOFF_MS = 200;
/** Without a context (health checks, scripts). */
const DEFAULT_WAIT_MS = 5 * SECOND_MS;

export interface GateEvents {
  /** One upstream call has ended. */
  called?(event: {
    upstream: string;
    bucket: string;
    outcome: 'ok' | 'refused' | 'failed' | 'timeout' | 'aborted';
    durationMs: number;
    waitedMs: number;
  }): void;
}

export interface GateOptions {
  readonly limiter: Limiter;
  readonly limits: ReadonlyMap<string, BucketLimit>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Largest share of a bucket that one investigation may use. @defaultValue 0.5 */
  readonly investigationShare?: number;
  /** @defaultValue 16 for every upstream */
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly events?: GateEvents;
}

export interface GateReport {
  readonly buckets: readonly (BucketState & {
    readonly bucket: string;
    /** In this replica: calls in line now, and since it began. */
    readonly waiting: number;
    readonly here: Readonly<QueueTotals>;
  })[];
  readonly upstreams: readonly {
    readonly upstream: string;
    readonly breaker: BreakerState;
    readonly running: number;
  }[];
}

export interface Gate extends UpstreamGate {
  /** Live state of the buckets that were used, for operators. */
  report(): Promise<GateReport>;
}

interface Upstream {
  readonly breaker: Breaker;
  readonly slots: Bottleneck;
}

export function createGate(options: GateOptions): Gate {
  const { limiter, limits, clock, logger, investigationShare = 0.5, events = {} } = options;
  const upstreams = new Map<string, Upstream>();
  // Slack has a bucket per channel: those that nobody waits in are forgotten
  const queues = new LRUCache<string, { bucket: string; queue: BucketQueue }>({ max: 2_000 });

  const upstreamOf = (name: string): Upstream => {
    let upstream = upstreams.get(name);
    if (!upstream) {
      upstream = {
        breaker: createBreaker(name, clock),
        slots: new Bottleneck({ maxConcurrent: options.concurrency?.[name] ?? CONCURRENCY }),
      };
      upstreams.set(name, upstream);
    }
    return upstream;
  };

  const limitOf = (bucket: string): BucketLimit => {
    const limit = limits.get(bucket);
    if (!limit) throw new Error(`no rate limit is defined for the bucket ${bucket}`);
    return limit;
  };

  const queueOf = (ref: BucketRef, id: string): BucketQueue => {
    let entry = queues.get(id);
    if (!entry) {
      const limit = limitOf(ref.bucket);
      const queue = createBucketQueue({ id, upstream: ref.upstream, limit, limiter, clock });
      entry = { bucket: ref.bucket, queue };
      queues.set(id, entry);
    }
    return entry.queue;
  };

  /** One attempt: through the line, the slot and the call. */
  const attempt = <T>(
    ref: BucketRef,
    fn: (pass: GatePass) => Promise<T>,
    timeoutMs: number,
    context: UpstreamCallContext,
  ): Promise<T> => {
    const id = ref.key === undefined ? ref.bucket : `${ref.bucket}:${ref.key}`;
    const limit = limitOf(ref.bucket);
    const { breaker, slots } = upstreamOf(ref.upstream);
    const queue = queueOf(ref, id);
    const result = Promise.withResolvers<T>();
    // the turn runs in Bottleneck's async context; the call belongs to the caller's
    const call = AsyncResource.bind(fn);

    const learnFor =
      (grant: number): GatePass['learn'] =>
      (status, headers) => {
        context.totals.lastStatus = status;
        const news = readQuota(ref.upstream, status, headers, clock.now());
        if (!news) return 0;
        if (news.blockMs > 0) queue.drained();
        const shared = limiter.learn(id, limit, news, grant);
        const sharing = { ref, limit, share: investigationShare, limiter, context };
        const own = news.limit ? learnShare(sharing, news.limit) : undefined;
        Promise.all([shared, own]).catch((error: unknown) => {
          logger.warn(
            { err: error, bucket: id },
            'could not share what an upstream said of its quota',
          );
        });
        return news.blockMs;
      };

    const send = async (grant: number, waitedMs: number): Promise<void> => {
      const startedMs = performance.now();
      const timeout = AbortSignal.timeout(timeoutMs);
      const signal = context.finishOnceSent ? timeout : AbortSignal.any([timeout, context.signal]);
      let pass;
      let outcome: 'ok' | 'refused' | 'failed' | 'timeout' | 'aborted' = 'ok';
      try {
        pass = breaker.enter();
        context.totals.upstreamCalls += 1;
        const value = await raceAbort(call({ signal, learn: learnFor(grant) }), signal);
        pass.succeeded();
        result.resolve(value);
      } catch (error) {
        const failure = timeout.aborted ? timedOut(ref.upstream, timeoutMs, error) : error;
        outcome = outcomeOf(failure, context.signal);
        if (outcome === 'failed' || outcome === 'timeout') pass?.failed();
        else if (outcome === 'aborted') pass?.abandoned();
        else pass?.succeeded();
        result.reject(failure);
      }
      if (pass) {
        const durationMs = performance.now() - startedMs;
        events.called?.({
          upstream: ref.upstream,
          bucket: ref.bucket,
          outcome,
          durationMs,
          waitedMs,
        });
      }
    };

    try {
      context.signal.throwIfAborted();
      breaker.assertMayPass();
    } catch (error) {
      return Promise.reject(error as Error);
    }
    context.totals.waitingFor = id;
    queue.enter({
      priority: context.priority,
      signal: context.signal,
      waitUntilMs: context.waitUntilMs,
      refuse: result.reject,
      start({ waitedMs, grant }) {
        const now = clock.now();
        context.totals.waits.add(now - waitedMs, now);
        const started = Promise.withResolvers<void>();
        slots
          .schedule(() => {
            started.resolve();
            context.totals.waitingFor = undefined;
            if (context.signal.aborted) {
              result.reject(context.signal.reason);
              return Promise.resolve();
            }
            return send(grant, waitedMs);
          })
          .catch(result.reject)
          .finally(started.resolve);
        return started.promise;
      },
    });
    return result.promise;
  };

  const run: UpstreamGate['run'] = async (ref, fn, timeoutMs = CALL_TIMEOUT_MS) => {
    const context = currentUpstreamContext() ?? detached(clock);
    await assertShare({
      ref,
      limit: limitOf(ref.bucket),
      share: investigationShare,
      limiter,
      clock,
      context,
    });
    for (let refusals = 0; ; refusals += 1) {
      try {
        return await attempt(ref, fn, timeoutMs, context);
      } catch (error) {
        if (refusals >= REFUSALS || !mayQueueAgain(error, context, clock)) throw error;
      }
    }
  };

  return {
    run,
    async runIdempotent(ref, fn, { timeoutMs = CALL_TIMEOUT_MS, retries = RETRIES } = {}) {
      const context = currentUpstreamContext();
      for (let failures = 0; ; failures += 1) {
        try {
          return await run(ref, fn, timeoutMs);
        } catch (error) {
          if (failures >= retries || !mayRetry(error)) throw error;
          const backoffMs = BACKOFF_MS * 2 ** failures * (0.5 + Math.random());
          if (context && clock.now() + backoffMs > context.waitUntilMs) throw error;
          await clock.sleep(backoffMs, context?.signal);
        }
      }
    },
    async report() {
      const buckets = await Promise.all(
        [...queues.entries()].map(async ([id, { bucket, queue }]) => ({
          ...(await limiter.inspect(id, limitOf(bucket))),
          bucket,
          waiting: queue.waiting,
          here: { ...queue.totals },
        })),
      );
      return {
        buckets,
        upstreams: [...upstreams].map(([upstream, { breaker, slots }]) => ({
          upstream,
          breaker: breaker.state,
          running: slots.counts().EXECUTING,
        })),
      };
    },
  };
}

/** Libraries that cannot be aborted are left behind: their result is of no use any more. */
async function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    // neither loser may become an unhandled rejection
    aborted.promise.catch(() => undefined);
    work.catch(() => undefined);
  }
}

const timedOut = (upstream: string, timeoutMs: number, cause: unknown): MiraError =>
  new MiraError('timeout', `${upstream} did not answer within ${timeoutMs / 1_000} s`, {
    retry: 'backoff',
    cause,
    context: { upstream, timeoutMs },
  });

function outcomeOf(error: unknown, callerSignal: AbortSignal) {
  if (isMiraError(error)) {
    if (error.code === 'timeout') return 'timeout';
    if (error.code === 'unavailable') return 'failed';
    if (error.code === 'rate_limited') return 'refused';
    return 'ok';
  }
  return callerSignal.aborted ? 'aborted' : 'ok';
}

/** The upstream refused the call and its block is over before the caller's patience is. */
function mayQueueAgain(error: unknown, context: UpstreamCallContext, clock: Clock): boolean {
  if (!isMiraError(error) || error.code !== 'rate_limited' || context.signal.aborted) return false;
  // refusals of our own line name a reason and are final
  if (error.context['why'] !== undefined) return false;
  const afterMs = typeof error.retry === 'object' ? error.retry.afterMs : 0;
  return clock.now() + afterMs < context.waitUntilMs;
}

function mayRetry(error: unknown): boolean {
  if (!isMiraError(error) || (error.code !== 'unavailable' && error.code !== 'timeout'))
    return false;
  return error.context['breaker'] === undefined;
}

const detached = (clock: Clock): UpstreamCallContext => ({
  subject: 'mira',
  priority: DEFAULT_PRIORITY,
  signal: new AbortController().signal,
  finishOnceSent: false,
  waitUntilMs: clock.now() + DEFAULT_WAIT_MS,
  totals: { waits: createWaits(), upstreamCalls: 0 },
});
