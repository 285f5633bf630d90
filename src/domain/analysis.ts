/** What the evidence engine concludes from observations: hypotheses, verdict, decision. */
import { z } from 'zod';
import { Priority } from './priority.ts';
import { InputProblem, NotChecked } from './observation.ts';
import { IsoTime } from './time.ts';

export const Verdict = z.enum(['root_cause', 'no_code_change', 'inconclusive']);
export type Verdict = z.infer<typeof Verdict>;

/** What kind of thing went wrong. Closed: consumers switch on it. */
export const CauseCategory = z.enum([
  'code_defect',
  'dependency_update',
  'configuration',
  'feature_flag',
  'resource_exhaustion',
  'traffic_surge',
  'dependency_outage',
  'expired_certificate',
  'expired_credential',
  'infrastructure',
  'bad_input_data',
  'noise',
  'unknown',
]);
export type CauseCategory = z.infer<typeof CauseCategory>;

export const RecommendedActionKind = z.enum([
  'rollback',
  'roll_forward',
  'config_revert',
  'flag_off',
  'scale',
  'failover',
  'rotate_certificate',
  'rotate_credential',
  'restart',
  'fix_data',
  'wait',
  'investigate_further',
]);
export type RecommendedActionKind = z.infer<typeof RecommendedActionKind>;

export const EvidenceKind = z.enum([
  'alert',
  'monitor',
  'log_pattern',
  'stack_trace',
  'metric_change',
  'trace',
  'deployment',
  'commit',
  'config_change',
  'infra_event',
  // words of another system: a work item, a pull request, the answer of a federated tool
  'document',
  'absence',
  'memory',
]);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

/** One piece of evidence that a claim can cite. */
export const Evidence = z.object({
  /** `E1`, `E2`, … unique in one investigation. */
  id: z.string().regex(/^E\d+$/),
  kind: EvidenceKind,
  /** One line for a person. */
  summary: z.string(),
  /** The text that a citation may quote from, verbatim, secrets masked. */
  text: z.string(),
  at: IsoTime.nullable(),
  service: z.string().nullable(),
  /** Full commit id where this evidence is about a commit. */
  commit: z.string().nullable().default(null),
  /** Which tool call returned it; null in offline analysis. */
  toolCallId: z.string().nullable().default(null),
  link: z.string().nullable().default(null),
});
export type Evidence = z.infer<typeof Evidence>;

export const SuspectChange = z.object({
  kind: z.enum(['commit', 'flag', 'config', 'deployment']),
  id: z.string(),
  commit: z.string().nullable(),
  title: z.string(),
  author: z.string().nullable(),
  repository: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  pullRequest: z
    .object({ id: z.number(), title: z.string(), url: z.string().optional() })
    .nullable(),
  at: IsoTime.nullable(),
});
export type SuspectChange = z.infer<typeof SuspectChange>;

export const Hypothesis = z.object({
  id: z.string().regex(/^H\d+$/),
  category: CauseCategory,
  /** A full sentence. */
  statement: z.string(),
  suspectChange: SuspectChange.nullable(),
  /** 0–1; the scores of one analysis, with the unknown remainder, add up to at most 1. */
  probability: z.number().min(0).max(1),
  reasons: z.array(z.string()),
  against: z.array(z.string()),
  notChecked: z.array(z.string()),
  /** Ids of {@link Evidence}. */
  evidence: z.array(z.string()),
});
export type Hypothesis = z.infer<typeof Hypothesis>;

export const DecisionAction = z.enum(['IGNORE', 'MONITOR', 'TICKET']);
export type DecisionAction = z.infer<typeof DecisionAction>;

export const Decision = z.object({
  action: DecisionAction,
  priority: Priority.nullable(),
  reason: z.string(),
});
export type Decision = z.infer<typeof Decision>;

export const TimelineEntry = z.object({
  at: IsoTime,
  what: z.string(),
  evidence: z.string().nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Analysis = z.object({
  verdict: Verdict,
  suspectChange: SuspectChange.nullable(),
  category: CauseCategory,
  firstFailingService: z.string().nullable(),
  /** Services dragged down, without the first. */
  blastRadius: z.array(z.string()),
  recommendedAction: RecommendedActionKind,
  confidence: z.number().min(0).max(1),
  decision: Decision,
  /** Onset of the fault, where it could be seen. */
  onsetAt: IsoTime.nullable(),
  summary: z.string(),
  timeline: z.array(TimelineEntry),
  hypotheses: z.array(Hypothesis),
  ruledOut: z.array(
    z.object({ statement: z.string(), why: z.string(), evidence: z.array(z.string()) }),
  ),
  evidence: z.array(Evidence),
  notChecked: z.array(NotChecked),
  inputProblems: z.array(InputProblem),
});
export type Analysis = z.infer<typeof Analysis>;
