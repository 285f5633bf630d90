/** JSON that may be damaged: what can be read of it, and the line of what can't. */

export interface JsonElement {
  readonly text: string;
  /** Line of its first character, from 1. */
  readonly line: number;
}

/** The line (from 1) that holds character `offset`. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1))
    line += 1;
  return line;
}

/** `Expected ',' … in JSON at position 812 (line 7 column 3)` → 7; null when it names no place. */
export function lineOfSyntaxError(text: string, error: unknown): number | null {
  const message = error instanceof Error ? error.message : '';
  const line = /\(line (\d+) column \d+\)/.exec(message)?.[1];
  if (line !== undefined) return Number(line);
  const position = /at position (\d+)/.exec(message)?.[1];
  if (position !== undefined) return lineAt(text, Number(position));
  return /end of JSON|Unterminated/.test(message) ? lineAt(text, text.length) : null;
}

/**
 * The elements directly inside the first array at or behind `from`, as text with their lines; the
 * last one may be cut off. Linear in the text's length.
 */
export function elementsOf(text: string, from = 0): JsonElement[] {
  const start = text.indexOf('[', from);
  if (start === -1) return [];
  const elements: JsonElement[] = [];
  let line = lineAt(text, start);
  let depth = 0;
  let begin = -1;
  let beginLine = line;
  const close = (end: number): void => {
    if (begin !== -1) elements.push({ text: text.slice(begin, end).trim(), line: beginLine });
    begin = -1;
  };
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      line += 1;
      continue;
    }
    if (code === 32 || code === 9 || code === 13) continue;
    if (code === 93 && depth === 0) {
      close(at);
      return elements;
    }
    if (code === 44 && depth === 0) {
      close(at);
      continue;
    }
    if (begin === -1) {
      begin = at;
      beginLine = line;
    }
    if (code === 34) {
      const quote = at;
      at = endOfString(text, at);
      // a string never spans lines in valid JSON; count them where it does
      for (let n = text.indexOf('\n', quote); n !== -1 && n < at; n = text.indexOf('\n', n + 1))
        line += 1;
    } else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) depth -= 1;
    if (depth < 0) return elements;
  }
  close(text.length);
  return elements;
}

/**
 * The elements of the array with `count` elements that stands first in the text, at the top or under
 * a key: for telling the line of one of them. Empty when there is none.
 */
export function arrayOfLength(text: string, count: number): JsonElement[] {
  const starts = [/^\s*\[/.test(text) ? 0 : -1];
  for (const match of text.matchAll(/"\s*:\s*\[/g)) {
    if (starts.length > 200) break;
    starts.push(match.index);
  }
  for (const start of starts) {
    const elements = start === -1 ? [] : elementsOf(text, start);
    if (elements.length === count) return elements;
  }
  return [];
}

function endOfString(text: string, quote: number): number {
  for (let at = quote + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 92) at += 1;
    else if (code === 34) return at;
  }
  return text.length;
}
