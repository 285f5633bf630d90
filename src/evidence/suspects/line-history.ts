/** Follows lines of the newest version of a file back through its patches, newest first. */
import type { FileDiff, Hunk } from '../diff/parse.ts';
import { isInert } from '../diff/line-facts.ts';
import type { Region } from './plan.ts';

/** What one commit did to the followed lines. */
export interface Touch {
  readonly region: Region;
  /** Weight of the followed lines that this commit wrote last, 0–1 of the region's. */
  readonly lines: number;
  /** How many newer commits touched the region; 0 for the newest. */
  readonly depth: number;
  /** True when the commit only took lines away inside the region. */
  readonly removedOnly: boolean;
  /** True when the region did not exist before this commit. */
  readonly born: boolean;
  /** True when the line that the trace names was written by this commit. */
  readonly failingLine: boolean;
  /** True when it changed or removed something right next to that line. */
  readonly nearFailing: boolean;
}

interface Followed {
  readonly region: Region;
  /** Where each followed line is in the version at hand; 0 for one whose author was found. */
  readonly at: Int32Array;
  readonly weight: Float64Array;
  start: number;
  end: number;
  depth: number;
  alive: boolean;
  /** Index of the line that the trace names; -1 for none. */
  readonly failing: number;
}

export interface FileHistory {
  /** Path in the version at hand: changes when a patch renames the file. */
  path(): string;
  /** Takes the next older patch of the file and tells which regions it touched. */
  apply(diff: FileDiff): Touch[];
  /** False once every followed line and region has reached its origin. */
  alive(): boolean;
}

/** A rewritten line's forerunner keeps this share of its weight: an older author may have erred already. */
const INHERITED = 0.45;

/** Lines to either side of the failing one that count as next to it. */
const NEAR = 2;

