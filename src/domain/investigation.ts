/** An investigation: one run of the stages over one incident. */
import { z } from 'zod';
import { Decision, Verdict } from './analysis.ts';
import { Priority } from './priority.ts';
import { IsoTime } from './time.ts';

export const STAGES = [
  'triage',
  'evidence',
  'investigation_report',
  'decision',
  'guardian',
  'ticket_result',
] as const;
/**
 * The stages in order; each one's output is kept under its own name. `ticket_result` is written by
 * the action jobs, after the investigation itself has succeeded.
 */
export const Stage = z.enum(STAGES);
export type Stage = z.infer<typeof Stage>;

export const InvestigationStatus = z.enum([
  'queued',
  'running',
  'parked',
  'awaiting_approval',
  'succeeded',
  'failed',
  'cancelled',
]);
export type InvestigationStatus = z.infer<typeof InvestigationStatus>;

export const FINAL_STATUSES: ReadonlySet<InvestigationStatus> = new Set([
  'succeeded',
  'failed',
  'cancelled',
]);

/** What one investigation has used so far. */
export const Usage = z.object({
  modelCalls: z.number().int().default(0),
  toolCalls: z.number().int().default(0),
  cachedToolCalls: z.number().int().default(0),
  inputTokens: z.number().int().default(0),
  cachedInputTokens: z.number().int().default(0),
  outputTokens: z.number().int().default(0),
  thinkingTokens: z.number().int().default(0),
  costUsd: z.number().default(0),
  waitedMs: z.number().default(0),
});
export type Usage = z.infer<typeof Usage>;

export const emptyUsage = (): Usage => Usage.parse({});

export const Investigation = z.object({
  id: z.string(),
  incidentId: z.string(),
  service: z.string().nullable(),
  env: z.string().nullable(),
  org: z.string(),
  priority: Priority,
  /** `rules_only`: no model and no tools beyond the monitor's own state; for recovered alerts. */
  mode: z.enum(['full', 'rules_only']),
  status: InvestigationStatus,
  stage: Stage.nullable(),
  /**
   * The fencing number: raised by each claim of a worker. A write that carries an older number is
   * refused in Lua, so that a worker thought dead can't write over its successor.
   */
  claim: z.number().int().nonnegative(),
  requestedBy: z.string(),
  createdAt: IsoTime,
  startedAt: IsoTime.nullable(),
  finishedAt: IsoTime.nullable(),
  verdict: Verdict.nullable(),
  confidence: z.number().nullable(),
  decision: Decision.nullable(),
  /** One line: the result, or why there is none. */
  outcome: z.string().nullable(),
  usage: Usage,
});
export type Investigation = z.infer<typeof Investigation>;
