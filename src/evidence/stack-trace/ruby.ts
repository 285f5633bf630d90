/** Traces of Ruby: uncaught exceptions, `full_message`, Rails logs, RSpec and Minitest. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { positive } from './lines.ts';
import { draft, frame, headline, type Draft, type Parsed, type TraceParser } from './model.ts';

const PLACE =
  /^\s*(?:from |# |\d{1,4}: from )?((?:[A-Za-z]:)?[^\s:'"`()]{1,400}\.(?:rb|rake|ru|erb|haml|slim|gemspec)|\(eval[^)]{0,100}\)|<internal:[^>]{1,80}>|bin\/[\w-]+):(\d{1,9})(?::in [`']([^']{1,300})')?(?:: (.*))?$/;
const LOOK_BACK = 6;

function rubyFrame(line: string): { frame: StackFrame; tail: string | null } | null {
  if (!line.includes('.rb') && !line.includes(':in ') && !line.includes('<internal:')) return null;
  const match = PLACE.exec(line.trimEnd());
  if (match === null) return null;
  // a bare `x.rb:3` says too little unless it stands in a list (`# ./spec/x.rb:3`)
  if (match[3] === undefined && !/^\s*(?:from |#|\.\/)/.test(line) && !line.trim().startsWith('/'))
    return null;
  const name = match[3] ?? null;
  return {
    frame: frame({
      raw: line,
      function:
        name === null
          ? null
          : name.replace(/^(?:block|rescue|ensure)(?: \(\d+ levels\))? in /, '').replace('#', '.'),
      file: match[1] ?? null,
      line: positive(match[2]),
    }),
    tail: match[4] ?? null,
  };
}

export const ruby: TraceParser = {
  language: 'ruby',
  at(lines, index, floor): Parsed | null {
    const first = rubyFrame(lines[index] ?? '');
    if (first === null) return null;
    const root = draft('ruby');
    nameFrom(root, first.tail);
    if (root.exceptionType === null) {
      for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
        const line = lines[back] ?? '';
        const rails =
          /^(?:.*\s)?((?:[A-Z]\w*::)*[A-Z]\w*(?:Error|Exception|Invalid|NotFound)?) \((.*)\):?\s*$/.exec(
            line.slice(0, 500),
          );
        const found =
          rails === null ? headline(line) : { type: rails[1] ?? '', message: rails[2] ?? null };
        if (found === null) continue;
        root.exceptionType = found.type;
        const more = lines.slice(back + 1, index).map((each) => each.trim());
        root.message = [found.message ?? '', ...more].join('\n').trim() || null;
        break;
      }
    }
    let current: Draft = root;
    let next = index;
    let gap = 0;
    for (let at = index; at < lines.length; at += 1) {
      const parsed = rubyFrame(lines[at] ?? '');
      if (parsed === null) {
        // the message may run on below the first line; then the frames follow
        gap += 1;
        if (gap > 4 || current.frames.length > 1) break;
        continue;
      }
      gap = 0;
      if (at > index && parsed.tail !== null && /\((?:[A-Z]\w*(?:::)?)+\)\s*$/.test(parsed.tail)) {
        const cause = draft('ruby');
        nameFrom(cause, parsed.tail);
        // the same error again is a new report of it, not its cause
        if (cause.exceptionType === root.exceptionType && cause.message === root.message) break;
        current.cause = cause;
        current = cause;
      }
      current.frames.push(parsed.frame);
      next = at + 1;
    }
    return { trace: root, next };
  },
};

/** `undefined method 'x' for nil (NoMethodError)` → message and type. */
function nameFrom(into: Draft, tail: string | null): void {
  if (tail === null) return;
  const match = /^(.*?)\s*\(((?:[A-Z]\w*(?:::)?)+)\)\s*$/.exec(tail.slice(0, 1000));
  into.exceptionType = match?.[2] ?? null;
  into.message = (match?.[1] ?? tail) || null;
}
