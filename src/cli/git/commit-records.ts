/** Reads what commits changed out of `git diff-tree`, for any number of commits in one process. */
import type { HistoryCommit } from '../../evidence/index.ts';
import type { Git } from './git.ts';

/** What the index keeps of a commit. */
export interface CommitRecord extends HistoryCommit {
  readonly merge: boolean;
}

/** Control characters that no message holds mark a commit's start, its fields and its end. */
const FORMAT = '%x01%H%x02%P%x02%ct%x02%s%x03';
/** More files than this say nothing about any of them. */
const MAX_FILES = 2_000;
const PROCESSES = 2;

export interface ReadProgress {
  (done: number, all: number): void;
}

/**
 * The records of the given commits. A merge lists only files in which it differs from all its
 * parents; whether it changed anything itself there is settled by {@link ownMergeFiles}.
 */
export async function readCommitRecords(
  git: Git,
  shas: readonly string[],
  onProgress: ReadProgress = () => undefined,
): Promise<CommitRecord[]> {
  const records: CommitRecord[] = [];
  let done = 0;
  const share = Math.ceil(shas.length / PROCESSES);
  const parts = Array.from({ length: PROCESSES }, (_, at) =>
    shas.slice(at * share, (at + 1) * share),
  );
  await Promise.all(
    parts
      .filter((part) => part.length > 0)
      .map((part) =>
        readPart(git, part, (record) => {
          records.push(record);
          done += 1;
          if (done % 100 === 0) onProgress(done, shas.length);
        }),
      ),
  );
  const merges = records.filter((record) => record.merge && record.files.length > 0);
  if (merges.length === 0) return records;
  const own = await ownMergeFiles(
    git,
    merges.map((record) => record.sha),
  );
  return records.map((record) =>
    record.merge
      ? { ...record, files: record.files.filter((file) => own.get(record.sha)?.has(file.path)) }
      : record,
  );
}

async function readPart(
  git: Git,
  shas: readonly string[],
  onRecord: (record: CommitRecord) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string, last: boolean): void => {
    rest += text;
    let from = rest.indexOf('\u0001');
    for (;;) {
      if (from === -1) return;
      const next = rest.indexOf('\u0001', from + 1);
      if (next === -1 && !last) break;
      const record = recordOf(rest.slice(from + 1, next === -1 ? undefined : next));
      if (record) onRecord(record);
      if (next === -1) {
        rest = '';
        return;
      }
      from = next;
    }
    rest = rest.slice(from);
  };
  await git.run(
    [
      'diff-tree',
      '--stdin',
      '-r',
      '-c',
      '--root',
      '-M',
      '-l400',
      '--raw',
      '-z',
      '--no-abbrev',
      '--no-ext-diff',
      '--ignore-submodules=none',
      `--format=${FORMAT}`,
    ],
    {
      input: `${shas.join('\n')}\n`,
      onOutput: (piece) => take(decoder.decode(piece, { stream: true }), false),
    },
  );
  take(decoder.decode(), true);
}

function recordOf(text: string): CommitRecord | null {
  const end = text.indexOf('\u0003');
  if (end === -1) return null;
  const [sha = '', parents = '', time = '', subject = ''] = text.slice(0, end).split('\u0002');
  return {
    sha,
    atMs: Number(time) * 1_000,
    subject,
    merge: parents.includes(' '),
    files: filesOf(text.slice(end + 1)),
  };
}

/** `:100644 100644 a b M\0path\0`, renames with two paths, combined ones with more colons. */
function filesOf(text: string): CommitRecord['files'] {
  const files: { path: string; previousPath?: string }[] = [];
  const parts = text.split('\0');
  for (let at = 0; at < parts.length && files.length < MAX_FILES; at += 1) {
    const head = parts[at]?.replace(/^\n+/, '') ?? '';
    if (!head.startsWith(':')) continue;
    const status = head.slice(head.lastIndexOf(' ') + 1);
    const path = parts[at + 1] ?? '';
    if (/^[RC]\d/.test(status) && !head.startsWith('::')) {
      files.push({ path: parts[at + 2] ?? '', previousPath: path });
      at += 2;
    } else {
      if (path !== '') files.push({ path });
      at += 1;
    }
  }
  return files;
}

