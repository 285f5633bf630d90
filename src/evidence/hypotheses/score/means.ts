/** Does what the change does produce this kind of failure? */
import type { DiffFact } from '../../diff/facts.ts';
import { KIND_WORDS, type FaultKind } from '../../faults/fault-kinds.ts';
import type { Candidate } from '../change-facts.ts';
import type { Context } from '../context.ts';
import { fit } from '../mechanism.ts';
import { givenType } from '../given-type.ts';
import { namedType } from '../named-type.ts';
import { hasNoAmount, NO_AMOUNT } from '../amounts.ts';
import { OUT_OF_REACH, outOfReach } from '../usual-time.ts';
import { pitfallOf } from '../known-pitfalls.ts';
import { broughtNumber, coined, takenAway } from '../word-score.ts';
import { updatedLibrary } from './place.ts';

export interface Means {
  /** 0–1 */
  value: number;
  readonly fact: DiffFact | null;
  /** 0–1: what it took away or brought is what the failing line works with, wherever it stands. */
  readonly flows: number;
}

/** How well it explains a failure that what it misses was taken away by the change, of 1. */
const TAKEN_AWAY = 0.95;
/** And that it computes with a number which the change put in. */
const BROUGHT = 0.85;

/** The same for what it can't handle and the change brought into being. */
const COINED = 0.95;

/** The same for values of the kind that the failing code was given and can't take. */
const GIVES = 0.75;

/** The same for the type that it names as one that it can't read, cast or fill. */
const SHAPES = 0.6;

/**
 * @param there - 0–1: how far what it did where it fails can have done it; known pitfalls count so much
 */
export function scoreMechanism(
  candidate: Candidate,
  context: Context,
  reasons: string[],
  there = 1,
): Means {
  let best = 0;
  let fact: DiffFact | null = null;
  let kind: FaultKind | null = null;
  const { kinds } = context;
  // a library that none of the failing frames runs in has to share the blame with the code that does
  const bystander =
    context.frames.length > 0 && updatedLibrary(candidate, context) === null ? 0.5 : 1;
  /** How well the change explains each kind of failure that was seen. */
  const explained: number[] = [];
  for (const [fault, weight] of kinds) {
    let own = 0;
    for (const each of candidate.facts) {
      const fits =
        weight *
        fit(fault, each.kind, each.direction) *
        each.weight *
        (outOfReach(each, context) ? OUT_OF_REACH : hasNoAmount(each) ? NO_AMOUNT : 1) *
        (each.kind === 'dependency_version' && fault !== 'missing_code' && fault !== 'crash_loop'
          ? bystander
          : 1);
      if (fits > own) own = fits;
      if (fits > best) {
        best = fits;
        fact = each;
        kind = fault;
      }
    }
    if (own > 0) explained.push(own);
  }
  explained.sort((a, b) => b - a);
  // a rewrite holds every kind of fact somewhere: many facts make each of them less telling
  const dilution = 1 / (1 + 0.1 * Math.log2(1 + Math.max(0, candidate.facts.length - 8)));
  const [first = 0, second = 0, third = 0] = explained;
  const missed = takenAway(candidate, context);
  if (missed !== null && missed.weight * TAKEN_AWAY > best) {
    reasons.push(`takes away ${missed.name}, which the failure misses`);
    return {
      value: Math.min(1, missed.weight * TAKEN_AWAY + 0.25 * first),
      fact,
      flows: missed.weight,
    };
  }
  const brought = coined(candidate, context);
  if (brought !== null && brought.weight * COINED > best) {
    reasons.push(`brings ${brought.name} into being, which the failure can't handle`);
    return {
      value: Math.min(1, brought.weight * COINED + 0.25 * first),
      fact,
      flows: brought.weight,
    };
  }
  const given = givenType(candidate, context);
  if (given !== null && given.weight * GIVES > best) {
    reasons.push(`brings ${given.name}, which the failing code was given and can't take`);
    return { value: Math.min(1, given.weight * GIVES + 0.25 * first), fact, flows: given.weight };
  }
  const type = candidate.inert || candidate.valuesOnly ? null : namedType(candidate, context);
  if (type !== null && SHAPES > best) {
    reasons.push(`changes what ${type} holds, which the failure can't take`);
    return { value: SHAPES, fact, flows: 0 };
  }
  const number = broughtNumber(candidate, context);
  if (number !== null && number.weight * BROUGHT > best) {
    reasons.push(`brings ${number.name}, which the failure computes with`);
    return {
      value: Math.min(1, number.weight * BROUGHT + 0.25 * first),
      fact,
      flows: number.weight,
    };
  }
  // what this failure itself names is told before what such failures are known for
  const known =
    candidate.commit === null ||
    candidate.inert ||
    // what the numbers of this incident rule out is no way to it, however well known
    candidate.facts.some((each) => outOfReach(each, context))
      ? null
      : pitfallOf(
          candidate.commit.files,
          context,
          context.observations.commits.map(({ files }) => files),
        );
  if (known !== null && known.weight * there > best) {
    reasons.push(`${known.pitfall.did} in ${known.file}: a known way to such a failure`);
    return {
      value: Math.min(1, known.weight * there + 0.25 * first),
      fact,
      flows: known.said ? known.weight * there : 0,
    };
  }
  const value = Math.min(1, (first + 0.25 * second + 0.12 * third) * dilution);
  if (fact !== null && kind !== null && value >= 0.25) {
    reasons.push(`${fact.summary}: such a change can lead to ${KIND_WORDS[kind]}`);
  }
  return { value, fact, flows: 0 };
}
