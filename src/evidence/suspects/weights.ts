/** The numbers of the ranking's model; docs/suspects.md explains them and how they were fitted. */

/** Fitted on the training half of the histories that `npm run eval:histories` makes. */
export interface SuspectWeights {
  /** For having touched a region at all, times {@link decay} for every newer touch. */
  readonly touch: number;
  readonly decay: number;
  /** The same for whole files. */
  readonly fileDecay: number;
  /** What remains of that for the commit that wrote the region first, or only took lines away. */
  readonly born: number;
  readonly removedOnly: number;
  /** For the share of the region's lines that are the commit's, and what remains of it at birth. */
  readonly lines: number;
  readonly bornLines: number;
  /** For having written the failing line, halved (so to speak) with every newer touch of its region. */
  readonly failingLine: number;
  readonly failingDecay: number;
  /** For a change next to the failing line. */
  readonly near: number;
  /** For checks, and for other lines, taken out without replacement. */
  readonly guard: number;
  readonly dropped: number;
  /** 0: a region's suspects each count in full; 1: they share what it is worth. */
  readonly shared: number;
  /** What each further region of a commit counts for, relative to the one before. */
  readonly nextRegion: number;
  /** Loose hints: a file that the failure points at, words of the subject, words of the diff. */
  readonly path: number;
  readonly subject: number;
  readonly diff: number;
  /** From so many different words on a diff is large for the words that it shares. */
  readonly terms: number;
  /** How much a commit of many files, and one of many lines, loses. */
  readonly dilution: number;
  readonly bulk: number;
  /** How much the oldest commit loses against the newest. */
  readonly age: number;
  /** What remains for the very first commit, for a benign subject, for a diff that changes no code. */
  readonly root: number;
  readonly benign: number;
  readonly inert: number;
}

export const WEIGHTS: SuspectWeights = {
  touch: 0.6,
  decay: 0.85,
  fileDecay: 0.7,
  born: 0.75,
  removedOnly: 0.85,
  lines: 0.22,
  bornLines: 0.7,
  failingLine: 0.2,
  failingDecay: 0.5,
  near: 0.55,
  guard: 0.1,
  dropped: 0.07,
  shared: 0.13,
  nextRegion: 0.47,
  path: 0.12,
  subject: 0.2,
  diff: 0.3,
  terms: 40,
  dilution: 0.07,
  bulk: 0.03,
  age: 0.9,
  root: 0.65,
  benign: 0.35,
  inert: 0.5,
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
  /** What is called, of what calls it; what is imported, of what imports it. */
  readonly callHop: number;
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
  callHop: 0.5,
  importHop: 0.6,
  words: 0.55,
  named: 1,
  small: 0.3,
  wholeFile: 0.3,
};
