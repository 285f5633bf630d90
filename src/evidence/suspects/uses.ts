/** Which functions a piece of code uses, and which definitions those names can mean. */
import type { FunctionSpan } from './functions-in.ts';

export interface Use {
  readonly name: string;
  /** What stands before the dot: `StringUtils` in `StringUtils.join(…)`. */
  readonly owner: string | null;
  readonly kind: 'call' | 'new' | 'property' | 'mention';
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
    const key = `${use.kind} ${use.owner ?? ''}.${use.name}`;
    if (out.size < 400 && !out.has(key)) out.set(key, use);
  };
  for (const match of text.matchAll(NEW)) add({ name: match[1] ?? '', owner: null, kind: 'new' });
  for (const match of text.matchAll(CALL)) {
    const name = match[2] ?? '';
    add({
      name,
      owner: match[1] ?? null,
      kind: /^[A-Z]/.test(name) && match[1] === undefined ? 'new' : 'call',
    });
  }
  for (const match of text.matchAll(PROPERTY))
    add({ name: match[1] ?? '', owner: null, kind: 'property' });
  for (const match of text.matchAll(MENTION)) {
    const name = match[1] ?? '';
    if (name.length >= 5) add({ name, owner: null, kind: 'mention' });
  }
  return [...out.values()];
}

/**
 * Definitions in one file that the uses can mean, with a share of 0–1: less for overloads, for names
 * that everybody uses, for bare properties; more where the owner's name fits.
 */
export function definitionsOf(
  uses: readonly Use[],
  spans: readonly FunctionSpan[],
  path: string,
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
  for (const use of uses) {
    if (use.kind === 'new') {
      // a constructor, or a function that starts with a capital
      for (const span of spans) {
        if (span.owner === use.name && (CONSTRUCTORS.has(span.name) || span.name === use.name))
          put(span, 0.8);
      }
    }
    const found = byName.get(use.name);
    if (found === undefined) continue;
    const owned = use.owner === null ? [] : found.filter((span) => span.owner === use.owner);
    const fitting = owned.length > 0 ? owned : found;
    let share = 1 / Math.sqrt(fitting.length);
    if (owned.length > 0 || use.owner === stem) share *= 1.15;
    else if (use.owner !== null && /^[A-Z]/.test(use.owner)) share *= 0.5;
    if (use.kind === 'property') share *= 0.75;
    if (use.kind === 'mention') share *= 0.7;
    if (COMMON.has(use.name)) share *= 0.35;
    for (const span of fitting) put(span, share);
  }
  return [...best].map(([span, share]) => ({ span, share }));
}
