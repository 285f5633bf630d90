/** Checks a draft claim by claim, and settles what a report may say when some of them do not stand. */
import type { Claim, ReportDraft } from '../../domain/report.ts';
import { sameCommit } from '../sweep/shortlist.ts';
import { count } from '../text.ts';
import {
  checkClaim,
  checkSuspectOrder,
  type ClaimContext,
  type ClaimFault,
  commitsNamedIn,
  isAbout,
} from './check-claim.ts';
import type { Ledger } from './ledger.ts';

export interface DraftProblem {
  /** `claims[2]`, `suspect_commit`, `summary`, … */
  readonly where: string;
  readonly fault:
    | ClaimFault
    | 'unsupported_verdict'
    | 'missing_suspect'
    | 'change_called_none'
    | 'hypothesis_not_addressed';
  readonly message: string;
}

export interface Grounding {
  readonly claims: number;
  readonly verified: number;
  readonly downgraded: number;
}

export interface SettledDraft extends ReportDraft {
  readonly grounding: Grounding;
}

/** Everything that is wrong with a draft; empty when it stands as it is. */
export function verifyDraft(
  draft: ReportDraft,
  ledger: Ledger,
  onsetAt: string | null,
): DraftProblem[] {
  const context: ClaimContext = { ledger, onsetAt, suspectCommit: draft.suspect_commit };
  const claims = draft.claims.flatMap((claim, index): DraftProblem[] => {
    const problem = checkClaim(claim, context);
    return problem === null ? [] : [{ where: `claims[${index}]`, ...problem }];
  });
  const standing = draft.claims.filter(
    (_claim, index) => !claims.some(({ where }) => where === `claims[${index}]`),
  );
  return [
    ...checkSuspect(draft, context),
    ...claims,
    ...checkProse(draft, ledger),
    ...checkRuledOut(draft, ledger),
    ...checkVerdict(draft, standing, ledger),
  ];
}

function checkSuspect(draft: ReportDraft, context: ClaimContext): DraftProblem[] {
  if (draft.suspect_commit === null) return [];
  if (context.ledger.commit(draft.suspect_commit) === undefined) {
    return [
      {
        where: 'suspect_commit',
        fault: 'unknown_commit',
        message: `no tool has returned a commit ${draft.suspect_commit}`,
      },
    ];
  }
  const order = checkSuspectOrder(context);
  return order === null ? [] : [{ where: 'suspect_commit', ...order }];
}

/** Text without citations may not bring in commits of its own. */
function checkProse(draft: ReportDraft, ledger: Ledger): DraftProblem[] {
  const prose: readonly (readonly [string, string])[] = [
    ['summary', draft.summary],
    ['impact', draft.impact],
    ...draft.causal_chain.map((text, index) => [`causal_chain[${index}]`, text] as const),
    ...draft.next_steps.map((text, index) => [`next_steps[${index}]`, text] as const),
    ...draft.open_questions.map((text, index) => [`open_questions[${index}]`, text] as const),
    ...draft.ruled_out.map(
      ({ statement, why }, index) => [`ruled_out[${index}]`, `${statement} ${why}`] as const,
    ),
  ];
  return prose.flatMap(([where, text]) =>
    commitsNamedIn(text)
      .filter((name) => !isKnown(name, ledger))
      .slice(0, 1)
      .map((name) => ({
        where,
        fault: 'unknown_commit' as const,
        message: `no tool has returned a commit ${name}`,
      })),
  );
}

const isKnown = (name: string, ledger: Ledger): boolean =>
  ledger.commit(name) !== undefined ||
  ledger.all().some(({ text }) => text.toLowerCase().includes(name.toLowerCase()));

function checkRuledOut(draft: ReportDraft, ledger: Ledger): DraftProblem[] {
  return draft.ruled_out.flatMap((item, index): DraftProblem[] => {
    const problem = checkClaim(
      { statement: '', citations: item.citations },
      { ledger, onsetAt: null, suspectCommit: null },
    );
    return problem === null ? [] : [{ where: `ruled_out[${index}]`, ...problem }];
  });
}

/** A verdict needs standing claims, and a blamed change needs one that cites evidence of that change. */
function checkVerdict(
  draft: ReportDraft,
  standing: readonly Claim[],
  ledger: Ledger,
): DraftProblem[] {
  if (draft.verdict === 'inconclusive') return [];
  const problem = (fault: DraftProblem['fault'], message: string): DraftProblem[] => [
    { where: 'verdict', fault, message },
  ];
  if (standing.length === 0)
    return problem(
      'unsupported_verdict',
      `${draft.verdict} needs at least one claim that stands; else say inconclusive`,
    );
  // What was true in a past incident supports no verdict on this one.
  const cited = standing
    .flatMap(({ citations }) => citations.flatMap(({ evidence }) => ledger.get(evidence) ?? []))
    .filter(({ kind }) => kind !== 'memory');
  if (draft.verdict === 'no_code_change') {
    return isSwitch(draft.category) && cited.some(({ kind }) => kind === 'config_change')
      ? problem(
          'change_called_none',
          `${draft.category} and the evidence of its change name a change: say root_cause (suspect_commit null when no commit brought it), or another category`,
        )
      : [];
  }
  const suspect = draft.suspect_commit;
  if (suspect === null) {
    // A flag or a setting may be the cause without any commit.
    return cited.some(({ kind }) => kind === 'config_change')
      ? []
      : problem(
          'missing_suspect',
          'root_cause needs suspect_commit, or a claim that cites a flag or configuration change',
        );
  }
  // Evidence texts may abbreviate a commit, and so may the report: seven digits tell them apart.
  const about = cited.some(
    (evidence) =>
      isAbout(evidence, suspect) ||
      commitsNamedIn(evidence.text).some((name) => sameCommit(name, suspect)),
  );
  return about
    ? []
    : problem(
        'unsupported_verdict',
        `no standing claim cites evidence of commit ${suspect}: cite its diff`,
      );
}

