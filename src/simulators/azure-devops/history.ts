/** Reads commits, changes and files from a repository. */
import { commitNotFound } from './errors.ts';
import type { Repository } from './repositories.ts';

export interface Person {
  readonly name: string;
  readonly email: string;
  /** World epoch ms. */
  readonly atMs: number;
}

export interface GitCommit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
  /** Against the first parent; of the whole commit, whatever path was asked for. */
  readonly counts: { readonly Add: number; readonly Edit: number; readonly Delete: number };
}

export interface GitChange {
  readonly kind: 'add' | 'edit' | 'delete' | 'rename' | 'edit, rename';
  readonly path: string;
  readonly oldPath: string | undefined;
  readonly blob: string | undefined;
  readonly oldBlob: string | undefined;
  readonly folder: boolean;
}

const FORMAT = '%x1e%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%at%x1f%cn%x1f%ce%x1f%ct%x1f%B%x1d';
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const NO_OBJECT = /^0+$/;

/** What git answers to a question about a repository, as text. */
export const readText = async (
  repository: Repository,
  args: readonly string[],
  input?: string,
): Promise<string> => (await repository.read(args, input)).toString('utf8');

const VERSION_KINDS = ['branch', 'tag', 'commit'] as const;

/** What `versionDescriptor` asks for → a commit id. Numbers are the client's enums. */
export async function resolveVersion(
  repository: Repository,
  version: string | undefined,
  type: string | undefined,
): Promise<string> {
  const kind = VERSION_KINDS[Number(type)] ?? type?.toLowerCase() ?? 'branch';
  const name = version ?? repository.defaultBranch;
  const revision =
    kind === 'commit' ? name : `${kind === 'tag' ? 'refs/tags' : 'refs/heads'}/${name}`;
  if (kind === 'commit' && !/^[0-9a-f]{4,40}$/i.test(name)) throw commitNotFound(name);
  return revParse(repository, revision, name);
}

/** @throws AzureDevOpsError 404 naming the version */
export async function revParse(
  repository: Repository,
  revision: string,
  shown: string,
): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  try {
    return (await readText(repository, args)).trim();
  } catch {
    throw commitNotFound(shown);
  }
}

function parseCommit(block: string, shiftMs: number): GitCommit {
  const [head = '', status = ''] = block.split('\x1d');
  const [sha, tree, parents, an, ae, at, cn, ce, ct, message] = head.split('\x1f');
  const letters = status
    .split('\n')
    .map((line) => line[0])
    .filter((letter) => letter !== undefined);
  const count = (...wanted: string[]) => letters.filter((letter) => wanted.includes(letter)).length;
  const person = (name = '', email = '', seconds = '0'): Person => ({
    name,
    email,
    atMs: Number(seconds) * 1000 + shiftMs,
  });
  return {
    sha: sha!,
    tree: tree!,
    parents: parents === '' ? [] : parents!.split(' '),
    author: person(an, ae, at),
    committer: person(cn, ce, ct),
    message: (message ?? '').trimEnd(),
    counts: { Add: count('A', 'C'), Edit: count('M', 'R', 'T'), Delete: count('D') },
  };
}

/**
 * @param revisions - as `git rev-list` takes them
 * @param path - without its leading slash; only commits that touch it
 */
export async function readCommits(
  repository: Repository,
  revisions: readonly string[],
  path?: string,
  options: readonly string[] = [],
): Promise<GitCommit[]> {
  // in two steps: `git log` with a path and merge diffs also shows merges that left the path alone
  const ids = await readText(repository, [
    'rev-list',
    ...options,
    ...revisions,
    '--',
    ...(path === undefined || path === '' ? [] : [`:(literal)${path}`]),
  ]);
  if (ids === '') return [];
  const text = await readText(
    repository,
    [
      'log',
      '--stdin',
      '--no-walk=unsorted',
      `--format=${FORMAT}`,
      '--name-status',
      '-M',
      '--diff-merges=first-parent',
    ],
    ids,
  );
  return text
    .split('\x1e')
    .slice(1)
    .map((block) => parseCommit(block, repository.loaded.shiftMs));
}

export async function readCommit(repository: Repository, sha: string): Promise<GitCommit> {
  const id = await resolveVersion(repository, sha, 'commit');
  const [commit] = await readCommits(repository, [id], undefined, ['-1']);
  if (commit === undefined) throw commitNotFound(sha);
  return commit;
}

const KINDS: Record<string, GitChange['kind']> = { A: 'add', M: 'edit', T: 'edit', D: 'delete' };

