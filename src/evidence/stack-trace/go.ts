/** Traces of Go: panics, fatal errors, goroutine dumps, failing tests. */
import { positive } from './lines.ts';
import { draft, frame, type Draft, type Parsed, type TraceParser } from './model.ts';

const GOROUTINE = /^goroutine \d+(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[([^\]]{1,200})\]:$/;
const PLACE = /^\s+(\S.{0,600}?\.(?:go|s)):(\d{1,9})(?: \+0x[0-9a-f]+)?(?: fp=.*)?$/;
const CALL = /^(?:created by )?([\w./~@%$()*·\-[\],{}]{1,400}?)(?:\(.*\)| in goroutine \d+)?$/;
const LOOK_BACK = 12;

/** `github.com/acme/shop/pay.(*Server).Charge.func1` → module and `Server.Charge`. */
function splitName(name: string): { module: string | null; name: string } {
  const slash = name.lastIndexOf('/');
  const dot = name.indexOf('.', slash + 1);
  if (dot === -1) return { module: null, name };
  const local = name
    .slice(dot + 1)
    .replace(/\(\*?([^)]*)\)/g, '$1')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/(?:\.func\d+(?:\.\d+)*)+(?:\.gowrap\d+)?$/, '')
    .replace(/-fm$|-range\d+$/, '');
  return { module: name.slice(0, dot).replaceAll('%2e', '.'), name: local };
}

/** Reads `name(args)` + tab + `file.go:12` pairs. */
function readFrames(lines: readonly string[], from: number, into: Draft): number {
  let at = from;
  while (at + 1 < lines.length) {
    const call = (lines[at] ?? '').trimEnd();
    const place = PLACE.exec(lines[at + 1] ?? '');
    if (place === null) {
      if (/^\.\.\.(?:\d+ frames elided|additional frames elided)/.test(call.trim())) {
        at += 1;
        continue;
      }
      break;
    }
    const match = CALL.exec(call.trim().replace(/\(.*$/, (all) => keepReceiver(call.trim(), all)));
    const { module, name } = splitName(match?.[1] ?? call.trim());
    if (!call.startsWith('created by ')) {
      into.frames.push(
        frame({
          raw: `${call}\n${lines[at + 1] ?? ''}`,
          module,
          function: name,
          file: place[1] ?? null,
          line: positive(place[2]),
        }),
      );
    }
    at += 2;
  }
  return at;
}

/** Cuts the argument list but not a method's receiver `(*Server)`. */
function keepReceiver(call: string, _tail: string): string {
  const open = call.lastIndexOf('(');
  const first = call.indexOf('(');
  return first === open ? '' : call.slice(first, open);
}

export const go: TraceParser = {
  language: 'go',
  at(lines, index, floor): Parsed | null {
    const line = lines[index] ?? '';
    if (line.startsWith('goroutine ') && GOROUTINE.test(line)) return dump(lines, index, floor);
    if (/^\s*--- FAIL: /.test(line) || /^\s+\S+_test\.go:\d+: /.test(line))
      return test(lines, index);
    // debug.Stack() without its first line, errors with "%+v" (pkg/errors): name, then tab + place
    const place = lines[index + 1] ?? '';
    if (
      place.includes('.go:') &&
      PLACE.test(place) &&
      /^[\w./~%-]+\.[\w.()*[\]…-]+/.test(line) &&
      !/\s/.test(line.trim())
    ) {
      const out = draft('go');
      const next = readFrames(lines, index, out);
      if (out.frames.length === 0) return null;
      const above = index > floor ? (lines[index - 1] ?? '').trim() : '';
      if (above !== '') out.message = above;
      return { trace: out, next };
    }
    return null;
  },
};

function dump(lines: readonly string[], index: number, floor: number): Parsed {
  const out = draft('go');
  for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
    const text = lines[back] ?? '';
    const panic =
      /(?:^|\s)(panic|fatal error|runtime error|http: panic serving [^:]+:\d+): ?(.*)$/.exec(text);
    if (panic === null) continue;
    const signal = lines.slice(back + 1, index).find((each) => each.startsWith('[signal '));
    const kind = panic[1] ?? 'panic';
    const text2 = (panic[2] ?? '').replace(/ \[recovered\]$/, '');
    out.exceptionType = kind.startsWith('http: panic') ? 'panic' : kind;
    out.message = signal === undefined ? text2 : `${text2}\n${signal}`;
    break;
  }
  if (out.exceptionType === null) out.message = GOROUTINE.exec(lines[index] ?? '')?.[1] ?? null;
  const next = readFrames(lines, index + 1, out);
  return { trace: trimPanicking(out), next: Math.max(next, index + 1) };
}

/** Frames above `panic(...)` belong to the recovery, not to the fault. */
function trimPanicking(out: Draft): Draft {
  const names = out.frames.map((each) => each.raw);
  const last = names.findLastIndex((raw) => /^\s*(?:panic|runtime\.gopanic)\(/.test(raw));
  if (last !== -1) out.frames.splice(0, last + 1);
  while (out.frames[0]?.module === 'runtime' && out.frames.length > 1) out.frames.shift();
  return out;
}

/** `--- FAIL: TestX (0.00s)` followed by `    x_test.go:12: got 1, want 2`. */
function test(lines: readonly string[], index: number): Parsed | null {
  let name: string | null = null;
  let at = index;
  const out = draft('go');
  const messages: string[] = [];
  for (; at < lines.length && at < index + 200; at += 1) {
    const line = lines[at] ?? '';
    const failed = /^\s*--- FAIL: (\S+)/.exec(line);
    if (failed !== null) {
      if (out.frames.length > 0) break;
      name = failed[1] ?? null;
      continue;
    }
    const place = /^\s+(\S+\.go):(\d{1,9}): (.*)$/.exec(line);
    if (place !== null) {
      out.frames.push(
        frame({
          raw: line,
          function: name?.split('/')[0] ?? null,
          file: place[1] ?? null,
          line: positive(place[2]),
        }),
      );
      messages.push(place[3] ?? '');
      continue;
    }
    // testify prints `Error Trace:` with a full path
    const testify = /^\s+Error Trace:\s+(\S+\.go):(\d{1,9})/.exec(line);
    if (testify !== null) {
      out.frames.push(
        frame({ raw: line, function: name, file: testify[1] ?? null, line: positive(testify[2]) }),
      );
      continue;
    }
    if (/^\s+/.test(line) && line.trim() !== '') {
      messages.push(line.trim());
      continue;
    }
    break;
  }
  if (out.frames.length === 0) return null;
  out.exceptionType = 'test failure';
  out.message = messages.slice(0, 20).join('\n') || null;
  return { trace: out, next: Math.max(at, index + 1) };
}
