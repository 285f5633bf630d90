/** Traces of native code: gdb, AddressSanitizer and its siblings, Valgrind, glibc's `backtrace`. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { positive } from './lines.ts';
import { draft, frame, type Draft, type Parsed, type TraceParser } from './model.ts';

const GDB = /^\s*#(\d{1,5})\s+(?:0x[0-9a-fA-F]+ in )?(.{1,800})$/;
const GDB_AT = /^(.+?) \(.*\) at (.{1,400}?):(\d{1,9})$/;
const GDB_FROM = /^(.+?) \(.*\)(?: from (.{1,400}))?$/;
const SAN = /^\s*#(\d{1,5}) 0x[0-9a-fA-F]+ (?:in )?(.{0,800})$/;
const SAN_PLACE = /^(.*?) ?((?:[A-Za-z]:)?[^\s()]{1,400}?):(\d{1,9})(?::(\d{1,9}))?$/;
const SAN_OBJECT = /^(.*?) ?\(([^()]{1,400})\+0x[0-9a-fA-F]+\)(?: \(BuildId: \w+\))?$/;
const VALGRIND =
  /^==\d+==\s+(?:at|by) 0x[0-9A-Fa-f]+: (.{1,300}?) \((?:in )?([^():]{1,300})(?::(\d{1,9}))?\)$/;
const GLIBC = /^([^\s()]{1,300})\(([\w.$~]{1,300})?\+0x[0-9a-f]+\) ?\[0x[0-9a-f]+\]$/;
const SUMMARY = /==\d+==\s*(?:ERROR|WARNING): (\w+Sanitizer): (.*)$/;
const SIGNAL =
  /(?:Program (?:received signal|terminated with signal)|received signal) (SIG\w+), (.*)$/;
const RUNTIME = /^(.{1,400}?):(\d{1,9}):(\d{1,9}): runtime error: (.*)$/;

/** `shop::Cart::total(int) const` → module `shop`, function `Cart.total`. */
function names(symbol: string): { module: string | null; function: string | null } {
  const cut = symbol
    .replace(/ ?(?:\[clone .*\]|\[inlined\])$/, '')
    .replaceAll('(anonymous namespace)::', '');
  const open = cut.indexOf('(');
  const bare = stripTemplates(
    (open === -1 ? cut : cut.slice(0, open)).replace('operator()', 'operator'),
  );
  const parts = bare
    // a template's symbol starts with its return type
    .replace(/^.* (?=[\w~:]+$)/, (all) => (all.trim() === 'operator' ? all : ''))
    .trim()
    .split('::');
  if (parts.length === 1)
    return {
      module: null,
      function: parts[0] === '' || parts[0] === '??' ? null : (parts[0] ?? null),
    };
  const keep = parts.slice(-2);
  const module = parts.slice(0, -2).join('::');
  return { module: module === '' ? null : module, function: keep.join('.') };
}

function stripTemplates(text: string): string {
  let depth = 0;
  let out = '';
  for (const char of text) {
    if (char === '<') depth += 1;
    else if (char === '>') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += char;
  }
  return out;
}

