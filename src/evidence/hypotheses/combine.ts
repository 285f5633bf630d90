/** Puts all explanations on one scale and reads the verdict off it. */
import type { CauseCategory, SuspectChange, Verdict } from '../../domain/analysis.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Alternative } from './alternatives.ts';
import type { ChangeScore } from './change-score.ts';
import { ASKS_MORE } from './score/ownership.ts';
import { suspectOf, categoryOf, statementOf } from './describe-change.ts';

export interface Ranked {
  /** `commit:…`, `config:…`; null for an explanation without a change. */
  readonly key: string | null;
  readonly category: CauseCategory;
  readonly statement: string;
  readonly suspect: SuspectChange | null;
  readonly probability: number;
  readonly reasons: readonly string[];
  readonly against: readonly string[];
  readonly kinds: readonly FaultKind[];
}

export interface Combined {
  readonly verdict: Verdict;
  readonly category: CauseCategory;
  readonly confidence: number;
  readonly ranked: readonly Ranked[];
  readonly ruledOut: readonly {
    readonly key: string | null;
    readonly statement: string;
    readonly why: string;
  }[];
}

/** Log-odds of "something that was not looked at": what every explanation has to beat. */
const UNKNOWN = -1;

/**
 * Log-odds of separate features that agree come out too timid when they are simply added: on the
 * written incidents, with guilty changes of other incidents mixed in as decoys, verdicts at 0.5 were
 * right nine times of ten. This brings said and seen closer, short of all the way.
 */
const SHARPNESS = 1.35;

/** Blaming somebody's change takes more than saying that none is to blame: it has to outweigh all else. */
const CONVICTION = 0.5;

/**
 * What the lead over the next change is worth, learnt from verdicts on incidents that the engine of
 * their day had never seen (285 in five sets, one set left out at a time): the share of changes
 * rightly blamed follows the distance to the runner-up, in log-odds, far better than the
 * probability, which only says how the known explanations divide what they hold.
 */
const TRUST = { alone: -0.44, perLogit: 0.6, enough: 6 } as const;

/** 1 would add the changes up, infinity would count the best alone. */
const CROWD = 1.6;

/** How sharply changes divide among themselves what they hold together: 1 as softmax would. */
const RIVALRY = 1.5;

/**
 * Softmax over every explanation and the unknown one. A change needs more than timing: without a
 * mechanism, a place or words that fit, it can't become the verdict, whatever its rank.
 */
export function combine(
  scored: readonly ChangeScore[],
  others: readonly Alternative[],
  minConfidence: number,
): Combined {
  const live = scored.filter((each) => each.excluded === null);
  const entries: (Omit<Ranked, 'probability'> & { logit: number; substance: number })[] = [
    ...live.map((each) => ({
      key: each.candidate.key,
      category: categoryOf(each),
      statement: statementOf(each),
      suspect: suspectOf(each),
      reasons: each.reasons,
      against: each.against,
      kinds: [] as FaultKind[],
      logit: each.logit,
      substance: Math.max(each.mechanism, each.location, each.words, coincidence(each)),
    })),
    ...others.map((each) => ({
      key: null,
      category: each.category,
      statement: each.statement,
      suspect: null,
      reasons: each.reasons,
      against: each.against,
      kinds: each.kinds,
      logit: each.logit,
      substance: each.reasons.length > 0 ? 1 : 0,
    })),
  ];
  const max = Math.max(UNKNOWN, ...entries.map((each) => each.logit));
  const weight = (logit: number): number => Math.exp(SHARPNESS * (logit - max));
  const changeShare = crowdShare(
    entries.filter((each) => each.key !== null).map((each) => weight(each.logit)),
  );
  const mass = (each: (typeof entries)[number]): number =>
    each.key === null ? weight(each.logit) : changeShare(weight(each.logit));
  const total = entries.reduce((sum, each) => sum + mass(each), 0) + weight(UNKNOWN);
  const ranked = entries
    .map((each) => ({ ...each, probability: round(mass(each) / total) }))
    .sort((a, b) => b.probability - a.probability || b.logit - a.logit);
  const top = ranked[0];
  const ruledOut = [
    ...scored
      .filter((each) => each.excluded !== null)
      .sort((a, b) => b.logit - a.logit)
      .slice(0, 10)
      .map((each) => ({
        key: each.candidate.key,
        statement: statementOf(each),
        why: each.excluded ?? '',
      })),
    ...ranked
      .filter((each) => each.probability < 0.05 && each.against.length > 0 && each !== top)
      .slice(0, 6)
      .map((each) => ({ key: each.key, statement: each.statement, why: each.against.join('; ') })),
  ];
  const strip = ranked.map(({ logit: _logit, substance: _substance, ...rest }): Ranked => rest);
  const nothing: Combined = {
    verdict: 'inconclusive',
    category: top === undefined || top.substance === 0 ? 'unknown' : top.category,
    confidence: top?.probability ?? 0,
    ranked: strip,
    ruledOut,
  };
  if (top === undefined || top.substance < 0.2) return { ...nothing, category: 'unknown' };
  // several explanations without a change together outweigh a change that only leads among equals
  const withoutChange = ranked
    .filter((each) => each.suspect === null)
    .reduce((sum, each) => sum + each.probability, 0);
  if (top.suspect === null) {
    const confidence = round(Math.min(0.97, Math.max(top.probability, 0.85 * withoutChange)));
    if (confidence < minConfidence) return nothing;
    return {
      verdict: 'no_code_change',
      category: top.category,
      confidence,
      ranked: strip,
      ruledOut,
    };
  }
  if (top.probability < Math.max(minConfidence, CONVICTION)) {
    // no change convinces, and what needs none does so together
    const best = ranked.find((each) => each.suspect === null && each.substance > 0);
    const confidence = round(0.85 * withoutChange);
    if (best === undefined || confidence < minConfidence) return nothing;
    return {
      verdict: 'no_code_change',
      category: best.category,
      confidence,
      ranked: strip,
      ruledOut,
    };
  }
  return {
    verdict: 'root_cause',
    category: top.category,
    confidence: round(Math.min(0.97, top.probability, trustIn(live))),
    ranked: strip,
    ruledOut,
  };
}

/** How often the leading change was guilty on what was new, at this distance to the next one. 0–1. */
function trustIn(live: readonly ChangeScore[]): number {
  const [first = 0, second = NOBODY] = live.map(({ logit }) => logit).sort((a, b) => b - a);
  const lead = Math.min(TRUST.enough, first - Math.max(second, NOBODY));
  return 1 / (1 + Math.exp(-TRUST.alone - TRUST.perLogit * lead));
}

/** Log-odds of a runner-up where there is none. */
const NOBODY = -4;

/** More than timing: what failed first is its own service, or asked for more by it, and it began to the minute. */
const coincidence = ({ timing, ownership }: ChangeScore): number =>
  (timing > 1 && ownership >= 1) || (timing >= 0.97 && ownership === ASKS_MORE) ? 0.3 : 0;

/**
 * One guilty change is looked for: fifty that hardly fit do not make it likelier that one of them
 * did it. Together they weigh as much as their norm, not as their sum, shared by who stands out.
 */
function crowdShare(weights: readonly number[]): (own: number) => number {
  const powers = weights.reduce((sum, each) => sum + each ** CROWD, 0);
  if (powers === 0) return () => 0;
  const together = powers ** (1 / CROWD);
  const rivals = weights.reduce((sum, each) => sum + each ** RIVALRY, 0);
  return (own) => (together * own ** RIVALRY) / rivals;
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
