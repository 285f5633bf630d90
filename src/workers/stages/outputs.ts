/** What each stage leaves behind, as stored: the next stages, the dashboard and a takeover read it. */
import { z } from 'zod';
import { ActionKind, ActionState } from '../../domain/action.ts';
import { Analysis, Decision } from '../../domain/analysis.ts';
import { FaultSignature } from '../../domain/memory.ts';
import { Observations } from '../../domain/observation.ts';
import { Priority } from '../../domain/priority.ts';
import { Report, Trust } from '../../domain/report.ts';

/** What sort of thing the alert tells of; chooses nothing by itself, tells the investigator where to look. */
export const AlertKind = z.enum([
  'errors',
  'latency',
  'saturation',
  'availability',
  'traffic',
  'certificate',
  'no_data',
  'business',
  'other',
]);
export type AlertKind = z.infer<typeof AlertKind>;

export const TriageOutput = z.object({
  severity: Priority,
  alertKind: AlertKind,
  /** False: the rules alone decide, no sweep and no investigator. */
  deepLook: z.boolean(),
  reason: z.string(),
  model: z.string(),
});
export type TriageOutput = z.infer<typeof TriageOutput>;

/** One call of the sweep, for the record and for resuming. */
export const SweepCall = z.object({
  /** Tool and canonical arguments: a resumed sweep does not ask again what was answered. */
  key: z.string(),
  tool: z.string(),
  purpose: z.string(),
  callId: z.string(),
  ok: z.boolean(),
  problem: z.string().nullable(),
});
export type SweepCall = z.infer<typeof SweepCall>;

export const EvidenceOutput = z.object({
  /** False while the sweep still waits for quota: what was answered is kept, the rest is asked later. */
  complete: z.boolean(),
  observations: Observations,
  calls: z.array(SweepCall),
  /** Null until the sweep is complete. */
  analysis: Analysis.nullable(),
});
export type EvidenceOutput = z.infer<typeof EvidenceOutput>;

export const ReportOutput = z.object({
  report: Report,
  markdown: z.string(),
  /** By which the fault is known again; absent in reports made before there was memory. */
  signature: FaultSignature.optional(),
});
export type ReportOutput = z.infer<typeof ReportOutput>;

export const DecisionOutput = Decision.extend({
  rule: z.string(),
  model: z.string(),
  /** `outside_text`: nothing but words that outsiders can write carries it. Optional: older outputs. */
  restsOn: Trust.shape.restsOn.optional(),
});
export type DecisionOutput = z.infer<typeof DecisionOutput>;

export const GuardianVerdict = z.object({
  actionId: z.string(),
  kind: ActionKind,
  verdict: z.enum(['approved', 'denied']),
  /** Who said so: the policy's rule, or the model. */
  by: z.string(),
  reason: z.string(),
});
export type GuardianVerdict = z.infer<typeof GuardianVerdict>;

export const GuardianOutput = z.object({
  verdicts: z.array(GuardianVerdict),
  /** Writes that were not even proposed, and why: no channel, no pull request, decision is not TICKET. */
  notProposed: z.array(z.object({ kind: ActionKind, why: z.string() })),
});
export type GuardianOutput = z.infer<typeof GuardianOutput>;

export const TicketResult = z.object({
  actions: z.array(
    z.object({
      id: z.string(),
      kind: ActionKind,
      state: ActionState,
      adopted: z.boolean(),
      result: z.object({ id: z.string(), url: z.string().nullable() }).nullable(),
      reason: z.string(),
    }),
  ),
});
export type TicketResult = z.infer<typeof TicketResult>;
