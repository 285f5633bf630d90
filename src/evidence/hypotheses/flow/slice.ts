/** Where a value comes from: its definitions, what they hang on and who handed it in, frame by frame. */
import type { FunctionSpan } from '../../suspects/functions-in.ts';
import { isPlain } from '../../suspects/code-lines.ts';
import { reportsOnly } from '../../suspects/plan/frames.ts';
import { chainOf, type WeighedFrame } from '../context.ts';
import {
  anyOf,
  argumentsOf,
  chainsOf,
  definesField,
  definesLocal,
  isKeyword,
  parametersOf,
  readIn,
  soughtOn,
  type Sought,
} from './expressions.ts';

/** Frames from the innermost on that a value is followed through. */
export const MAX_FRAMES = 8;
/** Values that are followed. */
const MAX_SOUGHT = 60;
/** From this weight on a value is followed further. */
const ENOUGH = 0.25;
/** From a caller's argument to what was handed in, from a value to what it is worked out of. */
const HANDED_IN = 0.9;
const WORKED_OUT = 0.7;
/** A field may be set by whoever has such an object. */
const FIELD = 0.85;
/** What decides whether a value is set. */
const DECIDES = 0.85;
/** What is called for the value. */
const RETURNS = 0.8;
/** The lines of the stack themselves. */
const ON_THE_WAY = 0.85;
/** An argument of a call that is not shown, by the name that it has inside. */
const SAME_NAME = 0.6;
/** A local of the same name, in a function that is not known as a whole. */
const ANYWHERE = 0.7;
/** A value that the failing line asks for only since it was rewritten. */
const ASKED_ANEW = 0.6;
/** Below this share of known lines a function's extent can't be trusted. */
const KNOWN_ENOUGH = 0.5;
export interface Text {
  readonly file: string;
  readonly lines: readonly (string | null)[];
  readonly spans: readonly FunctionSpan[];
}

interface Line {
  readonly weight: number;
  readonly name: string;
  /** The function whose arguments are the matter there; '' where it is the list of parameters itself. */
  readonly calls: string | null;
}

export interface Slice {
  /** Lines as they read now, by file: who wrote one is asked. */
  readonly lines: Map<string, Map<string, Line>>;
  /** Locals by file and function, fields and functions by name. */
  readonly locals: Map<string, { file: string; fn: string | null; name: string; weight: number }>;
  readonly fields: Map<string, { file: string; weight: number }>;
  readonly calls: Map<string, number>;
}

export interface Stop {
  readonly frame: WeighedFrame;
  /** The line's text where the trace itself quotes it. */
  readonly source: string | null;
}

function messageOf(context: WeighedFrame): string {
  const thrown = context.fault.traces
    .flatMap((trace) => chainOf(trace))
    .map(({ exceptionType, message }) => `${exceptionType ?? ''}: ${message ?? ''}`);
  return `${thrown.join('\n')}\n${context.fault.sample.split('\n').slice(0, 3).join('\n')}`.slice(
    0,
    2_000,
  );
}

/** The function of somebody else's code that failed when it was called from there. */
function calleeOf({ frame, fault }: WeighedFrame): string | null {
  for (const trace of fault.traces)
    for (const { frames } of chainOf(trace)) {
      const at = frames.indexOf(frame);
      if (at > 0) return lastName(frames[at - 1]?.function ?? null);
    }
  return null;
}

/** In a function that is not of the stack. */
const ELSEWHERE = MAX_FRAMES;

type Put = (
  file: string,
  text: string,
  weight: number,
  name: string,
  calls?: string | null,
) => void;

interface Wanted {
  readonly parts: readonly string[];
  readonly called: boolean;
  readonly weight: number;
  /** Index of the frame whose function it stands in. */
  readonly at: number;
  readonly file: string;
  readonly line: number | null;
}

/**
 * What the innermost frame's line trips over, followed back; null without such a frame.
 *
 * @param isNew - true where the line was rewritten to ask for it in place of something else
 */
