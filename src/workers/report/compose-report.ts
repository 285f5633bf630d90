/** Puts the report together: the settled draft, the engine's facts, and what was not done. */
import type { Analysis, SuspectChange } from '../../domain/analysis.ts';
import type { Commit, NotChecked } from '../../domain/observation.ts';
import { readableTimes } from '../../domain/prose-time.ts';
import type { Report } from '../../domain/report.ts';
import type { IsoTime } from '../../domain/time.ts';
import type { RunState } from '../stages/run-state.ts';
import { sameCommit } from '../sweep/shortlist.ts';
import { quotedRunbooks } from '../runbooks/quote-runbooks.ts';
import { shorten } from '../text.ts';
import type { Ledger } from '../verification/ledger.ts';
import { trustOf } from '../verification/trust.ts';
import type { SettledDraft } from '../verification/verify-report.ts';

export interface ReportParts {
  readonly state: RunState;
  readonly draft: SettledDraft;
  readonly ledger: Ledger;
  readonly stoppedBecause: string | null;
  readonly model: string;
  readonly nowIso: IsoTime;
  readonly notChecked?: readonly NotChecked[];
}

/** The engine and the model naming different culprits is itself a finding; neither is to be trusted blindly. */
const DISPUTED_CONFIDENCE = 0.6;

export function composeReport({
  state,
  draft,
  ledger,
  stoppedBecause,
  model,
  nowIso,
  notChecked = [],
}: ReportParts): Report {
  const analysis = state.evidence?.analysis ?? null;
  const suspectChange = suspectOf(draft, ledger, analysis);
  const dispute = disputeOf(draft, analysis);
  const runbooks = quotedRunbooks(draft, state.background?.runbooks ?? []);
  const onsetAt = analysis?.onsetAt ?? null;
  const read = (text: string): string =>
    readableTimes(text, onsetAt ?? state.alerts[0]?.alert.firedAt ?? null);
  const report = {
    investigationId: state.investigation.id,
    incidentId: state.incident.id,
    service: state.investigation.service,
    env: state.investigation.env,
    verdict: draft.verdict,
    category: draft.category,
    summary: read(draft.summary),
    suspectChange,
    confidence:
      dispute === null ? draft.confidence : Math.min(draft.confidence, DISPUTED_CONFIDENCE),
    claims: draft.claims.map((claim) => ({ ...claim, statement: read(claim.statement) })),
    causalChain: draft.causal_chain.map(read),
    impact: read(draft.impact),
    recommendedAction: draft.recommended_action,
    nextSteps: draft.next_steps.map(read),
    ...(runbooks.length === 0 ? {} : { runbooks }),
    firstFailingService: analysis?.firstFailingService ?? null,
    blastRadius: analysis?.blastRadius ?? [],
    onsetAt,
    timeline: (analysis?.timeline ?? []).map((entry) => ({
      ...entry,
      // The entry's own time stands before it already.
      what: read(entry.what.replace(` at ${entry.at}`, '')),
    })),
    // The text stays as it is: quotes are looked up in it.
    evidence: ledger.all().map((item) => ({ ...item, summary: read(item.summary) })),
    ruledOut: draft.ruled_out
      .filter((item) => !isItsMerge(item, suspectChange, ledger))
      .map(({ statement, why, citations }) => ({
        statement: read(statement),
        why: read(why),
        evidence: citations.map(({ evidence }) => evidence),
      })),
    notChecked: uniqueNotChecked([
      ...(analysis?.notChecked ?? state.evidence?.observations.notChecked ?? []),
      ...notChecked,
    ]),
    openQuestions: [...draft.open_questions.map(read), ...(dispute === null ? [] : [dispute])],
    alerts: composeAlerts(state),
    decision: null,
    grounding: draft.grounding,
    trust: trustOf({ draft, claims: draft.claims, ledger, analysis }),
    stoppedBecause,
    model,
    generatedAt: nowIso,
  };
  return { ...report, title: titleOf(report) };
}

function suspectOf(
  draft: SettledDraft,
  ledger: Ledger,
  analysis: Analysis | null,
): SuspectChange | null {
  if (draft.verdict !== 'root_cause') return null;
  const id = draft.suspect_commit;
  if (id === null) return analysis?.suspectChange?.commit === null ? analysis.suspectChange : null;
  const commit = ledger.commit(id);
  const known = [
    analysis?.suspectChange,
    ...(analysis?.hypotheses ?? []).map((hypothesis) => hypothesis.suspectChange),
  ].find((change) => change !== null && change !== undefined && sameCommit(change.commit, id));
  return known ? completed(known, commit) : commit ? fromCommit(commit) : null;
}

