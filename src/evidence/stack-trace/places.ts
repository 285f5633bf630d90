/** Traces of any other language: lines that name a file of code and a line in it, one below the other. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { positive } from './lines.ts';
import { draft, frame, headline, type Parsed, type TraceParser } from './model.ts';

/** What files of code end in, of the languages with a parser of their own as well: loggers print frames anew. */
const CODE =
  'ex|exs|eex|heex|erl|hrl|hs|ml|mli|re|dart|swift|mm?|lua|p[lm]|t|jl|cr|nim|zig|clj[cs]?|elm|d|f90|c|cc|cpp|cxx|h|hh|hpp|ipp|rs|go|java|kt|kts|scala|sc|groovy|py|rb|php|[cm]?[jt]sx?|cs|fs|vb|sol|pas|adb|vala|odin|r|R|gd|hx|rkt|lisp|scm|cob|cbl|sql|prc';
const FILE = `((?:[A-Za-z]:)?[\\w./\\\\@~+ -]{0,300}?[\\w-]\\.(?:${CODE}))`;
/** `lib/total.ex:20`, `file "pay.ml", line 12`, `Pay.pm line 12`, `{file,"pay.erl"},{line,12}`, `Pay.swift(12)`. */
const PLACES: readonly RegExp[] = [
  new RegExp(`(?:^|[\\s("'@:])${FILE.replace(' -', '-')}:(\\d{1,9})(?::(\\d{1,9}))?(?![\\w.])`),
  new RegExp(`"${FILE}", lines? (\\d{1,9})`),
  new RegExp(`(?:^|[\\s("'])${FILE.replace(' -', '-')},? line (\\d{1,9})(?!\\w)`),
  new RegExp(`file,\\s?"${FILE}"\\},\\s?\\{line,\\s?(\\d{1,9})`),
  new RegExp(`(?:^|[\\s("'@:])${FILE.replace(' -', '-')}\\((\\d{1,9})\\)`),
];
/** How a frame begins: indented, numbered, by an address, or with a word that leads to a place. */
const LEADS =
  /^(?:\s+\S|#\d{1,4}\s|@ +0x|\d{1,4}[:.)]?\s|(?:at|from|in|called at|Called from|Raised (?:at|by)|Re-raised at|Fatal error:)\s)/;
/** Prose, compilers and loggers name places as well. */
const PROSE = /\b(?:warning|note|hint|see|deprecated|INFO|WARN|DEBUG)\b/;

/** `(bills 1.88.0) `: the package in front of the place. */
const PACKAGE = /^\s*\(([a-z][\w]{0,60}) [\w.+-]{1,40}\)\s/;
const ADDRESS = /^(?:#?\d{1,4}[:.)]?\s+|@ +)?(?:0x[0-9a-fA-F]+\s+)?/;

function placed(line: string): StackFrame | null {
  if (!LEADS.test(line) || PROSE.test(line)) return null;
  for (const pattern of PLACES) {
    const match = pattern.exec(line);
    if (match === null) continue;
    const before = line.slice(0, match.index).replace(PACKAGE, '').trim();
    const after = line.slice(match.index + match[0].length);
    return frame({
      raw: line,
      module: PACKAGE.exec(line)?.[1] ?? null,
      function: nameIn(before, after),
      file: match[1]?.trim() ?? null,
      line: positive(match[2]),
      column: match[3] === undefined ? null : Number(match[3]),
    });
  }
  return null;
}

/** What runs there: behind the place (`: Bills.Total.add/2`, `in function 'pay'`) or before it (`Cache::evict() at`). */
function nameIn(before: string, after: string): string | null {
  const behind =
    /^\)?:\s+(?:in (?:function|method|upvalue|field|local)\s+)?['"<`]?(?!in\b)([A-Za-z_][\w.:?!<>/'-]*)/.exec(
      after,
    ) ?? /^[),]*\s+in (?:function\s+)?['"`]([A-Za-z_][\w.:?!]*)/.exec(after);
  const text =
    behind?.[1] ??
    before
      .replace(ADDRESS, '')
      .replace(
        /\s*\b(?:at|in|from|called at|Called from|Raised at|Re-raised at)?\s*(?:\bin file)?\s*["'(]*$/,
        '',
      )
      .replace(/^(?:at|in|from|called at|Called from|Raised at|Re-raised at)\s+/, '');
  // arguments and arity say nothing about whose code it is
  const name = text
    .replace(/^\{(\w+),(\w+),.*$/s, '$1.$2')
    .replace(/\s*[([].*$/s, '')
    .replace(/\/\d+$/, '')
    .replaceAll('::', '.')
    .replace(/[.:'"`]+$/, '')
    .trim();
  return /^[\w.$?!<>~'-]{1,200}$/.test(name) && /[A-Za-z]/.test(name) ? name : null;
}

/** `** (KeyError) key :a not found`, `*** SIGSEGV (@0x18) …`, `Unhandled exception: …`, else by the type's name. */
const HEADS: readonly RegExp[] = [
  /\*\* \(([A-Z][\w.]+)\) ?(.*)$/,
  /\*\*\* (SIG[A-Z]+) (.*)$/,
  /\b(?:Unhandled exception|Fatal error: exception|uncaught exception):?\s+([A-Z][\w.]*)(?:[:(]\s*(.*?)\)?)?$/,
  /\bexception error: (?:no match of right hand side value )?([a-z_]+)(.*)$/,
];
const LOOK_BACK = 4;

/** Two frames make a trace; a single place does so below a line that names what was thrown. */
export const places: TraceParser = {
  language: 'unknown',
  at(lines, index, floor): Parsed | null {
    const first = placed(lines[index] ?? '');
    if (first === null) return null;
    const out = draft('unknown');
    for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
      const text = lines[back] ?? '';
      const known = HEADS.map((pattern) => pattern.exec(text)).find((each) => each !== null);
      const named = known == null ? headline(text) : null;
      if (known == null && named === null) continue;
      out.exceptionType = known?.[1] ?? named?.type ?? null;
      out.message = known?.[2] ?? named?.message ?? null;
      break;
    }
    let next = index;
    for (; next < lines.length; next += 1) {
      const text = lines[next] ?? '';
      const each = placed(text);
      if (each !== null) out.frames.push(each);
      // runtimes have frames without a place
      else if (!(
        /^\s+@ +0x|^\s*\[\d{1,4}\]\s|^\d{1,4}\s+\S|^\s+\((?:\w+ [\d.]+)\)|^#\d{1,4}\s+0x/.test(
          text,
        ) && out.frames.length > 0
      ))
        break;
    }
    if (out.frames.length < 2 && out.exceptionType === null) return null;
    return { trace: out, next };
  },
};
