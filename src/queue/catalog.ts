/**
 * The job catalogue: what is in each queue, with schema and options. A job carries ids only, state
 * lives in the store, so that a job that runs late or twice works from what is true by then, and no
 * token or secret ever sits in a queue. A new field is optional and says which deploy it survives.
 */
import type { JobsOptions } from 'bullmq';
import { z } from 'zod';
import { MiraError } from '../domain/errors.ts';
import { HOUR_MS } from '../domain/time.ts';
import type { QueueName } from './names.ts';

const ulid = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'a ULID');

export const InvestigateJob = z.strictObject({ investigationId: ulid });
export type InvestigateJob = z.infer<typeof InvestigateJob>;

export const ActJob = z.strictObject({
  /** `<investigation id>.<kind>`; also the job's id. */
  actionId: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}\.[a-z_]+$/, 'an action id'),
});
export type ActJob = z.infer<typeof ActJob>;

export interface JobDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly queue: QueueName;
  readonly schema: Schema;
  readonly options: JobsOptions;
}

const define = <Schema extends z.ZodType>(definition: JobDefinition<Schema>) => definition;

/** Job name → queue, schema of its data, options of every such job. */
export const JOBS = {
  /** Runs the stages of one investigation. Job id: the investigation's id, so that adding is idempotent. */
  investigate: define({
    queue: 'investigations',
    schema: InvestigateJob,
    options: {
      attempts: 5,
      backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
      // Kept longer than the sweeper could re-add it: a job id that is still known is not run again.
      removeOnComplete: { age: (24 * HOUR_MS) / 1_000, count: 5_000 },
      removeOnFail: { age: (7 * 24 * HOUR_MS) / 1_000, count: 5_000 },
    },
  }),
  /** Carries out one approved action. Job id: the action's id. */
  act: define({
    queue: 'actions',
    schema: ActJob,
    options: {
      attempts: 8,
      backoff: { type: 'exponential', delay: 2_000, jitter: 0.5 },
      removeOnComplete: { age: (24 * HOUR_MS) / 1_000, count: 5_000 },
      removeOnFail: { age: (7 * 24 * HOUR_MS) / 1_000, count: 5_000 },
    },
  }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobData<Name extends JobName> = z.infer<(typeof JOBS)[Name]['schema']>;

/**
 * Checks a job's data on the worker's side.
 * @throws MiraError `payload_invalid`: such a job was not added by MIRA and can't be helped by a retry
 */
export function parseJob<Name extends JobName>(name: Name, data: unknown): JobData<Name> {
  const parsed = JOBS[name].schema.safeParse(data);
  if (parsed.success) return parsed.data as JobData<Name>;
  throw new MiraError('payload_invalid', `job ${name}: ${z.prettifyError(parsed.error)}`);
}
