/** The processor of `investigations` jobs: claim, run the stages, finish; or park, hand back, give up. */
import { DelayedError, type Job, UnrecoverableError } from 'bullmq';
import { MAX_TAKEOVERS_WITHOUT_PROGRESS } from '../../config/tunables.ts';
import { isMiraError, messageOf } from '../../domain/errors.ts';
import { parseJob } from '../../queue/catalog.ts';
import type { ClaimedInvestigation } from '../../store/contracts.ts';
import { runPipeline } from '../stages/pipeline.ts';
import { startRecording } from '../replay/recorder.ts';
import { createRun, type Run, type WorkerDeps } from '../stages/run.ts';
import { backToQueue } from './back-to-queue.ts';
import { parkUntilMs } from './parking.ts';
import { endWithPartialReport, takeoverReason } from './partial-end.ts';

export type Processor = (job: Job, token: string | undefined, signal: AbortSignal) => Promise<void>;

export function createInvestigationProcessor(deps: WorkerDeps): Processor {
  return async (job, token, signal) => {
    const { investigationId } = parsed(job);
    const claimed = await claim(deps, investigationId);
    if (claimed.state === 'final') return;
    const service = await serviceOf(deps, claimed);
    const recorder = startRecording(deps, claimed, service);
    const run = createRun(recorder.deps, claimed, service, signal);
    try {
      if (claimed.takeovers >= MAX_TAKEOVERS_WITHOUT_PROGRESS) {
        return await endWithPartialReport(run, takeoverReason(claimed));
      }
      const result = await runPipeline(run);
      if (result.kind === 'park') return await park(run, job, token, result);
    } catch (error) {
      if (error instanceof DelayedError) throw error;
      await onFailure(run, job, token, error);
    } finally {
      await recorder.flush();
    }
  };
}

function parsed(job: Job): { investigationId: string } {
  try {
    return parseJob('investigate', job.data);
  } catch (error) {
    throw new UnrecoverableError(messageOf(error));
  }
}

/** A record past its retention will not come back by trying again. */
async function claim(deps: WorkerDeps, id: string) {
  try {
    return await deps.store.investigations.claim(id, deps.workerId);
  } catch (error) {
    if (isMiraError(error) && error.code === 'not_found')
      throw new UnrecoverableError(error.message);
    throw error;
  }
}

async function serviceOf(deps: WorkerDeps, { investigation }: ClaimedInvestigation) {
  if (investigation.service === null) return null;
  return (await deps.store.registry.get(investigation.service)) ?? null;
}

async function park(
  run: Run,
  job: Job,
  token: string | undefined,
  { afterMs, reason }: { afterMs: number; reason: string },
): Promise<void> {
  const untilMs = parkUntilMs(run.deps.clock.now(), afterMs, run.parks.totalMs);
  await run.deps.store.investigations.park(run.id, run.claim, untilMs, reason);
  await job.moveToDelayed(untilMs, token);
  throw new DelayedError();
}

async function onFailure(
  run: Run,
  job: Job,
  token: string | undefined,
  error: unknown,
): Promise<void> {
  if (isMiraError(error) && error.code === 'fenced') {
    // Another worker has it now, or it was cancelled: nothing here is ours to say any more.
    run.logger.info('another claim exists: this attempt ends quietly');
    return;
  }
  if (run.signal.aborted) return await handBack(run, job, token);
  const attempts = job.opts.attempts ?? 1;
  run.logger.error(
    { err: error, attempt: job.attemptsMade + 1, attempts },
    'an attempt at an investigation failed',
  );
  if (job.attemptsMade + 1 >= attempts) {
    await giveUp(run, error);
    return;
  }
  // The next attempt is no takeover of a lost worker.
  await quietly(run, () => run.deps.store.investigations.release(run.id, run.claim));
  throw error;
}

/** Shutdown: the job goes back to the queue as it is, no attempt used. */
async function handBack(run: Run, job: Job, token: string | undefined): Promise<void> {
  await quietly(run, () => run.deps.store.investigations.release(run.id, run.claim));
  await backToQueue(job, token);
}

/** A run that broke to the last attempt still leaves a report; when even that fails, its reason. */
async function giveUp(run: Run, error: unknown): Promise<void> {
  const why = `the last attempt failed: ${messageOf(error)}`;
  try {
    await endWithPartialReport(run, why);
  } catch (second) {
    run.logger.error({ err: second }, 'no partial report could be written');
    await run.deps.store.investigations.fail(run.id, null, why);
  }
}

async function quietly(run: Run, step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    run.logger.warn(
      { err: messageOf(error) },
      'could not hand the investigation back; it will be taken over',
    );
  }
}
