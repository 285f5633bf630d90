/** Which change altered what the failing line works with, there or where it comes from. */
import { blockEffect, isInert } from '../../diff/line-facts.ts';
import { blocksOf, type Block } from '../../diff/facts.ts';
import { knownText } from '../../diff/known-text.ts';
import { fileRole } from '../../diff/file-role.ts';
import { functionsIn } from '../../suspects/functions-in.ts';
import { patchesOf } from '../code-history.ts';
import type { Candidate } from '../change-facts.ts';
import { chainOf, type Context, type WeighedFrame } from '../context.ts';
import {
  argumentsOf,
  chainsOf,
  definesField,
  definesLocal,
  parametersOf,
  spellingsOf,
  type Sought,
} from './expressions.ts';
import { CONSTANT, MAX_FRAMES, sliceOf, type Stop, type Text } from './slice.ts';

/** How surely a change altered what the failing line works with. */
export interface Feeding {
  /** 0–1 */
  readonly value: number;
  readonly name: string;
  readonly file: string;
}

export interface ValueFlow {
  /** Null for a change that altered nothing of it. */
  of(candidate: Candidate): Feeding | null;
}

const NONE: ValueFlow = { of: () => null };

/** Others who read the same field ask for it in another way. */
const RESPELT = 0.8;
/** A definition that came where none was: it may always have been so. */
const NEW_THERE = 0.7;
/** One that was born with all the code around it: that worked, mostly. */
const BORN = 0.4;
/** So many new lines in one go are born whole. */
const WHOLE = 12;
/** A block of so many new lines writes all of it anew, most of it as it was. */
const REWRITE = 60;
/** Patches that contradict each other more often than this do not tell a file's text. */
const AGREEMENT = 0.7;

/**
 * Finds what the innermost line of the stack works with, follows it back to where it is set (through
 * locals, fields, callers and what decides whether they are set), as far as patches and the trace show
 * the code, and asks of every change that was live whether it altered one of these places.
 */
export function valueFlow(context: Context, candidates: readonly Candidate[]): ValueFlow {
  const frames = innermost(context);
  if (frames.length === 0) return NONE;
  const onset = context.onset?.atMs ?? null;
  const live = candidates
    .filter(
      ({ commit, liveMs }) =>
        commit !== null && (onset === null || liveMs === null || liveMs <= onset),
    )
    .sort(
      (a, b) => Date.parse(b.commit?.committedAt ?? '') - Date.parse(a.commit?.committedAt ?? ''),
    );
  const textOf = textsOf(frames, live);
  const blocks = new Map(live.map((each) => [each, effectiveBlocks(each)] as const));
  const slice = sliceOf(frames, textOf, (file, line, sought) => {
    const writer = [...blocks.values()]
      .flat()
      .find(
        (block) =>
          block.file === file && block.added.some(({ text }) => text.trim() === line.trim()),
      );
    return writer !== undefined && broughtBy(writer, sought);
  });
  if (slice === null) return NONE;
  const setters = new Map<string, number>();
  const memo = new Map<Candidate, Feeding | null>();
  for (const own of blocks.values())
    for (const name of slice.fields.keys())
      if (own.some((block) => redefines(block, (line) => sets(line, name)) !== null))
        setters.set(name, (setters.get(name) ?? 0) + 1);
  // who wrote a line last is whom it belongs to
  const owned = new Set<string>();
  for (const candidate of live) {
    let best: Feeding | null = null;
    const offer = (value: number, name: string, file: string): void => {
      if (value > (best?.value ?? 0)) best = { value, name, file };
    };
    for (const block of blocks.get(candidate) ?? []) {
      const news = newsOf(block);
      const gone = new Set(block.removed.map((each) => each.text.trim()));
      const lines = slice.lines.get(block.file);
      if (lines !== undefined)
        for (const { text } of block.added) {
          const key = text.trim();
          const found = lines.get(key);
          if (found === undefined || gone.has(key) || owned.has(`${block.file}\n${key}`)) continue;
          owned.add(`${block.file}\n${key}`);
          if (found.calls !== null && handsTheSame(block, text, found.calls)) continue;
          offer(found.weight * news, found.name, block.file);
        }
      for (const { file, fn, name, weight } of slice.locals.values()) {
        if (
          file !== block.file ||
          (fn !== null && block.function !== null && block.function !== fn)
        )
          continue;
        const how = redefines(block, (line) => definesLocal(line, name));
        if (how === 'removed' || (how === 'changed' && textOf(file)?.lines.length === 0))
          offer(weight, name, file);
      }
      for (const [name, { file, weight }] of slice.fields) {
        const how = redefines(block, (line) => sets(line, name));
        if (how === null) {
          if (respells(block, name)) offer(weight * RESPELT, name, block.file);
          continue;
        }
        const rare = 1 / (1 + 0.4 * Math.max(0, (setters.get(name) ?? 1) - 1));
        const kin = file === block.file || CONSTANT.test(name) ? 1 : 0.8;
        offer(
          weight * rare * kin * (how === 'added' ? Math.min(news, NEW_THERE) : 1),
          name,
          block.file,
        );
      }
      const called = block.function === null ? undefined : slice.calls.get(block.function);
      if (called !== undefined && block.function !== null)
        offer(called * (news === BORN ? BORN : 1), block.function, block.file);
    }
    memo.set(candidate, best);
  }
  return { of: (candidate) => memo.get(candidate) ?? null };
}