export function sliceOf(
  frames: readonly Stop[],
  textOf: (file: string) => Text | null,
  isNew: (file: string, line: string, sought: Sought) => boolean,
): Slice | null {
  const first = frames[0];
  if (first === undefined || first.frame.file === null) return null;
  const { frame, file } = first.frame;
  const line = frame.line === null ? '' : (textOf(file)?.lines[frame.line - 1] ?? '');
  const trips = soughtOn(line, messageOf(first.frame), frame.column, calleeOf(first.frame));
  const slice: Slice = {
    lines: new Map(),
    locals: new Map(),
    fields: new Map(),
    calls: new Map(),
  };
  const put: Put = (file, text, weight, name, calls = null) => {
    const key = text.trim();
    if (isPlain(text) || key.length < 4) return;
    const of = slice.lines.get(file) ?? new Map<string, Line>();
    slice.lines.set(file, of);
    if ((of.get(key)?.weight ?? 0) < weight) of.set(key, { weight, name, calls });
  };
  const queue: Wanted[] = [];
  const done = new Set<string>();
  const want = (wanted: Wanted): void => {
    const key = `${wanted.file} ${wanted.at} ${wanted.parts.join('.')}`;
    if (wanted.weight < ENOUGH || done.has(key) || done.size > MAX_SOUGHT) return;
    done.add(key);
    queue.push(wanted);
  };
  for (const sought of trips)
    want({
      ...sought,
      // it asked for something else before: this need not have come in broken
      weight: sought.weight * (sought.weight < 1 && isNew(file, line, sought) ? ASKED_ANEW : 1),
      at: 0,
      file,
      line: frame.line,
    });
  const text = textOf(file);
  if (text !== null && frame.line !== null && reportsOnly(line))
    // it only says what was found wrong: what is looked at above it is the matter
    deciders(
      text,
      frame.line - 1,
      (above, index) => {
        for (const sought of anyOf(chainsOf(above)))
          want({ ...sought, at: 0, file, line: index + 1 });
      },
      1,
      1,
    );
  if (line.trim() === '' && queue.length === 0) {
    // nothing is known of the line: what its function was handed is all that can be followed
    const outer = frames[1]?.frame;
    const call =
      outer?.file == null || outer.frame.line === null
        ? ''
        : (textOf(outer.file)?.lines[outer.frame.line - 1] ?? '');
    const handed = argumentsOf(call, lastName(frame.function) ?? '');
    if (outer?.file != null && handed !== null)
      for (const sought of anyOf(chainsOf(handed.join(', '))))
        want({ ...sought, at: 1, file: outer.file, line: outer.frame.line });
  }
  for (let next = queue.shift(); next !== undefined; next = queue.shift())
    follow(next, frames, textOf, slice, put, want);
  return slice;
}

function follow(
  wanted: Wanted,
  frames: readonly Stop[],
  textOf: (file: string) => Text | null,
  slice: Slice,
  put: Put,
  want: (wanted: Wanted) => void,
): void {
  const { parts, called, weight, at, file, line } = wanted;
  const last = parts.at(-1) ?? '';
  const text = textOf(file);
  if (called && last.length >= 3) {
    slice.calls.set(last, Math.max(slice.calls.get(last) ?? 0, weight * RETURNS));
  } else if (parts.length > 1) {
    if (last.length >= 3) {
      const known = slice.fields.get(last);
      if ((known?.weight ?? 0) < weight * FIELD)
        slice.fields.set(last, { file, weight: weight * FIELD });
      // where the field is set in what is known of this file, and what that hangs on
      text?.lines.forEach((each, index) => {
        if (each === null || index + 1 === line || !definesField(each, last)) return;
        put(file, each, weight * FIELD, last);
        deciders(text, index, (above) => put(file, above, weight * FIELD * DECIDES, last));
        for (const chain of chainsOf(readIn(each)))
          if (chain.parts.at(-1) !== last || chain.parts.length === 1)
            want({
              ...chain,
              weight: weight * FIELD * WORKED_OUT,
              at: ELSEWHERE,
              file,
              line: index + 1,
            });
      });
    }
  }
  const root = parts[0] ?? '';
  if (root === '' || isKeyword(root) || (called && parts.length === 1)) return;
  // the object that holds the field may be the wrong one
  const own = parts.length > 1 ? weight * WORKED_OUT : weight;
  if (own < ENOUGH) return;
  if (CONSTANT.test(root)) {
    const known = slice.fields.get(root);
    if ((known?.weight ?? 0) < own) slice.fields.set(root, { file, weight: own });
    return;
  }
  const frame = frames[at]?.frame.frame;
  const spans = spansAt(text, line, frame?.function ?? null);
  const fn = spans[0]?.name ?? lastName(frame?.function ?? null);
  // where the function's own lines are not known its name may stand for any of the file
  const places: { from: number; to: number; span: FunctionSpan | null; share: number }[] = [
    ...spans.map((span) => ({ from: span.start + 1, to: span.end, span, share: 1 })),
    { from: 1, to: line ?? Infinity, span: null, share: ANYWHERE },
  ];
  for (const { from, to, span, share } of places) {
    const known = `${file} ${span?.name ?? fn ?? ''} ${root}`;
    if ((slice.locals.get(known)?.weight ?? 0) < own * share)
      slice.locals.set(known, { file, fn: span?.name ?? fn, name: root, weight: own * share });
    let defined = false;
    text?.lines.forEach((each, index) => {
      if (each === null || index + 1 < from || index + 1 > to) return;
      if (!definesLocal(each, root)) return;
      if (index + 1 !== line) defined = true;
      put(file, each, own * share, root);
      deciders(text, index, (above) => put(file, above, own * share * DECIDES, root), from);
      for (const chain of chainsOf(readIn(each)))
        if (chain.parts[0] !== root || chain.parts.length > 1)
          want({ ...chain, weight: own * share * WORKED_OUT, at, file, line: index + 1 });
    });
    // handed in: by whom it was called, in its place of the list of parameters
    const parameters = span === null ? null : parametersOf(headerOf(text, span));
    const place = parameters === null ? -1 : parameters.indexOf(root);
    const current = span === null || span.name === lastName(frame?.function ?? null);
    if (span !== null && place !== -1)
      put(file, text?.lines[span.start - 1] ?? '', own * DECIDES, root, '');
    if (current && (place !== -1 || (span === null && !defined)))
      fromCaller(own * share, place, root, fn, at, frames, textOf, put, want);
    if (defined || place !== -1) break;
  }
}

