/** Who wrote what the failing code consists of: its lines, followed back through the patches at hand. */
import { callsIn, wordsOfCode } from '../diff/expressions.ts';
import { definedFunction, type DiffFact, type FactKind } from '../diff/facts.ts';
import { diffOfFile, type DiffLine, type FileDiff } from '../diff/parse.ts';
import { knownText } from '../diff/known-text.ts';
import { functionsIn } from '../suspects/functions-in.ts';
import { isPlain } from '../suspects/code-lines.ts';
import { readsTheSame } from '../diff/same-code.ts';
import { createFileHistory, type Touch } from '../suspects/line-history.ts';
import type { Region } from '../suspects/plan/draft.ts';
import { reportsOnly } from '../suspects/plan/frames.ts';
import { beliefIn, guiltOf } from '../suspects/score.ts';
import { WEIGHTS } from '../suspects/weights.ts';
import type { Candidate } from './change-facts.ts';
import type { Context } from './context.ts';
import { askedBefore, failedBefore } from './failed-before.ts';
import { missedIn, sitesOf, type Site } from './failing-operation.ts';
import { isReworded } from './reworded.ts';

export interface Authorship {
  /**
   * What it did to the code that the stack traces point at: belief that the fault is there, times how
   * likely such a touch brings one, summed. About 4 for who last wrote the failing line, about 1 for
   * the newest change of the failing function, less for older and farther ones.
   */
  readonly guilt: number;
  readonly touch: Touch;
}

export interface CodeHistory {
  /** Null for a change that touched none of that code. */
  of(candidate: Candidate): Authorship | null;
  /**
   * Of a change in the failing code without which it would have failed as well: the facts of its diff
   * that are of other code; null for every other change.
   */
  cleared(candidate: Candidate): readonly DiffFact[] | null;
  /** True for what fails where it stands or not at all, where the traces of its file point elsewhere. */
  threwElsewhere(fact: DiffFact, candidate: Candidate): boolean;
  /** The guilt of the guiltiest; 0 where patches and traces do not meet. */
  readonly most: number;
}

const NONE: CodeHistory = {
  of: () => null,
  cleared: () => null,
  threwElsewhere: () => false,
  most: 0,
};

/** What the failure of this very line would look like; what it returns may do harm elsewhere. */
const FAILS_THERE: ReadonlySet<FactKind> = new Set<FactKind>([
  'index_access_changed',
  'exception_thrown',
]);

/** Frames beyond these say nothing new. */
const MAX_FRAMES = 24;
const MIN_WEIGHT = 0.15;
/** A frame's neighbourhood where its function is not known as a whole. */
const AROUND = 10;
/** Functions of more lines than this are looked at near the frame's line. */
const LONG = 60;
/** Below this share of known lines a function's extent can't be trusted. */
const KNOWN_ENOUGH = 0.7;
/** Patches that contradict each other more often than this are not of one line of history. */
const AGREEMENT = 0.7;

/**
 * Follows the lines around every frame back through the patches of the candidates that were live at
 * the onset, newest first, with the model of `mira suspects` (suspects/score.ts).
 */
export function codeHistory(context: Context, candidates: readonly Candidate[]): CodeHistory {
  const onset = context.onset?.atMs ?? null;
  const live = candidates
    .filter(
      ({ commit, liveMs }) =>
        commit !== null && (onset === null || liveMs === null || liveMs <= onset),
    )
    .sort(
      (a, b) => Date.parse(b.commit?.committedAt ?? '') - Date.parse(a.commit?.committedAt ?? ''),
    );
  const patches = new Map<string, { candidate: Candidate; diff: FileDiff }[]>();
  const files = new Set(context.frames.slice(0, MAX_FRAMES).flatMap(({ file }) => file ?? []));
  for (const file of files) {
    const own = patchesOf(file, live);
    if (own.length > 0) patches.set(file, own);
  }
  if (patches.size === 0) return NONE;
  const guilt = new Map<Candidate, Authorship>();
  /** What the failing lines of each file read; null for one that no patch shows. */
  const failingTexts = new Map<string, readonly (string | null)[]>();
  const best = Math.max(...context.frames.map(({ weight }) => weight));
  const sites = sitesOf(context);
  const missed = new Set(sites.flatMap(({ said }) => [...missedIn(said)]));
  const cleared = new Map<Candidate, (fact: DiffFact) => boolean>();
  for (const [file, own] of patches) {
    const { lines, agreement } = knownText(own.map(({ diff }) => diff));
    if (agreement < AGREEMENT) continue;
    const regions = regionsOf(file, lines, context);
    if (regions.length === 0) continue;
    /** The failing lines of the file as they read at the version at hand. */
    const failing = new Map(
      sites.flatMap((site) => {
        const text = site.file === file ? failingText(site, lines) : null;
        return text === null ? [] : [[site, text] as const];
      }),
    );
    failingTexts.set(
      file,
      sites.filter((site) => site.file === file).map((site) => failing.get(site)?.trim() ?? null),
    );
    let askedAlready = new Set<string>();
    /** The patch at hand reads the same as a whole, whatever its parts look like. */
    let isTidy = false;
    const history = createFileHistory(
      file,
      regions,
      lines.map((line) => line ?? ''),
      {
        isNeutral: (removed, added) =>
          isTidy ||
          isNeutral(file, removed, added) ||
          (askedAlready.size > 0 &&
            [...removed, ...added].every((text) => isPlain(text) || askedAlready.has(text))),
      },
    );
    for (const { candidate, diff } of own) {
      if (!history.alive()) break;
      const altered = new Set([...candidate.altered.values()].flat());
      askedAlready = new Set();
      isTidy = readsTheSame(file, diff.hunks);
      const pass = (passed: readonly DiffLine[]): void => {
        const before = cleared.get(candidate) ?? (() => false);
        const numbers = new Set(passed.map((line) => line.newLine ?? line.oldLine));
        cleared.set(
          candidate,
          (fact) => before(fact) || (fact.file === diff.path && numbers.has(fact.line)),
        );
        for (const each of passed) askedAlready.add(each.text);
      };
      for (const [site, text] of failing) {
        const past = failedBefore(
          site,
          text,
          diff,
          altered,
          (removed, added) => isTidy || isNeutral(file, removed, added),
        );
        if (past === null) continue;
        if (past.lines.length > 0) pass(past.lines);
        failing.set(site, past.text);
      }
      if (askedAlready.size === 0) {
        const same = askedBefore(missed, diff);
        if (same.length > 0) pass(same);
      }
      for (const touch of history.apply(diff)) {
        // frames that hardly tell of this incident accuse nobody
        const value =
          Math.min(1, best) *
          beliefIn(touch.region, best, WEIGHTS) *
          guiltOf(touch, false, WEIGHTS);
        const known = guilt.get(candidate);
        if (known === undefined) guilt.set(candidate, { guilt: value, touch });
        else
          guilt.set(candidate, {
            guilt: known.guilt + value,
            touch: known.guilt >= value ? known.touch : touch,
          });
      }
    }
  }
  return {
    of: (candidate) => guilt.get(candidate) ?? null,
    cleared: (candidate) => {
      const passed = cleared.get(candidate);
      // what else it did to the failing code stands against it as ever
      if (passed === undefined || guilt.has(candidate)) return null;
      return candidate.facts.filter((fact) => !passed(fact));
    },
    threwElsewhere: ({ kind, file }, candidate) => {
      const texts = FAILS_THERE.has(kind) ? (failingTexts.get(file) ?? []) : [];
      if (texts.length === 0) return false;
      const come = new Set(candidate.comeText.split('\n').map((line) => line.trim()));
      return texts.every((text) => text === null || !come.has(text));
    },
    most: Math.max(0, ...[...guilt.values()].map((each) => each.guilt)),
  };
}

