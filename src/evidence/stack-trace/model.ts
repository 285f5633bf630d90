/** What the parsers of one language share: the shape of a parser and a trace under construction. */
import type { StackFrame, StackTrace, StackLanguage } from '../../domain/stack-frame.ts';

/** A {@link StackTrace} that is still being filled. */
export interface Draft {
  language: StackLanguage;
  exceptionType: string | null;
  message: string | null;
  frames: StackFrame[];
  cause: Draft | null;
  suppressed: Draft[];
}

/** What a parser made of the lines from where it was asked to look. */
export interface Parsed {
  readonly trace: Draft;
  /** First line that it did not use; always greater than where it started. */
  readonly next: number;
}

/**
 * Parser of one language. `at` looks whether a trace's first recognisable line is `lines[index]` and
 * then reads on. It may look back (never before `floor`, the first line that nobody used) for the
 * headline. It answers null in constant time where nothing is.
 */
export interface TraceParser {
  readonly language: StackLanguage;
  at(lines: readonly string[], index: number, floor: number): Parsed | null;
}

export const draft = (
  language: StackLanguage,
  exceptionType: string | null = null,
  message: string | null = null,
): Draft => ({ language, exceptionType, message, frames: [], cause: null, suppressed: [] });

export const frame = (fields: Partial<StackFrame> & Pick<StackFrame, 'raw'>): StackFrame => ({
  module: null,
  function: null,
  file: null,
  line: null,
  column: null,
  origin: 'unknown',
  ...fields,
});

/** Chains deeper than this are cut: no reader gains by more, and recursion stays shallow. */
const MAX_CHAIN = 30;

export function seal(from: Draft, depth = 0): StackTrace {
  const sealed = {
    language: from.language,
    exceptionType: from.exceptionType,
    message: from.message,
    frames: from.frames,
    cause: from.cause === null || depth > MAX_CHAIN ? null : seal(from.cause, depth + 1),
  };
  return from.suppressed.length === 0 || depth > MAX_CHAIN
    ? sealed
    : { ...sealed, suppressed: from.suppressed.map((each) => seal(each, depth + 1)) };
}

const HEAD = /(?:^|[\s([{<>"'=])((?:[A-Za-z_][\w$]*(?:\.|::|\\))*[A-Za-z_][\w$]*)(: |:$|$)/;
const EXCEPTION_NAME =
  /(?:Exception|Error|Throwable|Failure|Fault|Panic|Warning|Interrupt|Exit|Timeout|Violation|NotFound|Abort|Iteration|Group)(?:\$\w+)?$/;

/**
 * Splits `… some.pkg.FooException: message` into its type and message. Null when the line names no
 * exception; `loose` accepts any dotted name with a capitalised end, as JVM and .NET traces have.
 */
export function headline(
  line: string,
  loose = false,
): { type: string; message: string | null } | null {
  const text = line.trim();
  let from = 0;
  // at most a few candidates per line: each is one colon further
  for (let tries = 0; tries < 6; tries += 1) {
    const match = HEAD.exec(text.slice(from));
    if (match === null) return null;
    const name = match[1] ?? '';
    const nameStart = from + match.index + match[0].indexOf(name);
    const last = name.split(/\.|::|\\/).at(-1) ?? '';
    const accepted = EXCEPTION_NAME.test(last) || (loose && last !== name && /^[A-Z]/.test(last));
    if (accepted) {
      const after = nameStart + name.length;
      const rest = text.slice(after).replace(/^:\s*/, '');
      return { type: name, message: rest === '' ? null : rest };
    }
    from = nameStart + name.length;
  }
  return null;
}
