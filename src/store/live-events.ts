/**
 * The live stream of all events: one blocking reader per process, whatever the number of clients.
 * It only wakes clients up and feeds the wide view; who needs every event of one investigation
 * reads the event log and uses this to know when to look again.
 */
import type { RunEvent } from '../domain/run-event.ts';
import { messageOf, MiraError } from '../domain/errors.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Redis } from '../platform/redis.ts';
import type { LiveEvent, LiveEvents } from './contracts.ts';
import { KEYS } from './keys.ts';
import { reachable } from './script.ts';

export interface LiveEventsOptions {
  /** A connection of its own, role `blocking`; `close()` ends it. */
  readonly reader: Redis;
  /** Any connection, for `since`. */
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly logger: Logger;
}

/** How long one read waits; bounds how long a connection that has silently died goes unnoticed. */
const BLOCK_MS = 10_000;
const RETRY_MS = 250;
/** How long after its start the reader may take to find its place. */
const BEGIN_MS = 1_000;
const SINCE_LIMIT = 1_000;

type Entries = readonly (readonly [id: string, fields: readonly string[]])[];

export function createLiveEvents(options: LiveEventsOptions): LiveEvents {
  const { reader, redis, clock, logger } = options;
  const listeners = new Set<(live: LiveEvent) => void>();
  const closing = new AbortController();

  const deliver = (live: LiveEvent): void => {
    for (const listener of listeners) {
      try {
        listener(live);
      } catch (error) {
        logger.error({ err: error }, 'a listener of live events failed');
      }
    }
  };

  // Without listeners nothing is read: each reading would cost Redis and this process for nobody.
  let wanted = Promise.withResolvers<void>();
  let begun = Promise.withResolvers<void>();

  const readOn = async (cursor: string): Promise<string> => {
    const reply = await reader.xread('BLOCK', BLOCK_MS, 'STREAMS', KEYS.live, cursor);
    const entries = (reply ?? []).flatMap(([, list]) => list);
    if (listeners.size > 0) for (const live of parse(entries)) deliver(live);
    return entries.at(-1)?.[0] ?? cursor;
  };

  const follow = async (): Promise<void> => {
    let cursor: string | undefined;
    while (!closing.signal.aborted) {
      try {
        if (listeners.size === 0) {
          begun = Promise.withResolvers();
          cursor = undefined;
          await wanted.promise;
          continue;
        }
        // `$` would lose what is appended between two readings.
        cursor ??= await newest(reader);
        begun.resolve();
        cursor = await readOn(cursor);
      } catch (error) {
        if (closing.signal.aborted) return;
        logger.debug({ err: messageOf(error) }, 'reading live events failed, trying again');
        await clock.sleep(RETRY_MS, closing.signal).catch(() => {});
      }
    }
  };
  const following = follow();

  return {
    subscribe(listener) {
      listeners.add(listener);
      wanted.resolve();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) wanted = Promise.withResolvers();
      };
    },
    async since(cursor, limit = SINCE_LIMIT) {
      // Read before the reader has its place, the past would leave a gap up to there.
      await withinMs(begun.promise, BEGIN_MS);
      return parse(await reachable(redis.xrange(KEYS.live, `(${cursor}`, '+', 'COUNT', limit)));
    },
    async close() {
      closing.abort();
      listeners.clear();
      wanted.resolve();
      reader.disconnect();
      await following;
    },
  };
}

async function withinMs(promise: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const error = new MiraError('unavailable', 'live events are not there yet', { retry: 'backoff' });
  const timer = setTimeout(() => late.reject(error), ms);
  try {
    await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

async function newest(redis: Redis): Promise<string> {
  const [entry] = await redis.xrevrange(KEYS.live, '+', '-', 'COUNT', 1);
  return entry?.[0] ?? '0-0';
}

const parse = (entries: Entries): LiveEvent[] =>
  entries.map(([cursor, fields]) => ({
    cursor,
    event: JSON.parse(fields[1] ?? '') as RunEvent,
  }));
