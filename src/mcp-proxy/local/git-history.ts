/** What the code tools ask of a git repository. */
import { splitDiff, unquote } from '../../bundle/changes/split-diff.ts';
import { MiraError } from '../../domain/errors.ts';
import type { Commit, FileChange } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import { isFolder, noSuchFile } from '../tools/common/file-lines.ts';
import { resolveCommit, type Git } from './git.ts';

const FORMAT = '%x01%H%x02%P%x02%an%x02%ae%x02%ct%x02%B%x03';
/** Files that are larger are generated or data. */
const MAX_FILE_BYTES = 2_000_000;
const MAX_PATCH = 60_000;

export interface LogQuery {
  readonly revision: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
  readonly path: string | null;
  readonly author: string | null;
  /** All of them stand in the message. */
  readonly words: readonly string[];
  readonly withFiles: boolean;
}

/** Newest first; by the date on which they were committed. */
export async function listCommits(
  git: Git,
  query: LogQuery,
  signal: AbortSignal,
): Promise<Commit[]> {
  const text = await git.run(
    [
      'log',
      `--format=${FORMAT}`,
      `--since=${toIso(query.fromMs)}`,
      `--until=${toIso(query.toMs)}`,
      `--max-count=${query.limit}`,
      '--regexp-ignore-case',
      '--fixed-strings',
      ...(query.author === null ? [] : [`--author=${query.author}`]),
      ...(query.words.length === 0 ? [] : ['--all-match']),
      ...query.words.map((word) => `--grep=${word}`),
      ...(query.withFiles ? ['--name-status', '--find-renames'] : []),
      '--end-of-options',
      query.revision,
      '--',
      ...(query.path === null ? [] : [`:(literal)${query.path}`]),
    ],
    signal,
  );
  return parseLog(text, git.name, query.withFiles);
}

/** One commit with its diff; a merge's is against its first parent. */
export async function readCommit(git: Git, revision: string, signal: AbortSignal): Promise<Commit> {
  const sha = await resolveCommit(git, revision);
  const text = await git.run(
    [
      'show',
      `--format=${FORMAT}`,
      '--unified=5',
      '--find-renames',
      '--diff-merges=first-parent',
      '--no-ext-diff',
      '--no-textconv',
      sha,
    ],
    signal,
  );
  const [commit] = parseLog(text, git.name, false);
  if (!commit) throw new MiraError('no_match', `${git.name} has no commit ${revision}`);
  const files = splitDiff(text.slice(text.indexOf('\u0003') + 1)).map((file): FileChange => {
    const patch = file.patch !== null && file.patch.length > MAX_PATCH ? null : file.patch;
    return { ...file, path: unquote(file.path), patch };
  });
  return { ...commit, files, filesComplete: true };
}

export async function listPaths(
  git: Git,
  revision: string,
  signal: AbortSignal,
): Promise<string[]> {
  const text = await git.run(['ls-tree', '-r', '-z', '--name-only', revision], signal);
  return text.split('\0').filter(Boolean);
}

/** @throws MiraError `no_match` with the paths that end alike, `too_large` for what is no text */
export async function readFile(
  git: Git,
  sha: string,
  path: string,
  signal: AbortSignal,
): Promise<string> {
  const about = (what: string): Promise<string | null> =>
    git.run(['cat-file', what, `${sha}:${path}`], signal).catch(() => null);
  const [kind, size] = await Promise.all([about('-t'), about('-s')]);
  if (kind === null || size === null)
    throw noSuchFile(sha, path, await listPaths(git, sha, signal));
  if (kind.trim() !== 'blob') throw isFolder(path);
  if (Number(size) > MAX_FILE_BYTES) {
    throw new MiraError(
      'too_large',
      `the file has ${size.trim()} bytes: it can’t be shown as lines`,
    );
  }
  const text = await git.run(['cat-file', 'blob', `${sha}:${path}`], signal);
  if (text.slice(0, 8_000).includes('\0')) {
    throw new MiraError('too_large', 'the file is binary: it can’t be shown as lines');
  }
  return text;
}

export interface BlamedLine {
  readonly line: number;
  readonly text: string;
  readonly sha: string;
  readonly author: string;
  readonly atMs: number;
  readonly summary: string;
}

export async function blame(
  git: Git,
  sha: string,
  path: string,
  range: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<BlamedLine[]> {
  const text = await git.run(
    ['blame', '--line-porcelain', '-M', `-L${range.from},${range.to}`, sha, '--', path],
    signal,
  );
  const lines: BlamedLine[] = [];
  let head: { sha: string; line: number } | undefined;
  let fields = new Map<string, string>();
  for (const row of text.split('\n')) {
    const opening = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(row);
    if (!head && opening) {
      head = { sha: opening[1] ?? '', line: Number(opening[2]) };
      fields = new Map();
    } else if (head && row.startsWith('\t')) {
      lines.push({
        ...head,
        text: row.slice(1),
        author: fields.get('author') ?? '',
        atMs: Number(fields.get('committer-time') ?? 0) * 1_000,
        summary: fields.get('summary') ?? '',
      });
      head = undefined;
    } else {
      const space = row.indexOf(' ');
      if (space > 0) fields.set(row.slice(0, space), row.slice(space + 1));
    }
  }
  return lines;
}

function parseLog(text: string, repository: string, withFiles: boolean): Commit[] {
  return text
    .split('\u0001')
    .filter((part) => part.includes('\u0003'))
    .map((part) => {
      const end = part.indexOf('\u0003');
      const [sha = '', parents = '', author = '', email = '', time = '', message = ''] = part
        .slice(0, end)
        .split('\u0002');
      const parentIds = parents.split(' ').filter(Boolean);
      return {
        sha,
        repository,
        service: null,
        author,
        authorEmail: email,
        committedAt: toIso(Number(time) * 1_000),
        message: message.trim(),
        parents: parentIds,
        files: withFiles ? nameStatus(part.slice(end + 1)) : [],
        // git lists no files for a merge
        filesComplete: withFiles && parentIds.length < 2,
      };
    });
}

const STATUSES: Readonly<Record<string, FileChange['status']>> = {
  A: 'added',
  C: 'added',
  D: 'deleted',
  R: 'renamed',
};

const nameStatus = (text: string): FileChange[] =>
  text.split('\n').flatMap((line): FileChange[] => {
    const [status = '', first, second] = line.split('\t');
    if (first === undefined) return [];
    const kind = STATUSES[status[0] ?? ''] ?? 'modified';
    const path = unquote(second ?? first);
    return [
      {
        path,
        status: kind,
        patch: null,
        ...(kind === 'renamed' ? { previousPath: unquote(first) } : {}),
      },
    ];
  });
