/** Traces of the JVM: Java, Kotlin, Scala, Groovy, Clojure, as printed by `printStackTrace` and loggers. */
import type { StackFrame } from '../../domain/stack-frame.ts';
import { indentOf, positive } from './lines.ts';
import { draft, frame, headline, type Draft, type Parsed, type TraceParser } from './model.ts';

/** How far above the first frame the headline may stand (messages of several lines). */
const LOOK_BACK = 12;
const LOCATION = /^([^:]*\.(?:java|kt|kts|scala|groovy|clj|cljc))(?::(\d{1,9}))?$/;

/** One `at a.b.C.m(C.java:3)` line, or null. */
export function jvmFrame(line: string): StackFrame | null {
  const at = line.indexOf('at ');
  if (at === -1 || line.slice(0, at).trim().replaceAll('|', '') !== '') return null;
  const open = line.indexOf('(', at);
  if (open === -1) return null;
  const close = line.indexOf(')', open);
  if (close === -1) return null;
  const place = line.slice(open + 1, close);
  const location = LOCATION.exec(place);
  const unknown =
    place === 'Native Method' ||
    place === 'Unknown Source' ||
    place === '<generated>' ||
    place.startsWith('Unknown Source:') ||
    place === '';
  if (location === null && !unknown) return null;
  let name = line.slice(at + 3, open).trim();
  // `java.base@21/java.util.List.get`, `app//com.acme.X.y`: loader and module come first
  const slash = name.lastIndexOf('/');
  if (slash !== -1 && !name.slice(0, slash).includes('$$Lambda')) name = name.slice(slash + 1);
  else if (slash !== -1) name = name.replace(/\/0x[0-9a-f]+/, '');
  if (place === '' && !name.includes('.')) return null;
  const dot = name.lastIndexOf('.');
  if (dot === -1) return null;
  const method = name.slice(dot + 1);
  const type = name.slice(0, dot);
  // a .NET frame has an empty or typed parameter list; without a file the JVM always says why
  if (place === '') return null;
  const packageEnd = type.lastIndexOf('.');
  return frame({
    raw: line,
    module: packageEnd === -1 ? null : type.slice(0, packageEnd),
    function: `${type.slice(packageEnd + 1)}.${method}`,
    file: location?.[1] ?? null,
    line: positive(location?.[2]),
  });
}

const MORE = /^[\s|]*\.\.\. (\d{1,6}) (?:more|common frames omitted)/;
const CHAINED = /^[\s|]*(Caused by|Suppressed|Wrapped by): ?(.*)$/;

function head(text: string): { type: string; message: string | null } {
  const found = headline(text, true);
  if (found !== null) return found;
  const colon = text.indexOf(': ');
  return colon === -1
    ? { type: text.trim(), message: null }
    : { type: text.slice(0, colon).trim(), message: text.slice(colon + 2) };
}

export const jvm: TraceParser = {
  language: 'jvm',
  at(lines, index, floor): Parsed | null {
    const first = jvmFrame(lines[index] ?? '');
    if (first === null) return null;
    const root = draft('jvm');
    for (let back = index - 1; back >= Math.max(floor, index - LOOK_BACK); back -= 1) {
      const found = headline(lines[back] ?? '', true);
      if (found === null) continue;
      root.exceptionType = found.type;
      const more = lines.slice(back + 1, index).map((each) => each.trim());
      root.message = [found.message ?? '', ...more].join('\n').trim() || null;
      break;
    }
    /** The exceptions that are open, outermost first, with the indent of their headlines. */
    const open: { draft: Draft; indent: number }[] = [{ draft: root, indent: -1 }];
    let current = root;
    /** The trace whose tail `... n more` repeats. */
    let enclosing: Draft | null = null;
    let next = index;
    let loose = 0;
    for (let at = index; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      const parsed = jvmFrame(line);
      if (parsed !== null) {
        current.frames.push(parsed);
        next = at + 1;
        loose = 0;
        continue;
      }
      const more = MORE.exec(line);
      if (more !== null) {
        const count = Math.min(Number(more[1]), enclosing?.frames.length ?? 0);
        if (enclosing !== null && count > 0) current.frames.push(...enclosing.frames.slice(-count));
        next = at + 1;
        loose = 0;
        continue;
      }
      const chained = CHAINED.exec(line);
      if (chained !== null && open.length < 40) {
        const { type, message } = head(chained[2] ?? '');
        const child = draft('jvm', type, message);
        const indent = indentOf(line);
        const suppressed = chained[1] === 'Suppressed';
        // a suppressed one belongs to the less indented headline above it; a cause to its own level
        while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= indent + (suppressed ? 0 : 1))
          open.pop();
        let owner = open.at(-1)?.draft ?? root;
        if (suppressed) owner.suppressed.push(child);
        else {
          while (owner.cause !== null) owner = owner.cause;
          owner.cause = child;
        }
        enclosing = owner;
        open.push({ draft: child, indent });
        current = child;
        next = at + 1;
        loose = 0;
        continue;
      }
      // lines of a message that runs over several lines, only right below a `Caused by`
      loose += 1;
      if (current.frames.length > 0 || loose > LOOK_BACK || line.trim() === '') break;
      current.message = `${current.message ?? ''}\n${line.trim()}`.trim();
    }
    return { trace: root, next };
  },
};
