/** Attributes lines to commits from the versions of a file alone: the API has no blame. */
import { diffArrays } from 'diff';

/** A version of the file, as a commit left it. */
export interface Version {
  readonly sha: string;
  readonly lines: readonly string[];
}

/**
 * @param versions - newest first; each is the file as its commit left it
 * @param oldest - the file before the last of `versions`; null when it did not exist
 * @param wanted - line numbers of the newest version, from 1
 * @returns line number → the commit that brought the line; null where it is older than all of them
 */
export function blameLines(
  versions: readonly Version[],
  oldest: readonly string[] | null,
  wanted: readonly number[],
): Map<number, string | null> {
  const blamed = new Map<number, string | null>();
  /** Line of the version at hand → line of the newest. */
  let open = new Map(wanted.map((line) => [line, line] as const));
  for (const [index, version] of versions.entries()) {
    if (open.size === 0) break;
    const before = versions[index + 1]?.lines ?? oldest ?? [];
    const origin = originOf(before, version.lines);
    const next = new Map<number, number>();
    for (const [line, newest] of open) {
      const previous = origin.get(line);
      if (previous === undefined) blamed.set(newest, version.sha);
      else next.set(previous, newest);
    }
    open = next;
  }
  for (const newest of open.values()) blamed.set(newest, null);
  return blamed;
}

/** Lines that stayed: number after → number before. */
function originOf(before: readonly string[], after: readonly string[]): Map<number, number> {
  const origin = new Map<number, number>();
  let oldLine = 1;
  let newLine = 1;
  for (const part of diffArrays([...before], [...after])) {
    const count = part.value.length;
    if (part.added) newLine += count;
    else if (part.removed) oldLine += count;
    else {
      for (let step = 0; step < count; step += 1) origin.set(newLine + step, oldLine + step);
      oldLine += count;
      newLine += count;
    }
  }
  return origin;
}
