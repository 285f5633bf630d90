/** The ways in which a claim can be false that code can see. */
import type { Evidence } from '../../domain/analysis.ts';
import type { Claim } from '../../domain/report.ts';
import { toMs } from '../../domain/time.ts';
import { sameCommit } from '../sweep/shortlist.ts';
import { foldSpace, shorten } from '../text.ts';
import type { Ledger } from './ledger.ts';

export type ClaimFault =
  | 'no_citation'
  | 'memory_only'
  | 'unknown_evidence'
  | 'quote_not_found'
  | 'unknown_commit'
  | 'commit_not_cited'
  | 'change_after_onset'
  | 'live_after_onset';

export interface ClaimProblem {
  readonly fault: ClaimFault;
  /** For the model: what is wrong and what would be right. */
  readonly message: string;
}

export interface ClaimContext {
  readonly ledger: Ledger;
  /** Onset of the fault; null where it could not be seen, and no order can be checked. */
  readonly onsetAt: string | null;
  /** The change that the report blames; claims about it must keep the order of time. */
  readonly suspectCommit: string | null;
}

/** The first fault of a claim; null when it stands. */
export function checkClaim(
  claim: Pick<Claim, 'statement' | 'citations'>,
  context: ClaimContext,
): ClaimProblem | null {
  if (claim.citations.length === 0) {
    return {
      fault: 'no_citation',
      message: 'cites nothing: name the evidence ids (E1, E2, …) that show it',
    };
  }
  const cited: Evidence[] = [];
  for (const citation of claim.citations) {
    const evidence = context.ledger.get(citation.evidence);
    if (evidence === undefined) {
      return {
        fault: 'unknown_evidence',
        message: `there is no evidence ${citation.evidence}; there are ${idRange(context.ledger)}`,
      };
    }
    if (citation.quote !== undefined && !holdsQuote(evidence, citation.quote)) {
      return {
        fault: 'quote_not_found',
        message: `"${shorten(citation.quote, 80)}" does not stand in ${evidence.id}: quote its text word for word, or cite without a quote`,
      };
    }
    cited.push(evidence);
  }
  if (cited.every(({ kind }) => kind === 'memory')) {
    return {
      fault: 'memory_only',
      message:
        'rests on memory alone: a past incident shows nothing about this one; cite evidence of now as well',
    };
  }
  return checkNames(claim.statement, cited, context) ?? checkOrder(claim.statement, context);
}

/**
 * A quote without words proves nothing; white space is folded, because a model sees the text wrapped.
 */
function holdsQuote(evidence: Evidence, quote: string): boolean {
  const wanted = foldSpace(quote);
  return (
    wanted !== '' &&
    (foldSpace(evidence.text).includes(wanted) || foldSpace(evidence.summary).includes(wanted))
  );
}

/**
 * Words that can only be meant as commit ids: hex of 7 to 40 digits that mixes letters and digits,
 * that is longer than any English word of those letters (“effaced”), or that follows “commit”.
 */
const COMMIT_LIKE =
  /\b(?:(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}|[a-f]{8,40}|(?<=\b(?:commits?|revision|sha)\W{1,3})[0-9a-f]{7,40})\b/gi;

export const commitsNamedIn = (text: string): string[] =>
  [...text.matchAll(COMMIT_LIKE)].map(([word]) => word);

function checkNames(
  statement: string,
  cited: readonly Evidence[],
  { ledger }: ClaimContext,
): ClaimProblem | null {
  for (const name of commitsNamedIn(statement)) {
    // Other ids are hex as well (traces, hosts): those stand in the cited text, invented ones do not.
    if (cited.some((evidence) => isAbout(evidence, name))) continue;
    if (ledger.commit(name) === undefined) {
      return {
        fault: 'unknown_commit',
        message: `no tool has returned a commit ${name}: name only commits that were returned`,
      };
    }
    return {
      fault: 'commit_not_cited',
      message: `it names commit ${name} and cites no evidence of that commit`,
    };
  }
  return null;
}

export const isAbout = ({ commit, text }: Evidence, name: string): boolean =>
  sameCommit(commit, name) || text.toLowerCase().includes(name.toLowerCase());

function checkOrder(statement: string, context: ClaimContext): ClaimProblem | null {
  const suspect = context.suspectCommit;
  if (suspect === null || !commitsNamedIn(statement).some((name) => sameCommit(name, suspect)))
    return null;
  return checkSuspectOrder(context);
}

/** A change cannot have caused what had begun before it was made, or before it was live. */
export function checkSuspectOrder({
  ledger,
  onsetAt,
  suspectCommit,
}: ClaimContext): ClaimProblem | null {
  const commit = suspectCommit === null ? undefined : ledger.commit(suspectCommit);
  if (commit === undefined || onsetAt === null) return null;
  const onsetMs = toMs(onsetAt);
  if (commit.committedAt !== null && toMs(commit.committedAt) > onsetMs) {
    return {
      fault: 'change_after_onset',
      message: `commit ${commit.sha.slice(0, 10)} was made at ${commit.committedAt}, after the onset at ${onsetAt}: it cannot be the cause`,
    };
  }
  const brought = ledger
    .deployments()
    .filter((deployment) =>
      [deployment.commit, ...deployment.commits].some((sha) => sameCommit(sha, commit.sha)),
    );
  const earliestMs = Math.min(
    ...brought.map((deployment) => toMs(deployment.startedAt ?? deployment.finishedAt)),
  );
  if (brought.length > 0 && earliestMs > onsetMs) {
    return {
      fault: 'live_after_onset',
      message: `commit ${commit.sha.slice(0, 10)} was first deployed at ${new Date(earliestMs).toISOString()}, after the onset at ${onsetAt}: it cannot be the cause`,
    };
  }
  return null;
}

function idRange(ledger: Ledger): string {
  const all = ledger.all();
  const first = all[0];
  return first === undefined ? 'none' : `${first.id} to ${all.at(-1)?.id ?? first.id}`;
}
