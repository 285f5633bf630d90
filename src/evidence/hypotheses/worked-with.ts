/** What the failing line works with, and which change made that anew: a constant, an entry, a key that went. */
import { callsIn, statementAround, wordsOfCode } from '../diff/expressions.ts';
import { cut } from '../diff/cut.ts';
import { blockEffect } from '../diff/line-facts.ts';
import { blocksOf, type Block } from '../diff/facts.ts';
import { knownText } from '../diff/known-text.ts';
import { diffOfFile } from '../diff/parse.ts';
import { RUNTIME_WEIGHT } from '../diff/file-role.ts';
import { functionsIn } from '../suspects/functions-in.ts';
import type { Candidate } from './change-facts.ts';
import { COMMON_NAMES } from './common-names.ts';
import type { Context } from './context.ts';
import { sitesOf, type Site } from './failing-operation.ts';

export interface Made {
  /** 0–1 */
  readonly value: number;
  /** What it made anew, and the file. */
  readonly name: string;
  readonly path: string;
  /** Whether that is gone from where it was made, and the failing line asks for it still. */
  readonly leftBehind: boolean;
  /** It is only known that it is of a type that the change touched, not what of it is asked for. */
  readonly typeOnly: boolean;
}

/** Names by which the failing line asks for something. */
interface Used {
  readonly site: Site;
  readonly text: string;
  readonly function: string | null;
  readonly names: ReadonlySet<string>;
  /** Types of which the failing function speaks: what it is handed, and whose constants it reads. */
  readonly types: ReadonlySet<string>;
}

const MIN_NAME = 4;
/** Where a function's head is not known it stands within so many lines. */
const LINES_ABOVE = 10;
/** What the failing function is handed is of a type whose code was changed, whatever it asks of it. */
const OF_TYPE = 0.5;

/** Which of the changes made what the failing lines work with. */
export function workedWith(
  context: Context,
  candidates: readonly Candidate[],
): (candidate: Candidate) => Made | null {
  const used = usedIn(context, candidates);
  if (used.length === 0) return () => null;
  const blocks = new Map(candidates.map((each) => [each, blocksFor(each)]));
  /** How many candidates make each name anew: what all of them do tells none apart. */
  const makers = new Map<string, number>();
  for (const own of blocks.values())
    for (const name of new Set(own.flatMap((block) => [...remade(block).keys()])))
      makers.set(name, (makers.get(name) ?? 0) + 1);
  return (candidate) => {
    let best: Made | null = null;
    // what did not exist before was not worked with
    const own = (blocks.get(candidate) ?? []).filter(({ file }) => !candidate.freshFiles.has(file));
    for (const each of used) {
      for (const block of own) {
        if (isItself(block, each)) continue;
        const left = leftBehind(block, own, each);
        const type = block.role === 'source' ? typeOf(block.file, each) : null;
        if (type !== null && !isTame(block)) {
          const value = OF_TYPE * Math.min(1, each.site.weight);
          if (best === null || value > best.value)
            best = { value, name: type, path: block.file, leftBehind: false, typeOnly: true };
        }
        const anew = remade(block);
        for (const name of new Set([...anew.keys(), ...left])) {
          // within one file, fields of the same name are those of many things
          if (block.file === each.site.file && !/^[A-Z\d_]+$/.test(name)) continue;
          if (!each.names.has(name)) continue;
          const share = left.has(name) ? 1 : (anew.get(name) ?? 0);
          const rare = 1 / (1 + 0.3 * Math.max(0, (makers.get(name) ?? 1) - 1));
          const value = share * rare * Math.min(1, each.site.weight);
          if (best === null || value > best.value || (value === best.value && left.has(name)))
            best = { value, name, path: block.file, leftBehind: left.has(name), typeOnly: false };
        }
      }
    }
    return best;
  };
}

