/** What a failing assertion compares: its own statement and the statements that made its values. */

/** Statements above the assertion that are read for where its values come from. */
const MAX_ABOVE = 40;
const MAX_STEPS = 6;
/** Lines above the assertion in which calls on its variables count as having made their state. */
const MAX_TOLD = 4;

const ASSIGNS =
  /^\s*(?:[\w<>[\],.?$]+\s+)*?\*?([A-Za-z_$][\w$]*)\s*(?::\s*[\w<>[\]., |]+)?\s*(?::=|=(?![=>]))/;
const NAME = /(?<![\w$.])[A-Za-z_$][\w$]*/g;

/**
 * Text of the statement at `line` and, newest first, of those since `start` that gave its variables
 * their values: `result = format(x)` for `assertEquals("a", result)`.
 */
export function assertionAt(lines: readonly string[], start: number, line: number): string {
  const first = statementStart(lines, start, line);
  const last = statementEnd(lines, line);
  const text = lines.slice(first - 1, last).join('\n');
  const names = new Set(text.match(NAME) ?? []);
  const out = [text];
  for (let at = first - 1; at > Math.max(start, first - MAX_ABOVE); at -= 1) {
    const above = (lines[at - 1] ?? '').slice(0, 400);
    const made = ASSIGNS.exec(above)?.[1];
    // `list.add(x)` changes what the assertion looks at as much as an assignment does
    const told = /^\s*([A-Za-z_$][\w$]*)(?:\.|->)\w+\s*\(/.exec(above)?.[1];
    if (made === undefined || !names.has(made)) {
      if (told === undefined || !names.has(told) || at < first - MAX_TOLD) continue;
    }
    const statement = lines.slice(at - 1, statementEnd(lines, at)).join('\n');
    out.push(statement);
    for (const name of statement.match(NAME) ?? []) names.add(name);
    if (out.length > MAX_STEPS) break;
  }
  return out.join('\n');
}

/** A frame may name the last line of a call that runs over several: up to where its brackets open. */
function statementStart(lines: readonly string[], start: number, line: number): number {
  let depth = 0;
  for (let at = line; at > Math.max(start, line - 8); at -= 1) {
    depth += balance(lines[at - 1] ?? '');
    if (depth >= 0) return at;
  }
  return line;
}

/** Last line of a call that runs over several lines, by its brackets; at most a few lines on. */
function statementEnd(lines: readonly string[], line: number): number {
  let depth = 0;
  for (let at = line; at <= Math.min(lines.length, line + 8); at += 1) {
    depth += balance(lines[at - 1] ?? '');
    if (depth <= 0) return at;
  }
  return line;
}

function balance(line: string): number {
  let depth = 0;
  for (const char of line) {
    if (char === '(' || char === '[' || char === '{') depth += 1;
    else if (char === ')' || char === ']' || char === '}') depth -= 1;
  }
  return depth;
}
