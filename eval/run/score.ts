/** Compares answers with the truth: pure functions, so that a result can be recomputed and tested. */
import type { Analysis, SuspectChange } from '../../src/domain/analysis.ts';
import type { TriagedAlert } from './tasks.ts';
import type { BatchTruth, HistoryTruth, IncidentTruth } from './truth.ts';

export interface IncidentScore {
  readonly id: string;
  readonly kind: string;
  readonly language: string;
  readonly system: string;
  readonly noise: number;
  /** The verdict is right and, where something is guilty, it is that commit, flag or setting. */
  readonly right: boolean;
  readonly verdict: string;
  readonly confidence: number;
  readonly categoryRight: boolean;
  /** A commit was blamed that is innocent. */
  readonly falseConviction: boolean;
  /** What was blamed is one of the decoys that were laid. */
  readonly decoyHit: boolean;
  /** Null where no decoy was laid. */
  readonly hadDecoy: boolean;
  /** The guilty change is among the five likeliest hypotheses; null where nothing is guilty. */
  readonly inTopFive: boolean | null;
  readonly firstServiceRight: boolean;
  readonly blast: { readonly found: number; readonly named: number; readonly there: number };
  readonly decisionRight: boolean;
  readonly falseTicket: boolean;
  readonly missedTicket: boolean;
  /** What was said, in short: for reading a list of failures. */
  readonly said: string;
}

/** Commit ids may be abbreviated by whoever exported them. */
const sameCommit = (a: string | null, b: string | null): boolean =>
  a !== null &&
  b !== null &&
  a.length >= 7 &&
  b.length >= 7 &&
  (a.startsWith(b) || b.startsWith(a));

/** What is true of who is guilty. */
export type Guilt = Pick<IncidentTruth, 'verdict' | 'commit' | 'change'>;

/** A deployment is blamed through the commit that it brought. */
const isGuilty = (change: SuspectChange | null, truth: Guilt): boolean => {
  if (change === null) return false;
  if (truth.commit !== null) return sameCommit(change.commit, truth.commit);
  return change.commit === null && change.id === truth.change;
};

/** The verdict is that of the truth, and blames exactly what is guilty. */
export const isRight = (
  truth: Guilt,
  { verdict, suspectChange }: Pick<Analysis, 'verdict' | 'suspectChange'>,
): boolean =>
  verdict === truth.verdict && (truth.verdict !== 'root_cause' || isGuilty(suspectChange, truth));

export function scoreIncident(truth: IncidentTruth, analysis: Analysis): IncidentScore {
  const { verdict, suspectChange, decision } = analysis;
  const blamed = verdict === 'root_cause' ? suspectChange : null;
  const right = isRight(truth, analysis);
  const hasGuilty = truth.commit !== null || truth.change !== null;
  const named = new Set(analysis.blastRadius);
  return {
    id: truth.id,
    kind: truth.kind,
    language: truth.language,
    system: truth.system,
    noise: truth.noise,
    right,
    verdict,
    confidence: analysis.confidence,
    categoryRight: analysis.category === truth.category,
    falseConviction:
      blamed !== null && blamed.commit !== null && !sameCommit(blamed.commit, truth.commit),
    decoyHit:
      blamed !== null &&
      !isGuilty(blamed, truth) &&
      (truth.decoys.commits.some((id) => sameCommit(id, blamed.commit)) ||
        truth.decoys.changes.includes(blamed.id)),
    hadDecoy: truth.decoys.commits.length + truth.decoys.changes.length > 0,
    inTopFive: hasGuilty
      ? analysis.hypotheses.slice(0, 5).some((one) => isGuilty(one.suspectChange, truth))
      : null,
    firstServiceRight:
      analysis.firstFailingService !== null &&
      truth.firstFailingService.includes(analysis.firstFailingService),
    blast: {
      found: truth.blastRadius.filter((service) => named.has(service)).length,
      named: named.size,
      there: truth.blastRadius.length,
    },
    decisionRight: truth.decisions.includes(decision.action),
    falseTicket: decision.action === 'TICKET' && !truth.decisions.includes('TICKET'),
    missedTicket: truth.decisions.every((one) => one === 'TICKET') && decision.action !== 'TICKET',
    said: [
      verdict,
      analysis.category,
      suspectChange === null
        ? '–'
        : `${suspectChange.kind} ${(suspectChange.commit ?? suspectChange.id).slice(0, 10)} “${suspectChange.title.slice(0, 50)}”`,
      `first ${analysis.firstFailingService ?? '–'}`,
      decision.action,
      analysis.confidence.toFixed(2),
    ].join(' · '),
  };
}