/** Blank lines, lone brackets and comments carry no fault. */
const PLAIN = /^[\s{}()[\];,]*$|^\s*(?:\/\/|\*|\/\*|#(?!include|define)|"""|''')/;

/**
 * @param regions - stretches of the newest version, all of one file
 * @param lines - the newest version's text, for leaving out lines that can't be at fault; null when unknown
 */
export function createFileHistory(
  path: string,
  regions: readonly Region[],
  lines: readonly string[] | null,
): FileHistory {
  let current = path;
  const followed = regions.map((region): Followed => {
    const size = Math.max(1, region.end - region.start + 1);
    const at = new Int32Array(size);
    const weight = new Float64Array(size);
    let total = 0;
    for (let index = 0; index < size; index += 1) {
      at[index] = region.start + index;
      const text = lines?.[region.start + index - 1];
      const plain = text !== undefined && PLAIN.test(text.slice(0, 200));
      const distance = region.line === null ? null : Math.abs(region.start + index - region.line);
      // close to the failing line most, the rest of the function evenly
      const value = plain ? 0 : distance === null ? 1 : 1 + 4 * Math.exp(-distance / 2);
      weight[index] = value;
      total += value;
    }
    if (total > 0)
      for (let index = 0; index < size; index += 1) weight[index] = (weight[index] ?? 0) / total;
    return {
      region,
      at,
      weight,
      start: region.start,
      end: region.end,
      depth: 0,
      alive: true,
      failing:
        region.line === null || region.line < region.start || region.line > region.end
          ? -1
          : region.line - region.start,
    };
  });
  return {
    path: () => current,
    alive: () => followed.some((each) => each.alive),
    apply(diff) {
      const hunks = [...diff.hunks].sort((a, b) => a.newStart - b.newStart);
      const touches: Touch[] = [];
      for (const each of followed) {
        if (!each.alive) continue;
        const touch = step(each, hunks, diff.status === 'added');
        if (touch !== null) touches.push(touch);
      }
      if (diff.previousPath !== null && diff.previousPath !== '') current = diff.previousPath;
      return touches;
    },
  };
}

interface Shift {
  readonly newFrom: number;
  readonly newTo: number;
  readonly oldFrom: number;
  readonly oldCount: number;
  /** New minus old length. */
  readonly delta: number;
  /** Only white space, comments or log lines differ. */
  readonly inert: boolean;
}

function shiftOf(hunk: Hunk): Shift[] {
  // hunks may carry context: cut them into runs of changed lines
  const out: Shift[] = [];
  let newAt = hunk.newStart;
  let oldAt = hunk.oldStart;
  // with a count of 0 git names the line before the place
  if (hunk.newCount === 0) newAt += 1;
  if (hunk.oldCount === 0) oldAt += 1;
  let added: string[] = [];
  let removed: string[] = [];
  const flush = (): void => {
    if (added.length + removed.length > 0) {
      out.push({
        newFrom: newAt - added.length,
        newTo: newAt - 1,
        oldFrom: oldAt - removed.length,
        oldCount: removed.length,
        delta: added.length - removed.length,
        inert: sameButSpace(removed, added) || (added.every(isInert) && removed.every(isInert)),
      });
    }
    added = [];
    removed = [];
  };
  for (const line of hunk.lines) {
    if (line.kind === 'added') {
      added.push(line.text);
      newAt += 1;
    } else if (line.kind === 'removed') {
      if (added.length > 0 && removed.length === 0) flush();
      removed.push(line.text);
      oldAt += 1;
    } else {
      flush();
      newAt += 1;
      oldAt += 1;
    }
  }
  flush();
  return out;
}

const squash = (lines: readonly string[]): string => lines.join('').replace(/\s+/g, '');

/** White space, line breaks and final/qualifier noise: no behaviour. */
const sameButSpace = (removed: readonly string[], added: readonly string[]): boolean =>
  removed.length > 0 && added.length > 0 && squash(removed) === squash(added);

const cache = new WeakMap<Hunk, Shift[]>();
function shifts(hunk: Hunk): Shift[] {
  let known = cache.get(hunk);
  if (known === undefined) cache.set(hunk, (known = shiftOf(hunk)));
  return known;
}

function step(each: Followed, hunks: readonly Hunk[], fileAdded: boolean): Touch | null {
  let lines = 0;
  let touched = false;
  let removedOnly = true;
  let failingLine = false;
  let nearFailing = false;
  const failingAt = each.failing === -1 ? 0 : (each.at[each.failing] ?? 0);
  let covered = 0;
  const { at, weight } = each;
  let start = each.start;
  let end = each.end;
  let newStart = start;
  let newEnd = end;
  const moves: Shift[] = hunks.flatMap(shifts);
  if (failingAt > 0) {
    nearFailing = moves.some(
      (move) => !move.inert && move.newFrom <= failingAt + NEAR && move.newTo >= failingAt - NEAR,
    );
  }
  // two pointers over sorted lines and sorted changes: linear per patch
  let cursor = 0;
  let offset = 0;
  for (let index = 0; index < at.length; index += 1) {
    const position = at[index] ?? 0;
    if (position === 0) continue;
    while (
      cursor < moves.length &&
      (moves[cursor]?.newTo ?? 0) < position &&
      (moves[cursor]?.newFrom ?? 0) <= position
    ) {
      offset += moves[cursor]?.delta ?? 0;
      cursor += 1;
    }
    const move = moves[cursor];
    if (move === undefined || position < move.newFrom || move.newTo < move.newFrom) {
      at[index] = position - offset;
      continue;
    }
    // the line was written by this change
    const within = position - move.newFrom;
    if (move.inert && move.oldCount > 0) {
      at[index] = move.oldFrom + Math.min(within, move.oldCount - 1);
      continue;
    }
    covered += 1;
    if (!move.inert) {
      lines += weight[index] ?? 0;
      touched = true;
      removedOnly = false;
      if (index === each.failing) failingLine = true;
    }
    if (move.oldCount > 0) {
      at[index] = move.oldFrom + Math.min(within, move.oldCount - 1);
      weight[index] = (weight[index] ?? 0) * INHERITED;
    } else {
      at[index] = 0;
      weight[index] = 0;
    }
  }
  let shiftBefore = 0;
  let shiftUntil = 0;
  for (const move of moves) {
    if (move.newTo < move.newFrom) {
      // a pure removal: inside when it lies between the region's lines
      if (move.newFrom > start && move.newFrom <= end) {
        if (!move.inert) touched = true;
        shiftUntil += move.delta;
      } else if (move.newFrom <= start) {
        shiftBefore += move.delta;
        shiftUntil += move.delta;
      }
      continue;
    }
    if (move.newTo < start) {
      shiftBefore += move.delta;
      shiftUntil += move.delta;
    } else if (move.newFrom <= end) {
      if (move.newFrom < start) shiftBefore += Math.min(move.delta, start - move.newFrom);
      shiftUntil += move.delta;
      if (!move.inert) {
        touched = true;
        removedOnly = false;
      }
    }
  }
  newStart = Math.max(1, start - shiftBefore);
  newEnd = end - shiftUntil;
  start = newStart;
  end = newEnd;
  each.start = start;
  each.end = end;
  const born = fileAdded || end < start || (covered > 0 && at.every((position) => position === 0));
  if (born || fileAdded) each.alive = false;
  if (!touched && !fileAdded) return null;
  if (fileAdded) {
    for (let index = 0; index < at.length; index += 1)
      if ((at[index] ?? 0) !== 0) lines += weight[index] ?? 0;
    removedOnly = false;
  }
  const depth = each.depth;
  each.depth += 1;
  return {
    region: each.region,
    lines: Math.min(1, lines),
    depth,
    removedOnly,
    born,
    failingLine,
    nearFailing,
  };
}