/** Changed files between two commits; `folders` lists the changed folders too. */
export async function readChanges(
  repository: Repository,
  from: string | undefined,
  to: string,
  folders = false,
): Promise<GitChange[]> {
  const text = await readText(repository, [
    'diff-tree',
    '-r',
    ...(folders ? ['-t'] : []),
    '-M',
    '--raw',
    '--no-abbrev',
    '-z',
    from ?? EMPTY_TREE,
    to,
  ]);
  const parts = text.split('\0');
  const changes: GitChange[] = [];
  for (let index = 0; index < parts.length;) {
    const head = parts[index];
    if (head === undefined || !head.startsWith(':')) break;
    const [oldMode, mode, oldBlob = '', blob = '', status = ''] = head.slice(1).split(' ');
    const renamed = status.startsWith('R') || status.startsWith('C');
    const first = parts[index + 1] ?? '';
    const path = renamed ? (parts[index + 2] ?? '') : first;
    index += renamed ? 3 : 2;
    const kind = status.startsWith('R')
      ? status === 'R100'
        ? 'rename'
        : 'edit, rename'
      : status.startsWith('C')
        ? 'add'
        : (KINDS[status[0] ?? ''] ?? 'edit');
    changes.push({
      kind,
      path: `/${path}`,
      oldPath: status.startsWith('R') ? `/${first}` : undefined,
      blob: NO_OBJECT.test(blob) ? undefined : blob,
      oldBlob: NO_OBJECT.test(oldBlob) ? undefined : oldBlob,
      folder: (status === 'D' ? oldMode : mode) === '040000',
    });
  }
  return changes;
}

export interface TreeEntry {
  readonly type: 'blob' | 'tree';
  readonly id: string;
  /** With a leading slash. */
  readonly path: string;
}

/** The entry at a path of a commit; `undefined` when there is none. */
export async function entryAt(
  repository: Repository,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const clean = path.replace(/^\/+|\/+$/g, '');
  const revision = clean === '' ? `${commit}^{tree}` : `${commit}:${clean}`;
  try {
    const id = (await readText(repository, ['rev-parse', '--verify', '--quiet', revision])).trim();
    const type = (await readText(repository, ['cat-file', '-t', id])).trim();
    return { id, type: type === 'tree' ? 'tree' : 'blob', path: `/${clean}` };
  } catch {
    return undefined;
  }
}

/** What is below a folder. */
export async function readTree(
  repository: Repository,
  commit: string,
  path: string,
  recursive: boolean,
): Promise<TreeEntry[]> {
  const clean = path.replace(/^\/+|\/+$/g, '');
  const args = [
    'ls-tree',
    '-z',
    ...(recursive ? ['-r', '-t'] : []),
    clean === '' ? commit : `${commit}:${clean}`,
  ];
  const text = await readText(repository, args);
  return text
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => {
      const [head = '', name = ''] = line.split('\t');
      const [, type, id = ''] = head.split(' ');
      const full = clean === '' ? `/${name}` : `/${clean}/${name}`;
      return { type: type === 'tree' ? 'tree' : 'blob', id, path: full };
    });
}

export const readBlob = (repository: Repository, id: string): Promise<Buffer> =>
  repository.read(['cat-file', 'blob', id]);

export interface LineBlock {
  readonly changeType: 'none' | 'add' | 'delete' | 'edit';
  readonly originalLineNumberStart: number;
  readonly originalLinesCount: number;
  readonly modifiedLineNumberStart: number;
  readonly modifiedLinesCount: number;
}

const HUNK = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm;

const lineCount = (text: string): number =>
  text === '' ? 0 : text.split('\n').length - (text.endsWith('\n') ? 1 : 0);

/** The whole file as blocks of unchanged and changed lines. */
export async function readLineBlocks(
  repository: Repository,
  oldBlob: string | undefined,
  newBlob: string | undefined,
): Promise<LineBlock[]> {
  const lines = async (blob: string | undefined) =>
    blob === undefined ? 0 : lineCount((await readBlob(repository, blob)).toString('utf8'));
  const [oldLines, newLines] = await Promise.all([lines(oldBlob), lines(newBlob)]);
  const block = (
    changeType: LineBlock['changeType'],
    originalLineNumberStart: number,
    originalLinesCount: number,
    modifiedLineNumberStart: number,
    modifiedLinesCount: number,
  ): LineBlock => ({
    changeType,
    originalLineNumberStart,
    originalLinesCount,
    modifiedLineNumberStart,
    modifiedLinesCount,
  });
  if (oldBlob === undefined) return newLines === 0 ? [] : [block('add', 0, 0, 1, newLines)];
  if (newBlob === undefined) return oldLines === 0 ? [] : [block('delete', 1, oldLines, 0, 0)];
  const patch = await readText(repository, [
    'diff',
    '--no-color',
    '--no-ext-diff',
    '-U0',
    oldBlob,
    newBlob,
  ]);
  const blocks: LineBlock[] = [];
  let oldNext = 1;
  let newNext = 1;
  for (const [, oldStart, oldCount, newStart, newCount] of patch.matchAll(HUNK)) {
    const removed = oldCount === undefined ? 1 : Number(oldCount);
    const added = newCount === undefined ? 1 : Number(newCount);
    // a side without lines names the line before the place
    const oldAt = removed === 0 ? Number(oldStart) + 1 : Number(oldStart);
    const newAt = added === 0 ? Number(newStart) + 1 : Number(newStart);
    const same = oldAt - oldNext;
    if (same > 0) blocks.push(block('none', oldNext, same, newNext, same));
    const kind = removed === 0 ? 'add' : added === 0 ? 'delete' : 'edit';
    blocks.push(
      block(
        kind,
        removed === 0 ? oldAt - 1 : oldAt,
        removed,
        added === 0 ? newAt - 1 : newAt,
        added,
      ),
    );
    oldNext = oldAt + removed;
    newNext = newAt + added;
  }
  const rest = oldLines - oldNext + 1;
  if (rest > 0) blocks.push(block('none', oldNext, rest, newNext, rest));
  return blocks;
}
