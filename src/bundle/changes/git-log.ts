/** Commits out of the text that git writes: `git log`, `git format-patch`, plain diffs. */
import path from 'node:path';
import type { Commit } from '../../domain/observation.ts';
import { toIso } from '../../domain/time.ts';
import { fieldsOf } from '../values/fields.ts';
import { splitDiff } from './split-diff.ts';

/** The text of `git log`, with or without `-p`. */
export function gitLogText(text: string, referenceMs: number | null): Commit[] {
  return text
    .split(/^(?=commit [0-9a-f]{7,64}\b)/m)
    .filter((part) => part.startsWith('commit '))
    .map((part): Commit => {
      const sha = /^commit ([0-9a-f]{7,64})/.exec(part)?.[1] ?? '';
      const [head = '', ...rest] = part.split('\n\n');
      const author = /^Author:\s*(.*?)(?:\s*<([^>]*)>)?\s*$/m.exec(head);
      const date = /^(?:CommitDate|Date|AuthorDate):\s*(.+)$/m.exec(head)?.[1];
      const body = rest.join('\n\n');
      const from = body.search(/^diff --(?:git|cc) /m);
      const said = from === -1 ? body : body.slice(0, from);
      const atMs = fieldsOf({ date: date?.trim() ?? '' }).time(referenceMs, 'date');
      const files = from === -1 ? statFiles(said) : splitDiff(body.slice(from));
      return {
        sha,
        repository: null,
        service: null,
        author: author?.[1] ?? 'unknown',
        ...(author?.[2] === undefined ? {} : { authorEmail: author[2] }),
        committedAt: atMs === null ? null : toIso(atMs),
        message: said
          .split('\n')
          .filter((line) => line.startsWith('    '))
          .map((line) => line.slice(4))
          .join('\n')
          .trim(),
        parents: (/^Merge: (.+)$/m.exec(head)?.[1] ?? '').split(' ').filter(Boolean),
        files,
        filesComplete: files.length > 0,
      };
    });
}

/** ` src/a.ts | 12 ++--` and `M\tsrc/a.ts` lines. */
const statFiles = (text: string): Commit['files'] =>
  text.split('\n').flatMap((line) => {
    const path =
      /^ (\S.*?)\s+\|\s+(?:\d+|Bin)/.exec(line)?.[1] ?? /^[AMD]\t(\S.*)$/.exec(line)?.[1];
    return path === undefined ? [] : [{ path, status: 'modified' as const, patch: null }];
  });

/**
 * The one commit of a `*.patch` (git format-patch) or `*.diff` file, which may be named after it.
 * @returns null when there is no diff in it
 */
export function patchCommit(text: string, file: string, referenceMs: number | null): Commit | null {
  const files = splitDiff(text);
  if (files.length === 0) return null;
  const from =
    /^From ([0-9a-f]{7,64}) /m.exec(text)?.[1] ?? /^commit ([0-9a-f]{7,64})/m.exec(text)?.[1];
  const stem = path.basename(file).replace(/\.(?:patch|diff)(?:\.gz)?$/, '');
  const named = /(?:^|[^0-9a-f])([0-9a-f]{7,40})(?:$|[^0-9a-f])/.exec(stem)?.[1];
  const author = /^(?:From|Author): +(.*?)(?: <([^>]*)>)?$/m.exec(text);
  const date = /^Date: +(.+)$/m.exec(text)?.[1];
  const atMs = fieldsOf({ date: date?.trim() ?? '' }).time(referenceMs, 'date');
  return {
    sha: from ?? named ?? stem,
    repository: null,
    service: null,
    author: author?.[1] ?? 'unknown',
    committedAt: atMs === null ? null : toIso(atMs),
    message: (/^Subject: +(?:\[[^\]]*\] *)?(.+)$/m.exec(text)?.[1] ?? stem).trim(),
    parents: [],
    files,
    filesComplete: true,
  };
}
