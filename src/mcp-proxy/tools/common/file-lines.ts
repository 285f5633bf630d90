/** Lines of a file as get_file shows them, wherever the file is read from. */
import { MiraError } from '../../../domain/errors.ts';
import { cut } from './text.ts';

const MAX_LINES = 400;
const MAX_CHARS = 40_000;

/** From 1, both inclusive; `endLine` null is the file's end. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number | null;
}

/**
 * As many of the lines as one answer holds, and how to ask for more.
 * @throws MiraError `bad_argument` for a begin beyond the file's end
 */
export function linesOf(text: string, { startLine, endLine }: LineRange) {
  const all = text.split('\n');
  assertWithin(startLine, all.length);
  const wanted = Math.min(endLine ?? all.length, all.length);
  const shown = withinSize(all.slice(startLine - 1, Math.min(wanted, startLine - 1 + MAX_LINES)));
  const last = startLine + shown.length - 1;
  const truncated = last < wanted;
  return {
    shown: { startLine, endLine: last, totalLines: all.length, content: shown.join('\n') },
    truncated,
    notes: truncated
      ? [
          `Lines ${startLine} to ${last} of ${all.length}; ask with start_line ${last + 1} for more.`,
        ]
      : [],
  };
}

/** Lines whose commits are looked for in one call. */
const MAX_BLAMED = 60;

/**
 * The part of a range that one blame covers.
 * @throws MiraError `bad_argument` for a begin beyond the file's end
 */
export function blamedRange(
  totalLines: number,
  { startLine, endLine }: { readonly startLine: number; readonly endLine: number },
): { readonly endLine: number; readonly notes: readonly string[] } {
  assertWithin(startLine, totalLines);
  const wanted = Math.min(endLine, totalLines);
  const last = Math.min(wanted, startLine + MAX_BLAMED - 1);
  const note = `Lines ${startLine} to ${last} of ${wanted} were looked at; ask with start_line ${last + 1} for more.`;
  return { endLine: last, notes: last < wanted ? [note] : [] };
}

function assertWithin(startLine: number, totalLines: number): void {
  if (startLine <= totalLines) return;
  throw new MiraError(
    'bad_argument',
    `the file has ${totalLines} lines: start_line is beyond its end`,
  );
}

/** A path that names a folder: an empty file would be a lie. */
export const isFolder = (path: string): MiraError =>
  new MiraError(
    'no_match',
    `«${path.slice(0, 200) || '/'}» is a folder: list_files names the files in it`,
  );

function withinSize(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines) {
    size += line.length + 1;
    if (size > MAX_CHARS && kept.length > 0) break;
    kept.push(cut(line, MAX_CHARS));
  }
  return kept;
}

/** What to answer for a path that is not among the commit's `paths`: those that end alike. */
export function noSuchFile(commit: string, path: string, paths: readonly string[]): MiraError {
  const name = path.split('/').at(-1) ?? path;
  // names of unusual characters stay out: an error's text is not wrapped as untrusted
  const alike = paths.filter(
    (one) => /^[\w./@+-]+$/.test(one) && `/${one}`.toLowerCase().endsWith(`/${name.toLowerCase()}`),
  );
  const known =
    alike.length === 0
      ? 'list_files names them all'
      : `of that name there are: ${alike.slice(0, 10).join(', ')}`;
  return new MiraError('no_match', `there is no such file at ${commit}; ${known}`);
}
