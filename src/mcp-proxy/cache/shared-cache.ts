/**
 * What replicas share through Redis: answers, and who is fetching one.
 *
 * The lock has an owner and a short life, which its owner prolongs while it works: a dead owner
 * delays the others by at most that life. Those who wait leave a mark of interest, so that an owner
 * whose own callers have gone knows to go on.
 */
import { randomUUID } from 'node:crypto';
import type { Redis } from '../../platform/redis.ts';
import type { KeptAnswer } from '../answer.ts';
import { proxyKeys } from '../keys.ts';
import { decodeAnswer, encodeAnswer } from './codec.ts';

/** Life of a lock that nobody prolongs. */
export const LOCK_MS = 2_000;
/** Between prolongations. */
export const RENEW_MS = 600;
/** Longest wait for the message that a fetch has ended: messages may be lost, answers are not. */
const POLL_MS = 400;

const CLAIM = `
local value = redis.call('GET', KEYS[1])
if value then return { 2, redis.call('PTTL', KEYS[1]), value } end
if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return { 1, 0 } end
redis.call('SET', KEYS[3], '1', 'PX', ARGV[2])
return { 0, redis.call('PTTL', KEYS[2]) }`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return { 0, 0 } end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { 1, redis.call('EXISTS', KEYS[2]) }`;

const COMPLETE = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
if ARGV[2] ~= '' and tonumber(ARGV[3]) > 0 then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
redis.call('DEL', KEYS[2])
redis.call('PUBLISH', KEYS[3], ARGV[4])
return 1`;

interface Scripted {
  miraCacheClaimBuffer(...args: string[]): Promise<[number, number, Buffer?]>;
  miraCacheRenew(...args: string[]): Promise<[number, number]>;
  miraCacheComplete(...args: (string | Buffer)[]): Promise<number>;
}

export type Claim =
  | { readonly state: 'found'; readonly kept: KeptAnswer; readonly leftMs: number }
  /** This replica fetches: prolong with `renew`, end with `complete`. */
  | { readonly state: 'ours'; readonly lease: Lease }
  /** Another replica fetches: wait, then claim again. */
  | { readonly state: 'theirs'; wait(signal: AbortSignal): Promise<void> };

export interface Lease {
  /** False when the lock was lost (the process slept too long). */
  renew(): Promise<{ readonly held: boolean; readonly wanted: boolean }>;
  /** Shares the answer, or nothing when there is none, and wakes those who wait. */
  complete(kept: KeptAnswer | undefined): Promise<void>;
}

export interface SharedCache {
  /** @throws what ioredis throws when Redis is away */
  claim(key: string): Promise<Claim>;
  close(): void;
}

export interface SharedCacheDeps {
  readonly redis: Redis;
  /** A connection of its own: a subscribed one can do nothing else. */
  readonly subscriber: Redis;
}

export function createSharedCache({ redis, subscriber }: SharedCacheDeps): SharedCache {
  redis.defineCommand('miraCacheClaim', { lua: CLAIM, numberOfKeys: 3 });
  redis.defineCommand('miraCacheRenew', { lua: RENEW, numberOfKeys: 2 });
  redis.defineCommand('miraCacheComplete', { lua: COMPLETE, numberOfKeys: 3 });
  const scripts = redis as unknown as Scripted;
  const owner = randomUUID();
  let serial = 0;
  const bells = new Map<string, Set<Bell>>();

  const onMessage = (_channel: string, key: string): void => {
    for (const bell of bells.get(key) ?? []) bell.ring();
  };
  const subscribe = (): void => {
    subscriber.subscribe(proxyKeys.done).catch(() => undefined); // 'ready' comes again
  };
  subscriber.on('message', onMessage);
  subscriber.on('ready', subscribe);
  if (subscriber.status === 'ready') subscribe();

  /** Hung up before asking: the message may come before the answer that says to wait for it. */
  const hang = (key: string): Bell => {
    const bell = createBell(() => {
      const others = bells.get(key);
      others?.delete(bell);
      if (others?.size === 0) bells.delete(key);
    });
    const others = bells.get(key) ?? new Set();
    bells.set(key, others.add(bell));
    return bell;
  };

  return {
    async claim(key) {
      const answerKey = proxyKeys.answer(key);
      const lockKey = proxyKeys.lock(key);
      const interestKey = proxyKeys.interest(key);
      const token = `${owner}:${(serial += 1)}`;
      const bell = hang(key);
      let state, leftMs, value;
      try {
        [state, leftMs, value] = await scripts.miraCacheClaimBuffer(
          answerKey,
          lockKey,
          interestKey,
          token,
          String(LOCK_MS),
        );
      } finally {
        if (state !== 0) bell.takeDown();
      }
      if (state === 2 && value) {
        const kept = await decodeAnswer(value);
        if (kept) return { state: 'found', kept, leftMs };
        await redis.del(answerKey);
        return this.claim(key);
      }
      if (state === 0) {
        const waitMs = Math.max(1, Math.min(leftMs + 1, POLL_MS));
        return { state: 'theirs', wait: (signal) => bell.wait(waitMs, signal) };
      }
      return {
        state: 'ours',
        lease: {
          async renew() {
            const [held, wanted] = await scripts.miraCacheRenew(
              lockKey,
              interestKey,
              token,
              String(LOCK_MS),
            );
            return { held: held === 1, wanted: wanted === 1 };
          },
          async complete(kept) {
            const bytes = kept && kept.ttlMs > 0 ? await encodeAnswer(kept) : undefined;
            await scripts.miraCacheComplete(
              answerKey,
              lockKey,
              proxyKeys.done,
              token,
              bytes ?? '',
              String(Math.round(kept?.ttlMs ?? 0)),
              key,
            );
          },
        },
      };
    },
    close() {
      subscriber.off('message', onMessage);
      subscriber.off('ready', subscribe);
    },
  };
}

/** Waits for a message, at most once. */
interface Bell {
  ring(): void;
  wait(ms: number, signal: AbortSignal): Promise<void>;
  takeDown(): void;
}

function createBell(takeDown: () => void): Bell {
  const rung = Promise.withResolvers<void>();
  return {
    ring: rung.resolve,
    takeDown,
    async wait(ms, signal) {
      const timer = setTimeout(rung.resolve, ms);
      const onAbort = (): void => rung.resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      if (signal.aborted) onAbort();
      await rung.promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      takeDown();
    },
  };
}
