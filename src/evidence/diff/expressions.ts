/** What a statement consists of, by its tokens alone: lines of one statement, chains of accesses, calls, locals. */
import { cut } from './cut.ts';
import { tokensOf, type Token } from './effect.ts';

/** Lines that one statement may span to either side. */
const MAX_SPAN = 12;

const OPENS = /[([{]/g;
const CLOSES = /[)\]}]/g;
/** A line that goes on: it ends in an operator or a comma, or in an opening bracket. */
const GOES_ON = /(?:[,(=[+\-*/%&?<.\\]|\s[|:]|\|\||=>|\b(?:and|or|not|in|return))\s*$/;
/** A line that continues the one before it. */
const CONTINUES = /^\s*(?:\.\w|\?\.|&&|\|\||[+*/%?:]\s|->|[)\]]|and\b|or\b)/;

const depthOf = (text: string): number => {
  const bare = text.replaceAll(/(["'`])(?:\\.|(?!\1).)*\1/g, '');
  // a brace opens a block as often as a record: it joins no lines
  const count = (pattern: RegExp): number =>
    (bare.match(pattern) ?? []).filter((sign) => sign !== '{' && sign !== '}').length;
  return count(OPENS) - count(CLOSES);
};

/** First and last line of the statement that a line belongs to; both the line's own where it stands alone. */
export function statementAround(
  lines: readonly string[],
  at: number,
): { readonly from: number; readonly to: number } {
  let from = at;
  while (
    from > 0 &&
    at - from < MAX_SPAN &&
    (GOES_ON.test(lines[from - 1] ?? '') || CONTINUES.test(lines[from] ?? '')) &&
    !/^\s*(?:\/\/|#|\*)/.test(lines[from - 1] ?? '')
  )
    from -= 1;
  let to = at;
  let depth = lines.slice(from, at + 1).reduce((sum, line) => sum + depthOf(line), 0);
  while (
    to < lines.length - 1 &&
    to - from < MAX_SPAN &&
    (depth > 0 || CONTINUES.test(lines[to + 1] ?? ''))
  ) {
    to += 1;
    depth += depthOf(lines[to] ?? '');
  }
  return { from, to };
}

/** Words and signs in one spelling: however a language reaches into something, it reads `.`. */
export const wordsOfCode = (text: string): string[] =>
  text
    .split('\n')
    .flatMap((line) => tokensOf(cut(line)))
    .map(spelled);

const spelled = ({ kind, text }: Token): string =>
  kind !== 'text' && (text === '?.' || text === '->') ? '.' : text;

const isName = (word: string | undefined): boolean =>
  word !== undefined && /^[A-Za-z_$@]/.test(word);

const OPENING = new Map([
  [')', '('],
  [']', '['],
]);
const CLOSING = new Map([
  ['(', ')'],
  ['[', ']'],
]);

function partner(words: readonly string[], at: number, step: 1 | -1): number {
  const own = words[at] ?? '';
  const other = (step === 1 ? CLOSING : OPENING).get(own);
  let depth = 0;
  for (let i = at; i >= 0 && i < words.length; i += step) {
    if (words[i] === own) depth += 1;
    else if (words[i] === other) {
      depth -= 1;
      if (depth === 0) return i;
    }
  }
  return step === 1 ? words.length - 1 : 0;
}

/** Where the chain begins that ends at this word: `cart.lines[0].price` for its `price`. */
export function chainStart(words: readonly string[], end: number): number {
  let at = end;
  for (;;) {
    const word = words[at];
    if (word === ')' || word === ']') {
      const open = partner(words, at, -1);
      // what is called or indexed stands right before the bracket
      if (open > 0 && (isName(words[open - 1]) || /^[)\]]$/.test(words[open - 1] ?? '')))
        at = open - 1;
      else return open;
      continue;
    }
    if (words[at - 1] === '.' && at >= 2) at -= 2;
    else if (words[at - 1] === ':' && words[at - 2] === ':' && at >= 3) at -= 3;
    else return at;
  }
}

/** Where the chain ends that begins, or goes on, at this word. */
export function chainEnd(words: readonly string[], start: number): number {
  let at = start;
  for (;;) {
    const next = words[at + 1];
    if (next === '.' && at + 2 < words.length) at += 2;
    else if (next === ':' && words[at + 2] === ':' && at + 3 < words.length) at += 3;
    else if (next === '(' || next === '[') at = partner(words, at + 1, 1);
    else return at;
  }
}

/** Every call of a function by its name, with whom it is called on and what it is given. */
export function callsIn(words: readonly string[], name: string): string[][] {
  const out: string[][] = [];
  words.forEach((word, at) => {
    if (word !== name && word !== `${name}!` && word !== `${name}?`) return;
    let end = at;
    if (words[at + 1] === '(') end = partner(words, at + 1, 1);
    else if (words[at + 1] === '!' && words[at + 2] === '(') end = partner(words, at + 2, 1);
    else if (
      /^["@\w$]/.test(words[at + 1] ?? '') &&
      !/^(?:do|if|unless)$/.test(words[at + 1] ?? '')
    )
      // without brackets: up to the block that it is handed
      while (end + 1 < words.length && !/^(?:do|\{|if|unless|[)\]}])$/.test(words[end + 1] ?? ''))
        end += 1;
    out.push(words.slice(chainStart(words, at), end + 1));
  });
  return out;
}

/** What one side declares: the name, and what was worked out for it. */
const DECLARED =
  /^\s*(?:(?:const|let|var|val|final|auto|readonly|my|mut)\s+)*(?:[A-Za-z_][\w.<>[\],?&*]*\s+[*&]?)?(\$?[A-Za-z_]\w*)\s*(?::\s*[\w<>[\]., ]{1,60}?)?\s*:?=(?![=>~])\s*(.{1,300}?)\s*;?\s*$/;

/** Locals that these lines declare or assign, each with the words of its value. */
export function assignedIn(lines: readonly string[]): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const line of lines) {
    const match = DECLARED.exec(cut(line));
    const [, name = '', value = ''] = match ?? [];
    if (name !== '') out.set(name, wordsOfCode(value));
  }
  return out;
}

/** The words with what these names stand for put in their place. */
export function spellOut(
  words: readonly string[],
  values: ReadonlyMap<string, readonly string[]>,
): string[] {
  let out = [...words];
  for (let round = 0; round < 3; round += 1) {
    const next = out.flatMap((word, at) =>
      values.has(word) && out[at - 1] !== '.' ? [...(values.get(word) ?? [])] : [word],
    );
    if (next.length === out.length && next.every((word, at) => word === out[at])) break;
    if (next.length > 600) break;
    out = next;
  }
  return out;
}

/** Names that stand for themselves in these words: no fields, no texts. */
export const rootsOf = (words: readonly string[]): Set<string> =>
  new Set(words.filter((word, at) => isName(word) && words[at - 1] !== '.'));
