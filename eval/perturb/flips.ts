/** Counts what became of right verdicts when what was seen is varied and the truth is not. */
import { brier, reliability, type ReliabilityRow } from '../run/score.ts';

/** `innocent`: a change was blamed that is not guilty. `none`: none was, though one is. */
export type Outcome = 'right' | 'innocent' | 'none' | 'inconclusive' | 'wrong';

export interface VariedScore {
  readonly id: string;
  readonly perturbation: string;
  readonly round: number;
  readonly before: Outcome;
  readonly after: Outcome;
  readonly confidence: number;
  readonly said: string;
}

export interface FlipRow {
  readonly name: string;
  readonly count: number;
  /** Verdicts that were right before, and of those: what they became. */
  readonly rightBefore: number;
  readonly kept: number;
  readonly toInnocent: number;
  readonly toNone: number;
  readonly toInconclusive: number;
  /** Another wrong answer: a change blamed where none is guilty is `toInnocent`. */
  readonly toWrong: number;
  /** Wrong before and right now. */
  readonly gained: number;
}

export interface FlipSummary {
  readonly rows: readonly FlipRow[];
  readonly count: number;
  /** Shares of all varied incidents that were right as they are. */
  readonly kept: number;
  readonly harmful: number;
  readonly brier: number;
  readonly reliability: readonly ReliabilityRow[];
}

/** Rows by what is worst: right verdicts that became a wrong one that somebody acts on. */
export function summarizeFlips(scores: readonly VariedScore[]): FlipSummary {
  const rows = [...Map.groupBy(scores, ({ perturbation }) => perturbation)].map(
    ([name, list]): FlipRow => {
      const had = list.filter(({ before }) => before === 'right');
      const to = (outcome: Outcome): number => had.filter(({ after }) => after === outcome).length;
      return {
        name,
        count: list.length,
        rightBefore: had.length,
        kept: to('right'),
        toInnocent: to('innocent'),
        toNone: to('none'),
        toInconclusive: to('inconclusive'),
        toWrong: to('wrong'),
        gained: list.filter(({ before, after }) => before !== 'right' && after === 'right').length,
      };
    },
  );
  const had = scores.filter(({ before }) => before === 'right');
  const ofHad = (is: (score: VariedScore) => boolean): number =>
    had.length === 0 ? 0 : had.filter(is).length / had.length;
  const stated = scores.map(({ confidence, after }) => ({ confidence, right: after === 'right' }));
  return {
    rows: rows.toSorted(
      (a, b) => harm(b) - harm(a) || a.kept / a.rightBefore - b.kept / b.rightBefore,
    ),
    count: scores.length,
    kept: ofHad(({ after }) => after === 'right'),
    harmful: ofHad(({ after }) => after === 'innocent' || after === 'none' || after === 'wrong'),
    brier: brier(stated),
    reliability: reliability(stated, 10),
  };
}

/** Share of right verdicts that became a wrong one. */
const harm = ({ rightBefore, toInnocent, toNone, toWrong }: FlipRow): number =>
  rightBefore === 0 ? 0 : (toInnocent + toNone + toWrong) / rightBefore;
