/** Traces of JavaScript and TypeScript: V8 (Node, Chrome), Firefox, Safari; bundled and eval'd code. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { positive } from './lines.ts';
import { draft, frame, headline, type Draft, type Parsed, type TraceParser } from './model.ts';

const LOOK_BACK = 12;
const PLACE = /^(.+?):(\d{1,9})(?::(\d{1,9}))?$/;

/** `webpack-internal:///./src/a.ts?abcd` → `./src/a.ts`; `file:///srv/a.js` → `/srv/a.js`. */
export function scriptPath(text: string): string {
  let path = text.replace(/^async /, '');
  path = path.replace(/^webpack(?:-internal)?:\/\/\/?(?:\([\w-]+\)\/)?(?:[\w@-]+\/(?=\.\/))?/, '');
  path = path.replace(/^file:\/\//, '');
  path = path.replace(/^https?:\/\/[^/]+\//, '');
  return path.replace(/[?#].*$/, '');
}

/** One `at fn (file:1:2)` line of V8, or null. */
export function v8Frame(line: string): StackFrame | null {
  const trimmed = line.trim();
  if (!trimmed.startsWith('at ')) return null;
  let rest = trimmed.slice(3);
  // a trailing brace or comma belongs to util.inspect's output around the stack
  rest = rest.replace(/ ?[{,]$/, '');
  if (rest.startsWith('async ')) rest = rest.slice(6);
  let name: string | null = null;
  let place = rest;
  if (rest.endsWith(')')) {
    const open = rest.indexOf(' (');
    if (open === -1) return null;
    name = rest.slice(0, open);
    place = rest.slice(open + 2, -1);
  }
  const evaluated = /^eval at [^(]*\((.*)$/.exec(place);
  if (evaluated !== null) {
    // the innermost real place: `eval at a (eval at b (file:1:2), <anonymous>:1:1), <anonymous>:1:1`
    const inner = /\(?([^()\s,]+:\d+:\d+)\)/.exec(place);
    place = inner?.[1] ?? place;
  }
  const located = PLACE.exec(place);
  const special = place === '<anonymous>' || place === 'native' || place.startsWith('index ');
  if (located === null && !(special && name !== null) && place !== '<anonymous>') return null;
  if (located !== null && located[3] === undefined && !/\.[cm]?[jt]sx?$/.test(located[1] ?? ''))
    return null;
  if (name !== null && /\.(?:java|kt|scala)$/.test(place)) return null;
  const alias = name === null ? null : name.replace(/ \[as [^\]]*\]$/, '').replace(/^new /, '');
  const path = located?.[1] === undefined ? null : scriptPath(located[1]);
  return frame({
    raw: line,
    function: alias,
    file: path === '<anonymous>' ? null : path,
    line: positive(located?.[2]),
    column: located?.[3] === undefined ? null : Number(located[3]),
  });
}

/** One `fn@http://host/app.js:1:2` line of Firefox or Safari, or null. */
export function geckoFrame(line: string): StackFrame | null {
  const at = line.indexOf('@');
  if (at === -1 || at > 200) return null;
  const place = line.slice(at + 1).trim();
  if (!/^(?:https?|file|webpack|webpack-internal|resource|moz-extension):\/\//.test(place))
    return null;
  const located = PLACE.exec(place);
  if (located === null) return null;
  const name = line.slice(0, at).trim();
  if (/\s/.test(name)) return null;
  return frame({
    raw: line,
    function: name === '' ? null : name.replace(/[</]+$/, ''),
    file: scriptPath(located[1] ?? ''),
    line: positive(located[2]),
    column: located[3] === undefined ? null : Number(located[3]),
  });
}

const scriptFrame = (line: string): StackFrame | null => v8Frame(line) ?? geckoFrame(line);
const CAUSE = /^\s*(?:\[cause\]:|Caused by:|\[errors\]:|cause:) ?(.*)$/;

export const javascript: TraceParser = {
  language: 'javascript',
  at(lines, index, floor): Parsed | null {
    if (scriptFrame(lines[index] ?? '') === null) return null;
    const root = draft('javascript');
    for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
      const line = lines[back] ?? '';
      const found = headline(line.replace(/^(\s*)Uncaught (?:\(in promise\) )?/, '$1'));
      const coded = /^\s*(?:Uncaught )?(\w*(?:Error|Exception)\w*) \[(\w+)\]: (.*)$/.exec(line);
      if (coded === null && found === null) continue;
      root.exceptionType = coded?.[1] ?? found?.type ?? null;
      const own = coded === null ? found?.message : `[${coded[2]}] ${coded[3]}`;
      const more = lines.slice(back + 1, index).map((each) => each.trim());
      root.message = [own ?? '', ...more].join('\n').trim() || null;
      break;
    }
    let current: Draft = root;
    let next = index;
    let waiting = 0;
    for (let at = index; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      const parsed = scriptFrame(line);
      if (parsed !== null) {
        current.frames.push(parsed);
        next = at + 1;
        waiting = 0;
        continue;
      }
      const cause = CAUSE.exec(line);
      if (cause !== null) {
        const found = headline(cause[1] ?? '');
        const child = draft('javascript', found?.type ?? null, found?.message ?? cause[1] ?? null);
        current.cause = child;
        current = child;
        next = at + 1;
        waiting = 0;
        continue;
      }
      // util.inspect prints own properties between the frames and `[cause]`
      waiting += 1;
      const inside =
        /^\s+(?:\w+: |[\]}],?$)/.test(line) || /^\s*\.\.\. \d+ lines matching/.test(line);
      if (!inside || waiting > 12) break;
    }
    return { trace: root, next };
  },
};
