/** A merge brings what its branch's commits changed: a change is told once, by the commit that made it. */
import type { Commit, FileChange } from '../../domain/observation.ts';
import { toMs } from '../../domain/time.ts';

const MERGE_MESSAGE = /^(?:Merged PR \d+|Merge (?:pull request|branch|remote-tracking|tag)\b)/i;

const isMerge = (commit: Commit): boolean =>
  commit.parents.length > 1 || MERGE_MESSAGE.test(commit.message);

/**
 * Takes out of merges the files whose every changed line stands in an earlier commit of the same
 * list; what a merge changes itself (conflicts resolved by hand, squashed branches) stays its own.
 * The commits inherit the merge's pull request.
 */
export function foldMerges(commits: readonly Commit[]): Commit[] {
  const inherited = new Map<string, Commit['pullRequest']>();
  const folded = commits.map((commit) => {
    if (!isMerge(commit)) return commit;
    const earlier = commits.filter((other) => !isMerge(other) && isBefore(other, commit));
    const own = commit.files.filter((file) => {
      const sources = earlier.filter((other) => brings(other, file));
      if (sources.length === 0 || !covered(file, sources)) return true;
      for (const { sha } of sources) inherited.set(sha, commit.pullRequest);
      return false;
    });
    return own.length === commit.files.length ? commit : { ...commit, files: own };
  });
  return folded.map((commit) => {
    const pullRequest = commit.pullRequest ?? inherited.get(commit.sha);
    return pullRequest === undefined ? commit : { ...commit, pullRequest };
  });
}

const isBefore = (a: Commit, b: Commit): boolean =>
  a.repository === b.repository &&
  (a.committedAt === null || b.committedAt === null || toMs(a.committedAt) <= toMs(b.committedAt));

/** True when the commit changed lines of this file that the merge brings. */
const brings = (commit: Commit, file: FileChange): boolean => {
  const wanted = changedLines(file);
  return commit.files.some(
    (other) =>
      other.path === file.path && changedLines(other).some((line) => wanted.includes(line)),
  );
};

function covered(file: FileChange, sources: readonly Commit[]): boolean {
  const wanted = changedLines(file);
  const given = new Set(
    sources.flatMap((commit) =>
      commit.files.filter(({ path }) => path === file.path).flatMap(changedLines),
    ),
  );
  return wanted.length > 0 && wanted.every((line) => given.has(line));
}

/** Added and removed lines, white space folded; context and line numbers differ between the two diffs. */
const changedLines = ({ patch }: FileChange): string[] =>
  (patch ?? '')
    .split('\n')
    .filter((line) => /^[+-](?![+-]{2} )/.test(line) && line.slice(1).trim() !== '')
    .map((line) => line[0] + line.slice(1).trim());
