/** Reads unified diffs: whole `git diff` output, single-file patches, and bare hunks. */
import type { FileChange } from '../../domain/observation.ts';

export interface DiffLine {
  readonly kind: 'added' | 'removed' | 'context';
  readonly text: string;
  /** Line number in the old file; null for an added line. */
  readonly oldLine: number | null;
  /** Line number in the new file; null for a removed line. */
  readonly newLine: number | null;
}

export interface Hunk {
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** What git prints behind the second `@@`: the enclosing function or section. */
  readonly section: string;
  readonly lines: readonly DiffLine[];
}

export interface FileDiff {
  readonly path: string;
  readonly previousPath: string | null;
  readonly status: FileChange['status'];
  readonly binary: boolean;
  readonly hunks: readonly Hunk[];
}

const HUNK = /^@@+ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@+ ?(.*)$/;
const BARE_HUNK = /^@@(?: ?(.*?) ?@@)?\s*(.*)$/;

/** `a/src/x.ts\t2026…` → `src/x.ts`; quoted paths are unquoted; `/dev/null` is null. */
function pathOf(text: string): string | null {
  let path = text.replace(/\t.*$/, '').trim();
  if (path.startsWith('"') && path.endsWith('"')) {
    path = path.slice(1, -1).replace(/\\([\\"])/g, '$1');
  }
  if (path === '/dev/null') return null;
  return path.replace(/^[abciwo]\//, '');
}

interface Open {
  path: string;
  previousPath: string | null;
  status: FileChange['status'];
  binary: boolean;
  hunks: Hunk[];
}

/**
 * Files and hunks of a unified diff. Accepts what people paste: no `diff --git` line, no file
 * headers (then `fallbackPath` names the file), `@@` lines without numbers, no hunk headers at all,
 * stripped context. Never throws.
 */
export function parseUnifiedDiff(text: string, fallbackPath = ''): FileDiff[] {
  const files: Open[] = [];
  let file: Open | null = null;
  let hunk: (Hunk & { lines: DiffLine[] }) | null = null;
  let oldLine = 0;
  let newLine = 0;
  let oldLeft = Number.POSITIVE_INFINITY;
  let newLeft = Number.POSITIVE_INFINITY;
  const open = (path: string): Open => {
    file = { path, previousPath: null, status: 'modified', binary: false, hunks: [] };
    files.push(file);
    hunk = null;
    return file;
  };
  const startHunk = (h: Omit<Hunk, 'lines'>): void => {
    const owner: Open = file ?? open(fallbackPath);
    hunk = { ...h, lines: [] };
    owner.hunks.push(hunk);
    oldLine = h.oldStart;
    newLine = h.newStart;
  };
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').replace(/\r$/, '');
    const inHunk = hunk !== null && (oldLeft > 0 || newLeft > 0);
    if (line.startsWith('diff --git ') || line.startsWith('diff --cc ')) {
      const names = / "?a\/(.+?)"? "?b\/(.+?)"?$/.exec(line.slice(0, 2_000));
      open(names?.[2] ?? line.split(' ').at(-1) ?? fallbackPath);
      continue;
    }
    const bounded = Number.isFinite(oldLeft);
    if (
      line.startsWith('--- ') &&
      (lines[index + 1] ?? '').startsWith('+++ ') &&
      !(inHunk && bounded)
    ) {
      const before = pathOf(line.slice(4));
      const after = pathOf((lines[index + 1] ?? '').slice(4).replace(/\r$/, ''));
      const current: Open | null = file;
      const fresh: Open =
        current !== null && (current as Open).hunks.length === 0
          ? current
          : open(after ?? before ?? fallbackPath);
      fresh.path = after ?? before ?? fallbackPath;
      if (before === null) fresh.status = 'added';
      else if (after === null) fresh.status = 'deleted';
      else if (before !== after) fresh.previousPath = before;
      hunk = null;
      index += 1;
      continue;
    }
    const numbered = line.startsWith('@@') ? HUNK.exec(line) : null;
    if (numbered !== null) {
      oldLeft = numbered[2] === undefined ? 1 : Number(numbered[2]);
      newLeft = numbered[4] === undefined ? 1 : Number(numbered[4]);
      startHunk({
        oldStart: Number(numbered[1]),
        oldCount: oldLeft,
        newStart: Number(numbered[3]),
        newCount: newLeft,
        section: numbered[5] ?? '',
      });
      continue;
    }
    if (line.startsWith('@@')) {
      const bare = BARE_HUNK.exec(line.slice(0, 500));
      const section =
        (bare?.[2] ?? '') === ''
          ? (bare?.[1] ?? '').replace(/[-+]?[\d,. ]+/g, '').trim()
          : (bare?.[2] ?? '');
      oldLeft = newLeft = Number.POSITIVE_INFINITY;
      startHunk({ oldStart: 0, oldCount: 0, newStart: 0, newCount: 0, section });
      continue;
    }
    if (!inHunk) {
      const current: Open | null = file;
      if (current !== null && (current as Open).hunks.length === 0) readHeader(line, current);
      if (
        hunk === null &&
        /^[-+](?![-+]{2} )/.test(line) &&
        (current === null || (current as Open).hunks.length === 0)
      ) {
        // bare changed lines without any header
        oldLeft = newLeft = Number.POSITIVE_INFINITY;
        startHunk({ oldStart: 0, oldCount: 0, newStart: 0, newCount: 0, section: '' });
      } else continue;
    }
    const target: (Hunk & { lines: DiffLine[] }) | null = hunk;
    if (target === null) continue;
    const into = (target as { lines: DiffLine[] }).lines;
    const known = Number.isFinite(oldLeft) || (target as Hunk).oldStart > 0;
    if (line.startsWith('+')) {
      into.push({
        kind: 'added',
        text: line.slice(1),
        oldLine: null,
        newLine: known ? newLine : null,
      });
      newLine += 1;
      newLeft -= 1;
    } else if (line.startsWith('-')) {
      into.push({
        kind: 'removed',
        text: line.slice(1),
        oldLine: known ? oldLine : null,
        newLine: null,
      });
      oldLine += 1;
      oldLeft -= 1;
    } else if (line.startsWith('\\')) {
      // "\ No newline at end of file"
    } else {
      if (index === lines.length - 1 && line === '') break;
      into.push({
        kind: 'context',
        text: line.startsWith(' ') ? line.slice(1) : line,
        oldLine: known ? oldLine : null,
        newLine: known ? newLine : null,
      });
      oldLine += 1;
      newLine += 1;
      oldLeft -= 1;
      newLeft -= 1;
    }
  }
  return files.filter((each) => each.path !== '' || each.hunks.length > 0);
}

function readHeader(line: string, file: Open): void {
  if (line.startsWith('new file')) file.status = 'added';
  else if (line.startsWith('deleted file')) file.status = 'deleted';
  else if (line.startsWith('rename from ')) {
    file.previousPath = line.slice(12);
    file.status = 'renamed';
  } else if (line.startsWith('rename to ')) {
    file.path = line.slice(10);
    file.status = 'renamed';
  } else if (line.startsWith('Binary files') || line.startsWith('GIT binary patch'))
    file.binary = true;
}

/** The hunks of one {@link FileChange}; empty when its patch was not read. */
export function diffOfFile(change: FileChange): FileDiff {
  const parsed = change.patch === null ? [] : parseUnifiedDiff(change.patch, change.path);
  return {
    path: change.path,
    previousPath: change.previousPath ?? null,
    status: change.status,
    binary: parsed.some((each) => each.binary),
    hunks: parsed.flatMap((each) => each.hunks),
  };
}
