/** Where the functions of a source file begin and end, without a compiler: braces or indentation. */

export interface FunctionSpan {
  readonly name: string;
  /** First and last line, 1-based, both included; decorators and annotations excluded. */
  readonly start: number;
  readonly end: number;
  /** The class, module or object that it belongs to; null at top level. */
  readonly owner: string | null;
  /** True for a value that is declared outside of functions. */
  readonly constant?: true;
}

const NOT_NAMES = new Set(
  'function func fn fun async if for while switch catch return else do try using lock with new throw await elif foreach when match synchronized sizeof typeof super this assert yield defer case'.split(
    ' ',
  ),
);

/** Languages with regular expression literals and template strings over several lines. */
const SCRIPT = /\.(?:[cm]?[jt]sx?|vue|svelte)$/;
const BY_INDENT = /\.(?:py|pyx|pyi|rb|rake|ex|exs|nim|coffee)$/;
const INDENT_DEF =
  /^(\s*)(?:async\s+)?(?:def|class|defp|module|test|it|describe|context|proc)\s+(?:self\.)?["']?([A-Za-z_][\w?!=]*)/;

const BRACE_DEF =
  /(?:\b(?:function\s*\*?|func|fn|fun|sub)\s+(?:\([^()]{0,120}\)\s*)?([A-Za-z_$][\w$]*)\s*[(<[])|(?:([A-Za-z_$][\w$]*)\s*[:=]\s*(?:async\s*)?(?:function\b|\([^()]{0,300}\)\s*(?::[^={]{1,120})?=>|[A-Za-z_$][\w$]*\s*=>))|(?:([A-Za-z_~$][\w$]*)\s*\()/;

const OWN_NAME = /\bexports\s*=\s*(?:async\s+)?function\s*\*?\s*([A-Za-z_$][\w$]*)/;

/** Longest signature that is followed over several lines. */
const MAX_SIGNATURE = 12;
/** Longest expression of an arrow function. */
const MAX_ARROW = 40;
const MAX_LINES = 60_000;

/**
 * Functions and methods of `text` with their line ranges, outer ones first. A file of more than
 * 60,000 lines is read up to there. Languages with braces are read by braces (strings and comments
 * skipped), Python and Ruby by indentation.
 */
export function functionsIn(text: string, path: string): FunctionSpan[] {
  const lines = text.split('\n').slice(0, MAX_LINES);
  if (BY_INDENT.test(path)) return byIndent(lines);
  const script = SCRIPT.test(path);
  const found = byBraces(lines, path.endsWith('.rs'), script);
  if (!script) return found;
  return [...found, ...arrowsIn(lines, found)].sort((a, b) => a.start - b.start || b.end - a.end);
}

const ARROW =
  /^\s*(?:export\s+(?:default\s+)?)?(?:(?:const|let|var)\s+|[\w$.]+\.)?([A-Za-z_$][\w$]*)\s*(?::[^=]{1,120})?[=:]\s*(?:async\s+)?(?:\([^()]{0,300}\)(?:\s*:[^=]{1,80})?|[A-Za-z_$][\w$]*)\s*=>\s*(?!\s*\{)/;

/** Arrow functions that are one expression: they have no braces of their own. */
function arrowsIn(lines: readonly string[], known: readonly FunctionSpan[]): FunctionSpan[] {
  const taken = new Set(known.map((span) => `${span.name} ${span.start}`));
  const out: FunctionSpan[] = [];
  lines.forEach((line, at) => {
    const name = line.length < 500 && line.includes('=>') ? ARROW.exec(line)?.[1] : undefined;
    if (name === undefined || NOT_NAMES.has(name) || taken.has(`${name} ${at + 1}`)) return;
    let depth = 0;
    let end = at;
    for (; end < Math.min(lines.length, at + MAX_ARROW); end += 1) {
      for (const char of lines[end] ?? '') {
        if (char === '(' || char === '[' || char === '{') depth += 1;
        else if (char === ')' || char === ']' || char === '}') depth -= 1;
      }
      if (depth <= 0 && /[;,]\s*(?:\/\/.*)?$/.test(lines[end] ?? '')) break;
      // without semicolons the expression ends where the next line is blank or at the margin again
      const next = lines[end + 1] ?? '';
      if (depth <= 0 && (next.trim() === '' || indentOf(next) <= indentOf(line))) break;
    }
    out.push({ name, start: at + 1, end: Math.min(lines.length, end + 1), owner: null });
  });
  return out;
}

function byIndent(lines: readonly string[]): FunctionSpan[] {
  const out: FunctionSpan[] = [];
  const open: { name: string; start: number; indent: number; last: number; type: boolean }[] = [];
  const close = (indent: number): void => {
    while (open.length > 0 && (open.at(-1)?.indent ?? -1) >= indent) {
      finish(open.pop());
    }
  };
  function finish(done: (typeof open)[number] | undefined, end?: number): void {
    // a class is an owner, not a function: its lines are its methods'
    if (done === undefined || done.type) return;
    const owner = open.findLast((each) => each.type)?.name ?? null;
    out.push({ name: done.name, start: done.start, end: end ?? done.last, owner });
  }
  let inString: string | null = null;
  lines.forEach((line, index) => {
    const marks = line.split(/"""|'''/).length - 1;
    if (inString !== null) {
      if (marks % 2 === 1) inString = null;
      for (const each of open) each.last = index + 1;
      return;
    }
    if (line.trim() === '' || /^\s*#/.test(line)) return;
    const indent = line.length - line.trimStart().length;
    // closers of a signature or of Ruby's blocks still belong to what they close
    if (/^\s*(?:end\b|\)|\]|\})/.test(line)) {
      const owner = open.findLast((each) => each.indent <= indent);
      if (owner !== undefined) owner.last = index + 1;
      if (/^\s*end\b/.test(line)) {
        const at = open.findLastIndex((each) => each.indent === indent);
        if (at !== -1) {
          while (open.length - 1 > at) finish(open.pop());
          finish(open.pop(), index + 1);
        }
      }
      return;
    }
    const match = line.length < 500 ? INDENT_DEF.exec(line) : null;
    close(indent);
    for (const each of open) each.last = index + 1;
    if (match !== null) {
      const type = /^\s*(?:class|module|describe|context)\b/.test(line);
      open.push({ name: match[2] ?? '', start: index + 1, indent, last: index + 1, type });
    }
    if (marks % 2 === 1) inString = '"""';
  });
  close(0);
  return out.sort((a, b) => a.start - b.start || b.end - a.end);
}

interface Brace {
  readonly type: string | null;
  readonly name: string | null;
  readonly start: number;
  /** The lesser indentation of the head and of the line with the brace. */
  readonly indent: number;
  /** What it stands in the middle of: an object or a callback among the arguments of a call. */
  readonly within: { readonly head: string; readonly headStart: number } | null;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** What a `/` must follow to begin a regular expression rather than a division. */
const BEFORE_REGEX =
  /(?:^|[(,=:[!&|?{};+*%~^<>-]|\b(?:return|typeof|case|in|of|void|throw|else|do))\s*$/;

/** Index of the slash that ends the regular expression begun at `at`; -1 when it does not end. */
function endOfRegex(line: string, at: number): number {
  let inClass = false;
  for (let index = at + 1; index < line.length; index += 1) {
    const char = line[index];
    if (char === '\\') index += 1;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return index;
  }
  return -1;
}

function byBraces(lines: readonly string[], lifetimes: boolean, script: boolean): FunctionSpan[] {
  const out: FunctionSpan[] = [];
  const stack: Brace[] = [];
  let inBlock = false;
  let inTemplate = false;
  const finish = (opened: Brace | undefined, end: number): void => {
    if (opened?.name == null) return;
    const owner = stack.findLast((each) => each.type !== null)?.type ?? null;
    out.push({ name: opened.name, start: opened.start, end, owner });
  };
  /** Text since the last `;`, `{` or `}`: the head of the block that opens next. */
  let head = '';
  let headStart = 0;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.length > 2_000) continue;
    if (!inBlock && /^\s*#\s*(?:include|define|if|endif|else|pragma|region|endregion)/.test(line))
      continue;
    // a brace that closes at the margin of its head closes whatever was miscounted inside
    if (!inBlock && !inTemplate && /^\s*\}/.test(line)) {
      const indent = indentOf(line);
      if (stack.some((each) => each.indent <= indent))
        while ((stack.at(-1)?.indent ?? -1) > indent) finish(stack.pop(), index);
    }
    for (let at = 0; at < line.length; at += 1) {
      const char = line[at] ?? '';
      if (inTemplate) {
        if (char === '\\') at += 1;
        else if (char === '`') inTemplate = false;
        continue;
      }
      if (inBlock) {
        if (char === '*' && line[at + 1] === '/') {
          inBlock = false;
          at += 1;
        }
        continue;
      }
      if (char === '/' && line[at + 1] === '/') break;
      if (char === '/' && line[at + 1] === '*') {
        inBlock = true;
        at += 1;
        continue;
      }
      if (script && char === '/' && BEFORE_REGEX.test(line.slice(Math.max(0, at - 20), at))) {
        const end = endOfRegex(line, at);
        if (end !== -1) {
          at = end;
          head += '""';
          continue;
        }
      }
      // Rust's lifetimes are no strings
      if (lifetimes && char === "'" && line[at + 2] !== "'" && line[at + 1] !== '\\') continue;
      if (char === '"' || char === "'" || char === '`') {
        const end = endOfString(line, at, char);
        if (end === -1 && script && char === '`') inTemplate = true;
        // a text block over several lines: give the rest of the line up
        at = end === -1 ? line.length : end;
        head += '""';
        continue;
      }
      if (char === '{') {
        stack.push({
          type: typeOf(head),
          name: nameOf(head),
          start: headStart === 0 ? index + 1 : headStart,
          indent: Math.min(
            indentOf(line),
            headStart === 0 ? Infinity : indentOf(lines[headStart - 1] ?? ''),
          ),
          within: count(head, '(') > count(head, ')') ? { head, headStart } : null,
        });
        head = '';
        headStart = 0;
      } else if (char === '}') {
        const closed = stack.pop();
        finish(closed, index + 1);
        // the call goes on, and with it the condition or signature that it is part of
        head = closed?.within == null ? '' : `${closed.within.head}""`;
        headStart = closed?.within?.headStart ?? 0;
      } else if (char === ';') {
        head = '';
        headStart = 0;
      } else {
        if (headStart === 0 && char.trim() !== '' && char !== ')' && char !== ',')
          headStart = index + 1;
        if (head.length < 600) head += char;
      }
    }
    head += ' ';
    // annotations are no part of the signature; forget heads that grew too long to be one
    if (
      /^\s*@[\w.]+(?:\([^()]*\))?\s*$/.test(line) ||
      (headStart !== 0 && index + 1 - headStart > MAX_SIGNATURE)
    ) {
      head = '';
      headStart = 0;
    }
  }
  return out.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Index of the closing quote on the same line; -1 when there is none. A lone `'` (Rust lifetimes) is skipped. */
function endOfString(line: string, at: number, quote: string): number {
  for (let index = at + 1; index < line.length; index += 1) {
    const char = line[index];
    if (char === '\\') index += 1;
    else if (char === quote) return index;
  }
  return quote === "'" ? at : -1;
}

/** The type that a block declares: class, interface, struct, enum, object, impl. */
function typeOf(head: string): string | null {
  const match =
    /\b(?:class|interface|struct|enum|object|record|trait|impl(?:\s*<[^>]*>)?(?:\s+\w+\s+for)?|namespace|module)\s+([A-Za-z_$][\w$]*)/.exec(
      head.slice(-400),
    );
  return match?.[1] ?? null;
}

function nameOf(head: string): string | null {
  const text = head.trim();
  if (text === '' || text.length > 590) return null;
  if (
    /^(?:\}?\s*)?(?:else\b|try\b|do\b|finally\b|static$|namespace\b|enum\b|interface\b|struct\b|union\b|impl\b|trait\b|mod\b|package\b|@interface\b|record\b)/.test(
      text,
    )
  )
    return null;
  if (/\bclass\s+\w/.test(text)) return null;
  if (
    /(?:^|[=(,:?]\s*)(?:if|for|while|switch|catch|foreach|using|lock|synchronized|when|match|with)\s*\(/.test(
      text,
    ) &&
    !/\bfunction\b|=>/.test(text)
  )
    return null;
  if (/=\s*$|\breturn\s*$/.test(text) || /^(?:return|throw)\b/.test(text)) return null;
  const match = BRACE_DEF.exec(text);
  const declared = match?.[1] ?? match?.[2] ?? null;
  // `module.exports = function quote(xs) {` is called by its own name, here and in stack traces
  const own = declared === 'exports' ? OWN_NAME.exec(text)?.[1] : undefined;
  if (own !== undefined) return own;
  if (declared !== null) return NOT_NAMES.has(declared) ? null : declared;
  // a block among a call's arguments, or behind an arrow, is a callback
  if (/(?:->|=>)$/.test(text) || count(text, '(') > count(text, ')')) return null;
  const name = match?.[3] ?? null;
  return name === null || NOT_NAMES.has(name) ? null : name;
}

const count = (text: string, char: string): number => text.split(char).length - 1;

/** The smallest function around a line, or null at top level. */
export function functionAt(spans: readonly FunctionSpan[], line: number): FunctionSpan | null {
  let best: FunctionSpan | null = null;
  for (const span of spans) {
    if (span.start > line) break;
    if (span.end < line) continue;
    if (best === null || span.end - span.start <= best.end - best.start) best = span;
  }
  return best;
}
