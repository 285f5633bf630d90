/** Traces of PHP: uncaught exceptions, `Next …` chains, Monolog and Laravel blocks. */
import { positive } from './lines.ts';
import { draft, frame, headline, type Draft, type Parsed, type TraceParser } from './model.ts';

const STEP =
  /^\s*#(\d{1,4}) (?:(.{1,500}?)\((\d{1,9})\): (.*)|\[internal function\]: (.*)|(\{main\}).*)$/;
const THROWN_AT = /^(.*) in (\/?\S.{0,400}?\.\w{2,5})(?::| on line )(\d{1,9})$/;
const LOOK_BACK = 8;

/** `Acme\Pay\Client->charge(1, 'x')` → `Acme\Pay` and `Client.charge`. */
function callee(text: string): { module: string | null; function: string | null } {
  const open = text.indexOf('(');
  const name = (open === -1 ? text : text.slice(0, open)).trim();
  if (name === '') return { module: null, function: null };
  const [owner, method] = name.split(/->|::/);
  if (method === undefined) {
    const cut = name.lastIndexOf('\\');
    return { module: cut === -1 ? null : name.slice(0, cut), function: name.slice(cut + 1) };
  }
  const cut = (owner ?? '').lastIndexOf('\\');
  return {
    module: cut === -1 ? null : (owner ?? '').slice(0, cut),
    function: `${(owner ?? '').slice(cut + 1)}.${method.slice(method.lastIndexOf('\\') + 1)}`,
  };
}

export const php: TraceParser = {
  language: 'php',
  at(lines, index, floor): Parsed | null {
    const line = lines[index] ?? '';
    if (!line.includes('#0 ') || !STEP.test(line)) return null;
    const one = readOne(lines, index, floor);
    let current = one.draft;
    let next = one.next;
    for (let links = 0; links < 20; links += 1) {
      // `Next Type: msg in file:line` wraps what came before
      let at = next;
      while (at < lines.length && at < next + 4 && !(lines[at] ?? '').startsWith('Next ')) at += 1;
      if (!(lines[at] ?? '').startsWith('Next ')) break;
      let first = at + 1;
      while (first < lines.length && first < at + 6 && !STEP.test(lines[first] ?? '')) first += 1;
      if (!STEP.test(lines[first] ?? '')) break;
      const wrapping = readOne(lines, first, at);
      wrapping.draft.cause = current;
      current = wrapping.draft;
      next = wrapping.next;
    }
    return { trace: current, next };
  },
};

function readOne(
  lines: readonly string[],
  index: number,
  floor: number,
): { draft: Draft; next: number } {
  const out = draft('php');
  let file: string | null = null;
  let lineNumber: number | null = null;
  for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
    const text = (lines[back] ?? '').trim();
    if (text === '' || text === 'Stack trace:' || text === '[stacktrace]') continue;
    const unprefixed = text.replace(/^.*?\bUncaught (?=[\w\\]+:)/, '').replace(/^Next /, '');
    const monolog = /\[object\] \(([\w\\]+)\(code: [^)]*\): (.*) at (\S+):(\d{1,9})\)/.exec(text);
    if (monolog !== null) {
      out.exceptionType = monolog[1] ?? null;
      out.message = monolog[2] ?? null;
      file = monolog[3] ?? null;
      lineNumber = positive(monolog[4]);
      break;
    }
    const thrown = THROWN_AT.exec(unprefixed);
    const found = headline(thrown?.[1] ?? unprefixed);
    if (thrown !== null) {
      file = thrown[2] ?? null;
      lineNumber = positive(thrown[3]);
    }
    if (found !== null) {
      out.exceptionType = found.type;
      out.message = found.message;
      break;
    }
    if (thrown !== null) {
      out.message = thrown[1] ?? null;
      // the type may stand on an earlier line of a message that runs over several
      for (let above = back - 1; above >= Math.max(floor, back - LOOK_BACK); above -= 1) {
        const upper = headline((lines[above] ?? '').replace(/^.*?\bUncaught (?=[\w\\]+:)/, ''));
        if (upper === null) continue;
        out.exceptionType = upper.type;
        out.message = [upper.message ?? '', thrown[1] ?? ''].join('\n').trim();
        break;
      }
      break;
    }
  }
  // step n names the function that was called from step n's place: shift by one
  let place = {
    file,
    line: lineNumber,
    raw:
      lines[index - 1]?.trim() === '' || index === 0
        ? (lines[index] ?? '')
        : (lines[index - 1] ?? ''),
  };
  let next = index;
  for (let at = index; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    const match = STEP.exec(text);
    if (match === null || (at > index && match[1] === '0')) break;
    next = at + 1;
    if (match[6] !== undefined) {
      if (place.file !== null) out.frames.push(frame(place));
      place = { file: null, line: null, raw: text };
      break;
    }
    const { module, function: name } = callee(match[4] ?? match[5] ?? '');
    if (place.file !== null || name !== null)
      out.frames.push(frame({ ...place, module, function: name }));
    place = { file: match[2] ?? null, line: positive(match[3]), raw: text };
  }
  if (place.file !== null) out.frames.push(frame(place));
  return { draft: out, next };
}
