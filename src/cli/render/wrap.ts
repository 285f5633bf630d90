/** Wraps text to the terminal, with a hanging indent. */

const DEFAULT_WIDTH = 100;

/** Lines of at most `width` columns; the first starts with `first`, the others with `rest`. */
export function wrap(text: string, first = '', rest = first, width = terminalWidth()): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/).filter(Boolean)) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

const terminalWidth = (): number => Math.min(process.stdout.columns || DEFAULT_WIDTH, 120);
