/** Whether changed lines can change what a program does: nothing, values alone, more tolerance, or anything. */
import { cut } from './cut.ts';
import type { DiffLine } from './parse.ts';

/**
 * - `none`: the program does the same: types, texts for people, a name, a constant with the value
 *   that stood there before
 * - `values`: the same code with other literals: a number, a text, an entry of a table
 * - `tolerant`: the same code that accepts more than before: a default, an optional access
 * - `full`: anything
 */
export type Effect = 'none' | 'values' | 'tolerant' | 'full';

/** What a file's other blocks declare: a literal may have moved into a constant. */
export type Constants = ReadonlyMap<string, string>;

/** What the blocks of a file name anew, and what they no longer name. */
export interface Named {
  readonly added: Constants;
  readonly removed: Constants;
  /** Lines around: a name that stands there is not new. */
  readonly context: readonly string[];
}
const NOTHING_NAMED: Named = { added: new Map(), removed: new Map(), context: [] };

export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign';
  readonly text: string;
}

const TOKEN =
  /[A-Za-z_$@][\w$]*|\d[\d_]*(?:\.\d+)?\w*|(["'`])(?:\\.|(?!\1)[^\\\n]){0,400}\1|\?\?|\?\.|=>|->|\|\||&&|[=!<>]=+|[^\s\w]/g;
/** Beyond this many tokens a block is code of its own. */
const MAX_TOKENS = 400;
/** Comparing costs their product. */
const MAX_COMPARED = 160;

/** Words that say who may see a name or whether it may change, not what it does. */
const MODIFIERS = new Set(
  'public private protected internal final readonly override sealed pub open const let var val'.split(
    ' ',
  ),
);
const LITERAL_WORDS = new Set('true false True False null None nil undefined'.split(' '));

/** Words and signs without modifiers and semicolons, at most so many. */
export function tokensOf(text: string, limit = MAX_TOKENS): Token[] {
  const out: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [word] = match;
    if (out.length >= limit) break;
    if (match[1] !== undefined) out.push({ kind: 'text', text: `"${word.slice(1, -1)}"` });
    else if (/^\d/.test(word)) out.push({ kind: 'number', text: word.replaceAll('_', '') });
    else if (LITERAL_WORDS.has(word)) out.push({ kind: 'number', text: word });
    else if (/^[A-Za-z_$@]/.test(word)) {
      if (!MODIFIERS.has(word)) out.push({ kind: 'name', text: word });
    } else if (word !== ';') out.push({ kind: 'sign', text: word });
  }
  return out;
}

const TYPED = /\.(?:py|pyi|tsx?|mts|cts|php)$/i;

/** Without what annotates types in the heads of functions and declarations. */
function untyped(text: string, file: string): string {
  if (/\.pyi?$/i.test(file)) {
    if (!/^\s*(?:async\s+)?def\b/.test(text)) return text;
    return text
      .replace(/\)\s*->\s*[^:\n]{1,120}:/, '):')
      .replace(/(\w)\s*:\s*[\w.[\], |"']{1,80}?(?=\s*(?:[,)=]))/g, '$1');
  }
  if (/\.(?:tsx?|mts|cts)$/i.test(file)) {
    return text
      .replace(/\)\s*:\s*[\w.<>[\]{}| ,'"]{1,120}?(?=\s*(?:\{|=>|;|$))/g, ')')
      .replace(/\b(const|let|var)\s+(\w+)\s*:\s*[\w.<>[\]| ,'"]{1,100}?(?=\s*=)/g, '$1 $2')
      .replace(/([(,]\s*\w+)\??\s*:\s*[\w.<>[\]| ]{1,80}?(?=\s*[,)=])/g, '$1')
      .replace(/\s+as\s+const\b/g, '');
  }
  return text
    .replace(/\)\s*:\s*\??[\w\\|]{1,60}(?=\s*(?:\{|;|$))/g, ')')
    .replace(/([(,]\s*)\??[\w\\|]{1,60}\s+(?=\$\w)/g, '$1');
}

/** Lines that end in words for a person: what they say decides nothing. */
const SPEAKS =
  /\b(?:throw|raise|panic|die|abort|fail|error|exception|reject\w*|assert|warn\w*|log\w*|print\w*|puts|message|title|label|description|detail)\b|Error\(|Exception\(|Refused\(|Rejected\w*\(|errors?\.new|Errorf|bail!|anyhow!|expect\(/i;

interface Difference {
  readonly gone: Token[];
  readonly come: Token[];
}

const same = (a: Token | undefined, b: Token | undefined): boolean =>
  a !== undefined && b !== undefined && a.kind === b.kind && a.text === b.text;

/** Tokens that only one side has, by the longest common subsequence; null when there are too many. */
function differenceOf(before: readonly Token[], after: readonly Token[]): Difference | null {
  let start = 0;
  while (start < before.length && same(before[start], after[start])) start += 1;
  let end = 0;
  while (
    end < before.length - start &&
    end < after.length - start &&
    same(before[before.length - 1 - end], after[after.length - 1 - end])
  )
    end += 1;
  const a = before.slice(start, before.length - end);
  const b = after.slice(start, after.length - end);
  if (a.length > MAX_COMPARED || b.length > MAX_COMPARED) return null;
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] = same(a[i], b[j])
        ? (lengths[(i + 1) * width + j + 1] ?? 0) + 1
        : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  const gone: Token[] = [];
  const come: Token[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && same(a[i], b[j])) {
      i += 1;
      j += 1;
    } else if (
      j >= b.length ||
      (i < a.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      const token = a[i];
      if (token !== undefined) gone.push(token);
      i += 1;
    } else {
      const token = b[j];
      if (token !== undefined) come.push(token);
      j += 1;
    }
  }
  return { gone, come };
}

const isValue = (token: Token): boolean => token.kind === 'text' || token.kind === 'number';
/** Signs that hold the entries of a table together. */
const SEPARATORS = new Set([',', ':', '=>', '-']);

/** Something that is worked out inside of a text; what an error says of itself always works. */
const WORKS = /\{(?!\s*(?:e|ex|err|error|exc|exception|cause)\b)[^}]*[.([]/i;

/** A text for people; one that works out something on the way may fail at it. */
const isProse = (token: Token): boolean =>
  token.kind === 'text' && /\s/.test(token.text) && !WORKS.test(token.text);

/** One name put consistently in place of another that this code declares itself. */
export function isRenaming(
  before: readonly Token[],
  after: readonly Token[],
  text: string,
): boolean {
  if (before.length !== after.length) return false;
  const to = new Map<string, string>();
  let moved = 0;
  for (let at = 0; at < before.length; at += 1) {
    const a = before[at];
    const b = after[at];
    if (a === undefined || b === undefined || a.kind !== b.kind) return false;
    if (a.kind !== 'name') {
      if (a.text !== b.text) return false;
      continue;
    }
    const known = to.get(a.text);
    if (known !== undefined && known !== b.text) return false;
    to.set(a.text, b.text);
    if (a.text === b.text) continue;
    // a field or a function of something else is not this code's to rename
    if (/^[.:>]/.test(before[at - 1]?.text ?? '') || before[at - 1]?.text === '?.') return false;
    if (before[at + 1]?.text === '(') return false;
    moved += 1;
  }
  const pairs = [...to].filter(([a, b]) => a !== b);
  if (pairs.length === 0 || moved < 2 * pairs.length) return false;
  const names = new Set(to.keys());
  const targets = new Set(pairs.map(([, b]) => b));
  return (
    targets.size === pairs.length &&
    pairs.every(
      ([a, b]) =>
        !names.has(b) &&
        new RegExp(
          `\\b(?:const|let|var|val|auto|for|fn|def|func|int|long|string|double|bool|String)\\s+(?:mut\\s+)?${escape(a)}\\b|(?:^|[\\s(,])${escape(a)}\\s*(?::=|=(?!=))|\\|${escape(a)}\\||\\b${escape(a)}\\s*=>|^.*\\b(?:def|fn|func|function|fun|sub)\\b.*[(,]\\s*(?:[\\w&*<>\\[\\]]+\\s+)?${escape(a)}\\s*[:,)\\s]`,
          'm',
        ).test(text),
    )
  );
}

const escape = (name: string): string => name.replace(/[$]/g, '\\$');

/** `const LINES = 4`, `static final int LINES = 4;`: a name for one literal. */
const CONSTANT =
  /^\s*(?:(?:export|public|private|protected|internal|static|final|readonly|const|let|var|val|pub|int|long|double|float|string|String|bool|boolean|usize|u\d+|i\d+|f\d+)\b\s*){0,6}([A-Z_][A-Z0-9_]{1,60}|[A-Z][A-Za-z0-9]{2,60}|[a-z][A-Za-z0-9_]{2,60})\s*(?::\s*[\w<>]{1,40})?\s*=\s*(-?\d[\d_.]*|(["'])[^"'\n]{0,120}\3)\s*;?\s*$/;

/** `const middle = (a + b) / 2;`: a name for what a line worked out. */
const LOCAL =
  /^\s*(?:(?:const|let|var|val|final|auto|readonly)\s+){1,2}(?:[\w:<>]{1,40}\s+)?([A-Za-z_$][\w$]*)\s*(?::\s*[\w<>. ]{1,40})?\s*:?=\s*([^=].{0,160}?)\s*;?\s*$/;

/**
 * Names that these lines declare for what they work out, by the name. Where the other side works out
 * the same in place, only the name is new.
 */
export function localsIn(lines: readonly DiffLine[]): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of lines) {
    const match = LOCAL.exec(cut(line.text));
    const [, name = '', value = ''] = match ?? [];
    // what is awaited or made anew is not the same twice; a literal is not worked out
    if (match !== null && !/\b(?:await|new|yield|function)\b|=>|^[{[/"'`\d]/.test(value))
      out.set(name, value);
  }
  // a name that none of the lines uses is new itself
  for (const name of out.keys())
    if (lines.filter(({ text }) => hasName(cut(text), name)).length < 2) out.delete(name);
  return out;
}

/** The lines of one side with what the other side does not name put in place; declarations left out. */
function inlined(
  lines: readonly string[],
  other: string,
  locals: Constants,
): { readonly text: string; readonly some: boolean } {
  let some = false;
  const kept = lines.filter((text) => {
    const name = LOCAL.exec(text)?.[1];
    const own = name !== undefined && locals.has(name) && !hasName(other, name);
    if (own) some = true;
    return !own;
  });
  const text = kept
    .map((line) =>
      [...locals].reduce((out, [name, value]) => {
        if (hasName(other, name) || !hasName(out, name)) return out;
        some = true;
        return out.replace(new RegExp(`(?<![\\w$.])${escape(name)}(?![\\w$])`, 'g'), () => value);
      }, line),
    )
    .join('\n');
  return { text, some };
}

const hasName = (text: string, name: string): boolean =>
  new RegExp(`(?<![\\w$.])${escape(name)}(?![\\w$])`).test(text);

/** Literals that got a name in these lines, by the name. */
export function constantsIn(lines: readonly DiffLine[]): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of lines) {
    const match = CONSTANT.exec(cut(line.text));
    if (match !== null && /const|final|static|readonly|^\s*[A-Z_][A-Z0-9_]+\s*=/.test(line.text))
      out.set(match[1] ?? '', match[2] ?? '');
  }
  return out;
}

/** One more line of a table: `W: 'premium_economy',`, `"AT" => 20,`, `'fr',`. */
const ENTRY =
  /^\s*(?:["'`]?[\w.@/ -]{1,60}["'`]?\s*(?::|=>|=)\s*)?(?:-?\d[\d_.]*|true|false|["'`][^"'`$#{}\n]{0,120}["'`])\s*,\s*$/i;

export interface Effects {
  readonly effect: Effect;
  /** The literals that went and those that came, where nothing else differs. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

const FULL: Effects = { effect: 'full', gone: [], come: [] };
const of = (effect: Effect): Effects => ({ effect, gone: [], come: [] });

/** What the change of these lines can change; both sides without comments, imports and log lines. */
export function effectOf(
  file: string,
  removed: readonly DiffLine[],
  added: readonly DiffLine[],
  constants: Constants = new Map(),
  named: Named = NOTHING_NAMED,
): Effects {
  if (removed.length + added.length > 60) return FULL;
  const clean = (lines: readonly DiffLine[]): string[] =>
    lines
      .map((each) => cut(each.text))
      .map((text) => (TYPED.test(file) ? untyped(text, file) : text));
  const gone = clean(removed);
  const old = gone.join('\n');
  const come = clean(added)
    .filter((text) => {
      const name = CONSTANT.exec(text)?.[1];
      return name === undefined || !constants.has(name) || old.includes(name);
    })
    .map((text) =>
      [...constants]
        .filter(([name]) => !old.includes(name))
        .reduce(
          (out, [name, literal]) =>
            out.replace(new RegExp(`(?:\\b[A-Z]\\w{0,40}\\.)?\\b${escape(name)}\\b`, 'g'), literal),
          text,
        ),
    );
  // a value that was given a name, or lost it, is worked out all the same
  for (const [mine, theirs, locals] of [
    [come, gone, named.added],
    [gone, come, named.removed],
  ] as const) {
    if (locals.size === 0) continue;
    const { text, some } = inlined(mine, [...theirs, ...named.context].join('\n'), locals);
    const bare = (given: string): string =>
      tokensOf(given)
        .filter(({ text: token }) => token !== '(' && token !== ')')
        .map(({ text: token }) => token)
        .join(' ');
    // a name for what stood nowhere before is new code
    if (some && theirs.length > 0 && bare(text) === bare(theirs.join('\n'))) return of('none');
  }
  const before = tokensOf(gone.join('\n'));
  const after = tokensOf(come.join('\n'));
  if (before.length >= MAX_TOKENS || after.length >= MAX_TOKENS) return FULL;
  const difference = differenceOf(before, after);
  if (difference === null) return FULL;
  const all = [...difference.gone, ...difference.come];
  if (all.length === 0) return of('none');
  if (removed.length === 0 || added.length === 0) {
    const lines = removed.length === 0 ? come : gone;
    return lines.every((text) => ENTRY.test(text))
      ? {
          effect: 'values',
          gone: difference.gone.filter(isValue).map((each) => each.text),
          come: difference.come.filter(isValue).map((each) => each.text),
        }
      : FULL;
  }
  if (isSpeech(gone, come, difference)) return of('none');
  if (isRenaming(before, after, `${gone.join('\n')}\n${come.join('\n')}`)) return of('none');
  if (
    all.some(isValue) &&
    // an entry that went, or one that became something else, changes the shape
    (difference.gone.length === 0 || difference.gone.length === difference.come.length) &&
    all.every((each) => isValue(each) || (each.kind === 'sign' && SEPARATORS.has(each.text)))
  )
    return {
      effect: 'values',
      gone: difference.gone.filter(isValue).map((each) => each.text),
      come: difference.come.filter(isValue).map((each) => each.text),
    };
  return isTolerance(gone.join('\n'), come.join('\n'), difference) ? of('tolerant') : FULL;
}

/** Only what is said to people differs: texts with blanks, and plain names that are put into them. */
function isSpeech(
  gone: readonly string[],
  come: readonly string[],
  { gone: left, come: right }: Difference,
): boolean {
  const all = [...left, ...right];
  if (!all.some(isProse)) return false;
  if (!come.some((text) => SPEAKS.test(text)) || !gone.some((text) => SPEAKS.test(text)))
    return false;
  return (
    left.every((each) => isProse(each) || isValue(each) || /^[+,()%]$/.test(each.text)) &&
    right.every(
      (each) =>
        isProse(each) ||
        (each.kind === 'text' && !WORKS.test(each.text)) ||
        each.kind === 'name' ||
        /^[+,()%]$/.test(each.text),
    ) &&
    // `+ order.path` and `+ order.name()` may fail where a plain name may not
    !right.some(
      (each, at) => each.kind === 'name' && /^[.[(]|^\?\.$/.test(right[at + 1]?.text ?? ''),
    )
  );
}

const LOOKUP = /\[\s*(["'])([\w.-]+)\1\s*\]/;

/** Nothing went, and what came is a default, an optional access, or a lookup that may fail. */
function isTolerance(gone: string, come: string, difference: Difference): boolean {
  const key = LOOKUP.exec(gone)?.[2];
  if (
    key !== undefined &&
    new RegExp(`\\.get\\(\\s*["']${key.replace(/[.]/g, '\\.')}["']\\s*,`).test(come) &&
    difference.gone.every((each) => /^[[\]]$/.test(each.text))
  )
    return true;
  if (difference.gone.length > 0) return false;
  const { come: added } = difference;
  return (
    added.length <= 12 &&
    added.some((each) => ['=', '??', '?.', '||', '?', 'or', 'or_else'].includes(each.text)) &&
    added.every(
      (each) =>
        isValue(each) ||
        ['=', '??', '?.', '||', '?', 'or', '{', '}', '[', ']', '(', ')'].includes(each.text),
    )
  );
}
