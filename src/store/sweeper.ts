/**
 * The sweeper: adds jobs whose pending entry a crash left behind, closes incidents that nobody has
 * news of, forgets index entries past their retention. Any number of processes may run one.
 */
import { PENDING_GRACE_MS, SWEEP_INTERVAL_MS } from '../config/tunables.ts';
import { messageOf } from '../domain/errors.ts';
import { DEFAULT_PRIORITY } from '../domain/priority.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Redis } from '../platform/redis.ts';
import type { Producer } from '../queue/producer.ts';
import type { PendingJob, Store } from './contracts.ts';
import { IDLE_MS, KEYS } from './keys.ts';
import { loadScript } from './script.ts';

export interface SweepResult {
  /** Jobs that were added again. */
  readonly added: number;
  /** Incidents that were closed for want of news. */
  readonly closed: number;
  /** Index entries that were forgotten. */
  readonly forgotten: number;
}

export interface Sweeper {
  sweep(): Promise<SweepResult>;
  /** Sweeps now and then until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

export interface SweeperOptions {
  readonly redis: Redis;
  readonly store: Pick<Store, 'pending' | 'investigations' | 'actions'>;
  readonly producer: Pick<Producer, 'investigate' | 'act'>;
  readonly clock: Pick<Clock, 'now' | 'sleep'>;
  readonly logger: Logger;
  /** @defaultValue {@link SWEEP_INTERVAL_MS} */
  readonly intervalMs?: number;
  /** @defaultValue {@link PENDING_GRACE_MS} */
  readonly graceMs?: number;
}

export function createSweeper(options: SweeperOptions): Sweeper {
  const { redis, store, producer, clock, logger } = options;
  const script = loadScript(redis, 'sweep');
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  /** Where the last sweep stopped among the open incidents. */
  let cursor = '0';

  const add = async ({ kind, id }: PendingJob): Promise<void> => {
    if (kind === 'investigation') {
      const investigation = await store.investigations.get(id);
      if (investigation) await producer.investigate(id, investigation.priority);
    } else {
      const action = await store.actions.get(id);
      const run = action && (await store.investigations.get(action.investigationId));
      if (action) await producer.act(id, run?.priority ?? DEFAULT_PRIORITY);
    }
  };

  const sweep = async (): Promise<SweepResult> => {
    const overdue = await store.pending.overdue(options.graceMs ?? PENDING_GRACE_MS);
    for (const job of overdue) {
      await add(job);
      await store.pending.clear(job);
      logger.info({ ...job }, 'added a job that a crash had left behind');
    }
    const [closed, forgotten, next] = await script(KEYS.incidents, clock.now(), IDLE_MS, cursor);
    cursor = String(next);
    return { added: overdue.length, closed: Number(closed), forgotten: Number(forgotten) };
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await sweep();
      } catch (error) {
        logger.debug({ err: messageOf(error) }, 'sweep failed, trying again later');
      }
      await clock.sleep(options.intervalMs ?? SWEEP_INTERVAL_MS, stopping.signal).catch(() => {});
    }
  };

  return {
    sweep,
    start: () => void (running ??= loop()),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