function nativeFrame(line: string): StackFrame | null {
  const hash = line.indexOf('#');
  if (hash !== -1 && line.slice(0, hash).trim() === '') {
    const san = SAN.exec(line);
    if (san !== null && !/^0x[0-9a-f]+ in .* \(.*\) (?:at|from) /.test(line)) {
      const text = (san[2] ?? '').trim();
      const gdbLike = GDB_AT.exec(text) ?? null;
      if (gdbLike === null) {
        const place = SAN_PLACE.exec(text);
        if (place !== null) {
          return frame({
            raw: line,
            ...names(place[1] ?? ''),
            file: place[2] ?? null,
            line: positive(place[3]),
            column: place[4] === undefined ? null : Number(place[4]),
          });
        }
        const object = SAN_OBJECT.exec(text);
        if (object !== null)
          return frame({ raw: line, ...names(object[1] ?? ''), file: object[2] ?? null });
      }
    }
    const gdb = GDB.exec(line);
    if (gdb === null) return null;
    const text = gdb[2] ?? '';
    const at = GDB_AT.exec(text);
    if (at !== null)
      return frame({
        raw: line,
        ...names(at[1] ?? ''),
        file: at[2] ?? null,
        line: positive(at[3]),
      });
    const from = GDB_FROM.exec(text);
    if (from !== null && / \(.*\)/.test(text) && !/\(\d+\): |\((?:dart|package|file):/.test(text)) {
      return frame({ raw: line, ...names(from[1] ?? ''), file: from[2] ?? null });
    }
    return null;
  }
  if (line.startsWith('==')) {
    const match = VALGRIND.exec(line);
    if (match === null) return null;
    return frame({
      raw: line,
      ...names(match[1] ?? ''),
      file: match[2] ?? null,
      line: positive(match[3]),
    });
  }
  if (line.endsWith(']') && line.includes('+0x')) {
    const match = GLIBC.exec(line);
    if (match !== null)
      return frame({ raw: line, ...names(match[2] ?? ''), file: match[1] ?? null });
  }
  return null;
}

export const native: TraceParser = {
  language: 'native',
  at(lines, index, floor): Parsed | null {
    const line = lines[index] ?? '';
    const runtime = line.includes('runtime error: ') ? RUNTIME.exec(line) : null;
    if (runtime !== null) {
      const out = draft('native', 'runtime error', runtime[4] ?? null);
      const next = readFrames(lines, index + 1, out);
      if (out.frames.length === 0) {
        out.frames.push(
          frame({
            raw: line,
            file: runtime[1] ?? null,
            line: positive(runtime[2]),
            column: Number(runtime[3]),
          }),
        );
      }
      return { trace: out, next: Math.max(next, index + 1) };
    }
    if (nativeFrame(line) === null) return null;
    const out = draft('native');
    for (let back = index - 1; back >= Math.max(floor, index - 10); back -= 1) {
      const text = lines[back] ?? '';
      const san = SUMMARY.exec(text);
      const signal = SIGNAL.exec(text);
      if (san === null && signal === null) continue;
      out.exceptionType = san?.[1] ?? signal?.[1] ?? null;
      out.message = san?.[2] ?? signal?.[2] ?? null;
      break;
    }
    let next = readFrames(lines, index, out);
    // where the memory was freed and allocated: related traces, not the fault's own
    for (let sections = 0; sections < 6; sections += 1) {
      let at = next;
      while (
        at < lines.length &&
        at < next + 4 &&
        !/^(?:freed by|previously allocated by|allocated by|Previous (?:read|write)|\S+ is located)/.test(
          (lines[at] ?? '').trim(),
        )
      )
        at += 1;
      const title = (lines[at] ?? '').trim();
      if (at >= next + 4 || title === '' || at >= lines.length) break;
      if (nativeFrame(lines[at + 1] ?? '') === null) {
        next = at + 1;
        continue;
      }
      const related: Draft = draft('native', null, title.replace(/:$/, ''));
      next = readFrames(lines, at + 1, related);
      out.suppressed.push(related);
    }
    return { trace: out, next };
  },
};

/** Below stands where the signal struck; above, who handled it. */
const SIGNAL_HANDLER = /^\s*#\d{1,5}\s+<signal handler called>/;

function readFrames(lines: readonly string[], from: number, into: Draft): number {
  let at = from;
  for (; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    if (into.frames.length > 0 && SIGNAL_HANDLER.test(text)) {
      into.frames.length = 0;
      continue;
    }
    const parsed = nativeFrame(text);
    if (parsed === null) {
      // gdb prints source and locals between frames; anything else ends the trace
      if (into.frames.length > 0 && /^(?:\d{1,6}\t| {8}\S|No locals)/.test(text)) continue;
      break;
    }
    if (into.frames.length > 0 && /^\s*#0\s/.test(text)) break;
    into.frames.push(parsed);
  }
  return at;
}
