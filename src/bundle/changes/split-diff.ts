/** Splits a diff over several files into one patch per file. */
import type { FileChange } from '../../domain/observation.ts';

/** One file's patch beyond this is a generated file or a dump. */
export const MAX_PATCH_LENGTH = 400_000;

interface Draft {
  path: string;
  previousPath?: string;
  status: FileChange['status'];
  lines: string[];
  started: boolean;
  /** Lines of the current hunk still to come, where its header counts them. */
  oldLeft: number;
  newLeft: number;
}

/**
 * The files of `git diff`, `git show`, `diff -u` or of bare hunks (then `fallbackPath` names the
 * file). What stands before the first file (a commit message) is skipped. Never throws.
 */
export function splitDiff(text: string, fallbackPath?: string): FileChange[] {
  const files: Draft[] = [];
  const open = (path: string): Draft => {
    const file: Draft = {
      path,
      status: 'modified',
      lines: [],
      started: false,
      oldLeft: 0,
      newLeft: 0,
    };
    files.push(file);
    return file;
  };
  const lines = text.split('\n');
  let file: Draft | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').replace(/\r$/, '');
    const inside = file !== undefined && (file.oldLeft > 0 || file.newLeft > 0);
    if (!inside && /^diff --(?:git|cc|combined) /.test(line)) {
      file = open(pathsOfHeader(line) ?? fallbackPath ?? 'unknown');
      continue;
    }
    if (!inside && line.startsWith('--- ') && (lines[at + 1] ?? '').startsWith('+++ ')) {
      const before = plainPath(line.slice(4));
      const after = plainPath((lines[at + 1] ?? '').slice(4).replace(/\r$/, ''));
      if (file === undefined || file.started) file = open('unknown');
      file.path = after ?? before ?? file.path;
      if (before === null) file.status = 'added';
      else if (after === null) file.status = 'deleted';
      else if (before !== after && file.status === 'modified') {
        file.status = 'renamed';
        file.previousPath = before;
      }
      at += 1;
      continue;
    }
    const hunk = /^@@+(?: -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@)?/.exec(line);
    if (hunk) {
      file ??= open(fallbackPath ?? 'unknown');
      file.started = true;
      const counted = / @@/.test(hunk[0]);
      file.oldLeft = counted ? Number(hunk[1] ?? 1) : 0;
      file.newLeft = counted ? Number(hunk[2] ?? 1) : 0;
      file.lines.push(line);
      continue;
    }
    if (file !== undefined && file.started) {
      file.lines.push(line);
      if (line.startsWith('+')) file.newLeft -= 1;
      else if (line.startsWith('-')) file.oldLeft -= 1;
      else if (!line.startsWith('\\')) {
        file.oldLeft -= 1;
        file.newLeft -= 1;
      }
      continue;
    }
    if (file !== undefined) header(line, file);
    if ((file !== undefined || fallbackPath !== undefined) && /^[+-](?![+-]{2} )/.test(line)) {
      // changed lines without any hunk header
      file ??= open(fallbackPath ?? 'unknown');
      file.started = true;
      file.lines.push('@@', line);
    }
  }
  return files.map(({ path, previousPath, status, lines: patch }) => ({
    path,
    ...(previousPath === undefined ? {} : { previousPath }),
    status,
    patch: patch.length === 0 ? null : patch.join('\n').trimEnd().slice(0, MAX_PATCH_LENGTH),
  }));
}

function header(line: string, file: Draft): void {
  if (line.startsWith('new file')) file.status = 'added';
  else if (line.startsWith('deleted file')) file.status = 'deleted';
  else if (line.startsWith('rename from ')) {
    file.previousPath = unquote(line.slice(12));
    file.status = 'renamed';
  } else if (line.startsWith('rename to ')) {
    file.path = unquote(line.slice(10));
    file.status = 'renamed';
  }
}

/** `diff --git a/x b/y` → `y`; both halves are equal but for renames, which say their names below. */
function pathsOfHeader(line: string): string | null {
  const cc = /^diff --(?:cc|combined) (.+)$/.exec(line);
  if (cc) return unquote(cc[1] ?? '');
  const rest = line.slice('diff --git '.length);
  const quoted = /"b\/((?:[^"\\]|\\.)*)"$/.exec(rest);
  if (quoted) return unquote(`"${quoted[1] ?? ''}"`);
  const half = (rest.length - 1) / 2;
  if (Number.isInteger(half) && rest.slice(2, half) === rest.slice(half + 3))
    return rest.slice(2, half);
  const at = rest.lastIndexOf(' b/');
  return at === -1 ? null : rest.slice(at + 3);
}

/** `a/src/x.ts\t2026…` → `src/x.ts`; `/dev/null` → null. */
function plainPath(text: string): string | null {
  const path = unquote(text.replace(/\t.*$/, '').trim());
  return path === '/dev/null' ? null : path.replace(/^[abciwo]\//, '');
}

/** git quotes paths with control characters, quotes and backslashes. */
export function unquote(path: string): string {
  if (!path.startsWith('"') || !path.endsWith('"') || path.length < 2) return path;
  const bytes: number[] = [];
  const text = path.slice(1, -1);
  const encoder = new TextEncoder();
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== '\\') {
      const point = String.fromCodePoint(text.codePointAt(at) ?? 0);
      bytes.push(...encoder.encode(point));
      at += point.length - 1;
      continue;
    }
    const octal = /^[0-7]{3}/.exec(text.slice(at + 1));
    if (octal) {
      bytes.push(Number.parseInt(octal[0], 8) & 255);
      at += 3;
    } else {
      const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, '"': 34, '\\': 92 };
      bytes.push(escapes[text[at + 1] ?? ''] ?? text.charCodeAt(at + 1) & 255);
      at += 1;
    }
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}
