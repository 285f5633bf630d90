/** The model of one commit's guilt: what it did to the code at hand, and what else is known of it. */
import type { Touch } from './line-history.ts';
import type { Region } from './plan/draft.ts';
import type { SuspectWeights } from './weights.ts';

/** Lines of a function of usual size, and from how many on a longer one has no more room for a fault. */
const USUAL = 15;
const LONG = 60;
/** Older touches are all alike. */
const MAX_DEPTH = 12;
const MAX_LINE_DEPTH = 6;

/** Belief that the fault is in a region, relative to the best of usual size. */
export function beliefIn(region: Region, best: number, weights: SuspectWeights): number {
  const pointed = (region.weight / Math.max(0.05, best)) ** weights.sharpness;
  if (region.whole === true) return pointed * Math.exp(weights.whole);
  const size = Math.min(LONG, Math.max(1, region.end - region.start + 1));
  return pointed * (size / USUAL) ** weights.room;
}

/**
 * What a touch says against its commit when the fault is in its region: a factor.
 *
 * @param testStands - the failing test is part of the revision, not written later to show an old fault
 */
export function guiltOf(touch: Touch, testStands: boolean, weights: SuspectWeights): number {
  const newer = touch.region.whole === true ? weights.newerInFile : weights.newer;
  let log = newer * Math.min(MAX_DEPTH, touch.depth);
  // code that was written whole worked, mostly; what changed it later is likelier to have broken it
  const shown = touch.region.line !== null;
  if (touch.born) log += weights.born + (testStands || shown ? weights.bornUnderTest : 0);
  // where no line is shown its last author is as likely as the line
  if (!shown) log += weights.lines * touch.lines;
  // a line that only reports the failure was not where it was made
  if (touch.failingLine && touch.region.reports !== true)
    log += weights.failingLine + weights.failingLineNewer * Math.min(MAX_LINE_DEPTH, touch.depth);
  else if (touch.nearFailing && !touch.born) log += weights.near;
  return Math.exp(log);
}

/** What is known of a commit apart from the lines that it changed. */
export interface CommitFacts {
  /** Sum over its touches of belief times guilt. */
  readonly touched: number;
  /** 0–1: how strongly the failure points at its files. */
  readonly path: number;
  /** 0–1: words of the failure in its changed lines, and in its subject. */
  readonly hits: number;
  readonly words: number;
  readonly files: number;
  /** Its subject announces no change of behaviour; its diff makes none. */
  readonly benign: boolean;
  readonly inert: boolean;
}

/** Logarithm of a commit's score. */
export function scoreOf(facts: CommitFacts, weights: SuspectWeights): number {
  // a mass commit (import, reformat) touches everything: seldom by mistake
  return (
    Math.log(facts.touched + Math.exp(weights.floor) * (0.1 + facts.path)) +
    weights.diff * facts.hits +
    weights.subject * facts.words +
    weights.files * Math.log(Math.max(1, facts.files)) +
    (facts.benign ? weights.benign : 0) +
    (facts.inert ? weights.inert : 0)
  );
}
