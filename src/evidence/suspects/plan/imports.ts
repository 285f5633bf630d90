/** From a file to the files of the repository that it imports. */
import { isTestPath } from '../../stack-trace/classify.ts';
import { fileRole } from '../../diff/file-role.ts';
import { point, textOf, type Draft } from './draft.ts';

/** From files that the failure points at on to what they import: a barrel file holds no fault. */
export function fromImports(draft: Draft): void {
  const followed = new Set<string>();
  for (let count = 0; count < 12; count += 1) {
    const next = [...draft.files]
      .filter(([path, weight]) => weight >= 0.08 && !followed.has(path) && !isTestPath(path))
      .sort((a, b) => b[1] - a[1])[0];
    if (next === undefined) return;
    const [path, weight] = next;
    followed.add(path);
    const text = textOf(draft, path);
    if (text === null) continue;
    const hop = text.lines.length < 40 ? 0.9 : draft.weights.importHop;
    for (const each of importsOf(draft, path, text.lines)) point(draft, each, hop * weight);
  }
}

/** Files that hold little but what they hand on: what they import counts as imported along with them. */
const BARREL = /(?:^|\/)(?:__init__\.py|(?:index|main|mod|lib)\.(?:[cm]?[jt]sx?|rs))$/;
const SHORT = 40;
const MAX_THROUGH = 40;

/** The files, and what those of them that only hand on import, two steps at most. */
export function throughBarrels(draft: Draft, paths: readonly string[]): string[] {
  const out = new Set(paths);
  let from = [...paths];
  for (let hop = 0; hop < 2; hop += 1) {
    const next: string[] = [];
    for (const path of from) {
      const text = textOf(draft, path);
      if (text === null || (!BARREL.test(path) && text.lines.length >= SHORT)) continue;
      for (const each of importsOf(draft, path, text.lines)) {
        if (out.has(each) || out.size >= MAX_THROUGH) continue;
        out.add(each);
        next.push(each);
      }
    }
    from = next;
  }
  return [...out];
}

const IMPORTS: readonly RegExp[] = [
  /^\s*from\s+([.\w]+)\s+import\b/gm, // Python
  /^\s*from\s+([.\w]+\s+import\s+\(?\w+)/gm, // Python: the name may be a module
  /^\s*import\s+([\w.]+)\s*(?:as\s+\w+)?\s*;?$/gm, // Python, Java, Kotlin, Scala
  /(?:require\(|from\s+|import\s+)["']([^"']{1,200})["']/g, // JavaScript
  /^\s*use\s+([\w\\:]+)/gm, // PHP, Rust
  /require(?:_relative)?\s+["']([^"']{1,200})["']/g, // Ruby
];

/** Files of the repository that a file imports, nearest guess by shared tail. */
export function importsOf(
  draft: Draft,
  path: string,
  lines: readonly string[],
  tests = false,
): string[] {
  const head = lines.slice(0, 200).join('\n').slice(0, 20_000);
  const out = new Set<string>();
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
  const tryPath = (candidate: string): boolean => {
    if (!draft.index.has(candidate) || isTestPath(candidate) !== tests) return false;
    out.add(candidate.replace(/^(?:\.?\/)+/, ''));
    return true;
  };
  for (const pattern of IMPORTS) {
    for (const match of head.matchAll(pattern)) {
      const name = (match[1] ?? '').replace(/\s+import\s+\(?/, '.');
      if (out.size >= 20) return [...out];
      if (/^\.\.?(?:\/|$)/.test(name)) {
        const joined = normalise(`${folder}/${name}`).replace(/\.[cm]?js$/, '');
        for (const tail of [
          '',
          '.js',
          '.ts',
          '.tsx',
          '.jsx',
          '.mjs',
          '.cjs',
          '.mts',
          '/index.js',
          '/index.ts',
          '.rb',
        ])
          if (joined !== '' && tryPath(`${joined}${tail}`)) break;
        if (joined === '' || joined === '.')
          for (const each of ['index.js', 'lib/index.js', 'src/index.js', 'src/index.ts'])
            if (tryPath(each)) break;
        if (joined === '' && out.size === 0)
          for (const each of draft.input.files)
            if (/^[^/]+\.[cm]?[jt]s$/.test(each) && out.size < 6) tryPath(each);
        continue;
      }
      const parts = name.split(/[.\\/]|::/).filter((part) => part !== '');
      if (parts.length === 0) continue;
      for (let count = parts.length; count >= 1; count -= 1) {
        const tail = parts.slice(0, count).join('/');
        const leaf = parts[count - 1] ?? '';
        const hits = [
          `${leaf}.py`,
          `${leaf}.java`,
          `${leaf}.kt`,
          `${leaf}.scala`,
          `${leaf}.php`,
          `${leaf}.rb`,
          `${leaf}.rs`,
        ]
          .flatMap((base) => draft.index.named(base))
          .filter(
            (each) => isTestPath(each) === tests && each.replace(/\.\w+$/, '').endsWith(tail),
          );
        for (const hit of hits.slice(0, 2)) out.add(hit);
        const packages = draft.index
          .named('__init__.py')
          .filter((each) => each.endsWith(`${tail}/__init__.py`));
        for (const hit of packages.slice(0, 1)) out.add(hit);
        if (hits.length > 0 || packages.length > 0) break;
      }
    }
  }
  // Go, C and Ruby tests sit next to what they test
  const sibling = path
    .replace(/_test\.go$/, '.go')
    .replace(/_spec\.rb$/, '.rb')
    .replace(/^spec\//, 'lib/')
    .replace(/\.(?:test|spec)(?=\.\w+$)/, '');
  if (sibling !== path) tryPath(sibling);
  if (path.endsWith('_test.go')) {
    for (const each of draft.input.files) {
      if (out.size >= 20) break;
      if (
        each.endsWith('.go') &&
        !each.endsWith('_test.go') &&
        (each.includes('/') ? each.slice(0, each.lastIndexOf('/')) : '') === folder
      )
        out.add(each);
    }
  }
  return [...out].filter((each) => each !== path && fileRole(each) === (tests ? 'test' : 'source'));
}

function normalise(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}
