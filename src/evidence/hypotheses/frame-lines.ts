/** How near a commit came to the lines that the stack traces name, counted in the version that failed. */
import type { Commit } from '../../domain/observation.ts';
import { diffOfFile } from '../diff/parse.ts';
import { before, shifts, type Shift } from '../suspects/line-history.ts';
import type { WeighedFrame } from './context.ts';

export interface Nearness {
  /** Lines between the named line and the nearest that the commit changed; 0 when it changed that one. */
  readonly distance: number;
  /** It wrote the named line, as it stood when it failed or as it was before somebody rewrote it. */
  readonly author: boolean;
  /** How many newer commits wrote that line. */
  readonly depth: number;
  /** Where the named line was in the version that the commit made. */
  readonly at: number;
  /** Nothing was changed near there, only something put beside it. */
  readonly beside: boolean;
}

/** For a frame by the id of a commit. */
export interface FrameLines {
  of(frame: WeighedFrame, sha: string): Nearness | null;
}

/** Frames beyond these hardly say more. */
const MAX_FRAMES = 24;

/**
 * Follows the lines back through the patches, newest first: line numbers of a trace are those of the
 * version that ran, not those of the version that a commit made.
 *
 * @param commits - those that had gone into the version that failed
 */
export function frameLines(
  frames: readonly WeighedFrame[],
  commits: readonly Commit[],
): FrameLines {
  const newest = [...commits].sort((a, b) =>
    (b.committedAt ?? '').localeCompare(a.committedAt ?? ''),
  );
  const out = new Map<WeighedFrame, ReadonlyMap<string, Nearness>>();
  const known = new Map<string, ReadonlyMap<string, Nearness>>();
  for (const each of frames.slice(0, MAX_FRAMES)) {
    const { file, frame } = each;
    if (file === null || frame.line === null) continue;
    const key = `${file}:${frame.line}`;
    const found = known.get(key) ?? follow(file, frame.line, newest);
    known.set(key, found);
    out.set(each, found);
  }
  return { of: (frame, sha) => out.get(frame)?.get(sha) ?? null };
}

function follow(file: string, line: number, newest: readonly Commit[]): Map<string, Nearness> {
  const out = new Map<string, Nearness>();
  let path = file;
  let position = line;
  let depth = 0;
  for (const commit of newest) {
    const change = commit.files.find(
      (each) =>
        each.path === path || each.path.endsWith(`/${path}`) || path.endsWith(`/${each.path}`),
    );
    if (change === undefined || change.patch === null) continue;
    const diff = diffOfFile(change);
    const runs = [...diff.hunks]
      .sort((a, b) => a.newStart - b.newStart)
      .flatMap((hunk) => shifts(hunk, change.path));
    const real = runs.filter((run) => !run.inert);
    const nearest = real
      .map((run) => ({ run, distance: distanceTo(run, position) }))
      .sort((a, b) => a.distance - b.distance)[0];
    const within = real.find((run) => run.newFrom <= position && run.newTo >= position);
    if (nearest !== undefined)
      out.set(commit.sha, {
        distance: nearest.distance,
        author: within !== undefined,
        depth,
        at: position,
        beside: nearest.run.oldCount === 0 && within === undefined,
      });
    if (within !== undefined) {
      // it came with this commit
      if (within.oldCount === 0) break;
      depth += 1;
      position = within.oldFrom + Math.min(position - within.newFrom, within.oldCount - 1);
    } else position = before(position, runs, 'first');
    if (diff.previousPath !== null && diff.previousPath !== '') path = diff.previousPath;
  }
  return out;
}

function distanceTo(run: Shift, position: number): number {
  const last = Math.max(run.newFrom, run.newTo);
  return position < run.newFrom ? run.newFrom - position : Math.max(0, position - last);
}
