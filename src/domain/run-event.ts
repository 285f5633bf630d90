/**
 * The event log of an investigation: append-only, numbered from 1. Dashboard, CLI, replay and audit
 * are readings of it; nothing is stored a second time for them.
 */
import { z } from 'zod';
import { Stage } from './investigation.ts';
import { IsoTime } from './time.ts';

export const RunEventType = z.enum([
  'investigation.queued',
  'investigation.started',
  'investigation.taken_over',
  'investigation.parked',
  'investigation.resumed',
  'investigation.finished',
  'alert.attached',
  'alert.recovered',
  'stage.started',
  'stage.finished',
  'stage.skipped',
  'tool.called',
  'tool.finished',
  'model.called',
  'model.text',
  'model.retried',
  'model.finished',
  'model.fallback',
  'evidence.found',
  'claim.rejected',
  'budget.warning',
  'budget.exhausted',
  'report.submitted',
  'decision.made',
  'guardian.verdict',
  'action.proposed',
  'action.denied',
  'action.sending',
  'action.succeeded',
  'action.failed',
  'action.outcome_unknown',
  'action.adopted',
  'feedback.given',
]);
export type RunEventType = z.infer<typeof RunEventType>;

export const RunEvent = z.object({
  seq: z.number().int().positive(),
  at: IsoTime,
  investigationId: z.string(),
  type: RunEventType,
  stage: Stage.nullable(),
  /** One line for a person, without secrets. */
  summary: z.string(),
  /** What a program needs: ids, sizes, durations, cache outcome. Never bodies or secrets. */
  data: z.record(z.string(), z.unknown()),
});
export type RunEvent = z.infer<typeof RunEvent>;

/** What the writer of an event gives; number and time come from the store. */
export type NewRunEvent = Pick<RunEvent, 'type' | 'stage' | 'summary'> & {
  readonly data?: Record<string, unknown>;
};
