/**
 * Pending entries: a script that decides on a job leaves one, and whoever adds the job clears it.
 * Between the two a process may die; the sweeper finds what was left.
 */
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { Pending } from './contracts.ts';
import { KEYS } from './keys.ts';
import { pipeline } from './pipeline.ts';
import { reachable } from './script.ts';

export interface PendingOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
}

const DEFAULT_LIMIT = 500;

export function createPending({ redis, clock }: PendingOptions): Pending {
  return {
    async clear(...jobs) {
      const runs = jobs.filter(({ kind }) => kind === 'investigation');
      const actions = jobs.filter(({ kind }) => kind === 'action');
      await pipeline(redis, (p) => {
        // XX: a worker may have claimed it meanwhile, and then it waits no more.
        if (runs.length > 0) p.zadd(KEYS.waiting, 'XX', ...runs.flatMap(({ id }) => ['+inf', id]));
        if (actions.length > 0) p.zrem(KEYS.pendingActions, ...actions.map(({ id }) => id));
      });
    },
    async overdue(graceMs, limit = DEFAULT_LIMIT) {
      const until = clock.now() - graceMs;
      const [runs = [], actions = []] = await pipeline<string[]>(redis, (p) => {
        for (const key of [KEYS.waiting, KEYS.pendingActions]) {
          p.zrangebyscore(key, '-inf', until, 'LIMIT', 0, limit);
        }
      });
      return [
        ...runs.map((id) => ({ kind: 'investigation' as const, id })),
        ...actions.map((id) => ({ kind: 'action' as const, id })),
      ];
    },
    waiting: () => reachable(redis.zcard(KEYS.waiting)),
  };
}
