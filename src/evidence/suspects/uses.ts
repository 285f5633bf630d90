/** Which functions a piece of code uses, and which definitions those names can mean. */
import type { FunctionSpan } from './functions-in.ts';

export interface Use {
  readonly name: string;
  /** What stands before the dot: `StringUtils` in `StringUtils.join(…)`. */
  readonly owner: string | null;
  readonly kind: 'call' | 'new' | 'property' | 'mention';
  /** Arguments of a call; null when they can't be counted. */
  readonly arity?: number | null;
  /** 0–1: how much this use tells, where something is known of it. @defaultValue 1 */
  readonly tells?: number;
}

const CALL = /(?:([A-Za-z_$][\w$]*)\s*(?:\.|::|->)\s*)?([A-Za-z_$][\w$]*[!?]?)\s*\(/g;
const NEW = /\bnew\s+([A-Z][\w$]*)/g;
const PROPERTY = /(?:\.|::|->)\s*([A-Za-z_$][\w$]{3,})(?!\s*\()/g;

/** Functions handed around as values: `key=_by_size`, `siftup = _siftup_max`. */
const MENTION = /(?<![\w$.])([A-Za-z_$][\w$]*(?:_[\w$]+|[a-z][A-Z][\w$]*))(?!\s*[\w$(])/g;

/** Names that every test and every class uses: they tell little. */
const COMMON = new Set(
  `assertEquals assertTrue assertFalse assertNull assertNotNull assertThat assertRaises assertThrows assertSame assertEqual
assertIn assertIs assertIsNone fail expect equal equals toString hashCode get set add put size length append push print
println format it describe test isEmpty toEqual toBe ok deepEqual strictEqual require import len str int list dict range
super main run call apply map filter forEach next close copy read write update open items keys values join split repr`.split(
    /\s+/,
  ),
);

const CONSTRUCTORS = new Set([
  '__init__',
  'constructor',
  'initialize',
  'new',
  '__construct',
  '__new__',
  'init',
  '.ctor',
]);

export function usesIn(text: string): Use[] {
  const out = new Map<string, Use>();
  const add = (use: Use): void => {
    const key = `${use.kind} ${use.owner ?? ''}.${use.name} ${use.arity ?? ''}`;
    if (out.size < 400 && !out.has(key)) out.set(key, use);
  };
  for (const match of text.matchAll(CALL)) {
    const name = match[2] ?? '';
    add({
      name,
      owner: match[1] ?? null,
      kind: /^[A-Z]/.test(name) && match[1] === undefined ? 'new' : 'call',
      arity: argumentsAt(text, match.index + match[0].length),
    });
  }
  for (const match of text.matchAll(NEW)) add({ name: match[1] ?? '', owner: null, kind: 'new' });
  for (const match of text.matchAll(PROPERTY))
    add({ name: match[1] ?? '', owner: null, kind: 'property' });
  for (const match of text.matchAll(MENTION)) {
    const name = match[1] ?? '';
    if (name.length >= 5) add({ name, owner: null, kind: 'mention' });
  }
  return [...out.values()];
}

/** Longest list of arguments that is counted. */
const MAX_ARGUMENTS = 1_000;

/** How many arguments stand between a parenthesis, opened before `from`, and the one that closes it. */
function argumentsAt(text: string, from: number): number | null {
  let depth = 0;
  let count = 0;
  let some = false;
  let quote = '';
  for (let at = from; at < Math.min(text.length, from + MAX_ARGUMENTS); at += 1) {
    const char = text[at] ?? '';
    if (quote !== '') {
      if (char === '\\') at += 1;
      else if (char === quote) quote = '';
      continue;
    }
    if (char === '"' || char === "'" || char === '`') quote = char;
    else if (char === ')' && depth === 0) return some ? count + 1 : 0;
    else if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    else if (char === ',' && depth === 0) count += 1;
    if (char.trim() !== '') some = true;
  }
  return null;
}

/** Languages in which one name may stand for several functions that differ in their parameters. */
const OVERLOADED = /\.(?:java|kt|scala|groovy|cs|swift|cc|cpp|cxx|hpp|h)$/;
/** What remains of a definition that takes another number of arguments than the call hands over. */
const OTHER_ARITY = 0.35;

/** `_calc_std_dev` behind a property `std_dev`, `getSize` behind `size`. */
const bareName = (name: string): string =>
  name
    .replace(/^(?:_+|(?:get|set|is|has|calc|compute|do|make|to|on)(?=[A-Z_]))+_*/, '')
    .replaceAll('_', '')
    .toLowerCase();

/**
 * Definitions in one file that the uses can mean, with a share of 0–1: less for overloads, for names
 * that everybody uses, for bare properties; more where the owner's name fits.
 *
 * @param lines - the file's text, for telling overloads apart by their number of parameters
 * @param near - true for a file that is what the failure is about: there even `get` means its own
 */
export function definitionsOf(
  uses: readonly Use[],
  spans: readonly FunctionSpan[],
  path: string,
  lines: readonly string[] = [],
  near = false,
): { span: FunctionSpan; share: number }[] {
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
  const byName = new Map<string, FunctionSpan[]>();
  for (const span of spans) {
    const list = byName.get(span.name);
    if (list === undefined) byName.set(span.name, [span]);
    else list.push(span);
  }
  const best = new Map<FunctionSpan, number>();
  const put = (span: FunctionSpan, share: number): void => {
    if (share > (best.get(span) ?? 0)) best.set(span, Math.min(1, share));
  };
  let bare: Map<string, FunctionSpan[]> | null = null;
  const byBareName = (name: string): FunctionSpan[] | undefined => {
    if (bare === null) {
      bare = new Map();
      for (const span of spans) {
        const key = bareName(span.name);
        if (key.length >= 4) bare.set(key, [...(bare.get(key) ?? []), span]);
      }
    }
    return bare.get(bareName(name));
  };
  const overloaded = lines.length > 0 && OVERLOADED.test(path);
  const takes = (span: FunctionSpan, arity: number | null | undefined): boolean => {
    if (!overloaded || arity === null || arity === undefined) return true;
    const head = lines.slice(span.start - 1, span.start + 8).join('\n');
    const from = head.indexOf(`${span.name}(`);
    return from === -1 || argumentsAt(head, from + span.name.length + 1) === arity;
  };
  for (const use of uses) {
    if (use.kind === 'new') {
      // a constructor, or a function that starts with a capital
      for (const span of spans) {
        if (span.owner === use.name && (CONSTRUCTORS.has(span.name) || span.name === use.name))
          put(span, (takes(span, use.arity) ? 0.8 : 0.8 * OTHER_ARITY) * (use.tells ?? 1));
      }
    }
    const exact = byName.get(use.name);
    const found = exact ?? (use.kind === 'mention' ? undefined : byBareName(use.name));
    if (found === undefined) continue;
    const owned = use.owner === null ? [] : found.filter((span) => span.owner === use.owner);
    const fitting = owned.length > 0 ? owned : found;
    const taking = fitting.filter((span) => takes(span, use.arity));
    let share = 1 / Math.sqrt(taking.length > 0 ? taking.length : fitting.length);
    if (owned.length > 0 || use.owner === stem) share *= 1.15;
    else if (use.owner !== null && /^[A-Z]/.test(use.owner)) share *= 0.5;
    if (use.kind === 'property') share *= 0.75;
    if (use.kind === 'mention') share *= 0.7;
    if (exact === undefined) share *= 0.6;
    if (COMMON.has(use.name)) share *= near ? 0.7 : 0.35;
    share *= use.tells ?? 1;
    for (const span of fitting)
      put(span, taking.length === 0 || taking.includes(span) ? share : OTHER_ARITY * share);
  }
  return [...best].map(([span, share]) => ({ span, share }));
}
