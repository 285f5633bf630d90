/**
 * The taint flag: which conclusions rest on nothing but text that outsiders can write. A log line, a
 * title or a message is written by whoever can send a request; metrics, deployments, commits, states
 * and configuration are recorded by platforms. Code can't tell whether a sentence is true, but it can
 * tell that a model's conclusion is confirmed by nothing else, and say so.
 */
import type { Analysis, EvidenceKind } from '../../domain/analysis.ts';
import type { Claim, Report, ReportDraft, Trust } from '../../domain/report.ts';
import { sameCommit } from '../sweep/shortlist.ts';
import type { Ledger } from './ledger.ts';

/** Kinds whose content is words of the failing system's users, or of whoever writes to its logs. */
const TEXT_KINDS: ReadonlySet<EvidenceKind> = new Set([
  'alert',
  'log_pattern',
  'stack_trace',
  'document',
  'memory',
]);

export interface TrustFacts {
  readonly draft: Pick<ReportDraft, 'verdict' | 'category' | 'suspect_commit'>;
  readonly claims: readonly Claim[];
  readonly ledger: Ledger;
  readonly analysis: Analysis | null;
}

export function trustOf({ draft, claims, ledger, analysis }: TrustFacts): Trust {
  const onText = claims.flatMap((claim, index) =>
    claim.status === 'verified' && citesTextAlone(claim, ledger) ? [index] : [],
  );
  if (draft.verdict === 'inconclusive') {
    return { restsOn: 'nothing', why: 'no cause is claimed', claims: onText };
  }
  const doubt = doubtOf(draft, analysis);
  return doubt === null
    ? {
        restsOn: 'recorded_facts',
        why: 'the evidence engine comes to the same result from recorded facts',
        claims: onText,
      }
    : { restsOn: 'outside_text', why: doubt, claims: onText };
}

/** Why nothing but a reading of outside text carries the verdict; null: recorded facts confirm it. */
function doubtOf(draft: TrustFacts['draft'], analysis: Analysis | null): string | null {
  if (analysis === null) return 'there is no analysis of recorded facts that could confirm it';
  if (analysis.verdict !== draft.verdict)
    return `the evidence engine alone says ${analysis.verdict.replaceAll('_', ' ')}`;
  if (draft.verdict === 'root_cause' && !sameSuspect(draft.suspect_commit, analysis))
    return 'the evidence engine alone suspects another change';
  // “It is noise” is what an attacker would want to be believed.
  if (draft.category === 'noise' && analysis.category !== 'noise')
    return 'only outside text says that it is noise';
  return restsOnRecords(analysis)
    ? null
    : 'the evidence engine has only words of logs and alerts for it';
}

function sameSuspect(commit: string | null, { suspectChange }: Analysis): boolean {
  const own = suspectChange?.commit ?? null;
  return own === commit || sameCommit(own, commit);
}

function restsOnRecords(analysis: Analysis): boolean {
  const lead = analysis.hypotheses[0];
  const cited = analysis.evidence.filter(({ id }) => lead?.evidence.includes(id));
  return cited.some(({ kind }) => !TEXT_KINDS.has(kind));
}

const citesTextAlone = (claim: Claim, ledger: Ledger): boolean =>
  claim.citations.every(({ evidence }) => {
    const item = ledger.get(evidence);
    return item === undefined || TEXT_KINDS.has(item.kind);
  });

/** A decision that only words carry: an alert's title, or a verdict that nothing else confirms. */
export function decisionRestsOn(
  rule: string,
  report: Pick<Report, 'trust'> | null,
): Trust['restsOn'] {
  if (rule === 'known_noise') return 'outside_text';
  if (rule === 'cause_found') return report?.trust?.restsOn ?? 'recorded_facts';
  return 'recorded_facts';
}