/** The argument that a caller handed in as `root`. */
function fromCaller(
  weight: number,
  place: number,
  root: string,
  fn: string | null,
  at: number,
  frames: readonly Stop[],
  textOf: (file: string) => Text | null,
  put: Put,
  want: (wanted: Wanted) => void,
): void {
  const outer = frames[at + 1]?.frame;
  if (outer === undefined || outer.file === null) return;
  const { file } = outer;
  const { line } = outer.frame;
  const call = line === null ? '' : (textOf(file)?.lines[line - 1] ?? '');
  if (call.trim() === '') {
    // an argument often goes by the name that it has inside
    want({ parts: [root], called: false, weight: weight * SAME_NAME, at: at + 1, file, line });
    return;
  }
  put(file, call, weight * ON_THE_WAY, root, fn);
  const name = fn ?? '';
  const handed = argumentsOf(call, name);
  const argument = place !== -1 && handed !== null ? handed[place] : undefined;
  const given = argument ?? (handed === null ? readIn(call) : handed.join(', '));
  const share = argument === undefined ? HANDED_IN * WORKED_OUT : HANDED_IN;
  for (const chain of chainsOf(given))
    if (chain.parts.at(-1) !== name)
      want({ ...chain, weight: weight * share, at: at + 1, file, line });
}

const lastName = (name: string | null): string | null =>
  name?.split(/[.$:#]/).findLast((part) => part !== '') ?? null;

/** The functions around a line, innermost first, as far as their text is known. */
function spansAt(text: Text | null, line: number | null, name: string | null): FunctionSpan[] {
  if (text === null || line === null) return [];
  const around = text.spans
    .filter(({ start, end, constant }) => constant !== true && start <= line && line <= end)
    .filter(({ start, end }) => {
      const body = text.lines.slice(start - 1, Math.min(end, line));
      return body.filter((each) => each !== null).length >= KNOWN_ENOUGH * body.length;
    })
    .toReversed();
  const at = around.findIndex((each) => each.name === lastName(name));
  return at > 0 ? around.slice(at) : around;
}

/** A function's list of parameters, with the lines that it stands on. */
function headerOf(text: Text | null, span: FunctionSpan): string {
  return (text?.lines.slice(span.start - 1, span.start + 5) ?? [])
    .map((line) => line ?? '')
    .join('\n');
}

/** Names that people give to values which stand in one place for all. */
export const CONSTANT = /^(?:[A-Z][A-Z\d]+(?:_[A-Z\d]+)*|k[A-Z][A-Za-z\d]{2,})$/;

/** Conditions and loops around a line, by how far they are indented. */
function deciders(
  text: Text,
  at: number,
  put: (line: string, index: number) => void,
  from = 1,
  most = 10,
): void {
  let found = 0;
  let indent = indentOf(text.lines[at] ?? '');
  for (let above = at - 1; above >= from - 1 && above >= at - 60 && indent > 0; above -= 1) {
    const line = text.lines[above];
    if (line === null || line === undefined || line.trim() === '') continue;
    const own = indentOf(line);
    if (own >= indent) continue;
    indent = own;
    if (
      /\b(?:if|elif|elsif|else|unless|while|for|switch|case|when|match|try|except|catch)\b/.test(
        line,
      )
    ) {
      put(line, above);
      if ((found += 1) >= most) return;
    }
  }
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
