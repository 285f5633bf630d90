/** Names under which a file knows what it imports: `var parse = require('../')`, `import { a as b } from './c'`. */
import { isTestPath } from '../../stack-trace/classify.ts';
import type { Use } from '../uses.ts';
import { textOf, type Draft } from './draft.ts';
import { importsOf } from './imports.ts';

export interface Binding {
  readonly files: readonly string[];
  /** The name there; null for what the file exports as a whole. */
  readonly name: string | null;
}

const MAX_BINDINGS = 60;
/** How often a file may hand on what it got from another. */
const MAX_HANDED_ON = 3;

const REQUIRED =
  /^\s*(?:(?:const|let|var|,)\s+)?([A-Za-z_$][\w$]*)\s*=\s*(?:await\s+import|require)\(\s*["'][^"']{1,200}["']\s*\)(?:\.([A-Za-z_$][\w$]*))?/;
const IMPORTED = /^\s*import\s+(?:type\s+)?([A-Za-z_$][\w$]*)\s*(?:,[^;]{0,200})?\s+from\s+["']/;
const PARTS =
  /^\s*(?:(?:const|let|var)\s+\{([^}]{1,300})\}\s*=\s*require\(|import\s+(?:[\w$]+\s*,\s*)?\{([^}]{1,300})\}\s*from\s)/;
const PYTHON = /^\s*from\s+[.\w]+\s+import\s+\(?(.{1,200}\bas\b.{1,200})$/;

/** Renamed and whole imports of a file, by their name in it. */
export function bindingsOf(
  draft: Draft,
  path: string,
  lines: readonly string[],
): ReadonlyMap<string, Binding> {
  const out = new Map<string, Binding>();
  const put = (local: string, line: string, name: string | null): void => {
    if (out.size >= MAX_BINDINGS) return;
    const files = [
      ...importsOf(draft, path, [line]),
      ...(isTestPath(path) ? importsOf(draft, path, [line], true) : []),
    ].filter((each) => !isTestPath(each));
    if (files.length > 0) out.set(local, { files: files.slice(0, 3), name });
  };
  for (const line of lines.slice(0, 200)) {
    if (line.length > 400) continue;
    const required = REQUIRED.exec(line);
    if (required) put(required[1] ?? '', line, required[2] ?? null);
    const imported = IMPORTED.exec(line)?.[1];
    if (imported !== undefined) put(imported, line, null);
    const parts = PARTS.exec(line);
    const list = parts?.[1] ?? parts?.[2] ?? PYTHON.exec(line)?.[1];
    for (const each of list?.split(',') ?? []) {
      const renamed = /^\s*([A-Za-z_$][\w$]*)\s*(?::|\s+as\s)\s*([A-Za-z_$][\w$]*)/.exec(each);
      if (renamed) put(renamed[2] ?? '', line, renamed[1] ?? '');
    }
  }
  return out;
}

/** What bound names mean in the files that they come from, for the uses that go by them. */
export function* boundUses(
  draft: Draft,
  uses: readonly Use[],
  bindings: ReadonlyMap<string, Binding>,
): Generator<{ readonly use: Use; readonly files: readonly string[] }> {
  for (const use of uses) {
    const binding = bindings.get(use.name);
    // `x.parse()` is not the imported `parse`
    if (binding === undefined || use.owner !== null || use.kind === 'property') continue;
    if (binding.name !== null) {
      yield { use: { ...use, name: binding.name }, files: binding.files };
      for (const file of binding.files)
        for (const found of handedOn(draft, file, binding.name))
          yield { use: { ...use, name: found.name }, files: [found.file] };
    } else
      for (const file of binding.files)
        for (const found of wholeExport(draft, file, MAX_HANDED_ON))
          yield { use: { ...use, name: found.name }, files: [found.file] };
  }
}

const EXPORT =
  /(?:\bmodule\.exports\s*=|\bexport\s+default\b)\s*(?:async\s+)?(?:(?:function\b\s*\*?|class\b|new\b)\s*)?([A-Za-z_$][\w$]*)?/;

/** `exports.quote = require('./quote')`, `export { default as quote } from './quote'`. */
function handedOn(draft: Draft, file: string, name: string): { file: string; name: string }[] {
  const text = textOf(draft, file);
  if (text === null || !/^[\w$]+$/.test(name)) return [];
  const hands = new RegExp(
    `(?:exports\\.|^\\s*)${name.replaceAll('$', '\\$')}\\s*[=:]\\s*require\\(|default as ${name.replaceAll('$', '\\$')}\\b`,
  );
  const line = text.lines.find((each) => each.length < 400 && hands.test(each));
  return line === undefined
    ? []
    : importsOf(draft, file, [line]).flatMap((each) => wholeExport(draft, each, MAX_HANDED_ON));
}

/** What a file exports as a whole: its own function or class, or that of a file that it hands on. */
function wholeExport(draft: Draft, file: string, hops: number): { file: string; name: string }[] {
  const text = textOf(draft, file);
  if (text === null) return [];
  const line = text.lines.find((each) => each.length < 1_000 && EXPORT.test(each));
  if (line === undefined) return [];
  const name = EXPORT.exec(line)?.[1];
  if (name === 'require' || /=\s*require\(/.test(line))
    return hops <= 0
      ? []
      : importsOf(draft, file, [line]).flatMap((each) => wholeExport(draft, each, hops - 1));
  if (name === undefined)
    return [
      { file, name: 'exports' },
      { file, name: 'default' },
    ];
  if (text.spans.some((span) => span.name === name || span.owner === name)) return [{ file, name }];
  const handed = hops <= 0 ? undefined : bindingsOf(draft, file, text.lines).get(name);
  if (handed?.name === null)
    return handed.files.flatMap((each) => wholeExport(draft, each, hops - 1));
  return [{ file, name }];
}