export interface BatchScore {
  readonly id: string;
  readonly alerts: number;
  readonly actionsRight: number;
  /** Real problems that nobody would have been told of: neither a ticket nor part of one. */
  readonly missed: readonly string[];
  readonly real: number;
  /** Pages for what needs none. */
  readonly overPaged: readonly string[];
  readonly quiet: number;
  readonly duplicates: number;
  readonly duplicatesRight: number;
  /** Said to be part of something when it stands alone. */
  readonly duplicatesWrong: number;
  /** Every input answered once, in order. */
  readonly complete: boolean;
}

export function scoreBatch(truth: BatchTruth, answers: readonly TriagedAlert[]): BatchScore {
  const byId = new Map(answers.map((one) => [one.id, one]));
  const missed: string[] = [];
  const overPaged: string[] = [];
  let actionsRight = 0;
  let duplicatesRight = 0;
  let duplicatesWrong = 0;
  for (const alert of truth.alerts) {
    const said = byId.get(alert.id);
    const action = said?.action ?? 'none';
    if (alert.actions.some((one) => one === action)) actionsRight += 1;
    const standsAlone = alert.duplicateOf.length === 0;
    const rightRoot = said?.duplicateOf != null && alert.duplicateOf.includes(said.duplicateOf);
    if (alert.real && standsAlone && action !== 'TICKET') missed.push(alert.id);
    if (!alert.actions.includes('TICKET') && action === 'TICKET') overPaged.push(alert.id);
    if (!standsAlone && rightRoot) duplicatesRight += 1;
    if (standsAlone && said?.duplicateOf != null) duplicatesWrong += 1;
  }
  return {
    id: truth.id,
    alerts: truth.alerts.length,
    actionsRight,
    missed,
    real: truth.alerts.filter((one) => one.real && one.duplicateOf.length === 0).length,
    overPaged,
    quiet: truth.alerts.filter((one) => !one.actions.includes('TICKET')).length,
    duplicates: truth.alerts.filter((one) => one.duplicateOf.length > 0).length,
    duplicatesRight,
    duplicatesWrong,
    complete:
      answers.length === truth.alerts.length &&
      truth.alerts.every((alert, at) => answers[at]?.id === alert.id),
  };
}

export interface HistoryScore {
  readonly id: string;
  readonly language: string;
  /** Place of the guilty commit, 1 the first; null when it is not listed. */
  readonly rank: number | null;
  readonly commits: number;
}

export function scoreHistory(truth: HistoryTruth, ranked: readonly string[]): HistoryScore {
  const at = ranked.findIndex((commit) => sameCommit(commit, truth.commit));
  return {
    id: truth.id,
    language: truth.language,
    rank: at < 0 ? null : at + 1,
    commits: truth.commits,
  };
}

export interface ReliabilityRow {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanConfidence: number;
  readonly right: number;
}

/** A confidence, and whether it came true. */
export type Stated = Pick<IncidentScore, 'confidence' | 'right'>;

/** Mean squared distance between the stated confidence and what came true; 0 is perfect. */
export const brier = (scores: readonly Stated[]): number =>
  mean(scores.map(({ confidence, right }) => (confidence - Number(right)) ** 2));

export function reliability(scores: readonly Stated[], bins = 5): ReliabilityRow[] {
  return Array.from({ length: bins }, (_, bin) => {
    const inside = scores.filter(
      ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin,
    );
    return {
      from: bin / bins,
      to: (bin + 1) / bins,
      count: inside.length,
      meanConfidence: mean(inside.map((one) => one.confidence)),
      right: mean(inside.map((one) => Number(one.right))),
    };
  });
}

/** 0 for an empty list. */
export const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

export const share = <T>(list: readonly T[], is: (one: T) => boolean): number =>
  mean(list.map((one) => Number(is(one))));
