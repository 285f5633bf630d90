/** Traces of Python: chained exceptions, notes, exception groups, and what pytest prints. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { positive } from './lines.ts';
import { draft, frame, type Draft, type Parsed, type TraceParser } from './model.ts';

const FILE_LINE = /^\s*File "([^"]{1,1000})", line (\d{1,9})(?:, in (.{1,300}))?$/;
const EXCEPTION = /^((?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*)(?:: (.*)|:)?$/;
const START = 'Traceback (most recent call last)';
const CONTEXT = 'During handling of the above exception, another exception occurred:';
const CAUSE = 'The above exception was the direct cause of the following exception:';

/** Bars that exception groups draw, and a logger's indent, do not matter to the grammar. */
const bare = (line: string): string => line.replace(/^[\s|]*\|\s?/, '');

function pythonFrame(line: string): StackFrame | null {
  if (!line.includes('File "')) return null;
  const match = FILE_LINE.exec(bare(line));
  if (match === null) return null;
  const name = match[3] ?? null;
  return frame({
    raw: line,
    function: name === '<module>' ? null : name,
    file: match[1] ?? null,
    line: positive(match[2]),
  });
}

/** One exception: frames (printed outermost first), then the line that names it, then its notes. */
function readOne(lines: readonly string[], start: number): { draft: Draft; next: number } {
  const out = draft('python');
  let at = start;
  const indent = indentWidth(lines[start] ?? '');
  if ((lines[at] ?? '').includes(START)) at += 1;
  let named = false;
  let next = at;
  let sinceFrame = 0;
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const parsed = pythonFrame(line);
    if (parsed !== null) {
      if (named) break;
      out.frames.push(parsed);
      next = at + 1;
      sinceFrame = 0;
      continue;
    }
    const text = bare(line);
    if (named) {
      // notes and further lines of the message; a blank line, a new record or a dedent ends them
      if (text.trim() === '' || text.includes(START) || looksLikeRecord(text) || sinceFrame > 8)
        break;
      if (
        text.startsWith(CONTEXT) ||
        text.startsWith(CAUSE) ||
        /^[\s+|-]*[+-]{3,}|^[_=]{5,}/.test(line)
      )
        break;
      if (indentWidth(line) < indent) break;
      out.message = `${out.message ?? ''}\n${text.trim()}`.trim();
      next = at + 1;
      sinceFrame += 1;
      continue;
    }
    const match = indentWidth(text) <= indent ? EXCEPTION.exec(text.trim()) : null;
    if (match !== null && out.frames.length > 0 && !/^\s{2,}\S/.test(text.slice(indent))) {
      out.exceptionType = match[1] ?? null;
      out.message = match[2] ?? null;
      named = true;
      next = at + 1;
      sinceFrame = 0;
      continue;
    }
    // source lines, carets, `[Previous line repeated 995 more times]`
    sinceFrame += 1;
    if (sinceFrame > 8 || text.trim() === '') break;
  }
  out.frames.reverse();
  return { draft: out, next: Math.max(next, start + 1) };
}

