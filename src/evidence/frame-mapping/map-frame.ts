/** From a stack frame to a file of the repository, or the reason why none was found. */
import type { PathRule } from '../../domain/service.ts';
import type { StackFrame } from '../../domain/stack-frame.ts';

export type Mapping =
  | {
      readonly file: string;
      readonly line: number | null;
      readonly how: 'rule' | 'exact' | 'suffix' | 'package' | 'name';
      readonly confidence: number;
    }
  | { readonly file: null; readonly reason: string };

export interface RepositoryIndex {
  readonly size: number;
  has(path: string): boolean;
  /** Paths with this last segment, as stored. */
  named(basename: string): readonly string[];
}

const clean = (path: string): string => path.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');

/** Looks paths up by their last segment; built once for all frames. */
export function indexRepository(files: readonly string[]): RepositoryIndex {
  const all = new Map<string, string>();
  const byName = new Map<string, string[]>();
  for (const file of files) {
    const path = clean(file);
    if (all.has(path)) continue;
    all.set(path, file);
    const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [path]);
    else list.push(path);
  }
  return {
    size: all.size,
    has: (path) => all.has(clean(path)),
    named: (name) => byName.get(name.toLowerCase()) ?? [],
  };
}

/** Sources behind a compiled or bundled name: `.js` was `.ts`, a template was `.erb`. */
const SIBLINGS: Readonly<Record<string, readonly string[]>> = {
  js: ['ts', 'tsx', 'jsx', 'mts', 'vue', 'svelte'],
  mjs: ['mts', 'ts'],
  cjs: ['cts', 'ts'],
  jsx: ['tsx'],
  pyc: ['py'],
  java: ['kt', 'scala', 'groovy'],
  class: ['java', 'kt'],
};

function suffixLength(a: readonly string[], b: readonly string[]): number {
  let same = 0;
  while (
    same < a.length &&
    same < b.length &&
    a[a.length - 1 - same]?.toLowerCase() === b[b.length - 1 - same]?.toLowerCase()
  )
    same += 1;
  return same;
}

/** The repository paths that share the longest tail with `path`; more than one when equal. */
function bestBySuffix(
  path: string,
  index: RepositoryIndex,
): { paths: string[]; shared: number; name: string } | null {
  const parts = clean(path)
    .split('/')
    .filter((part) => part !== '' && part !== '..' && part !== '.');
  const name = parts.at(-1) ?? '';
  const dot = name.lastIndexOf('.');
  const names = [
    name,
    ...(SIBLINGS[name.slice(dot + 1)] ?? []).map((ext) => `${name.slice(0, dot)}.${ext}`),
  ];
  for (const candidate of names) {
    const found = index.named(candidate);
    if (found.length === 0) continue;
    let shared = 0;
    let paths: string[] = [];
    for (const each of found) {
      const length = suffixLength([...parts.slice(0, -1), candidate], each.split('/'));
      if (length > shared) {
        shared = length;
        paths = [each];
      } else if (length === shared) paths.push(each);
    }
    return { paths, shared, name: candidate };
  }
  return null;
}

/** `com.acme.pay` + `Card.java` → `com/acme/pay/Card.java`. */
const packagePath = (module: string, file: string): string =>
  `${module.replace(/[.\\]|::/g, '/')}/${file}`;

/** Without a file name: the type's name in every extension of the language. */
function namesFromType(frame: StackFrame): string[] {
  const type = (frame.function ?? '').split('.')[0]?.split(/[$+]/)[0] ?? '';
  if (type === '' || !/^[A-Z]/.test(type)) return [];
  const plain = type.replace(/(?:Kt|Companion)$/, '');
  return ['java', 'kt', 'scala', 'groovy', 'cs', 'fs', 'php', 'ts', 'py', 'rb', 'swift'].map(
    (ext) => `${plain}.${ext}`,
  );
}

/**
 * The file of the repository that a frame is in.
 *
 * Tried in this order: the service's path rules, the path as it is, the longest shared tail of path
 * segments, package or namespace plus file name (JVM, .NET), the type's name. Ambiguity is told
 * apart by the most shared segments, then by the shortest path; what stays ambiguous is refused.
 *
 * @param index - the repository's files; null when unknown: then only rules and path shapes apply
 */
