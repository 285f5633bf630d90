/** A report draft made by code alone, from what the evidence engine concluded. */
import type {
  Analysis,
  Evidence,
  EvidenceKind,
  Hypothesis,
  RecommendedActionKind,
  TimelineEntry,
} from '../../domain/analysis.ts';
import type { Deployment } from '../../domain/observation.ts';
import { MINUTE_MS, toMs } from '../../domain/time.ts';
import type { ReportDraft } from '../../domain/report.ts';
import { shorten } from '../text.ts';

const CITED = 6;
/** Claims beside the leading one: the timeline has the rest. */
const STEPS = 5;
const NEAR_ONSET_MS = 30 * MINUTE_MS;

/** @param deployments - where they are known, the version to go back to is named */
export function draftFromAnalysis(
  analysis: Analysis,
  deployments: readonly Deployment[] = [],
): ReportDraft {
  const leading = analysis.hypotheses.toSorted((a, b) => b.probability - a.probability)[0];
  const known = new Map(analysis.evidence.map((item) => [item.id, item]));
  const usual = new Set(
    analysis.evidence.filter((item) => isUsual(item, analysis)).map(({ id }) => id),
  );
  const cite = (ids: readonly string[]) =>
    ids
      .filter((id) => known.has(id) && !usual.has(id))
      .slice(0, CITED)
      .map((evidence) => ({ evidence }));
  const lead =
    analysis.verdict !== 'inconclusive' && leading ? leadClaim(leading, analysis, cite) : [];
  const steps = telling(analysis, leading, usual)
    .filter(({ evidence }) => evidence !== null && known.has(evidence))
    .slice(0, STEPS)
    .map(({ at, what, evidence }) => ({
      statement: what.includes(at) ? what : `${what}, at ${at}`,
      citations: cite(evidence === null ? [] : [evidence]),
      status: 'unverified' as const,
    }));
  return {
    verdict: analysis.verdict,
    category: analysis.category,
    summary: summaryOf(analysis),
    suspect_commit:
      analysis.verdict === 'root_cause' ? (analysis.suspectChange?.commit ?? null) : null,
    confidence: analysis.confidence,
    claims: [...lead, ...steps],
    causal_chain:
      leading && analysis.verdict !== 'inconclusive' ? leading.reasons.slice(0, 10) : [],
    impact: impactOf(analysis),
    recommended_action: analysis.recommendedAction,
    next_steps: [nextStep(analysis, leading, deployments)],
    ruled_out: analysis.ruledOut
      .map(({ statement, why, evidence }) => ({
        statement,
        why,
        citations: evidence
          .filter((id) => known.has(id))
          .slice(0, CITED)
          .map((id) => ({ evidence: id })),
      }))
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

/** Without the engine's own figure: verification may lower the confidence that stands beside it. */
const summaryOf = ({ summary }: Analysis): string =>
  shorten(summary.replace(/ Confidence \d+%\./, '') || 'Nothing could be established.', 2_000);

const SYMPTOMS: ReadonlySet<EvidenceKind> = new Set(['log_pattern', 'stack_trace', 'trace']);

/** What the service logged long before the onset as well is its everyday noise: it shows nothing. */
function isUsual({ kind, at }: Evidence, { onsetAt }: Analysis): boolean {
  if (onsetAt === null || at === null || !SYMPTOMS.has(kind)) return false;
  return toMs(at) < toMs(onsetAt) - NEAR_ONSET_MS;
}

function nextStep(
  analysis: Analysis,
  leading: Hypothesis | undefined,
  deployments: readonly Deployment[],
): string {
  const target =
    analysis.recommendedAction === 'rollback'
      ? rollbackTarget(analysis, leading, deployments)
      : null;
  return target ?? ACTION_WORDS[analysis.recommendedAction];
}

/**
 * Only when it is certain which deployment brought the change: a wrong version in a report that is
 * read in a hurry is worse than none.
 */
function rollbackTarget(
  analysis: Analysis,
  leading: Hypothesis | undefined,
  deployments: readonly Deployment[],
): string | null {
  const cited = analysis.evidence.filter(
    ({ id, kind }) => kind === 'deployment' && leading?.evidence.includes(id),
  );
  const [evidence, another] = cited;
  if (evidence === undefined || another !== undefined) return null;
  const brought = deployments.find(
    ({ finishedAt, commit, service }) =>
      finishedAt === evidence.at && commit === evidence.commit && service === evidence.service,
  );
  if (brought?.version === undefined) return null;
  const before = deployments
    .filter(
      ({ service, env, version, result, finishedAt }) =>
        service === brought.service &&
        env === brought.env &&
        version !== undefined &&
        version !== brought.version &&
        result === 'succeeded' &&
        toMs(finishedAt) < toMs(brought.finishedAt),
    )
    .toSorted((a, b) => toMs(b.finishedAt) - toMs(a.finishedAt))[0];
  return before === undefined
    ? null
    : `Roll ${brought.service ?? 'the service'} back to ${before.version}, the version before ${brought.version}, which brought the change.`;
}

/** The part of the timeline that speaks for the leading hypothesis, or stands close to the onset. */
function telling(
  analysis: Analysis,
  leading: Hypothesis | undefined,
  usual: ReadonlySet<string>,
): TimelineEntry[] {
  const support = new Set(leading?.evidence ?? []);
  const onsetMs = analysis.onsetAt === null ? Number.NaN : toMs(analysis.onsetAt);
  const changes = new Set(
    analysis.evidence.filter(({ kind }) => kind === 'commit').map(({ id }) => id),
  );
  const near = analysis.timeline.filter(({ at, evidence }) => {
    // The blamed commit is the leading claim, and innocent ones near the onset are none worth making.
    if (evidence !== null && (changes.has(evidence) || usual.has(evidence))) return false;
    if (evidence !== null && support.has(evidence)) return true;
    return Math.abs(toMs(at) - onsetMs) <= NEAR_ONSET_MS;
  });
  if (analysis.verdict === 'inconclusive') return near;
  // One of each kind carries a verdict: what went live, what the numbers did, what was logged first.
  const kinds = new Map(
    analysis.evidence.map(({ id, kind }) => [id, SYMPTOMS.has(kind) ? 'symptom' : kind]),
  );
  const distance = ({ at, evidence }: TimelineEntry): number =>
    Math.abs(toMs(at) - onsetMs) + (support.has(evidence ?? '') ? 0 : NEAR_ONSET_MS);
  const best = new Map<string, TimelineEntry>();
  for (const entry of near) {
    const kind = kinds.get(entry.evidence ?? '') ?? '';
    const other = best.get(kind);
    if (other === undefined || distance(entry) < distance(other)) best.set(kind, entry);
  }
  return near.filter((entry) => [...best.values()].includes(entry));
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