/**
 * The files that merges changed themselves: those with hunks in the dense combined diff, which leaves
 * out every hunk that one of the parents already had.
 */
async function ownMergeFiles(git: Git, shas: readonly string[]): Promise<Map<string, Set<string>>> {
  const own = new Map<string, Set<string>>();
  await readPatches(git, shas, [], ['--cc', '-U0'], (sha, text) => {
    const files = new Set<string>();
    for (const match of text.matchAll(/^diff --cc (.+)$/gm)) files.add(match[1] ?? '');
    own.set(sha, files);
  });
  return own;
}

/** One patch longer than this is a generated file or an import of another project. */
const MAX_PATCH = 4_000_000;

/**
 * Calls `onPatch` with the diff text of each commit, in the order given. Merges come as dense
 * combined diffs.
 *
 * @param paths - only these; empty for all
 */
export async function readPatches(
  git: Git,
  shas: readonly string[],
  paths: readonly string[],
  options: readonly string[],
  onPatch: (sha: string, text: string) => void,
): Promise<void> {
  if (shas.length === 0) return;
  const decoder = new TextDecoder();
  let sha = '';
  let pieces: string[] = [];
  let size = 0;
  let rest = '';
  const flush = (): void => {
    if (sha !== '') onPatch(sha, pieces.join('\n'));
    pieces = [];
    size = 0;
  };
  const line = (text: string): void => {
    if (text.startsWith('\u0001')) {
      flush();
      sha = text.slice(1);
    } else if (size < MAX_PATCH) {
      pieces.push(text);
      size += text.length + 1;
    }
  };
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const each of lines) line(each);
  };
  await git.run(
    [
      'diff-tree',
      '--stdin',
      '-r',
      '--root',
      '-M',
      '-l400',
      '-p',
      ...options,
      '--no-ext-diff',
      '--no-textconv',
      '--full-index',
      '--format=%x01%H',
      ...(paths.length === 0 ? [] : ['--', ...paths.map((each) => `:(literal)${each}`)]),
    ],
    {
      input: `${shas.join('\n')}\n`,
      onOutput: (piece) => take(decoder.decode(piece, { stream: true })),
    },
  );
  take(decoder.decode());
  if (rest !== '') line(rest);
  flush();
}

/**
 * A merge's dense combined diff as a plain one that holds only what the merge itself did: lines that
 * no parent had (`++`), and lines that all parents had and it dropped (`--`).
 */
export function plainFromCombined(text: string): string {
  const out: string[] = [];
  let parents = 0;
  let newAt = 0;
  let delta = 0;
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    if (removed.length + added.length > 0) {
      const start = newAt - added.length;
      const newStart = added.length === 0 ? start - 1 : start;
      const oldStart = removed.length === 0 ? start - delta - 1 : start - delta;
      out.push(
        `@@ -${Math.max(0, oldStart)},${removed.length} +${Math.max(0, newStart)},${added.length} @@`,
        ...removed.map((line) => `-${line}`),
        ...added.map((line) => `+${line}`),
      );
      delta += added.length - removed.length;
    }
    removed = [];
    added = [];
  };
  for (const line of text.split('\n')) {
    const header = /^diff --(?:cc|combined) (.+)$/.exec(line);
    if (header) {
      flush();
      parents = 0;
      delta = 0;
      out.push(`diff --git a/${header[1]} b/${header[1]}`);
      continue;
    }
    const hunk = /^(@@@+)((?: -\d+(?:,\d+)?)+) \+(\d+)(?:,\d+)? @@@+/.exec(line);
    if (hunk) {
      flush();
      parents = (hunk[1] ?? '').length - 1;
      newAt = Number(hunk[3]);
      continue;
    }
    if (parents === 0) {
      if (line.startsWith('--- ') || line.startsWith('+++ ')) out.push(line);
      continue;
    }
    const marks = line.slice(0, parents);
    if (marks === '+'.repeat(parents)) {
      added.push(line.slice(parents));
      newAt += 1;
    } else if (marks === '-'.repeat(parents)) {
      if (added.length > 0) flush();
      removed.push(line.slice(parents));
    } else {
      flush();
      // a line that one parent alone had and that is gone is no line of the result
      if (!marks.includes('-')) newAt += 1;
    }
  }
  flush();
  return out.join('\n');
}
