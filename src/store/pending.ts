/**
 * Pending entries: a script that decides on a job leaves one, and whoever adds the job clears it.
 * Between the two a process may die; the sweeper finds what was left.
 */
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { Pending, PendingJob } from './contracts.ts';
import { KEYS } from './keys.ts';
import { reachable } from './script.ts';

export interface PendingOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

const DEFAULT_LIMIT = 500;

export function createPending({ redis, clock }: PendingOptions): Pending {
  return {
    async clear(...jobs) {
      if (jobs.length === 0) return;
      await reachable(redis.zrem(KEYS.pending, ...jobs.map(({ kind, id }) => `${kind}:${id}`)));
    },
    async overdue(graceMs, limit = DEFAULT_LIMIT) {
      const until = clock.now() - graceMs;
      const entries = await reachable(
        redis.zrangebyscore(KEYS.pending, '-inf', until, 'LIMIT', 0, limit),
      );
      return entries.map(parse);
    },
    waiting: () => reachable(redis.zcard(KEYS.waiting)),
  };
}

function parse(entry: string): PendingJob {
  const [kind = '', id = ''] = entry.split(':');
  return { kind: kind === 'action' ? 'action' : 'investigation', id };
}
