/** Gives a job back to the queue, for another worker to go on with at once. */
import { DelayedError, type Job } from 'bullmq';

/**
 * No attempt is used. By way of the delayed set, although the job is due now: `moveToWait` puts a job
 * with a priority back without waking anybody, and idle workers would find it only when their
 * blocking read ends, five seconds later.
 *
 * @throws DelayedError always: the way to tell BullMQ that the job has left this worker
 */
export async function backToQueue(job: Job, token: string | undefined): Promise<never> {
  await job.moveToDelayed(0, token);
  throw new DelayedError();
}
