/** The explanations that need no guilty change, judged as equals: each with its own evidence. */
import { outsideSigns } from '../signals/outside/index.ts';
import type { ChangeScore } from './change-score.ts';
import type { Context } from './context.ts';
import { badData } from './alternatives/bad-data.ts';
import { certificate, credential } from './alternatives/credentials.ts';
import { dependency } from './alternatives/dependency.ts';
import { exhaustion } from './alternatives/exhaustion.ts';
import { infrastructure } from './alternatives/infrastructure.ts';
import type { Alternative } from './alternatives/model.ts';
import { ownFault } from './alternatives/own-fault.ts';
import { noise } from './alternatives/noise.ts';
import { traffic } from './alternatives/traffic.ts';

export type { Alternative } from './alternatives/model.ts';

/** What an explanation loses that has nothing at all to show for it. */
const NO_EVIDENCE = 0.9;

/** What the others gain when all changes were looked at and none of them fits. */
const NOTHING_FITS = 1;

/** Timing of what went live within the last day or so. */
const RECENT = 0.66;

/** A change of this much log-odds is a real rival, one unit less is none. */
const RIVAL = 0.6;

export function alternatives(context: Context, scored: readonly ChangeScore[] = []): Alternative[] {
  const all = [
    traffic(context, scored),
    certificate(context),
    credential(context, scored),
    dependency(context),
    infrastructure(context),
    badData(context, scored),
    exhaustion(context, scored),
    noise(context),
  ].map((each) => withSigns(each, context));
  all.push(...ownFault(context, scored));
  const bonus = NOTHING_FITS * unexplained(context, scored);
  return all.map((each) =>
    each.reasons.length === 0
      ? { ...each, logit: each.logit - NO_EVIDENCE }
      : { ...each, logit: each.logit + bonus },
  );
}

/** Reasons that agree in so many letters are one. */
const SAME_START = 60;
/** A second sign of the same cause adds this share of its weight. */
const ALSO = 0.4;
/** From this weight on a sign names the cause better than the category does. */
const NAMES_IT = 2;

/** An explanation with what points to it in particular: the strongest sign in full, others in part. */
function withSigns(each: Alternative, context: Context): Alternative {
  const signs = outsideSigns(context).filter(({ category }) => category === each.category);
  const [best] = signs;
  if (best === undefined) return each;
  const weight = signs.reduce((sum, sign) => sum + (sign === best ? 1 : ALSO) * sign.weight, 0);
  return {
    ...each,
    statement: best.weight >= NAMES_IT ? (best.statement ?? each.statement) : each.statement,
    logit: each.logit + weight,
    reasons: [
      ...signs.map(({ reason }) => reason),
      // the same observation need not be told twice
      ...each.reasons.filter(
        (reason) => !signs.some((sign) => sign.reason.startsWith(reason.slice(0, SAME_START))),
      ),
    ],
  };
}

/** Of the failing files, or of whoever failed first and new. */
const mayBeIt = ({ candidate, location, ownership, timing }: ChangeScore): boolean =>
  candidate.runtimeWeight >= 0.1 && (location >= 0.2 || (ownership >= 1 && timing >= RECENT));

/**
 * 0–1: had a change done it, its diff would show a means, or the failure would name its code. The
 * less any change does, the more there is to what needs none; half of that where no change is known.
 */
function unexplained(context: Context, scored: readonly ChangeScore[]): number {
  const live = scored.filter((each) => each.excluded === null);
  if (live.length === 0) return context.observations.commits.length === 0 ? 0.5 : 1;
  const best = Math.max(...live.map((each) => each.logit));
  // what was not read can't be said not to fit, least of all where it fails
  const unread = live.filter((each) => !each.candidate.hasDiff && each.candidate.commit !== null);
  const read = unread.some(mayBeIt) ? 0 : 1 - unread.length / live.length;
  return (0.4 + 0.6 * read) * Math.min(1, Math.max(0, RIVAL - best));
}