/** Nothing but numbers of the same size, texts and names differ. */
const isTame = ({ file, removed, added }: Block): boolean => {
  const effect = blockEffect(file, removed, added);
  const side = (lines: Block['added']): string => lines.map(({ text }) => cut(text)).join('\n');
  return effect === 'none' || (effect === 'values' && isMild(side(removed), side(added)));
};

const blocksFor = ({ commit }: Candidate): Block[] =>
  (commit?.files ?? [])
    .filter((file) => file.patch !== null)
    .flatMap((file) => blocksOf(file))
    .filter(({ role }) => RUNTIME_WEIGHT[role] > 0.1);

/** The failing code's own lines are no maker of what they work with. */
const isItself = (block: Block, { site, text, function: name }: Used): boolean =>
  block.file === site.file &&
  ((name !== null && block.function === name) ||
    (text !== '' && block.added.some((line) => line.text.trim() === text.trim())));

/** `'ROWS' => 20,`, `ROWS = 20`, `static final int ROWS = 20;`, `rows: 20`. */
const DEFINES =
  /^\s*(?:[\w<>[\].]+\s+){0,6}["'`:@$]?([A-Za-z_][\w.-]*)["'`]?\s*(?::(?!:)|=>|=(?!=))\s*(\S.*)$/;

const definedBy = (lines: Block['added']): Map<string, string> =>
  new Map(
    lines.flatMap(({ text }) => {
      const match = DEFINES.exec(cut(text));
      return match === null ? [] : [[match[1] ?? '', (match[2] ?? '').trim()] as const];
    }),
  );

/** A number that stays of its size seldom breaks what works with it. */
const MILD = 0.3;
const OF_SIZE = 1.9;

/** Names that the block gives another value, each with how much another: 0–1. */
function remade({ added, removed }: Block): Map<string, number> {
  const [now, then] = [definedBy(added), definedBy(removed)];
  const out = new Map<string, number>();
  for (const [name, value] of now) {
    const was = then.get(name);
    if (!isTelling(name) || was === undefined || was === value) continue;
    out.set(name, isMild(was, value) ? MILD : 1);
  }
  return out;
}

const NUMBERS = /-?\d[\d_]*(?:\.\d+)?/g;

/** Nothing but numbers differ, and none of them by much. */
function isMild(before: string, after: string): boolean {
  if (before.replaceAll(NUMBERS, '0') !== after.replaceAll(NUMBERS, '0')) return false;
  const [was, is] = [before, after].map((text) =>
    (text.match(NUMBERS) ?? []).map((each) => Number(each.replaceAll('_', ''))),
  );
  return (was ?? []).every((each, at) => {
    const ratio = (is?.[at] ?? 0) / each;
    return ratio === 1 || Number.isNaN(ratio) || (ratio < OF_SIZE && ratio > 1 / OF_SIZE);
  });
}

/**
 * Names by which the failing line asks for something, in the way in which the block no longer does:
 * `row['limit']` where the rest was changed to `row[:limit]`.
 */
function leftBehind(
  { added, removed }: Block,
  all: readonly Block[],
  { names }: Used,
): Set<string> {
  if (removed.length === 0 || added.length === 0) return new Set();
  const gone = asked(removed.map(({ text }) => text));
  const come = asked(all.flatMap((block) => block.added.map(({ text }) => text)));
  return new Set([...gone].filter((name) => names.has(name) && isTelling(name) && !come.has(name)));
}

/** Keys and fields that are asked for in these lines. */
function asked(lines: readonly string[]): Set<string> {
  const out = new Set<string>();
  const words = wordsOfCode(lines.join('\n'));
  words.forEach((word, at) => {
    const key = /^"([\w.-]{2,60})"$/.exec(word)?.[1];
    if (key !== undefined && words[at - 1] === '[' && words[at + 1] === ']') out.add(key);
    if (words[at - 1] === '.' && /^[A-Za-z_]/.test(word) && words[at + 1] !== '(') out.add(word);
  });
  return out;
}

const isTelling = (name: string): boolean =>
  name.length >= MIN_NAME && !COMMON_NAMES.has(name) && !/^(?:const|self|this|return)$/.test(name);

function usedIn(context: Context, candidates: readonly Candidate[]): Used[] {
  const out: Used[] = [];
  for (const site of sitesOf(context)) {
    const lines = linesOf(site.file, candidates);
    const text = lines[site.line - 1] ?? quoted(site, context);
    const known = lines.map((line) => line ?? '');
    const { from, to } =
      lines[site.line - 1] == null
        ? { from: site.line - 1, to: site.line - 1 }
        : statementAround(known, site.line - 1);
    const statement = wordsOfCode([...known.slice(from, to + 1), text ?? ''].join('\n'));
    const span = functionsIn(known.join('\n'), site.file).findLast(
      ({ start, end }) => start <= site.line && site.line <= end,
    );
    const body = known.slice(
      Math.max(0, Math.min(span?.start ?? Infinity, site.line - LINES_ABOVE) - 1),
      Math.max(to + 1, Math.min(span?.end ?? 0, site.line + LINES_ABOVE)),
    );
    out.push({
      site,
      types: typesOf(body.join('\n')),
      text: text ?? '',
      function: span?.name ?? null,
      names: namesOf(statement),
    });
  }
  return out;
}

/** `next(BidBook book)`, `fn next(book: &BidBook)`, `PlcProfile.LEG_BYTES`. */
const TYPE = /(?<![\w$.])([A-Z][a-z\d]+(?:[A-Z][A-Za-z\d]*)+)\b(?!\s*\()/g;

const typesOf = (text: string): Set<string> =>
  new Set([...text.matchAll(TYPE)].map((match) => match[1] ?? ''));

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z\d]/g, '');

