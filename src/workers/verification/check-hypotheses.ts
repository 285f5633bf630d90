/** Whether a report speaks of the strongest hypotheses: a cause is only as good as what it was weighed against. */
import type { Analysis, Hypothesis } from '../../domain/analysis.ts';
import type { ReportDraft } from '../../domain/report.ts';
import { sameCommit } from '../sweep/shortlist.ts';
import { foldSpace, percent, shorten } from '../text.ts';
import { commitsNamedIn } from './check-claim.ts';
import type { DraftProblem } from './verify-report.ts';

/** How many of them have to be addressed. */
const STRONGEST = 2;
/** Below this a hypothesis is the remainder of a sum, and nothing that anybody weighs. */
const WORTH_ADDRESSING = 0.05;

/** The strongest hypotheses that a draft neither takes up, rules out nor leaves open. */
export function unaddressed(draft: ReportDraft, hypotheses: Analysis['hypotheses']): Hypothesis[] {
  const strongest = hypotheses
    .filter(({ probability }) => probability >= WORTH_ADDRESSING)
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, STRONGEST);
  const text = foldSpace(
    [
      draft.summary,
      ...draft.claims.map(({ statement }) => statement),
      ...draft.ruled_out.flatMap(({ statement, why }) => [statement, why]),
      ...draft.open_questions,
    ].join('\n'),
  );
  const commits = [draft.suspect_commit ?? '', ...commitsNamedIn(text)];
  const cited = new Set(
    [...draft.claims, ...draft.ruled_out].flatMap(({ citations }) =>
      citations.map(({ evidence }) => evidence),
    ),
  );
  return strongest.filter((hypothesis) => {
    const commit = hypothesis.suspectChange?.commit ?? null;
    if (commit !== null && commits.some((name) => sameCommit(name, commit))) return false;
    if (new RegExp(`\\b${hypothesis.id}\\b`).test(text)) return false;
    if (text.includes(foldSpace(hypothesis.statement))) return false;
    return !ownEvidence(hypothesis, strongest).some((id) => cited.has(id));
  });
}

/** What speaks for this one and for none of the others: the same stack trace may fit them all. */
function ownEvidence({ id, evidence }: Hypothesis, all: readonly Hypothesis[]): string[] {
  const others = new Set(all.filter((other) => other.id !== id).flatMap((other) => other.evidence));
  const own = evidence.filter((one) => !others.has(one));
  return own.length > 0 ? own : [...evidence];
}

export const hypothesisProblems = (hypotheses: readonly Hypothesis[]): DraftProblem[] =>
  hypotheses.map(({ id, probability, statement }) => ({
    where: `hypothesis ${id}`,
    fault: 'hypothesis_not_addressed',
    message: `it is among the strongest (${percent(probability)}: ${shorten(statement, 160)}) and the report is silent about it: claim it, rule it out with evidence, or name it under open_questions`,
  }));

/** For a report whose author stayed silent about them. */
export const leftOpen = (hypotheses: readonly Hypothesis[]): string[] =>
  hypotheses.map(
    ({ statement, probability }) => `Not settled (${percent(probability)}): ${statement}`,
  );
