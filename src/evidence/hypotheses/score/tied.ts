/** Does anything tie the setting or literal that a change moved to what fails? */
import type { FactKind } from '../../diff/facts.ts';
import type { Candidate } from '../change-facts.ts';
import type { Means } from './means.ts';

/**
 * Settings and literals that may be about anything. Of such changes that could have produced the
 * failure by their kind alone 8 of 100 were guilty in the labelled incidents, where a word or a place
 * tied them to it 7 of 10.
 */
const ABOUT_ANYTHING: ReadonlySet<FactKind> = new Set<FactKind>([
  'config_changed',
  'constant_changed',
  'limit_changed',
  'flag_changed',
]);
/** What is left of a means that nothing ties to the failure, of 1. */
const UNTIED = 0.55;
/** A place or words of this much tie it in full. */
const [PLACE, WORDS] = [0.2, 0.2];

/** 0–1: the share of a commit's means that counts. */
export function tied(candidate: Candidate, means: Means, location: number, words: number): number {
  if (candidate.config !== null || !candidate.hasDiff) return 1;
  if (means.flows > 0 || means.fact === null || !ABOUT_ANYTHING.has(means.fact.kind)) return 1;
  return UNTIED + (1 - UNTIED) * Math.min(1, Math.max(location / PLACE, words / WORDS));
}
