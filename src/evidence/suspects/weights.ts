/** The numbers of the ranking's model; docs/suspects.md explains them and how they were fitted. */

/**
 * A commit's score is a product: what it did to the code that the failure points at, times what else is
 * known of it. All but {@link room}, {@link sharpness} and {@link files} are logarithms of factors.
 * Fitted on the training half of the histories that `npm run eval:histories` makes.
 */
export interface SuspectWeights {
  /** How fast belief falls from the region that the failure points at most to the others: a power. */
  readonly sharpness: number;
  /** How much more a long function can hold than one of usual size: a power of its lines. */
  readonly room: number;
  /** A whole file instead of a function. */
  readonly whole: number;
  /** For every newer commit that touched the same function, and the same file. */
  readonly newer: number;
  readonly newerInFile: number;
  /** For having written the region whole; on top of it when a line is shown, or the test is not new. */
  readonly born: number;
  readonly bornUnderTest: number;
  /** For being the last author of all of the region's lines. */
  readonly lines: number;
  /** For having written the line that failed; for every newer commit in its function. */
  readonly failingLine: number;
  readonly failingLineNewer: number;
  /** For a change right next to that line. */
  readonly near: number;
  /** For words of the failure in the changed lines, and in the subject, at most. */
  readonly diff: number;
  readonly subject: number;
  /** How much a commit of many files loses: a power of their number. */
  readonly files: number;
  /** A subject that announces docs or formatting; a diff without code. */
  readonly benign: number;
  readonly inert: number;
  /** What a commit is worth that touched no region. */
  readonly floor: number;
  /** From so many different words on a diff is large for the words that it shares. */
  readonly terms: number;
}

export const WEIGHTS: SuspectWeights = {
  sharpness: 2.6,
  room: 0.2,
  whole: -1.2,
  newer: -0.4,
  newerInFile: -0.35,
  born: -0.5,
  bornUnderTest: -0.4,
  lines: 0.8,
  failingLine: 1.5,
  failingLineNewer: -0.5,
  near: 1.5,
  diff: 0.7,
  subject: 0.2,
  files: -0.1,
  benign: -1,
  inert: -0.7,
  floor: -5.5,
  terms: 40,
};

/** How strongly a failure points at code, by the way that led there; 0–1 each. */
export interface PlanWeights {
  /** A frame's weight relative to the one inside it. */
  readonly frameDecay: number;
  /** The rest of a long function, of the stretch around the frame's line. */
  readonly restOfLong: number;
  /** Application frames below the test's own: the wrong value came from anywhere there. */
  readonly ledThere: number;
  /** Functions that the failing statement, and the rest of the failing test, use. */
  readonly assertion: number;
  readonly testBody: number;
  /** What most tests around the place of a test that is not there use. */
  readonly suite: number;
  /** What is called, of what calls it: below a stack trace, and below a failing assertion. */
  readonly callHop: number;
  readonly assertionHop: number;
  /** What is imported, of what imports it. */
  readonly importHop: number;
  /** Functions that share the failure's words, and those that it names. */
  readonly words: number;
  readonly named: number;
  /** How much a function of one line loses to one of usual size. */
  readonly small: number;
  /** A whole file. */
  readonly wholeFile: number;
}

export const PLAN_WEIGHTS: PlanWeights = {
  frameDecay: 0.82,
  restOfLong: 0.45,
  ledThere: 0.6,
  assertion: 0.9,
  testBody: 0.5,
  suite: 0.45,
  callHop: 0.5,
  assertionHop: 0.7,
  importHop: 0.6,
  words: 0.55,
  named: 1,
  small: 0.3,
  wholeFile: 0.3,
};
