/** Where the constants, tables and patterns of a source file stand: faults live in them as in functions. */
import type { FunctionSpan } from './functions-in.ts';

/** Longest table that is followed to its end. */
const MAX_TABLE = 400;
const MAX_CONSTANTS = 400;

/** At the left margin, by the languages' ways; a type's constants one step in. */
const DECLARED: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\.(?:[cm]?[jt]sx?|vue|svelte)$/,
    /^(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*(?::[^=]{1,120})?=(?!=|>)|^(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=(?!=|>)/,
  ],
  [/\.pyi?$/, /^(?: {4})?([A-Za-z_]\w*)\s*(?::[^=]{1,120})?=(?!=)/],
  [
    /\.(?:java|kt|cs|scala|groovy)$/,
    /^\s{1,8}(?:(?:public|private|protected|internal|static|final|readonly|const|val|override)\s+){2,5}[\w.<>[\], ?]{0,80}?([A-Za-z_$][\w$]*)\s*=(?!=)/,
  ],
  [/\.go$/, /^(?:var|const)\s+([A-Za-z_]\w*)\s[^=]{0,80}=|^\t([A-Za-z_]\w*)\s[^=(:]{0,60}=\s/],
  [/\.rs$/, /^(?:pub(?:\([a-z]+\))?\s+)?(?:const|static)\s+(?:mut\s+)?([A-Za-z_]\w*)/],
  [/\.rb$/, /^\s{0,6}([A-Z]\w*)\s*=(?!=|~|>)/],
  [
    /\.php$/,
    /^\s{0,4}(?:(?:public|private|protected|static|final)\s+)*(?:const\s+|\$)([A-Za-z_]\w*)\s*=(?!=|>)/,
  ],
];

/** Imports and other names for what is declared elsewhere are no data; functions are read elsewhere. */
const OTHERWISE =
  /=\s*(?!(?:true|false|null|undefined|True|False|None|nil)\b)[A-Za-z_$][\w$.]*\s*;?\s*$|=\s*(?:await\s+import|require)\s*\(|=\s*(?:async\s+)?(?:function\b|class\b|\([^()]{0,200}\)\s*(?::[^=]{1,80})?=>|[\w$]+\s*=>)/;

/**
 * Declarations of values outside of functions, each with the lines of its value.
 *
 * @param functions - of the same text: what stands inside of them is left out
 */
export function constantsIn(
  lines: readonly string[],
  path: string,
  functions: readonly FunctionSpan[],
): FunctionSpan[] {
  const pattern = DECLARED.find(([ending]) => ending.test(path))?.[1];
  if (pattern === undefined) return [];
  const inside = new Uint8Array(lines.length + 2);
  const owners = new Set(functions.map((span) => span.owner));
  for (const span of functions)
    // a class's own lines are not a function's
    if (!owners.has(span.name))
      inside.fill(1, span.start, Math.min(lines.length + 1, span.end + 1));
  const out: FunctionSpan[] = [];
  for (let at = 0; at < lines.length && out.length < MAX_CONSTANTS; at += 1) {
    const line = lines[at] ?? '';
    if (inside[at + 1] === 1 || line.length > 2_000) continue;
    const match = pattern.exec(line.slice(0, 300));
    const name = match?.[1] ?? match?.[2];
    if (name === undefined || OTHERWISE.test(line)) continue;
    const end = endOf(lines, at);
    out.push({ name, start: at + 1, end: end + 1, owner: null, constant: true });
    at = end;
  }
  return out;
}

/** The line at which a declaration's brackets are closed again, as far as they can be counted. */
function endOf(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < Math.min(lines.length, start + MAX_TABLE); at += 1) {
    const line = (lines[at] ?? '').replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/g, '');
    for (const char of line) {
      if (char === '(' || char === '[' || char === '{') depth += 1;
      else if (char === ')' || char === ']' || char === '}') depth -= 1;
    }
    if (depth <= 0) return at;
  }
  return start;
}
