/** The BullMQ workers of both queues, with the locks and limits that takeovers depend on. */
import { type Job, Worker } from 'bullmq';
import { JOB_LOCK_MS, MAX_STALLED_COUNT, STALLED_INTERVAL_MS } from '../config/tunables.ts';
import { MiraError } from '../domain/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Redis } from '../platform/redis.ts';
import { QUEUE_PREFIX, type QueueName } from '../queue/names.ts';
import type { Processor } from './processors/investigations.ts';

export interface WorkersOptions {
  readonly processors: Readonly<Record<QueueName, Processor>>;
  /** Investigations at once; actions are short and get the same number. */
  readonly concurrency: number;
  /** A connection of role `blocking`. */
  readonly redis: Redis;
  readonly logger: Logger;
}

export interface Workers {
  /** Takes no more jobs, aborts the running ones (they hand themselves back), waits for them. */
  stop(reason: string): Promise<void>;
}

/** Longer than handing back takes; a job that is still held then is taken over when its lock expires. */
const CLOSE_TIMEOUT_MS = 8_000;

export function createWorkers({ processors, concurrency, redis, logger }: WorkersOptions): Workers {
  const workers = (['investigations', 'actions'] as const).map((name) => {
    const worker = new Worker(name, withSignal(processors[name]), {
      connection: redis,
      prefix: QUEUE_PREFIX,
      concurrency,
      lockDuration: JOB_LOCK_MS,
      stalledInterval: STALLED_INTERVAL_MS,
      maxStalledCount: MAX_STALLED_COUNT,
      skipVersionCheck: true,
    });
    worker.on('error', (error) =>
      logger.debug({ err: error.message, queue: name }, 'worker error'),
    );
    worker.on('failed', (job, error) =>
      logger.warn(
        { err: error.message, queue: name, job_id: job?.id, attempt: job?.attemptsMade },
        'a job’s attempt failed',
      ),
    );
    worker.on('stalled', (jobId) =>
      logger.info({ queue: name, job_id: jobId }, 'a lost worker’s job is taken over'),
    );
    // Its lock is gone: another worker may have it already, and the fence refuses our writes anyway.
    worker.on('lockRenewalFailed', (jobIds) =>
      jobIds.forEach((id) => worker.cancelJob(id, 'lock lost')),
    );
    return worker;
  });

  return {
    async stop(reason) {
      const closing = workers.map(async (worker) => {
        await worker.pause(true);
        worker.cancelAllJobs(reason);
        await worker.close();
      });
      const timeout = new Promise<'late'>((resolve) => {
        setTimeout(() => resolve('late'), CLOSE_TIMEOUT_MS).unref();
      });
      const outcome = await Promise.race([Promise.all(closing), timeout]);
      if (outcome === 'late') {
        logger.warn('jobs did not end in time; they will be taken over');
        await Promise.all(workers.map((worker) => worker.close(true)));
      }
    },
  };
}

/**
 * BullMQ makes a signal only for functions that declare three parameters, none with a default, and
 * aborts it with a bare string.
 */
function withSignal(processor: Processor) {
  return async (job: Job, token?: string, signal?: AbortSignal): Promise<void> => {
    const controller = new AbortController();
    const onAbort = (): void =>
      controller.abort(new MiraError('worker_shutdown', String(signal?.reason)));
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await processor(job, token, controller.signal);
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  };
}