/** Changes that need no commit. */
const isSwitch = (category: ReportDraft['category']): boolean =>
  category === 'feature_flag' || category === 'configuration';

/** The words for a model whose draft does not stand. */
export const explainProblems = (problems: readonly DraftProblem[]): string =>
  [
    `${count(problems.length, 'statement')} of the report cannot be verified:`,
    ...problems.map(({ where, message }) => `- ${where}: ${message}`),
    'Correct or drop them, and submit once more. What still fails will be downgraded.',
  ].join('\n');

/**
 * The draft as far as it stands: failing claims become hypotheses (or go, when they cite nothing
 * real), failing prose goes, and a verdict that lost its support becomes `inconclusive`.
 */
export function settleDraft(
  draft: ReportDraft,
  ledger: Ledger,
  onsetAt: string | null,
): SettledDraft {
  const problems = verifyDraft(draft, ledger, onsetAt);
  const problemAt = (where: string): DraftProblem | undefined =>
    problems.find((problem) => problem.where === where);
  const claims = draft.claims.flatMap((claim, index): Claim[] => {
    const problem = problemAt(`claims[${index}]`);
    if (problem === undefined) return [{ ...claim, status: 'verified' }];
    const citations = claim.citations
      .filter(({ evidence }) => ledger.get(evidence) !== undefined)
      .map(({ evidence }) => ({ evidence }));
    // What names a commit that nobody returned is an invention, not a hypothesis.
    if (citations.length === 0 || problem.fault === 'unknown_commit') return [];
    return [
      { statement: claim.statement, citations, status: 'hypothesis', problem: problem.message },
    ];
  });
  const verified = claims.filter(({ status }) => status === 'verified');
  const suspectFails = problemAt('suspect_commit') !== undefined;
  // The change and its evidence are there: only the word for it is wrong.
  const misnamed = problemAt('verdict')?.fault === 'change_called_none';
  const verdictFails = suspectFails || (problemAt('verdict') !== undefined && !misnamed);
  const verdict = verdictFails ? 'inconclusive' : misnamed ? 'root_cause' : draft.verdict;
  const keep =
    (where: string) =>
    (_text: string, index: number): boolean =>
      problemAt(`${where}[${index}]`) === undefined;
  const allStand = verified.length === draft.claims.length && !verdictFails;
  const grounding = {
    claims: draft.claims.length,
    verified: verified.length,
    downgraded: draft.claims.length - verified.length,
  };
  return {
    ...draft,
    verdict,
    category: verdictFails && draft.verdict === 'root_cause' ? 'unknown' : draft.category,
    // A summary is made of claims: when some fell, it is put together again from those that stand.
    summary:
      allStand && problemAt('summary') === undefined ? draft.summary : summaryOf(verdict, verified),
    suspect_commit: suspectFails || verdict !== 'root_cause' ? null : draft.suspect_commit,
    confidence: settledConfidence(draft.confidence, verdict, grounding),
    claims,
    causal_chain: allStand ? draft.causal_chain.filter(keep('causal_chain')) : [],
    impact: problemAt('impact') === undefined ? draft.impact : '',
    next_steps: draft.next_steps.filter(keep('next_steps')),
    recommended_action: verdictFails ? 'investigate_further' : draft.recommended_action,
    ruled_out: draft.ruled_out.filter(
      (_item, index) => problemAt(`ruled_out[${index}]`) === undefined,
    ),
    open_questions: [
      ...draft.open_questions.filter(keep('open_questions')),
      ...draft.ruled_out.flatMap((item, index) =>
        problemAt(`ruled_out[${index}]`)?.fault === 'unknown_commit' ||
        problemAt(`ruled_out[${index}]`) === undefined
          ? []
          : [`Not shown to be ruled out: ${item.statement}`],
      ),
    ],
    grounding,
  };
}

/** Falls with the share of claims that did not stand; an inconclusive report is never sure. */
function settledConfidence(
  stated: number,
  verdict: ReportDraft['verdict'],
  { claims, verified }: Grounding,
): number {
  const share = claims === 0 ? 0 : verified / claims;
  const ceiling = verdict === 'inconclusive' ? 0.3 : 0.95;
  return Math.round(Math.min(stated * share, ceiling) * 100) / 100;
}

function summaryOf(verdict: ReportDraft['verdict'], verified: readonly Claim[]): string {
  const lead =
    verdict === 'root_cause'
      ? 'A change is the likely cause.'
      : verdict === 'no_code_change'
        ? 'No code change explains this incident.'
        : 'The cause could not be established.';
  const shown = verified
    .slice(0, 3)
    .map(({ statement }) => statement.trim().replace(/[^.!?]$/, '$&.'));
  return [
    lead,
    ...(shown.length > 0 ? ['Established:', ...shown] : ['No claim could be verified.']),
  ].join(' ');
}
