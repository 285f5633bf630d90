/** Which lines of a source file carry behaviour, and when two stretches of code behave the same. */

/** Files in which `#` begins a comment. */
const HASH = /\.(?:py|pyi|pyx|rb|rake|pl|pm|sh|bash|ya?ml|toml|r|jl|ex|exs|nim|coffee|php)$/i;

/** Blank lines, lone brackets and whole-line comments carry no fault. */
const PLAIN =
  /^[\s{}()[\];,]*$|^\s*(?:\/\/|\/\*|\*(?:\s|\/|$)|<!--|--\s|#(?!include|define|undef|if|el|end|pragma|!|\[)|"""|'''|@(?:Override|Test|SuppressWarnings|Deprecated)\b|(?:end|else|else:|fi|done|do|begin|"use strict";|'use strict';)\s*$)/;

/** True for a line that can't be at fault on its own. */
export const isPlain = (line: string): boolean => PLAIN.test(line.slice(0, 200));

/**
 * For each line whether it carries code: comments over several lines and docstrings are left out too.
 */
export function codeLines(lines: readonly string[], path: string): boolean[] {
  const python = /\.pyi?$/.test(path);
  const hash = HASH.test(path);
  let until: string | null = null;
  return lines.map((line) => {
    const text = line.slice(0, 500);
    if (until !== null) {
      if (text.includes(until)) until = null;
      return false;
    }
    if (python) {
      const opened = /^\s*[rRbBuUfF]{0,2}("""|''')/.exec(text);
      if (opened) {
        const mark = opened[1] ?? '"""';
        if (!text.slice(opened[0].length).includes(mark)) until = mark;
        return false;
      }
    } else if (!hash && /^\s*\/\*/.test(text)) {
      if (!text.includes('*/')) until = '*/';
      return text.includes('*/') && /\*\/\s*\S/.test(text);
    }
    return !isPlain(text);
  });
}

function bare(line: string, hash: boolean): string {
  const cut = hash ? line.replace(/(?:^|\s)#(?!\{).*$/, '') : line.replace(/(?:^|\s)\/\/.*$/, '');
  return cut.replace(/\/\*.*?\*\//g, '');
}

/** True when removed and added lines differ in white space, line breaks, semicolons or comments only. */
export function sameCode(
  removed: readonly string[],
  added: readonly string[],
  path: string,
): boolean {
  const hash = HASH.test(path);
  const squash = (lines: readonly string[]): string =>
    lines
      .filter((line) => !isPlain(line) || /[{}()[\]]/.test(line))
      .map((line) => bare(line, hash))
      .join('')
      .replace(/[\s;]+/g, '')
      .replace(/,(?=[)\]}])/g, '')
      .replaceAll('"', "'");
  return squash(removed) === squash(added);
}

/** Lines that decide whether code runs: conditions, checks, defaults, handlers. */
const GUARD =
  /\b(?:if|elif|elsif|unless|switch|case|when|while|assert|try|catch|except|rescue|throw|raise|isinstance|typeof|instanceof|hasattr|check\w*|validate\w*|ensure\w*|require(?:NonNull)?)\b|\?\.|\?\?|&&|\|\||\b(?:and|or|not)\b|[!=]==?|<=|>=/;

/** How many checks a change took away, net of those that it put in. */
export function guardsLost(removed: readonly string[], added: readonly string[]): number {
  const kept = new Set(added.map((line) => line.trim()));
  const gone = removed.filter(
    (line) => !isPlain(line) && GUARD.test(line) && !kept.has(line.trim()),
  );
  if (gone.length === 0) return 0;
  const had = new Set(removed.map((line) => line.trim()));
  const come = added.filter((line) => !isPlain(line) && GUARD.test(line) && !had.has(line.trim()));
  return Math.max(0, gone.length - come.length);
}
