/** What is known of a failure while its plan is made: files and regions so far, texts still to be read. */
import type { PathRule } from '../../../domain/service.ts';
import type { RepositoryIndex } from '../../frame-mapping/map-frame.ts';
import type { Failure } from '../failure.ts';
import { constantsIn } from '../constants-in.ts';
import { functionsIn, type FunctionSpan } from '../functions-in.ts';
import type { PlanWeights } from '../weights.ts';

/** A stretch of lines of a file at the revision, with how strongly the failure points at it. */
export interface Region {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly weight: number;
  readonly name: string;
  /** The line that the trace names, when it names one inside. */
  readonly line: number | null;
  /** True when that line only reports the failure (`throw`, an assertion): it was decided around it. */
  readonly reports?: boolean;
  /** True for a whole file: its changes are suspect for lack of anything closer. */
  readonly whole?: boolean;
  readonly why: string;
}

export interface PlanInput {
  /** What the failing run printed. */
  readonly traceText: string;
  /** All paths at the revision. */
  readonly files: readonly string[];
  readonly pathRules?: readonly PathRule[];
  /** Texts read so far, by path; null for a path that can't be read. */
  readonly contents: ReadonlyMap<string, string | null>;
  /** For fitting and for tests. @defaultValue {@link PLAN_WEIGHTS} */
  readonly weights?: PlanWeights;
}

export interface Draft {
  readonly files: Map<string, number>;
  readonly regions: Map<string, Region>;
  readonly missing: Set<string>;
  readonly texts: Map<string, { lines: string[]; spans: FunctionSpan[] } | null>;
  readonly input: PlanInput;
  readonly index: RepositoryIndex;
  readonly failure: Failure;
  /** Files that the failing tests are named after. */
  readonly subjects: Set<string>;
  /** Test files that hold a failing test as it ran. */
  readonly standing: Set<string>;
  /** What the failing tests say, in code. */
  readonly testText: string[];
  readonly weights: PlanWeights;
}

export function textOf(
  draft: Draft,
  path: string,
): { lines: string[]; spans: FunctionSpan[] } | null {
  const known = draft.texts.get(path);
  if (known !== undefined) return known;
  const text = draft.input.contents.get(path);
  if (text === undefined) draft.missing.add(path);
  const made = text === undefined || text === null ? null : read(text, path);
  if (text !== undefined) draft.texts.set(path, made);
  return made;
}

function read(text: string, path: string): { lines: string[]; spans: FunctionSpan[] } {
  const lines = text.split('\n');
  const functions = functionsIn(text, path);
  return { lines, spans: [...functions, ...constantsIn(lines, path, functions)] };
}

export function point(draft: Draft, path: string, weight: number): void {
  draft.files.set(path, Math.max(draft.files.get(path) ?? 0, weight));
}

export function addRegion(draft: Draft, region: Region): void {
  const key = `${region.file}\n${region.start}\n${region.end}`;
  const known = draft.regions.get(key);
  if (known !== undefined && known.weight >= region.weight) {
    if (known.line === null && region.line !== null)
      draft.regions.set(key, { ...known, line: region.line, reports: region.reports === true });
    return;
  }
  const from = region.line === null ? known : region;
  draft.regions.set(key, {
    ...region,
    line: from?.line ?? null,
    reports: from?.reports === true,
  });
}
