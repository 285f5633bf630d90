/**
 * Memory: what people have confirmed about past incidents, found again by service and by fault
 * signature. It tells where to look; it proves nothing about the incident at hand.
 */
import { z } from 'zod';
import { CauseCategory, RecommendedActionKind, Verdict } from './analysis.ts';
import type { Feedback } from './feedback.ts';
import type { Report } from './report.ts';
import { IsoTime } from './time.ts';

/**
 * A fault's fingerprint: `kind:value` features that stay the same when the same fault comes back in
 * another release, on another host, at another time.
 */
export const FaultSignature = z.array(z.string().max(300)).max(60);
export type FaultSignature = z.infer<typeof FaultSignature>;

export const Memory = z.object({
  /** The investigation that it comes from: one memory each. */
  id: z.string(),
  incidentId: z.string(),
  org: z.string(),
  service: z.string(),
  env: z.string().nullable(),
  title: z.string(),
  verdict: Verdict,
  category: CauseCategory,
  summary: z.string(),
  commit: z.string().nullable(),
  recommendedAction: RecommendedActionKind.nullable(),
  /** When the trouble began, or was reported on. */
  at: IsoTime,
  confirmedBy: z.string(),
  confirmedAt: IsoTime,
  /** True when the report was wrong and this is the person's correction. */
  corrected: z.boolean(),
  note: z.string().nullable(),
  signature: FaultSignature,
});
export type Memory = z.infer<typeof Memory>;

/** How much each kind of feature tells: a frame is nearly a name of the fault, a word is not. */
const WEIGHTS: Readonly<Record<string, number>> = {
  frame: 3,
  exception: 2,
  log: 2,
  category: 1,
  word: 0.5,
};

export const featureWeight = (feature: string): number =>
  WEIGHTS[feature.slice(0, feature.indexOf(':'))] ?? 0.5;

const weightOf = (features: Iterable<string>): number =>
  [...features].reduce((sum, feature) => sum + featureWeight(feature), 0);

/** Weighted Jaccard index of two signatures, 0–1: the weight they share over the weight of both. */
export function similarity(a: FaultSignature, b: FaultSignature): number {
  const [one, other] = [new Set(a), new Set(b)];
  const all = weightOf(one.union(other));
  return all === 0 ? 0 : weightOf(one.intersection(other)) / all;
}

/**
 * What is to be remembered of a report after a person has spoken; null when there is nothing that
 * may be offered as confirmed: a wrong report without a correction, or an inconclusive result.
 */
export function memoryFrom(
  report: Report,
  org: string,
  signature: FaultSignature,
  feedback: Feedback,
): Memory | null {
  const { correction } = feedback;
  if (feedback.verdict === 'wrong' && correction === undefined) return null;
  const verdict = correction?.verdict ?? report.verdict;
  if (verdict === 'inconclusive' || report.service === null) return null;
  const common = {
    id: report.investigationId,
    incidentId: report.incidentId,
    org,
    service: report.service,
    env: report.env,
    verdict,
    at: report.onsetAt ?? report.alerts[0]?.firedAt ?? report.generatedAt,
    confirmedBy: feedback.by,
    confirmedAt: feedback.at,
    signature,
  };
  if (correction === undefined) {
    return {
      ...common,
      title: report.title,
      category: report.category,
      summary: report.summary,
      commit: report.suspectChange?.commit ?? null,
      recommendedAction: report.recommendedAction,
      corrected: false,
      note: feedback.note ?? null,
    };
  }
  // Nothing of the wrong report's own words is kept: they would come back as if they had been right.
  const category = correction.category ?? 'unknown';
  const what = correction.verdict === 'root_cause' ? 'a change' : 'no code change';
  const commit = correction.commit === undefined ? '' : ` (commit ${correction.commit})`;
  return {
    ...common,
    title: `${report.service}: ${what}${commit}`,
    category,
    summary: correction.note ?? `The cause was ${what}${commit}, ${category.replaceAll('_', ' ')}.`,
    commit: correction.commit ?? null,
    recommendedAction: null,
    corrected: true,
    note: feedback.note ?? null,
  };
}
