/** Who wrote what the failing code consists of: its lines, followed back through the patches at hand. */
import { diffOfFile, type FileDiff } from '../diff/parse.ts';
import { knownText } from '../diff/known-text.ts';
import { guardsLost } from '../suspects/code-lines.ts';
import { functionsIn } from '../suspects/functions-in.ts';
import { createFileHistory, type Touch } from '../suspects/line-history.ts';
import type { Region } from '../suspects/plan/draft.ts';
import { reportsOnly } from '../suspects/plan/frames.ts';
import { beliefIn, guiltOf } from '../suspects/score.ts';
import { WEIGHTS } from '../suspects/weights.ts';
import type { Candidate } from './change-facts.ts';
import type { Context } from './context.ts';
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
   * Its lines ask of the same what the lines before them asked, as far as the failure says what was
   * asked of nothing: the failure came in elsewhere.
   */
  askedBefore(candidate: Candidate): boolean;
  /** The guilt of the guiltiest; 0 where patches and traces do not meet. */
  readonly most: number;
}

const NONE: CodeHistory = { of: () => null, askedBefore: () => false, most: 0 };

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
  const best = Math.max(...context.frames.map(({ weight }) => weight));
  const missed = missedNames(context);
  const asked = new Set<Candidate>();
  for (const [file, own] of patches) {
    const { lines, agreement } = knownText(own.map(({ diff }) => diff));
    if (agreement < AGREEMENT) continue;
    const regions = regionsOf(file, lines, context);
    if (regions.length === 0) continue;
    let askedAlready = false;
    const history = createFileHistory(
      file,
      regions,
      lines.map((line) => line ?? ''),
      {
        isNeutral: (removed, added) =>
          isNeutral(file, removed, added) ||
          (askedAlready && asksFor(missed, [...removed, ...added]).size > 0),
      },
    );
    for (const { candidate, diff } of own) {
      if (!history.alive()) break;
      askedAlready = failedBefore(missed, diff);
      if (askedAlready) asked.add(candidate);
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
    askedBefore: (candidate) => asked.has(candidate),
    most: Math.max(0, ...[...guilt.values()].map((each) => each.guilt)),
  };
}

/** Another name, type or text for people, a log line, another word for a failure. */
const isNeutral = (file: string, removed: readonly string[], added: readonly string[]): boolean => {
  const lines = (texts: readonly string[]) =>
    texts.map((text) => ({ kind: 'context' as const, text, oldLine: null, newLine: null }));
  return isReworded(file, { removed: lines(removed), added: lines(added) });
};

/** `reading 'lat'`, `has no attribute 'rows'`, `undefined method `to_s'`, `KeyError: 'zone'`: what was asked of nothing. */
const MISSED =
  /(?:reading|setting|read propert(?:y|ies)|attribute|undefined method|property|KeyError:|invoke|method)\s*(?:of \w+\s*)?\(?["'`‘“]([\w$.]{2,80})(?:\(\))?["'`’”]/g;

function missedNames(context: Context): Set<string> {
  const out = new Set<string>();
  for (const { fault, weight } of context.faults) {
    if (weight < 0.5) continue;
    for (const match of fault.sample.slice(0, 2_000).matchAll(MISSED))
      out.add((match[1] ?? '').split('.').at(-1) ?? '');
  }
  return out;
}

/**
 * What went asked the same of the same, without a check that is gone now: it would have failed as what
 * came does.
 */
function failedBefore(missed: ReadonlySet<string>, { hunks }: FileDiff): boolean {
  if (missed.size === 0) return false;
  const texts = (kind: 'added' | 'removed'): string[] =>
    hunks
      .flatMap(({ lines }) => lines.filter((line) => line.kind === kind))
      .map(({ text }) => text);
  const [removed, added] = [texts('removed'), texts('added')];
  const now = asksFor(missed, added);
  const before = asksFor(missed, removed);
  return (
    now.size > 0 && [...now].every((each) => before.has(each)) && guardsLost(removed, added) === 0
  );
}

/** What these lines ask for one of the names, each with what it is asked of. */
const asksFor = (missed: ReadonlySet<string>, lines: readonly string[]): Set<string> =>
  new Set(
    [...lines.join('\n').matchAll(ASKED)]
      .filter((match) => missed.has(match[2] ?? match[3] ?? ''))
      .map((match) => match[0]),
  );

/** `stop.lat`, `stop?.lat`, `stop["lat"]`, `$stop->lat`. */
const ASKED = /[\w$)\]]+(?:(?:\?\.|\.|->|::)(\$?)([A-Za-z_]\w*)|\[["']([\w.-]+)["']\])/g;

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