/** The type whose file this is, of those that the failing function speaks of. */
function typeOf(path: string, { types, site }: Used): string | null {
  if (path === site.file) return null;
  const stem = plain((path.split('/').at(-1) ?? path).replace(/\.\w{1,5}$/, ''));
  return [...types].find((type) => plain(type) === stem) ?? null;
}

/** Keys, fields and constants; what is called is followed elsewhere. */
function namesOf(words: readonly string[]): Set<string> {
  const out = new Set<string>();
  words.forEach((word, at) => {
    const key = /^"([\w.-]{2,60})"$/.exec(word)?.[1];
    if (key !== undefined) out.add(key);
    else if (/^[A-Z][A-Z\d_]{2,}$/.test(word)) out.add(word);
    else if (
      words[at - 1] === '.' &&
      /^[A-Za-z_]/.test(word) &&
      callsIn(words, word).every((each) => each.at(-1) !== ')')
    )
      out.add(word);
  });
  return out;
}

function linesOf(file: string, candidates: readonly Candidate[]): readonly (string | null)[] {
  const diffs = candidates
    .flatMap(({ commit }) => (commit === null ? [] : [commit]))
    .sort((a, b) => Date.parse(b.committedAt ?? '') - Date.parse(a.committedAt ?? ''))
    .flatMap((commit) =>
      commit.files
        .filter(({ path, patch }) => patch !== null && path === file)
        .map((change) => diffOfFile(change)),
    );
  return diffs.length === 0 ? [] : knownText(diffs).lines;
}

/** The line's source where the trace itself quotes it. */
function quoted({ file, line }: Site, { frames }: Context): string | null {
  const found = frames.find((each) => each.file === file && each.frame.line === line);
  if (found === undefined) return null;
  const lines = found.fault.sample.split('\n');
  const at = lines.findIndex((each) => each.trim() === found.frame.raw.trim());
  const source = at === -1 ? '' : (lines[at + 1]?.trim() ?? '');
  return /^\s*File "/.test(lines[at] ?? '') && source !== '' && !source.startsWith('File "')
    ? source
    : null;
}
