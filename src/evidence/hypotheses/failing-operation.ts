/** What was being done when it failed: the call, access, lookup or computation that a trace and its message speak of. */
import { callsIn, chainEnd, chainStart, wordsOfCode } from '../diff/expressions.ts';
import { reportsOnly } from '../suspects/plan/frames.ts';
import type { FaultKind } from '../faults/fault-kinds.ts';
import type { Fault } from '../signals/log-faults.ts';
import { chainOf, type Context } from './context.ts';

/** A line of a known file at which the failing code stood. */
export interface Site {
  readonly file: string;
  readonly line: number;
  readonly weight: number;
  /** What it had called when it failed; null for what failed by itself. */
  readonly called: string | null;
  /** What the error says, for the innermost line alone: further out the call says all. */
  readonly said: string;
}

const last = (name: string | null): string | null => {
  if (name === null) return null;
  const parts = name.replaceAll(/<[^<>]*>/g, '').split(/[.$:#/\\]+/);
  const own = parts.findLast((part) => /^[\w$]+[!?]?$/.test(part)) ?? null;
  if (own === 'init' || own === 'ctor' || own === '__construct' || own === 'initialize')
    return parts.at(parts.indexOf(own) - 1) ?? null;
  return own;
};

/** What hangs on how often, how long or how many at once something is done, not on what it is done with. */
const OF_CIRCUMSTANCE: readonly FaultKind[] = [
  'timeout',
  'slow',
  'db_slow',
  'pool_exhausted',
  'memory',
  'threads',
  'file_descriptors',
  'deadlock',
  'concurrency',
  'duplicate',
  'db_constraint',
  'rate_limited',
];

const MAX_SITES = 12;
const FAINT = 0.3;

/** The lines of known files at which the failures stood, innermost first, each once. */
export function sitesOf({ frames }: Context): Site[] {
  const out = new Map<string, Site>();
  for (const { frame, file, weight, fault } of frames) {
    if (file === null || frame.line === null || weight < FAINT || out.size >= MAX_SITES) continue;
    if (OF_CIRCUMSTANCE.some((kind) => fault.kinds.has(kind))) continue;
    const key = `${file}:${frame.line}`;
    if (out.has(key)) continue;
    for (const trace of fault.traces) {
      const link = chainOf(trace).findLast((each) => each.frames.includes(frame));
      if (link === undefined) continue;
      const at = link.frames.indexOf(frame);
      // where the runtime's own functions have no line, they borrow their caller's
      const own = link.frames[at + 1];
      const borrowed =
        own !== undefined && own.file === frame.file && own.line === frame.line && at === 0;
      const inner = borrowed ? frame : link.frames[at - 1];
      const said =
        at === 0 || link.frames.slice(0, at).every((each) => each.origin === 'runtime')
          ? saidBy(fault, link.exceptionType, link.message)
          : '';
      out.set(key, {
        file,
        line: frame.line,
        weight,
        called: last(inner?.function ?? null) ?? namedCall(said),
        said,
      });
      break;
    }
  }
  return [...out.values()];
}

const saidBy = (fault: Fault, type: string | null, message: string | null): string =>
  (message === null ? fault.sample : `${type ?? ''}: ${message}`).slice(0, 2_000);

/** `count(): Argument #1 must be`, `max() arg is an empty sequence`, `(0 , slugify_1.default) is not a function`. */
const NAMES_CALL =
  /(?:^|[\s:\\.])([A-Za-z_]\w*)\(\)(?::| arg| takes| missing| got| expects| expected)|([\w$]+?)(?:_\d+)?(?:\.default)?\)? is not a function/;

/** The function of which an error says that it refused what it was given, or is none. */
function namedCall(said: string): string | null {
  const match = NAMES_CALL.exec(said);
  return match?.[1] ?? match?.[2] ?? null;
}

/** `reading 'lat'`, `has no attribute 'rows'`, `undefined method `to_s'`, `no such column: h.ipi`: what was asked for in vain. */
const MISSED =
  /(?:reading|setting|read propert(?:y|ies)|attribute|undefined method|property|KeyError:|invoke|method|column|field|undefined (?:array )?key|key not found:?|unknown key)\s*:?\s*(?:of \w+\s*)?\(?["'`‘“]?:?([\w$.]{2,80})(?:\(\))?["'`’”]?/gi;

/** The names that an error says were asked for in vain. */
export function missedIn(said: string): Set<string> {
  const out = new Set<string>();
  for (const match of said.matchAll(MISSED)) {
    const name = (match[1] ?? '').split('.').at(-1) ?? '';
    if (name.length >= 2) out.add(name);
  }
  return out;
}

/** Kinds of operations that fail by themselves, by what is said when they do. */
const OPERATIONS: readonly (readonly [
  RegExp,
  (words: readonly string[], said: string) => string[][],
])[] = [
  [
    /divi(?:de|sion|ded)\b.{0,20}\bzero|ZeroDivision|by zero/i,
    (words) => operands(words, /^[/%]$/),
  ],
  [
    /can't be coerced into|unsupported operand|undefined method [`'"][-+*/%<>=]+['"]? for nil|NoneType.{0,20}\band\b|between instances|Unsupported operand types/i,
    (words, said) => {
      const all = operands(words, /^(?:[-+*/%<>]|[<>]=)$/);
      const side = /can't be coerced into|and 'NoneType'/.test(said)
        ? 1
        : /for nil|'NoneType' and/.test(said)
          ? 0
          : null;
      return all.filter((each, at) => (side === null || at % 2 === side) && !isCounted(each));
    },
  ],
  [
    /out of (?:range|bounds)|OutOf(?:Range|Bounds)|slice bounds|undefined offset|subscript|begin \d+, end \d+/i,
    (words) => reaches(words, '['),
  ],
  [
    /NullPointer|NullReference|nil pointer|null pointer|not an object|of (?:null|undefined)\b|for nil\b|NoneType|on null\b|nil map|SIGSEGV|unwrap\(\)|object reference/i,
    (words) => [...reaches(words, '.'), ...reaches(words, '[')],
  ],
  [
    /Cast|convert|invalid literal|parse|format|NumberFormat|not a number|unexpected (?:token|character|end)/i,
    (words) => reaches(words, '('),
  ],
];

/** What was counted or measured is a number, whatever else it may be. */
const isCounted = (words: readonly string[]): boolean =>
  /^(?:length|size|count|len|sum|abs|round|floor|ceil|to_i|to_f|to_s|hash|\d.*)$/.test(
    words.findLast((word) => /\w/.test(word)) ?? '',
  );

/** Both operands of every such sign, the left one first. */
function operands(words: readonly string[], sign: RegExp): string[][] {
  const out: string[][] = [];
  words.forEach((word, at) => {
    if (!sign.test(word) || at === 0 || at === words.length - 1) return;
    const before = words[at - 1] ?? '';
    // a sign of its own, as in `-1` or `->`
    if (!/^[\w$@")\]]/.test(before)) return;
    out.push(words.slice(chainStart(words, at - 1), at));
    out.push(words.slice(at + 1, chainEnd(words, at + 1) + 1));
  });
  return out;
}

/** Every chain with what it reaches by this sign: `a.b` and `a.b.c` of `a.b.c`, `rows[0]`. */
function reaches(words: readonly string[], sign: string): string[][] {
  const out: string[][] = [];
  words.forEach((word, at) => {
    if (word !== sign || at === 0 || !/^[\w$@")\]]/.test(words[at - 1] ?? '')) return;
    const from = chainStart(words, at - 1);
    const to = sign === '.' ? at + 1 : chainEnd(words, at - 1);
    if (to > from) out.push(words.slice(from, to + 1));
  });
  return out;
}

/** Each access of one of these names, with what it is asked of. */
function accessesOf(words: readonly string[], names: ReadonlySet<string>): string[][] {
  const out: string[][] = [];
  words.forEach((word, at) => {
    const bare = word.replace(/^["@:]+|"$/g, '');
    if (!names.has(bare)) return;
    if (words[at - 1] === '.' || (words[at - 1] === '[' && words[at + 1] === ']'))
      out.push(words.slice(chainStart(words, words[at - 1] === '[' ? at + 1 : at), at + 1));
    // within a query or another text of its own language
    else if (word.startsWith('"') && word.length > bare.length + 2) out.push([word]);
  });
  return out;
}

const STEERING = /^(?:if|unless|elif|elsif|while|until|case|when|match|guard)$/;

/** True for a line that raises or reports a failure of its own. */
export const reports = (line: string): boolean =>
  reportsOnly(line) || /\b(?:throw|raise|panic!?|bail!|abort)\b/.test(line);

/**
 * On what it hangs that this line raises something: the conditions on the line and above it, as far as
 * they are shown.
 */
export function conditionsOf(lines: readonly string[], at: number): string[][] {
  const own = wordsOfCode(lines[at] ?? '');
  const steering = own.findIndex((word) => STEERING.test(word));
  if (steering === 0) return [own.slice(0, chainEnd(own, 0) + 1)];
  if (steering > 0) return [own.slice(steering)];
  const indent = (text: string): number => /^\s*/.exec(text)?.[0].length ?? 0;
  for (let line = at - 1, least = indent(lines[at] ?? ''); line >= 0; line -= 1) {
    const text = lines[line] ?? '';
    if (text.trim() === '' || indent(text) >= least) continue;
    least = indent(text);
    const words = wordsOfCode(text);
    const from = words.findIndex((word) => STEERING.test(word));
    if (from !== -1) return [words.slice(from).filter((word) => word !== '{' && word !== ':')];
  }
  return [];
}

const NO_FUNCTION =
  /is not a (?:function|constructor)|not callable|call to undefined (?:function|method)|cannot find symbol|ImportError/i;

/** What of this statement failed, as words; none where trace and message do not tell. */
export function operationsIn(words: readonly string[], { called, said }: Site): string[][] {
  const missed = said === '' ? new Set<string>() : missedIn(said);
  if (missed.size > 0) {
    const own = accessesOf(words, missed);
    if (own.length > 0) return own;
  }
  if (called !== null) {
    const own = callsIn(words, called);
    // what is no function fails whatever it is given
    const cut = (each: string[]): string[] => each.slice(0, each.indexOf(called) + 1);
    if (own.length > 0) return NO_FUNCTION.test(said) ? own.map(cut) : own;
  }
  for (const [pattern, take] of said === '' ? [] : OPERATIONS) {
    if (!pattern.test(said)) continue;
    const own = take(words, said);
    if (own.length > 0) return own;
  }
  return [];
}