export function mapFrameToFile(
  frame: StackFrame,
  index: RepositoryIndex | null,
  rules: readonly PathRule[] = [],
): Mapping {
  if (frame.origin === 'library' || frame.origin === 'runtime') {
    return { file: null, reason: `${frame.origin} code, not in the repository` };
  }
  const line = frame.line;
  const path = frame.file === null ? null : frame.file.replaceAll('\\', '/');
  const named =
    frame.module === null ? (frame.function ?? '') : `${frame.module}.${frame.function ?? ''}`;
  for (const rule of rules) {
    if (path !== null && path.startsWith(rule.from)) {
      const file = clean(`${rule.to}${path.slice(rule.from.length)}`);
      if (index === null || index.has(file)) return { file, line, how: 'rule', confidence: 1 };
      const near = bestBySuffix(file, index);
      if (near !== null && near.paths.length === 1)
        return { file: near.paths[0] ?? file, line, how: 'rule', confidence: 0.9 };
    }
    if (named.startsWith(rule.from) && rule.from.endsWith('.')) {
      const rest = (frame.module === null ? '' : `${frame.module}.`)
        .slice(rule.from.length)
        .replaceAll('.', '/');
      const name = path === null ? namesFromType(frame)[0] : path.slice(path.lastIndexOf('/') + 1);
      if (name === undefined) continue;
      const file = clean(`${rule.to}${rest}${name}`);
      if (index === null || index.has(file)) return { file, line, how: 'rule', confidence: 1 };
    }
  }
  if (index === null) {
    if (path === null)
      return {
        file: null,
        reason: "the frame names no file and the repository's files are unknown",
      };
    const file =
      frame.module !== null && !path.includes('/') ? packagePath(frame.module, path) : clean(path);
    return { file, line, how: 'name', confidence: 0.4 };
  }
  const tried: string[] = [];
  if (path !== null) {
    if (index.has(path)) return { file: clean(path), line, how: 'exact', confidence: 1 };
    // a JVM frame has only the base name: the package is its path
    const full =
      frame.module !== null && !path.includes('/') && /\.(?:java|kt|kts|scala|groovy)$/.test(path)
        ? packagePath(frame.module, path)
        : path;
    const best = bestBySuffix(full, index);
    if (best !== null) {
      const segments = full.split('/').filter((part) => part !== '').length;
      const how = full === path ? 'suffix' : 'package';
      if (best.paths.length === 1) {
        const enough = best.shared >= 2 || segments === 1 || best.shared === segments;
        return {
          file: best.paths[0] ?? '',
          line,
          how: best.shared >= 2 ? how : 'name',
          confidence: enough ? (best.shared >= 2 ? 0.95 : 0.8) : 0.5,
        };
      }
      const namespaced = byNamespace(frame, best.paths);
      if (namespaced !== null) return { file: namespaced, line, how: 'package', confidence: 0.75 };
      const nonTest = best.paths.filter(
        (each) => !/(?:^|\/)(?:tests?|examples?|samples?|docs?|fixtures?)\//.test(each),
      );
      if (nonTest.length === 1) return { file: nonTest[0] ?? '', line, how, confidence: 0.6 };
      return {
        file: null,
        reason: `${best.paths.length} files match ${full} equally well: ${best.paths.slice(0, 3).join(', ')}`,
      };
    }
    tried.push(full);
  }
  for (const name of namesFromType(frame)) {
    const found = index.named(name);
    if (found.length === 1) return { file: found[0] ?? '', line, how: 'name', confidence: 0.7 };
    const namespaced = byNamespace(frame, found);
    if (namespaced !== null) return { file: namespaced, line, how: 'package', confidence: 0.7 };
  }
  // Go and Rust: the module's last part is the folder
  if (path === null && frame.module !== null)
    return { file: null, reason: `no file of the repository belongs to ${frame.module}` };
  return {
    file: null,
    reason:
      path === null
        ? 'the frame names no file'
        : `no file of the repository ends like ${tried[0] ?? path} (generated, moved or another repository's)`,
  };
}

/** Of equally named files the one whose folders hold most of the namespace's parts. */
function byNamespace(frame: StackFrame, paths: readonly string[]): string | null {
  if (frame.module === null || paths.length === 0) return null;
  const parts = frame.module.toLowerCase().split(/[.\\/]|::/);
  const scored = paths.map((path) => {
    const folders = new Set(path.toLowerCase().split(/[/.]/));
    return { path, score: parts.filter((part) => folders.has(part)).length };
  });
  scored.sort((a, b) => b.score - a.score || a.path.length - b.path.length);
  const [first, second] = scored;
  if (first === undefined || first.score === 0) return null;
  return second !== undefined && second.score === first.score ? null : first.path;
}
