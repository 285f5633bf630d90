/** What patches alone tell of a file's newest text: every line that one of them shows and none changed later. */
import type { FileDiff } from './parse.ts';

export interface KnownText {
  /** The newest version's lines as far as they are known; null for one that no patch shows. */
  readonly lines: readonly (string | null)[];
  /**
   * 0–1: how often two patches that show the same line agree on it; 1 when no two do. Patches that
   * are not of one line of history (branches, squashed or missing commits) contradict each other.
   */
  readonly agreement: number;
}

/** Longer files are known up to here. */
const MAX_LINES = 30_000;

interface Move {
  /** Lines of the older version that were replaced: from, and how many. */
  readonly from: number;
  readonly removed: number;
  readonly added: number;
}

/**
 * Puts a file's newest text together from its patches.
 *
 * @param patches - of one file, newest first, following renames; hunks without numbers are passed over
 */
export function knownText(patches: readonly FileDiff[]): KnownText {
  const lines: (string | null)[] = [];
  /** From the version at hand to the newest: the moves of every newer patch, oldest first. */
  let newer: Move[][] = [];
  let agreed = 0;
  let met = 0;
  for (const patch of patches) {
    for (const hunk of patch.hunks) {
      if (hunk.newStart === 0 && hunk.newCount === 0 && hunk.oldStart === 0) continue;
      for (const line of hunk.lines) {
        if (line.newLine === null) continue;
        const at = now(line.newLine, newer);
        if (at === null || at > MAX_LINES) continue;
        const known = lines[at - 1] ?? null;
        if (known === null) {
          while (lines.length < at) lines.push(null);
          lines[at - 1] = line.text;
        } else {
          met += 1;
          if (known.trim() === line.text.trim()) agreed += 1;
        }
      }
    }
    newer = [movesOf(patch), ...newer];
    // what an added file held is all there was
    if (patch.status === 'added') break;
  }
  return { lines, agreement: met === 0 ? 1 : agreed / met };
}

function movesOf(patch: FileDiff): Move[] {
  const out: Move[] = [];
  for (const hunk of [...patch.hunks].sort((a, b) => a.oldStart - b.oldStart)) {
    // with a count of 0 git names the line before the place
    let at = hunk.oldCount === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    let removed = 0;
    let added = 0;
    const flush = (): void => {
      if (removed + added > 0) out.push({ from: at - removed, removed, added });
      removed = 0;
      added = 0;
    };
    for (const line of hunk.lines) {
      if (line.kind === 'removed') {
        removed += 1;
        at += 1;
      } else if (line.kind === 'added') added += 1;
      else {
        flush();
        at += 1;
      }
    }
    flush();
  }
  return out;
}

/** Where a line is after all newer patches; null when one of them took it away. */
function now(line: number, newer: readonly (readonly Move[])[]): number | null {
  let at = line;
  for (const moves of newer) {
    let offset = 0;
    for (const move of moves) {
      if (move.from > at) break;
      if (at < move.from + move.removed) return null;
      offset += move.added - move.removed;
    }
    at += offset;
  }
  return at;
}
