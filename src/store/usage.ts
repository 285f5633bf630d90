/** What the fleet has used in a day, and bookings against the day's budget. */
import { toIso } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { DailyUsage } from './contracts.ts';
import { usageOf } from './documents.ts';
import { key } from './keys.ts';
import { loadScript, reachable } from './script.ts';

export interface DailyUsageOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

export function createDailyUsage({ redis, clock }: DailyUsageOptions): DailyUsage {
  const reserve = loadScript(redis, 'reserve');
  const today = (): string => toIso(clock.now()).slice(0, 10);
  return {
    day: async (day = today()) => usageOf(await reachable(redis.hgetall(key('usage', day)))),
    async reserve(bookingId, costUsd, limitUsd) {
      const day = today();
      const [state] = await reserve(key('booked', day), day, bookingId, costUsd, limitUsd);
      return state === 'ok';
    },
    async settle(bookingId) {
      // A call over midnight was booked on the day before.
      const yesterday = toIso(clock.now() - 86_400_000).slice(0, 10);
      await Promise.all(
        [today(), yesterday].map((day) => reachable(redis.hdel(key('booked', day), bookingId))),
      );
    },
  };
}
