/** A report draft made by code alone, from what the evidence engine concluded. */
import type {
  Analysis,
  Hypothesis,
  RecommendedActionKind,
  TimelineEntry,
} from '../../domain/analysis.ts';
import { MINUTE_MS, toMs } from '../../domain/time.ts';
import type { ReportDraft } from '../../domain/report.ts';
import { shorten } from '../text.ts';

const CITED = 6;
const TIMELINE_CLAIMS = 6;
const NEAR_ONSET_MS = 30 * MINUTE_MS;

export function draftFromAnalysis(analysis: Analysis): ReportDraft {
  const leading = analysis.hypotheses.toSorted((a, b) => b.probability - a.probability)[0];
  const known = new Set(analysis.evidence.map(({ id }) => id));
  const cite = (ids: readonly string[]) =>
    ids
      .filter((id) => known.has(id))
      .slice(0, CITED)
      .map((evidence) => ({ evidence }));
  const lead =
    analysis.verdict !== 'inconclusive' && leading ? leadClaim(leading, analysis, cite) : [];
  const timeline = telling(analysis, leading)
    .filter(({ evidence }) => evidence !== null && known.has(evidence))
    .slice(0, TIMELINE_CLAIMS)
    .map(({ at, what, evidence }) => ({
      statement: `${at}: ${what}`,
      citations: cite(evidence === null ? [] : [evidence]),
      status: 'unverified' as const,
    }));
  return {
    verdict: analysis.verdict,
    category: analysis.category,
    summary: shorten(analysis.summary || 'Nothing could be established.', 2_000),
    suspect_commit:
      analysis.verdict === 'root_cause' ? (analysis.suspectChange?.commit ?? null) : null,
    confidence: analysis.confidence,
    claims: [...lead, ...timeline],
    causal_chain:
      leading && analysis.verdict !== 'inconclusive' ? leading.reasons.slice(0, 10) : [],
    impact: impactOf(analysis),
    recommended_action: analysis.recommendedAction,
    next_steps: [ACTION_WORDS[analysis.recommendedAction]],
    ruled_out: analysis.ruledOut
      .map(({ statement, why, evidence }) => ({ statement, why, citations: cite(evidence) }))
      .filter(({ citations }) => citations.length > 0),
    open_questions: analysis.hypotheses
      .slice(analysis.verdict === 'inconclusive' ? 0 : 1, 4)
      .filter(({ probability }) => probability >= 0.05)
      .map(
        ({ statement, probability }) =>
          `Not settled (${Math.round(probability * 100)}%): ${statement}`,
      ),
  };
}

/** The part of the timeline that speaks for the leading hypothesis, or stands close to the onset. */
function telling(analysis: Analysis, leading: Hypothesis | undefined): TimelineEntry[] {
  const support = new Set(leading?.evidence ?? []);
  const onsetMs = analysis.onsetAt === null ? Number.NaN : toMs(analysis.onsetAt);
  const changes = new Set(
    analysis.evidence.filter(({ kind }) => kind === 'commit').map(({ id }) => id),
  );
  return analysis.timeline.filter(({ at, evidence }) => {
    if (evidence !== null && support.has(evidence)) return true;
    // Innocent commits near the onset are no claim worth making.
    if (evidence !== null && changes.has(evidence)) return false;
    return Math.abs(toMs(at) - onsetMs) <= NEAR_ONSET_MS;
  });
}

function leadClaim(
  leading: Hypothesis,
  analysis: Analysis,
  cite: (ids: readonly string[]) => { evidence: string }[],
) {
  const suspect = analysis.suspectChange?.commit ?? null;
  // The evidence of the blamed change itself comes first: a verdict has to rest on it.
  const own = analysis.evidence
    .filter(({ commit }) => suspect !== null && commit === suspect)
    .map(({ id }) => id);
  return [
    {
      statement: leading.statement,
      citations: cite([...new Set([...own, ...leading.evidence])]),
      status: 'unverified' as const,
    },
  ];
}

function impactOf(analysis: Analysis): string {
  const first = analysis.firstFailingService;
  if (first === null) return '';
  if (analysis.blastRadius.length === 0)
    return `${first} fails; no other service was seen to be affected.`;
  return `${first} fails first and affects ${analysis.blastRadius.join(', ')}.`;
}

const ACTION_WORDS: Readonly<Record<RecommendedActionKind, string>> = {
  rollback: 'Roll back to the version before the suspect change.',
  roll_forward: 'Fix the suspect change and roll forward.',
  config_revert: 'Revert the configuration change.',
  flag_off: 'Switch the feature flag off.',
  scale: 'Add capacity, then look at what drives the demand.',
  failover: 'Fail over away from the failing dependency, and contact its owner.',
  rotate_certificate: 'Renew and deploy the certificate.',
  rotate_credential: 'Renew the credential.',
  restart: 'Restart the affected instances.',
  fix_data: 'Correct or quarantine the bad input data.',
  wait: 'Wait and watch: no action is indicated now.',
  investigate_further: 'A person should look further; start with the open questions.',
};
