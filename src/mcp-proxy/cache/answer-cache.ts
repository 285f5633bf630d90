/**
 * Answers by key: this process's memory first (with calls under way shared), then what the replicas
 * share in Redis, then the upstream. Equal questions in one second make one upstream call.
 *
 * A call under way (a *flight*) belongs to nobody: it goes on while anybody waits for it, here or in
 * another replica, and is cancelled when nobody does.
 */
import { LRUCache } from 'lru-cache';
import { isMiraError } from '../../domain/errors.ts';
import type { CacheHit } from '../../domain/tools/call-meta.ts';
import type { Logger } from '../../platform/logger.ts';
import { sizeOf, type Answer, type KeptAnswer } from '../answer.ts';
import { RENEW_MS, type Lease, type SharedCache } from './shared-cache.ts';

const MAX_MEMORY_BYTES = 64 * 1024 * 1024;
const MAX_ENTRIES = 10_000;

export interface Asker {
  readonly signal: AbortSignal;
  /** Epoch ms until which the asker would wait for a rate limit. */
  readonly waitUntilMs: number;
}

export interface Found {
  readonly answer: Answer;
  readonly hit: Exclude<CacheHit, 'none'>;
  readonly ageMs: number;
  /** Redis was away: only this replica's memory was used. */
  readonly localOnly: boolean;
}

export interface AnswerCache {
  /** What this process remembers. The hot path: no promise, no Redis. */
  peek(key: string): Found | undefined;
  /**
   * @param produce - asks the upstream; its signal is aborted when nobody waits any more
   * @throws what `produce` threw (errors are not kept), or the asker's abort reason
   */
  get(key: string, asker: Asker, produce: Produce): Promise<Found>;
  stats(): CacheStats;
}

export type Produce = (signal: AbortSignal) => Promise<KeptAnswer>;

export interface CacheStats {
  readonly hits: Readonly<Record<Exclude<CacheHit, 'none'>, number>>;
  readonly entries: number;
  readonly bytes: number;
  readonly underWay: number;
}

interface Remembered {
  readonly answer: Answer;
  readonly completedAtMs: number;
}

interface Flight {
  waiters: number;
  readonly waitUntilMs: number;
  readonly abort: AbortController;
  readonly landed: Promise<Found>;
  /** The last asker here has gone. */
  abandon(): void;
}

export interface AnswerCacheDeps {
  readonly shared: SharedCache;
  readonly clock: { now(): number };
  readonly logger: Logger;
}

