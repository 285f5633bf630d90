/** The report: what an on-call engineer reads. Every claim in it cites evidence that code has checked. */
import { z } from 'zod';
import {
  CauseCategory,
  Decision,
  Evidence,
  RecommendedActionKind,
  SuspectChange,
  TimelineEntry,
  Verdict,
} from './analysis.ts';
import { NotChecked } from './observation.ts';
import { IsoTime } from './time.ts';

/** A pointer from a claim into one piece of evidence. */
export const Citation = z.object({
  /** Evidence id, `E1`. */
  evidence: z.string(),
  /** Words that stand verbatim in the evidence's text; white space is folded before comparing. */
  quote: z.string().optional(),
});
export type Citation = z.infer<typeof Citation>;

export const Claim = z.object({
  statement: z.string().min(1),
  citations: z.array(Citation),
  /** What verification made of it; a draft comes as `unverified`. */
  status: z.enum(['unverified', 'verified', 'hypothesis']).default('unverified'),
  /** Why it was downgraded. */
  problem: z.string().optional(),
});
export type Claim = z.infer<typeof Claim>;

/** What the investigator hands in through `submit_report`. */
export const ReportDraft = z.object({
  verdict: Verdict.describe(
    'root_cause: something that was changed did it (a commit, a feature flag, a setting); no_code_change: something else did; inconclusive: the evidence carries neither',
  ),
  category: CauseCategory,
  summary: z.string().min(1).max(2_000),
  suspect_commit: z
    .string()
    .nullable()
    .default(null)
    .describe(
      'the commit that did it, as a tool returned it; null without root_cause, and for a flag or setting that no commit brought',
    ),
  confidence: z.number().min(0).max(1),
  claims: z.array(Claim).max(20),
  causal_chain: z.array(z.string()).max(10).default([]),
  impact: z.string().default(''),
  recommended_action: RecommendedActionKind,
  next_steps: z.array(z.string()).max(10).default([]),
  ruled_out: z
    .array(
      z.object({
        statement: z.string(),
        why: z.string(),
        citations: z.array(Citation).default([]),
      }),
    )
    .default([]),
  open_questions: z.array(z.string()).default([]),
  /** Steps of the offered runbooks that apply here, word for word. */
  runbook_steps: z
    .array(z.object({ runbook: z.string().describe('R1, R2, …'), step: z.string() }))
    .max(12)
    .optional(),
});
export type ReportDraft = z.infer<typeof ReportDraft>;

/** What carries a verdict, beyond the model's own reading. */
export const Trust = z.object({
  /**
   * `recorded_facts`: the evidence engine comes to the same from what platforms recorded.
   * `outside_text`: only words that outsiders can write (logs, titles, messages) carry it: a person
   * has to confirm it. `nothing`: the report claims no cause.
   */
  restsOn: z.enum(['recorded_facts', 'outside_text', 'nothing']),
  /** One clause for a person. */
  why: z.string(),
  /** Places in `claims` of verified claims that cite nothing but such words. */
  claims: z.array(z.number().int()),
});
export type Trust = z.infer<typeof Trust>;

/** A runbook that applies, with those of its steps that do, in its own words. */
export const RunbookQuote = z.object({
  title: z.string(),
  path: z.string(),
  /** `folder`: the operator's own; `repository`: whoever may push there wrote it. */
  source: z.enum(['folder', 'repository']),
  steps: z.array(z.string()),
});
export type RunbookQuote = z.infer<typeof RunbookQuote>;

export const Report = z.object({
  investigationId: z.string(),
  incidentId: z.string(),
  service: z.string().nullable(),
  env: z.string().nullable(),
  title: z.string(),
  verdict: Verdict,
  category: CauseCategory,
  summary: z.string(),
  suspectChange: SuspectChange.nullable(),
  confidence: z.number(),
  claims: z.array(Claim),
  causalChain: z.array(z.string()),
  impact: z.string(),
  recommendedAction: RecommendedActionKind,
  nextSteps: z.array(z.string()),
  /** Absent in reports made before there were runbooks. */
  runbooks: z.array(RunbookQuote).optional(),
  firstFailingService: z.string().nullable(),
  blastRadius: z.array(z.string()),
  onsetAt: IsoTime.nullable(),
  timeline: z.array(TimelineEntry),
  evidence: z.array(Evidence),
  ruledOut: z.array(
    z.object({ statement: z.string(), why: z.string(), evidence: z.array(z.string()) }),
  ),
  notChecked: z.array(NotChecked),
  openQuestions: z.array(z.string()),
  /** Every alert of the incident that the report speaks of. */
  alerts: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      firedAt: IsoTime,
      state: z.enum(['firing', 'recovered']),
    }),
  ),
  decision: Decision.nullable(),
  /** Share of claims that stood up, and how many were dropped or downgraded. */
  grounding: z.object({ claims: z.number(), verified: z.number(), downgraded: z.number() }),
  /** Optional: reports of before it existed. */
  trust: Trust.optional(),
  /** Why the run ended before it was done; null when it did not. */
  stoppedBecause: z.string().nullable(),
  model: z.string(),
  generatedAt: IsoTime,
});
export type Report = z.infer<typeof Report>;
