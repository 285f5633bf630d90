/**
 * Adds jobs. Its connection fails fast: while Redis is away `add` throws `unavailable` at once
 * instead of hanging, and the store's pending entry lets the sweeper add the job later.
 */
import { Queue } from 'bullmq';
import { MiraError } from '../domain/errors.ts';
import { toQueuePriority, type Priority } from '../domain/priority.ts';
import type { Redis } from '../platform/redis.ts';
import { JOBS, type ActJob, type InvestigateJob } from './catalog.ts';
import { QUEUE_PREFIX } from './names.ts';

export interface Producer {
  /** Adds the job of an investigation. Adding one that is known already changes nothing. */
  investigate(investigationId: string, priority: Priority): Promise<void>;
  /** Adds the job of an approved action. */
  act(actionId: string, priority: Priority): Promise<void>;
  /** Moves a waiting investigation forward. False when it is not waiting any more. */
  raisePriority(investigationId: string, priority: Priority): Promise<boolean>;
  /** The queues, for reading them (Bull Board, metrics). */
  readonly queues: { readonly investigations: Queue; readonly actions: Queue };
  /** Leaves the connection open: it belongs to whoever made it. */
  close(): Promise<void>;
}

export interface ProducerOptions {
  /** A connection of role `command`. */
  readonly redis: Redis;
}

export function createProducer({ redis }: ProducerOptions): Producer {
  // The version check would be one more round trip at start and hang while Redis is away.
  const options = { connection: redis, prefix: QUEUE_PREFIX, skipVersionCheck: true };
  const investigations = new Queue('investigations', options);
  const actions = new Queue('actions', options);
  // Lost connections are reported by the connection's own listener.
  for (const queue of [investigations, actions]) queue.on('error', () => {});

  return {
    queues: { investigations, actions },
    async investigate(investigationId, priority) {
      const data: InvestigateJob = { investigationId };
      await reachable(redis, () =>
        investigations.add('investigate', data, {
          ...JOBS.investigate.options,
          jobId: investigationId,
          priority: toQueuePriority(priority),
        }),
      );
    },
    async act(actionId, priority) {
      const data: ActJob = { actionId };
      await reachable(redis, () =>
        actions.add('act', data, {
          ...JOBS.act.options,
          jobId: actionId,
          priority: toQueuePriority(priority),
        }),
      );
    },
    async raisePriority(investigationId, priority) {
      return reachable(redis, async () => {
        const job = await investigations.getJob(investigationId);
        const state = await job?.getState();
        const waits = state === 'prioritized' || state === 'waiting' || state === 'delayed';
        if (!job || !waits) return false;
        await job.changePriority({ priority: toQueuePriority(priority) });
        return true;
      });
    },
    async close() {
      await Promise.all([investigations.close(), actions.close()]);
    },
  };
}

/** What BullMQ throws when it cannot reach Redis → `unavailable`. */
async function reachable<T>(redis: Redis, call: () => Promise<T>): Promise<T> {
  // BullMQ waits for a first connection before it lets a command fail.
  if (redis.status !== 'ready') throw unavailable();
  try {
    return await call();
  } catch (error) {
    throw unavailable(error);
  }
}

const unavailable = (cause?: unknown): MiraError =>
  new MiraError('unavailable', 'the queue cannot be reached: Redis is away or too slow', {
    retry: 'backoff',
    cause,
  });