export function createAnswerCache({ shared, clock, logger }: AnswerCacheDeps): AnswerCache {
  const memory = new LRUCache<string, Remembered>({
    max: MAX_ENTRIES,
    maxSize: MAX_MEMORY_BYTES,
    sizeCalculation: ({ answer }) => sizeOf(answer),
    ttlResolution: 0,
  });
  const flights = new Map<string, Flight>();
  const hits = { l1: 0, l2: 0, coalesced: 0, miss: 0 };

  const remember = (key: string, answer: Answer, ageMs: number, leftMs: number): void => {
    if (leftMs < 1) return;
    memory.set(key, { answer, completedAtMs: clock.now() - ageMs }, { ttl: leftMs });
  };

  /** Asks the upstream. With a lease, prolongs it meanwhile and shares what comes. */
  const fetchAnswer = async (
    key: string,
    flight: { abort: AbortController; waiters: number },
    produce: Produce,
    lease: Lease | undefined,
  ): Promise<Answer> => {
    const renewal = lease && setInterval(() => void renew(lease, flight), RENEW_MS);
    let kept: KeptAnswer | undefined;
    try {
      kept = await produce(flight.abort.signal);
      remember(key, kept.answer, 0, kept.ttlMs);
      return kept.answer;
    } finally {
      clearInterval(renewal);
      // nobody here has to wait for Redis
      lease?.complete(kept).catch((error: unknown) => {
        logger.debug({ err: error, key }, 'could not share an answer');
      });
    }
  };

  const renew = async (
    lease: Lease,
    flight: { abort: AbortController; waiters: number },
  ): Promise<void> => {
    try {
      const { wanted } = await lease.renew();
      if (!wanted && flight.waiters === 0) flight.abort.abort(new Error('nobody waits any more'));
    } catch (error) {
      // without Redis nobody else can be waiting
      logger.debug({ err: error }, 'could not prolong a cache lock');
      if (flight.waiters === 0) flight.abort.abort(new Error('nobody waits any more'));
    }
  };

  const fly = async (
    key: string,
    flight: { abort: AbortController; waiters: number },
    produce: Produce,
    lease: { current: Lease | undefined },
  ): Promise<Found> => {
    let waitedForOthers = false;
    for (;;) {
      flight.abort.signal.throwIfAborted();
      let claim;
      try {
        claim = await shared.claim(key);
      } catch (error) {
        logger.debug({ err: error }, 'the shared cache is away');
        const answer = await fetchAnswer(key, flight, produce, undefined);
        return { answer, hit: 'miss', ageMs: 0, localOnly: true };
      }
      if (claim.state === 'found') {
        const { kept, leftMs } = claim;
        const ageMs = Math.max(0, kept.ttlMs - leftMs);
        remember(key, kept.answer, ageMs, leftMs);
        const hit = waitedForOthers ? 'coalesced' : 'l2';
        return { answer: kept.answer, hit, ageMs, localOnly: false };
      }
      if (claim.state === 'ours') {
        lease.current = claim.lease;
        const answer = await fetchAnswer(key, flight, produce, claim.lease);
        return { answer, hit: 'miss', ageMs: 0, localOnly: false };
      }
      waitedForOthers = true;
      await claim.wait(flight.abort.signal);
    }
  };

  const takeOff = (key: string, asker: Asker, produce: Produce): Flight => {
    const abort = new AbortController();
    const lease: { current: Lease | undefined } = { current: undefined };
    const flight = {
      waiters: 0,
      waitUntilMs: asker.waitUntilMs,
      abort,
      landed: undefined as unknown as Promise<Found>,
      abandon() {
        // with a lease, others may wait for it elsewhere: `renew` finds out
        if (!lease.current) abort.abort(new Error('nobody waits any more'));
        else void renew(lease.current, flight);
      },
    };
    const land = (): void => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    abort.signal.addEventListener('abort', land, { once: true });
    flight.landed = fly(key, flight, produce, lease).finally(land);
    flight.landed.catch(() => undefined); // its askers may all have gone
    flights.set(key, flight);
    return flight;
  };

  const peek: AnswerCache['peek'] = (key) => {
    const found = memory.get(key);
    if (!found) return undefined;
    hits.l1 += 1;
    const ageMs = Math.max(0, clock.now() - found.completedAtMs);
    return { answer: found.answer, hit: 'l1', ageMs, localOnly: false };
  };

  return {
    peek,
    async get(key, asker, produce) {
      for (;;) {
        asker.signal.throwIfAborted();
        const remembered = peek(key);
        if (remembered) return remembered;
        const underWay = flights.get(key);
        const flight = underWay ?? takeOff(key, asker, produce);
        try {
          const found = await waitFor(flight, asker.signal);
          const hit = underWay && found.hit === 'miss' ? 'coalesced' : found.hit;
          hits[hit] += 1;
          return { ...found, hit };
        } catch (error) {
          // the first asker would not wait as long as this one does: try again on our own budget
          const impatient = isMiraError(error) && error.code === 'rate_limited' && underWay;
          if (!impatient || asker.waitUntilMs <= underWay.waitUntilMs + 250) throw error;
        }
      }
    },
    stats: () => ({
      hits: { ...hits },
      entries: memory.size,
      bytes: memory.calculatedSize,
      underWay: flights.size,
    }),
  };
}

/** Waits with the others; the last one to leave ends the flight. */
async function waitFor(flight: Flight, signal: AbortSignal): Promise<Found> {
  const left = Promise.withResolvers<never>();
  const onAbort = (): void => left.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  flight.waiters += 1;
  try {
    return await Promise.race([flight.landed, left.promise]);
  } finally {
    flight.waiters -= 1;
    signal.removeEventListener('abort', onAbort);
    if (flight.waiters === 0 && signal.aborted) flight.abandon();
  }
}
