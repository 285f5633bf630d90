/**
 * The line in front of one bucket, in this process. Bottleneck lets one turn happen at a time; a
 * turn reserves one token for whoever is first, waits for it, gives it to whoever is first then, and
 * ends when that call has started, so that no granted tokens pile up behind a slow upstream.
 */
import Bottleneck from 'bottleneck';
import { isMiraError, MiraError, messageOf } from '../../domain/errors.ts';
import type { Priority } from '../../domain/priority.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { BucketLimit } from '../../config/buckets.ts';
import type { Clock } from '../../platform/clock.ts';
import { createFairQueue } from './fair-queue.ts';
import type { Limiter } from './limiter.ts';

/**
 * Added to every wait. Tokens that are there at once reach the upstream later than Redis counted
 * them; those that were waited for must not catch up with them, or the curve would be exceeded by the
 * difference. It costs latency once, never throughput: a turn must end before the next token is due.
 */
const lagMsOf = (limit: BucketLimit): number => Math.min(50, 0.6 / limit.ratePerMs);
/** A token whose time came so long ago (a paused process) is let go: its place on the curve is past. */
const STALE_MS = SECOND_MS;
/** A ticket that may not wait at all still gets the time to ask whether there is a token. */
const GRACE_MS = 100;
/** Between attempts while Redis is away. */
const REDIS_RETRY_MS = 100;

/** What a granted turn carries. */
export interface Turn {
  readonly waitedMs: number;
  /** For {@link Limiter.learn}. */
  readonly grant: number;
}

export interface Ticket {
  readonly priority: Priority;
  readonly signal: AbortSignal;
  /** Epoch ms: longest the caller waits for its turn. */
  readonly waitUntilMs: number;
  /** Starts the call. Resolves when it has started (or will never start), not when it is done. */
  start(turn: Turn): Promise<void>;
  /** Ends the wait without a call. */
  refuse(error: unknown): void;
}

/** Of this process, since it began. */
export interface QueueTotals {
  served: number;
  /** Calls whose turn would have come too late, or that left. */
  refused: number;
  waitedMs: number;
  longestWaitMs: number;
}

export interface BucketQueue {
  readonly waiting: number;
  readonly totals: Readonly<QueueTotals>;
  /** Ends by `start` or `refuse`, exactly once. */
  enter(ticket: Ticket): void;
  /** The upstream asked for rest: turns under way reserve again. */
  drained(): void;
}

export interface BucketQueueDeps {
  readonly id: string;
  readonly upstream: string;
  readonly limit: BucketLimit;
  readonly limiter: Limiter;
  readonly clock: Clock;
}

interface Waiting {
  readonly ticket: Ticket;
  readonly sinceMs: number;
  leave(): void;
}

export function createBucketQueue({
  id,
  upstream,
  limit,
  limiter,
  clock,
}: BucketQueueDeps): BucketQueue {
  const lagMs = lagMsOf(limit);
  const turns = new Bottleneck({ maxConcurrent: 1 });
  const line = createFairQueue<Waiting>();
  let drains = 0;
  let redisError: unknown;
  let lastForecastMs = 0;
  const totals: QueueTotals = { served: 0, refused: 0, waitedMs: 0, longestWaitMs: 0 };

  const refuse = (waiting: Waiting, error: unknown): void => {
    if (!line.remove(waiting.ticket.priority, waiting)) return;
    waiting.leave();
    totals.refused += 1;
    waiting.ticket.refuse(error);
  };

  const tooLate = (waitMs: number, why: 'rate' | 'quota'): MiraError => {
    const seconds = Math.max(1, Math.ceil(waitMs / 1_000));
    const reason =
      why === 'quota'
        ? `${upstream} says that its quota is spent`
        : `the shared rate limit \`${id}\` is busy`;
    return new MiraError(
      'rate_limited',
      `${reason}: the next call can be made in about ${seconds} s`,
      {
        retry: { afterMs: seconds * 1_000 },
        context: { bucket: id, upstream, why },
      },
    );
  };

  const limiterAway = (cause: unknown): MiraError =>
    new MiraError(
      'limiter_unavailable',
      `no call to ${upstream} is made while the shared rate limit cannot be read (Redis: ${messageOf(cause)})`,
      { retry: 'backoff', cause, context: { bucket: id, upstream } },
    );

  /** Everybody whose time would be up before the next token comes is told so at once. */
  const refuseHopeless = (waitMs: number, why: 'rate' | 'quota'): void => {
    const comesAt = clock.now() + waitMs;
    for (const waiting of line.items()) {
      if (waiting.ticket.waitUntilMs < comesAt) refuse(waiting, tooLate(waitMs, why));
    }
  };

  /** A token, when its moment has come; undefined when nobody waits for one any more. */
  const token = async (): Promise<number | undefined> => {
    for (;;) {
      const head = line.peek();
      if (!head) return undefined;
      const drainsBefore = drains;
      // the most patient decides how far ahead may be reserved: it may be served in the head's place
      const patience = Math.max(...line.items().map(({ ticket }) => ticket.waitUntilMs));
      let reservation;
      try {
        reservation = await limiter.reserve(id, limit, patience - clock.now());
        redisError = undefined;
      } catch (error) {
        redisError = error;
        await clock.sleep(REDIS_RETRY_MS);
        continue;
      }
      lastForecastMs = reservation.waitMs;
      if (!reservation.granted) {
        refuseHopeless(reservation.waitMs, reservation.why);
        continue;
      }
      if (reservation.waitMs === 0) return reservation.grant;
      refuseHopeless(reservation.waitMs, 'rate');
      const dueMs = performance.now() + reservation.waitMs;
      await clock.sleep(Math.ceil(reservation.waitMs + lagMs));
      const stale = performance.now() - dueMs > STALE_MS;
      if (!stale && drains === drainsBefore) return reservation.grant;
    }
  };

  const turn = async (): Promise<void> => {
    const grant = await token();
    if (grant === undefined) return;
    const waiting = line.take();
    if (!waiting) return;
    waiting.leave();
    const waitedMs = clock.now() - waiting.sinceMs;
    totals.served += 1;
    totals.waitedMs += waitedMs;
    totals.longestWaitMs = Math.max(totals.longestWaitMs, waitedMs);
    await waiting.ticket.start({ waitedMs, grant });
  };

  return {
    get waiting() {
      return line.size;
    },
    totals,
    drained() {
      drains += 1;
    },
    enter(ticket) {
      const sinceMs = clock.now();
      const onAbort = (): void => refuse(waiting, ticket.signal.reason);
      const timer = setTimeout(
        () => {
          const error =
            redisError === undefined
              ? tooLate(Math.max(lastForecastMs, line.size / limit.ratePerMs), 'rate')
              : limiterAway(redisError);
          refuse(waiting, error);
        },
        Math.max(0, ticket.waitUntilMs - sinceMs) + GRACE_MS,
      );
      const waiting: Waiting = {
        ticket,
        sinceMs,
        leave() {
          clearTimeout(timer);
          ticket.signal.removeEventListener('abort', onAbort);
        },
      };
      line.push(ticket.priority, waiting);
      if (ticket.signal.aborted) return onAbort();
      ticket.signal.addEventListener('abort', onAbort, { once: true });
      // one turn for each ticket; a turn that finds nobody ends at once
      turns.schedule(turn).catch((error: unknown) => {
        if (line.size > 0 && !isMiraError(error)) {
          for (const other of line.items()) refuse(other, error);
        }
      });
    },
  };
}
