/** The files of a commit that was read whole, with the diffs that get_commit_diff shows of them. */
import type { FileChange } from '../../../domain/observation.ts';
import { rankFiles } from '../azure-devops/rank-files.ts';

/**
 * The most telling files first; only so many keep their diffs.
 * @param asked - paths whose diffs are wanted; empty means no preference
 */
export function shownFiles(
  files: readonly FileChange[],
  asked: readonly string[],
  maxFiles: number,
): FileChange[] {
  const ranked = rankFiles(
    files.map((file) => ({
      path: file.path,
      previousPath: file.previousPath ?? null,
      status: file.status,
      objectId: null,
      previousObjectId: null,
    })),
    asked,
  );
  const places = new Map(ranked.map(({ path }, at) => [path, at]));
  const placeOf = ({ path }: FileChange): number => places.get(path) ?? ranked.length;
  const shown = Math.min(maxFiles, ranked.length);
  return files
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((file) => (placeOf(file) < shown ? file : { ...file, patch: null }));
}
