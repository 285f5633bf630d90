/** Turns raw log or alert text into the lines that the trace parsers read. */

/** Longer lines are cut for parsing: no frame is that long, and it bounds every parser's work. */
export const MAX_LINE_LENGTH = 2_000;

// colours and other terminal codes; both are linear: no nested quantifier
const ANSI = /\u001b\[[0-9;?]{0,16}[A-Za-z]/g;

/** Docker/CRI prefix: `2026-01-01T10:00:00.000000000Z stderr F `. */
const CRI_PREFIX = /^\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d) (?:stdout|stderr) [FP] /;
/** Compose prefix: `api-1  | `. */
const COMPOSE_PREFIX = /^[\w.-]{1,60} {1,10}\| /;

/**
 * Lines of `text` without terminal codes and container prefixes. Text that carries its line breaks
 * as `\n` escapes (a stack inside a JSON string) is unfolded first.
 */
export function linesOf(text: string): string[] {
  let body = text;
  if (body.includes('\\n') && !hasRealTrace(body)) {
    body = body.replaceAll('\\r\\n', '\n').replaceAll('\\n', '\n').replaceAll('\\t', '\t');
  }
  const lines: string[] = [];
  let start = 0;
  while (start <= body.length) {
    let end = body.indexOf('\n', start);
    if (end === -1) end = body.length;
    lines.push(clean(body.slice(start, Math.min(end, start + MAX_LINE_LENGTH))));
    start = end + 1;
  }
  return lines;
}

/** A text whose own line breaks already hold frames must keep its `\n` escapes: they are data. */
function hasRealTrace(text: string): boolean {
  return (
    text.includes('\n\tat ') ||
    text.includes('\n    at ') ||
    text.includes('\n  File "') ||
    text.includes('\n\tfrom ')
  );
}

function clean(line: string): string {
  let out = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (out.includes('\u001b')) out = out.replace(ANSI, '');
  const first = out.charCodeAt(0);
  if (first >= 48 && first <= 57) out = out.replace(CRI_PREFIX, '');
  else if (out.includes(' | ')) out = out.replace(COMPOSE_PREFIX, '');
  return out;
}

const indentPattern = /^[\s|+]*/;

/** Leading white space (and the bars that Python draws around exception groups). */
export const indentOf = (line: string): number => indentPattern.exec(line)?.[0].length ?? 0;

/** A positive integer from digits, else null. */
export function positive(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number.parseInt(text, 10);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}
