/**
 * From a decision in the store to a job in the queue: adds the job and then forgets the pending
 * entry. Entries are cleared a handful at a time and not awaited, because a job that is added twice
 * changes nothing, while a round trip per alert would be felt in a storm.
 */
import type { Priority } from '../domain/priority.ts';
import { messageOf } from '../domain/errors.ts';
import type { Logger } from '../platform/logger.ts';
import type { Producer } from '../queue/producer.ts';
import type { Accepted, Pending, PendingJob } from './contracts.ts';

export interface Dispatcher {
  /**
   * Brings what an accepted alert asks for into the queue. Never throws: the alert is stored, and
   * what could not be added now the sweeper adds in a few seconds.
   */
  accepted(accepted: Accepted): Promise<void>;
  /** Adds the job of an approved action. Never throws, as above. */
  action(actionId: string, priority: Priority): Promise<void>;
  /** Waits for what is being added, and clears what is still to be cleared. */
  close(): Promise<void>;
}

export interface DispatcherOptions {
  readonly producer: Pick<Producer, 'investigate' | 'act' | 'raisePriority'>;
  readonly pending: Pick<Pending, 'clear'>;
  readonly logger: Logger;
}

/** Far below the sweeper's grace, so that a cleared entry is never found overdue. */
const FLUSH_MS = 50;
const FLUSH_COUNT = 100;

export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { producer, pending, logger } = options;
  let cleared: PendingJob[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const batch = cleared;
    cleared = [];
    try {
      await pending.clear(...batch);
    } catch (error) {
      logger.debug({ err: messageOf(error), jobs: batch.length }, 'pending entries stay for later');
    }
  };

  const clearSoon = (job: PendingJob): void => {
    cleared.push(job);
    if (cleared.length >= FLUSH_COUNT) void flush();
    else timer ??= setTimeout(() => void flush(), FLUSH_MS);
  };

  const attempt = async (job: PendingJob, add: () => Promise<unknown>): Promise<boolean> => {
    try {
      await add();
      return true;
    } catch (error) {
      logger.warn({ err: messageOf(error), ...job }, 'job left to the sweeper');
      return false;
    }
  };

  /** Jobs of investigations that are being added. */
  const underway = new Map<string, Promise<void>>();

  const enqueue = async (id: string, priority: Priority): Promise<void> => {
    const job: PendingJob = { kind: 'investigation', id };
    if (await attempt(job, () => producer.investigate(id, priority))) clearSoon(job);
    underway.delete(id);
  };

  return {
    async accepted({ investigationId: id, enqueue: add, priority, raisePriority }) {
      if (id === null) return;
      if (add) underway.set(id, enqueue(id, priority));
      // A job that another alert has just asked for must be there before it can be moved forward.
      await underway.get(id);
      if (raisePriority) {
        await attempt({ kind: 'investigation', id }, () =>
          producer.raisePriority(id, raisePriority),
        );
      }
    },
    async action(id, priority) {
      const job: PendingJob = { kind: 'action', id };
      if (await attempt(job, () => producer.act(id, priority))) clearSoon(job);
    },
    async close() {
      await Promise.all(underway.values());
      await flush();
    },
  };
}