/** How much it says to stand among what a block wrote. */
function newsOf({ removed, added }: Block): number {
  if (added.length >= REWRITE) return BORN;
  if (removed.length > 0) return 1;
  return added.length < WHOLE ? NEW_THERE : BORN;
}

/** What a change does to code that runs, block by block. */
const effectiveBlocks = ({ commit }: Candidate): Block[] =>
  (commit?.files ?? [])
    .filter((file) => file.patch !== null && fileRole(file.path) === 'source')
    .flatMap((file) => blocksOf(file))
    .filter(({ file, removed, added }) => blockEffect(file, removed, added) !== 'none');

/** Files' newest texts as far as patches and trace show them. */
function textsOf(
  frames: readonly Stop[],
  live: readonly Candidate[],
): (file: string) => Text | null {
  const texts = new Map<string, Text | null>();
  return (file) => {
    let known = texts.get(file);
    if (known === undefined) {
      const { lines, agreement } = knownText(patchesOf(file, live).map(({ diff }) => diff));
      const shown = agreement < AGREEMENT ? [] : [...lines];
      for (const { frame, source } of frames)
        if (frame.file === file && frame.frame.line !== null && source !== null)
          shown[frame.frame.line - 1] = source;
      const filled = Array.from(shown, (line) => line ?? null);
      known = {
        file,
        lines: filled,
        spans: functionsIn(filled.map((line) => line ?? '').join('\n'), file),
      };
      texts.set(file, known);
    }
    return known;
  };
}

/** The line gives a field, entry or constant its value. */
const sets = (line: string, name: string): boolean =>
  definesField(line, name) || (CONSTANT.test(name) && definesLocal(line, name));

/** How a block changes the lines that fit: null when it does not. */
function redefines(
  { removed, added }: Block,
  fits: (line: string) => boolean,
): 'changed' | 'removed' | 'added' | null {
  const pick = (lines: Block['added']): string[] =>
    lines.map(({ text }) => text.trim()).filter((text) => !isInert(text) && fits(text));
  const [before, after] = [pick(removed), pick(added)];
  const gone = before.filter((text) => !after.includes(text));
  const come = after.filter((text) => !before.includes(text));
  if (gone.length > 0) return come.length > 0 ? 'changed' : 'removed';
  return come.length > 0 ? 'added' : null;
}

/** True where the block that wrote the line put this value there in place of something else. */
function broughtBy({ removed }: Block, { parts, called, weight }: Sought): boolean {
  return (
    removed.length > 0 &&
    !removed
      .flatMap(({ text }) => chainsOf(text))
      .some(
        (chain) =>
          parts.every((part, at) => chain.parts[at] === part) &&
          (weight === 1 || (chain.parts.length === parts.length && chain.called === called)),
      )
  );
}

/** The call was rewritten around the arguments, which stayed. */
function handsTheSame({ removed }: Block, line: string, name: string): boolean {
  const list = (text: string): string | undefined =>
    name === '' ? parametersOf(text).join() : argumentsOf(text, name)?.join();
  const now = list(line);
  return now !== undefined && removed.some(({ text }) => list(text) === now);
}

/** The field is asked for in another way there: whoever still asks in the old one is left behind. */
function respells({ removed, added }: Block, name: string): boolean {
  const read = (lines: Block['added']): Set<string> =>
    new Set(lines.flatMap(({ text }) => (isInert(text) ? [] : spellingsOf(text, name))));
  const now = read(added);
  return now.size > 0 && [...read(removed)].some((each) => !now.has(each));
}

/** The frames of the root cause of what best describes the incident, innermost first. */
function innermost(context: Context): Stop[] {
  const top = context.frames.find(({ file, weight }) => file !== null && weight >= 0.5);
  if (top === undefined) return [];
  const byFrame = new Map(context.frames.map((each) => [each.frame, each]));
  for (const trace of top.fault.traces)
    for (const link of chainOf(trace).reverse()) {
      const own = link.frames.flatMap((frame) => byFrame.get(frame) ?? []);
      if (!own.includes(top)) continue;
      const quoted = top.fault.sample.split('\n');
      return (
        own
          .filter(({ file }) => file !== null)
          // a lambda on a line of its function: one place
          .filter(
            ({ file, frame }, index, all) =>
              frame.line === null ||
              file !== all[index - 1]?.file ||
              frame.line !== all[index - 1]?.frame.line,
          )
          .slice(0, MAX_FRAMES)
          .map((frame) => ({ frame, source: quotedSource(quoted, frame) }))
      );
    }
  return [];
}

function quotedSource(lines: readonly string[], { frame }: WeighedFrame): string | null {
  if (!/^\s*File "/.test(frame.raw)) return null;
  const at = lines.findIndex((line) => line.trim() === frame.raw.trim());
  const source = at === -1 ? '' : (lines[at + 1] ?? '');
  return source.trim() === '' || /^\s*File "|^\s*[~^]/.test(source) ? null : source;
}
