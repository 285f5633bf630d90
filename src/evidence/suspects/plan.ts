/** From a failure to the files and functions whose history is worth reading. */
import { indexRepository } from '../frame-mapping/map-frame.ts';
import { isTestPath } from '../stack-trace/classify.ts';
import { readFailure, type Failure } from './failure.ts';
import { fromCallees } from './plan/calls.ts';
import { textOf, type Draft, type PlanInput, type Region } from './plan/draft.ts';
import { fromFrames } from './plan/frames.ts';
import { fromImports } from './plan/imports.ts';
import { fromTests } from './plan/tests.ts';
import { fromPaths, fromWords, queryOf } from './plan/words.ts';
import { ownsFrame } from './plan/own-frames.ts';
import type { Query } from './relevance.ts';
import { PLAN_WEIGHTS, type PlanWeights } from './weights.ts';

export type { PlanInput, Region } from './plan/draft.ts';

export interface SuspectPlan {
  readonly failure: Failure;
  /** Files by how strongly the failure points at them (0–1), without regard to lines. */
  readonly files: ReadonlyMap<string, number>;
  readonly regions: readonly Region[];
  /** Paths whose text at the revision would make the plan better: read them and plan again. */
  readonly missing: readonly string[];
  /** Paths whose patches to read, most telling first. */
  readonly patchPaths: readonly string[];
  /**
   * True when the failing test is part of the revision: it passed once, most likely, so that what was
   * changed since is likelier than what was always so. A test that came later shows old faults.
   */
  readonly testStands: boolean;
  /** The failure's words by how much each counts, for comparing them with changed lines. */
  readonly query: Query;
}

const MAX_CONTENTS = 40;

const MAX_PATCH_PATHS = 24;

const MAX_REGIONS = 120;

/** A function of so many lines has as good a chance to hold a fault as any. */
const USUAL_SIZE = 15;

/**
 * Plans which histories to read. Call it with no contents, read the `missing` paths, call it again
 * with them, until nothing is missing (three rounds at most: the trace's files, then what the test
 * calls, then what that calls).
 */
export function planSuspects(input: PlanInput): SuspectPlan {
  const index = indexRepository(input.files);
  const failure = readFailure(
    input.traceText,
    { inRepository: (file) => index.has(file) },
    (file) => index.named(file.slice(file.lastIndexOf('/') + 1)).length > 0,
    (frame) => ownsFrame(frame, index),
  );
  const draft: Draft = {
    files: new Map(),
    regions: new Map(),
    missing: new Set(),
    texts: new Map(),
    input,
    index,
    failure,
    subjects: new Set(),
    standing: new Set(),
    testText: [],
    weights: input.weights ?? PLAN_WEIGHTS,
  };
  const app = fromFrames(draft);
  // without frames of the application the test has to tell what it tests
  const strength = app > 0 && !failure.inTest ? 0.35 : 1;
  fromTests(draft, strength);
  if (draft.files.size === 0) fromPaths(draft);
  fromImports(draft);
  fromWords(draft, strength);
  fromCallees(draft, strength < 1 ? draft.weights.callHop : draft.weights.assertionHop);
  fromFiles(draft);
  const regions = [...draft.regions.values()]
    .map((region) => ({ ...region, weight: region.weight * roomFor(region, draft.weights) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MAX_REGIONS);
  const patchPaths = [...draft.files]
    .filter(([path]) => !isTestPath(path))
    .sort((a, b) => b[1] - a[1])
    .slice(0, MAX_PATCH_PATHS)
    .map(([path]) => path);
  const room = Math.max(0, MAX_CONTENTS - input.contents.size);
  const missing = [...draft.missing].filter((path) => !input.contents.has(path)).slice(0, room);
  return {
    failure,
    files: draft.files,
    regions,
    missing,
    patchPaths,
    testStands: draft.standing.size > 0,
    query: queryOf(draft),
  };
}

/** The fewer lines, the less room for a fault; where the trace names the line there is no doubt. */
function roomFor(region: Region, weights: PlanWeights): number {
  if (region.line !== null || region.whole === true) return 1;
  const size = Math.min(USUAL_SIZE, region.end - region.start + 1);
  return 1 - weights.small * (1 - Math.log2(1 + size) / Math.log2(1 + USUAL_SIZE));
}

function fromFiles(draft: Draft): void {
  for (const [path, weight] of [...draft.files].sort((a, b) => b[1] - a[1]).slice(0, 16)) {
    if (isTestPath(path)) continue;
    const text = textOf(draft, path);
    if (text === null) continue;
    draft.regions.set(`${path}\nwhole`, {
      file: path,
      start: 1,
      end: text.lines.length,
      weight: draft.weights.wholeFile * weight,
      name: path.slice(path.lastIndexOf('/') + 1),
      line: null,
      whole: true,
      why: 'the failure points at this file',
    });
  }
}
