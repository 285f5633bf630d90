/** Finds every stack trace in a text, whatever language wrote it. */
import type { StackTrace } from '../../domain/stack-frame.ts';
import { classifyTrace, type OriginRules } from './classify.ts';
import { dotnet } from './dotnet.ts';
import { go } from './go.ts';
import { javascript } from './javascript.ts';
import { jvm } from './jvm.ts';
import { linesOf } from './lines.ts';
import { seal, type TraceParser } from './model.ts';
import { native } from './native.ts';
import { php } from './php.ts';
import { places } from './places.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';

/**
 * In order of how sure a parser is of its first line: JVM and JavaScript frames carry a place that
 * no .NET frame has, and PHP's `#0 file(12): call` would pass for gdb's. Last comes what reads any
 * language's frames by the places that they name.
 */
const PARSERS: readonly TraceParser[] = [
  jvm,
  javascript,
  dotnet,
  python,
  go,
  php,
  rust,
  native,
  ruby,
  places,
];

/** A text may hold a million traces; nobody reads more than this many of one text. */
const MAX_TRACES = 2_000;

/**
 * Every stack trace in `text`, in order of appearance; frames innermost first, what an exception
 * wraps under `cause`. Never throws; time is linear in the text's length, whatever it holds.
 *
 * @param rules - what counts as the application's own code; see {@link OriginRules}
 */
export function parseStackTraces(text: string, rules: OriginRules = {}): StackTrace[] {
  const lines = linesOf(text);
  const traces: StackTrace[] = [];
  let floor = 0;
  for (let at = 0; at < lines.length && traces.length < MAX_TRACES;) {
    const line = lines[at] ?? '';
    if (line.length < 4) {
      at += 1;
      continue;
    }
    let used = 0;
    for (const parser of PARSERS) {
      const parsed = parser.at(lines, at, floor);
      if (parsed === null || parsed.next <= at) continue;
      if (parsed.trace.frames.length === 0 && parsed.trace.exceptionType === null) continue;
      traces.push(classifyTrace(seal(parsed.trace), rules));
      used = parsed.next;
      break;
    }
    if (used > 0) {
      at = used;
      floor = used;
    } else at += 1;
  }
  return traces;
}