const completed = (change: SuspectChange, commit: Commit | undefined): SuspectChange => ({
  ...change,
  commit: commit?.sha ?? change.commit,
  author: change.author ?? commit?.author ?? null,
  pullRequest: change.pullRequest ?? pullRequestOf(commit),
});

const fromCommit = (commit: Commit): SuspectChange => ({
  kind: 'commit',
  id: commit.sha,
  commit: commit.sha,
  title: shorten(commit.message.split('\n')[0] ?? '', 200),
  author: commit.author,
  repository: commit.repository,
  file: commit.files.length === 1 ? (commit.files[0]?.path ?? null) : null,
  line: null,
  pullRequest: pullRequestOf(commit),
  at: commit.committedAt,
});

/** The merge of the pull request that is blamed: to read that it is innocent would only confuse. */
function isItsMerge(
  { citations }: SettledDraft['ruled_out'][number],
  suspect: SuspectChange | null,
  ledger: Ledger,
): boolean {
  const pullRequest = suspect?.pullRequest?.id;
  if (pullRequest === undefined) return false;
  return citations.some(({ evidence }) => {
    const id = ledger.get(evidence)?.commit ?? null;
    const commit = id === null ? undefined : ledger.commit(id);
    return (
      commit !== undefined && new RegExp(`^Merged? .*\\b${pullRequest}\\b`).test(commit.message)
    );
  });
}

function pullRequestOf(commit: Commit | undefined): SuspectChange['pullRequest'] {
  const pullRequest = commit?.pullRequest;
  if (pullRequest === undefined) return null;
  return {
    id: pullRequest.id,
    title: pullRequest.title,
    ...(pullRequest.url ? { url: pullRequest.url } : {}),
  };
}

function disputeOf(draft: SettledDraft, analysis: Analysis | null): string | null {
  if (analysis === null || analysis.verdict === 'inconclusive') return null;
  const sameVerdict = analysis.verdict === draft.verdict;
  const engineCommit = analysis.suspectChange?.commit ?? null;
  const sameSuspect =
    engineCommit === draft.suspect_commit || sameCommit(engineCommit, draft.suspect_commit);
  if (sameVerdict && (draft.verdict !== 'root_cause' || sameSuspect)) return null;
  const engine =
    engineCommit === null
      ? analysis.verdict
      : `${analysis.verdict}, commit ${engineCommit.slice(0, 10)}`;
  return `The evidence engine alone comes to another result: ${engine} (confidence ${analysis.confidence}). Compare both before acting.`;
}

/** Every alert of the incident, with whether it still fires. */
export function composeAlerts(state: RunState): Report['alerts'] {
  const recovered = new Set(
    state.incident.cycles
      .filter((cycle) => cycle.state === 'recovered')
      .map(({ cycleKey }) => cycleKey),
  );
  return state.alerts.map(({ alert }) => ({
    id: alert.id,
    title: alert.title,
    firedAt: alert.firedAt,
    state:
      alert.transition === 'recovered' || recovered.has(alert.cycleKey) ? 'recovered' : 'firing',
  }));
}

function titleOf(report: Omit<Report, 'title'>): string {
  const where = report.service ?? 'unknown service';
  if (report.verdict === 'root_cause' && report.suspectChange) {
    const change = report.suspectChange;
    // Ids of events say nothing to a person; the change's own sentence does, without its details.
    const what =
      change.commit === null
        ? `“${change.title.split(' — ')[0]}”`
        : `${change.kind} ${change.commit.slice(0, 8)} “${change.title}”`;
    return shorten(`${where}: caused by ${what}`, 200);
  }
  if (report.verdict === 'no_code_change')
    return shorten(`${where}: no code change (${report.category.replaceAll('_', ' ')})`, 200);
  return shorten(`${where}: cause not established`, 200);
}

function uniqueNotChecked(items: readonly NotChecked[]): NotChecked[] {
  const seen = new Map(items.map((item) => [`${item.what}\n${item.why}`, item]));
  return [...seen.values()];
}