/** Another name, type or text for people, a log line, another word for a failure. */
const isNeutral = (file: string, removed: readonly string[], added: readonly string[]): boolean => {
  const lines = (texts: readonly string[]) =>
    texts.map((text) => ({ kind: 'context' as const, text, oldLine: null, newLine: null }));
  return isReworded(file, { removed: lines(removed), added: lines(added) });
};

/**
 * The line as it reads now; where no patch shows it, or the numbers are those of what was built from
 * the source, the only one that calls what failed.
 */
function failingText(site: Site, lines: readonly (string | null)[]): string | null {
  const own = lines[site.line - 1] ?? null;
  const { called } = site;
  if (called === null || own?.includes(called) === true) return own;
  const calling = lines.filter(
    (line) =>
      line !== null &&
      line.includes(`${called}(`) &&
      definedFunction(line) === null &&
      callsIn(wordsOfCode(line), called).length > 0,
  );
  return calling.length === 1 ? (calling[0] ?? own) : own;
}

/** A file's patches, newest first, under its older names too. */
export function patchesOf(
  file: string,
  live: readonly Candidate[],
): { candidate: Candidate; diff: FileDiff }[] {
  const out: { candidate: Candidate; diff: FileDiff }[] = [];
  let name = file;
  for (const candidate of live) {
    const change = candidate.commit?.files.find(
      ({ path, patch }) =>
        patch !== null && (path === name || path.endsWith(`/${name}`) || name.endsWith(`/${path}`)),
    );
    if (change === undefined) continue;
    const diff = diffOfFile(change);
    if (diff.hunks.every((hunk) => hunk.newStart === 0 && hunk.oldStart === 0)) continue;
    out.push({ candidate, diff });
    if (diff.previousPath !== null && diff.previousPath !== '') name = diff.previousPath;
  }
  return out;
}

/** The stretches of a file that the frames point at. */
function regionsOf(file: string, lines: readonly (string | null)[], context: Context): Region[] {
  const spans = functionsIn(lines.map((line) => line ?? '').join('\n'), file).filter(
    ({ start, end }) => {
      const body = lines.slice(start - 1, end);
      return body.filter((line) => line !== null).length >= KNOWN_ENOUGH * body.length;
    },
  );
  const regions = new Map<string, Region>();
  for (const { frame, file: mapped, weight } of context.frames.slice(0, MAX_FRAMES)) {
    if (mapped !== file || weight < MIN_WEIGHT) continue;
    const { line } = frame;
    const name = frame.function?.split(/[.$:#]/).findLast((part) => part !== '') ?? '';
    const named = spans.filter((each) => each.name === name);
    const span =
      line === null
        ? named.length === 1
          ? named[0]
          : undefined
        : spans.findLast(({ start, end }) => start <= line && line <= end);
    let start = span?.start;
    let end = span?.end;
    if (line !== null && (start === undefined || end === undefined || end - start >= LONG)) {
      start = Math.max(start ?? 1, line - AROUND);
      end = Math.min(end ?? Infinity, line + AROUND);
    }
    if (start === undefined || end === undefined) continue;
    const key = `${start} ${end}`;
    if ((regions.get(key)?.weight ?? 0) >= weight) continue;
    regions.set(key, {
      file,
      start,
      end,
      weight,
      name: span?.name ?? name,
      line,
      reports: line !== null && reportsOnly(lines[line - 1] ?? ''),
      why: 'it is in the stack trace',
    });
  }
  return [...regions.values()];
}
