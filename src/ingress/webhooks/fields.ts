/** Reads single values out of a webhook body: what a template left unresolved counts as missing. */
import type { Fields } from './body.ts';
import { payloadProblem } from './problem.ts';

/** A variable that the template engine did not know, left as it was: `$ALERT_ID`, `$TAGS[service]`. */
const UNRESOLVED = /^\$[A-Z][A-Z0-9_]*(\[[^\]]*\])?$/;
const EMPTY_WORDS: ReadonlySet<string> = new Set(['', 'null', 'undefined', 'none', 'n/a']);
const LONGEST_EMPTY_WORD = Math.max(...[...EMPTY_WORDS].map((word) => word.length));
/** Longest single-line value that is kept. */
const MAX_LINE = 1_000;

/** Undefined for `""`, `null`, `$VARIABLES` and absent values. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const empty = text.length <= LONGEST_EMPTY_WORD && EMPTY_WORDS.has(text.toLowerCase());
  return empty || (text.startsWith('$') && UNRESOLVED.test(text)) ? undefined : text;
}

/**
 * The first of `names` that has a value, as one line.
 * @throws MiraError `payload_invalid` when the value is an object or a list
 */
export function line(fields: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = own(fields, name);
    if (typeof value === 'object' && value !== null) {
      throw payloadProblem(
        name,
        `must be text, not ${Array.isArray(value) ? 'a list' : 'an object'}`,
      );
    }
    const text = textOf(value);
    const folded = text === undefined ? '' : oneLine(text);
    if (folded !== '') return folded;
  }
  return undefined;
}

/** White space and control characters folded to single blanks, cut at {@link MAX_LINE}. */
export const oneLine = (text: string): string =>
  (FOLDABLE.test(text) ? text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ') : text)
    .trim()
    .slice(0, MAX_LINE);

/** What is to be folded: anything but single blanks. Most values have nothing of the kind. */
const FOLDABLE = /[^\S ]|[\u0000-\u001f\u007f]| {2}/;

/** Never a member that the object only inherits. */
export const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

/** A link that is safe to show as one; undefined for anything else. */
export function linkOf(fields: Fields, ...names: readonly string[]): string | undefined {
  const text = line(fields, ...names);
  return text !== undefined && /^https?:\/\//i.test(text) && URL.canParse(text) ? text : undefined;
}
