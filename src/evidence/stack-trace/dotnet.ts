/** Traces of .NET: C#, F#, VB; inner exceptions, async state machines, lambdas, local functions. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { positive } from './lines.ts';
import { draft, frame, headline, type Draft, type Parsed, type TraceParser } from './model.ts';

const LOOK_BACK = 12;
const IN_FILE = /\)(?: \[0x[0-9a-f]+\])? in (.+?):(?:line )?(\d{1,9})\s*(?:<---)?\s*$/;
const NO_DEBUG = /\)(?: \[0x[0-9a-f]+\] in <[^>]*>:0)?\s*$/;

/** `<ChargeAsync>d__5.MoveNext` → `ChargeAsync`; `<>c__DisplayClass3_0.<Run>b__0` → `Run`. */
function sourceName(name: string): string {
  let out = name.replace(/`\d+/g, '').replace(/\[[^\]]*\]/g, '');
  out = out.replace(/[.+]<>c(?:__DisplayClass\w*)?(?=[.+])/g, '');
  // async lambdas nest: `<<Post>b__0>d`
  for (let depth = 0; depth < 3; depth += 1) {
    out = out.replace(/<([^<>]*)>(?:[bgdm]__[\w|]*|d\b)/g, (_all, outer: string) => outer);
  }
  return out.replace(/([.+]\w+)[.+]MoveNext$/, '$1').replace(/\+/g, '.');
}

/** One `at Ns.Type.Method(args) in File.cs:line 3` line, or null. */
export function dotnetFrame(line: string): StackFrame | null {
  const trimmed = line.trimStart();
  if (!trimmed.startsWith('at ')) return null;
  const open = trimmed.indexOf('(');
  if (open === -1) return null;
  const located = IN_FILE.exec(trimmed);
  const name = trimmed.slice(3, open).trim();
  if (!name.includes('.') || /[/\\:]/.test(name)) return null;
  if (name.includes(' ') && !/\bwrapper\b/.test(name) && located === null) return null;
  if (located === null) {
    if (!NO_DEBUG.test(trimmed)) return null;
    const args = trimmed.slice(open + 1, trimmed.lastIndexOf(')'));
    // JavaScript puts a place between the parentheses, the JVM a file or an excuse
    if (
      /:\d+$|\.(?:java|kt|scala|groovy|js|ts):?\d*$|^Native Method|^Unknown Source|^native|^<anonymous>/.test(
        args,
      )
    ) {
      return null;
    }
    if (args !== '' && !/[\w\]&*?>] ?[\w`]*$/.test(args)) return null;
  }
  const clean = sourceName(name);
  const ctor = clean.endsWith('..ctor') || clean.endsWith('..cctor');
  const typeAndMethod = ctor ? clean.replace(/\.\.(c?ctor)$/, '.$1') : clean;
  const dot = typeAndMethod.lastIndexOf('.');
  const type = typeAndMethod.slice(0, dot);
  const typeDot = type.lastIndexOf('.');
  return frame({
    raw: line,
    module: typeDot === -1 ? null : type.slice(0, typeDot),
    function: `${type.slice(typeDot + 1)}.${typeAndMethod.slice(dot + 1)}`,
    file: located?.[1] ?? null,
    line: positive(located?.[2]),
  });
}

const END_INNER = '--- End of inner exception stack trace ---';
const END_PREVIOUS = '--- End of stack trace from previous location';

export const dotnet: TraceParser = {
  language: 'dotnet',
  at(lines, index, floor): Parsed | null {
    if (dotnetFrame(lines[index] ?? '') === null) return null;
    const outer = readHeads(lines, index, floor);
    // the innermost exception's frames are printed first
    const chain: Draft[] = [];
    for (let each: Draft | null = outer; each !== null; each = each.cause) chain.push(each);
    let level = chain.length - 1;
    let next = index;
    for (let at = index; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      const parsed = dotnetFrame(line);
      if (parsed !== null) {
        chain[level]?.frames.push(parsed);
        if (line.trimEnd().endsWith('<---')) {
          next = at + 1;
          break;
        }
      } else if (line.includes(END_INNER)) level = Math.max(0, level - 1);
      else if (!line.includes(END_PREVIOUS)) break;
      next = at + 1;
    }
    return { trace: outer, next };
  },
};

/** The headlines above the first frame: `Outer: msg`, then ` ---> Inner: msg` once per level. */
function readHeads(lines: readonly string[], index: number, floor: number): Draft {
  let top = -1;
  for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
    const line = lines[back] ?? '';
    if (line.trimStart().startsWith('---> (Inner')) {
      // AggregateException lists its children below itself: each is a trace of its own
      top = back;
      break;
    }
    if (line.trimStart().startsWith('--->')) continue;
    if (headline(line, true) === null) continue;
    top = back;
    break;
  }
  if (top === -1) return draft('dotnet');
  const text = lines
    .slice(top, index)
    .join('\n')
    .replace(/^\s*---> \(Inner Exception #\d+\) /, '');
  const [firstText = '', ...inner] = text.split(/\s*---> /);
  const make = (part: string): Draft => {
    const newline = part.indexOf('\n');
    const found = headline(newline === -1 ? part : part.slice(0, newline), true);
    const rest = newline === -1 ? '' : part.slice(newline);
    const message = `${found?.message ?? ''}${rest}`.trim();
    return draft('dotnet', found?.type ?? null, message === '' ? null : message);
  };
  const root = make(firstText);
  let current = root;
  for (const part of inner.slice(0, 20)) {
    // `(Inner Exception #0) System.X: …` is how AggregateException lists its children
    const child = make(part.replace(/^\(Inner Exception #\d+\) /, ''));
    current.cause = child;
    current = child;
  }
  return root;
}