const indentWidth = (line: string): number => line.length - line.trimStart().length;
const looksLikeRecord = (line: string): boolean =>
  /^(?:\[?\d{4}-\d\d-\d\d|\[?\d\d:\d\d:\d\d|(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)\b|\{")/.test(
    line,
  );

/** The first later line that isn't blank, no further than a few lines on. */
function skipBlank(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && at < from + 3 && bare(lines[at] ?? '').trim() === '') at += 1;
  return at;
}

export const python: TraceParser = {
  language: 'python',
  at(lines, index, floor): Parsed | null {
    const line = lines[index] ?? '';
    if (line.includes(START)) return chain(lines, index);
    // a syntax error or a cut trace starts with the frame itself
    if (line.includes('File "') && pythonFrame(line) !== null) return chain(lines, index);
    return pytest(lines, index, floor);
  },
};

function chain(lines: readonly string[], index: number): Parsed {
  let { draft: current, next } = readOne(lines, index);
  for (let links = 0; links < 20; links += 1) {
    const at = skipBlank(lines, next);
    const text = bare(lines[at] ?? '').trim();
    if (text !== CONTEXT && text !== CAUSE) break;
    const follow = skipBlank(lines, at + 1);
    if (!(lines[follow] ?? '').includes(START)) break;
    const later = readOne(lines, follow);
    // what is printed last is what was raised last: the earlier one is its cause
    let tail = later.draft;
    while (tail.cause !== null) tail = tail.cause;
    tail.cause = current;
    current = later.draft;
    next = later.next;
  }
  next = members(lines, next, current);
  return { trace: current, next };
}

/** The members of an exception group stand below rulers `+---------------- 1 ----------------`. */
function members(lines: readonly string[], from: number, group: Draft): number {
  let next = from;
  for (let count = 0; count < 50; count += 1) {
    const at = skipBlank(lines, next);
    const ruler = lines[at] ?? '';
    if (!/^[\s|]*\+[-+\s]{3,}(?:[\d.]+ -+)?/.test(ruler)) break;
    const start = skipBlank(lines, at + 1);
    if (!(lines[start] ?? '').includes('Traceback (most recent call last)')) {
      next = at + 1;
      if (!/\d/.test(ruler)) break;
      const only = EXCEPTION.exec(bare(lines[start] ?? '').trim());
      if (only === null) break;
      group.suppressed.push(draft('python', only[1] ?? null, only[2] ?? null));
      next = start + 1;
      continue;
    }
    const member = readOne(lines, start);
    group.suppressed.push(member.draft);
    next = member.next;
  }
  return next;
}

const PYTEST_PLACE =
  /^([\w./\\@+-]{1,400}\.pyx?):(\d{1,9}): ?(?:in (.{1,200})|([A-Za-z_][\w.]*))?$/;
const PYTEST_HEADING = /^_{3,} (.{1,300}?) _{3,}$/;
/** Lines of source that pytest prints for one frame; longer gaps mean that the report is over. */
const PYTEST_GAP = 80;

/** pytest's long (`> code`, `E error`, `path:3: ValueError`) and short (`path:3: in fn`) styles. */
function pytest(lines: readonly string[], index: number, floor: number): Parsed | null {
  const line = lines[index] ?? '';
  if (!line.includes('.py') || !PYTEST_PLACE.test(line.trimEnd())) return null;
  // source and `E` lines of the first frame stand above its place
  let start = index;
  while (
    start - 1 >= Math.max(floor, index - PYTEST_GAP) &&
    !isPytestBoundary(lines[start - 1] ?? '')
  ) {
    start -= 1;
  }
  const heading = start > floor ? PYTEST_HEADING.exec(lines[start - 1] ?? '') : null;
  let block = pytestBlock(lines, start, heading?.[1]?.split(/[.[]/).at(-1) ?? null);
  let current = block.draft;
  for (let links = 0; links < 20; links += 1) {
    const text = (lines[block.next] ?? '').trim();
    if (text !== CONTEXT && text !== CAUSE) break;
    const after = pytestBlock(lines, block.next + 1, null);
    if (after.draft.frames.length === 0) break;
    after.draft.cause = current;
    current = after.draft;
    block = after;
  }
  return { trace: current, next: Math.max(block.next, index + 1) };
}

const isPytestBoundary = (line: string): boolean =>
  PYTEST_HEADING.test(line) ||
  /^={3,} /.test(line) ||
  line.trim() === CONTEXT ||
  line.trim() === CAUSE;

/** Reads one exception's frames (outermost first) and its `E` lines, up to the next boundary. */
function pytestBlock(
  lines: readonly string[],
  start: number,
  test: string | null,
): { draft: Draft; next: number } {
  const out = draft('python');
  const errors: string[] = [];
  let enclosing: string | null = test;
  let gap = 0;
  let next = start;
  for (let at = start; at < lines.length; at += 1) {
    const text = (lines[at] ?? '').trimEnd();
    if (isPytestBoundary(text)) {
      next = at;
      break;
    }
    const match = PYTEST_PLACE.exec(text);
    if (match !== null) {
      const place = { raw: text, file: match[1] ?? null, line: positive(match[2]) };
      out.frames.push(frame({ ...place, function: match[3] ?? enclosing }));
      enclosing = null;
      if (match[4] !== undefined) out.exceptionType = match[4];
      next = at + 1;
      gap = 0;
      continue;
    }
    if (/^E {2,}/.test(text)) {
      errors.push(text.slice(1).trim());
      next = at + 1;
      gap = 0;
      continue;
    }
    const def = /^\s*(?:async )?def (\w+)/.exec(text);
    if (def !== null) enclosing = def[1] ?? null;
    gap += 1;
    if (gap > PYTEST_GAP) break;
  }
  const head = EXCEPTION.exec(errors[0] ?? '');
  if (
    head !== null &&
    (head[2] !== undefined || /(?:Error|Exception|Exit|Interrupt|Warning)$/.test(head[1] ?? ''))
  ) {
    out.exceptionType = head[1] ?? out.exceptionType;
    out.message = [head[2] ?? '', ...errors.slice(1)].join('\n').trim() || null;
  } else if (errors.length > 0) out.message = errors.join('\n');
  out.frames.reverse();
  return { draft: out, next };
}
