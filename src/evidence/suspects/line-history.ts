/** Follows lines of the newest version of a file back through its patches, newest first. */
import type { FileDiff, Hunk } from '../diff/parse.ts';
import { codeLines, guardsLost, isPlain, sameCode } from './code-lines.ts';
import type { Region } from './plan/draft.ts';

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
  /** Checks that it took out of the region, net of those that it put in. */
  readonly guardsLost: number;
}

interface Followed {
  readonly region: Region;
  /** Where each followed line is in the version at hand; 0 for one whose author was found. */
  readonly at: Int32Array;
  readonly weight: Float64Array;
  /** What each followed line reads in the version at hand; null when unknown. */
  readonly texts: (string | null)[];
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

export interface HistoryOptions {
  /**
   * The patches come from branches that ran side by side, so line numbers alone may lead astray and
   * lines are recognised by their text too.
   */
  readonly branches?: boolean;
  /** True for changed lines that are not felt: who wrote them last stays their author. */
  readonly isNeutral?: (removed: readonly string[], added: readonly string[]) => boolean;
}

/** A rewritten line's forerunner keeps this share of its weight: an older author may have erred already. */
const INHERITED = 0.45;

/** Lines to either side of the failing one that count as next to it. */
const NEAR = 2;
/** Above a line that only reports the failure, as far as the condition for it may be. */
const NEAR_ABOVE_REPORT = 6;
/** Shorter lines repeat too often to be recognised by their text. */
const TELLING = 12;

/**
 * @param regions - stretches of the newest version, all of one file
 * @param lines - the newest version's text, for leaving out lines that can't be at fault; null when unknown
 */
export function createFileHistory(
  path: string,
  regions: readonly Region[],
  lines: readonly string[] | null,
  options: HistoryOptions = {},
): FileHistory {
  let current = path;
  const isCode = lines === null ? null : codeLines(lines, path);
  const counted = new Map<string, number>();
  if (options.branches === true)
    for (const line of lines ?? []) {
      const text = line.trim();
      if (text.length >= TELLING) counted.set(text, (counted.get(text) ?? 0) + 1);
    }
  const isUnique = (text: string): boolean => counted.get(text) === 1;
  const followed = regions.map((region): Followed => {
    const size = Math.max(1, region.end - region.start + 1);
    const at = new Int32Array(size);
    const weight = new Float64Array(size);
    const texts: (string | null)[] = [];
    let total = 0;
    for (let index = 0; index < size; index += 1) {
      at[index] = region.start + index;
      texts.push(lines?.[region.start + index - 1]?.trim() ?? null);
      const plain = isCode?.[region.start + index - 1] === false;
      const distance = region.line === null ? null : Math.abs(region.start + index - region.line);
      // close to the failing line most, the rest of the function evenly
      // a line that reports the failure tells of the conditions around it, hardly of itself
      const value = plain
        ? 0
        : distance === null || region.reports === true
          ? 1
          : 1 + 4 * Math.exp(-distance / 2);
      weight[index] = value;
      total += value;
    }
    if (total > 0)
      for (let index = 0; index < size; index += 1) weight[index] = (weight[index] ?? 0) / total;
    return {
      region,
      at,
      weight,
      texts,
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
      const moves = [...diff.hunks]
        .sort((a, b) => a.newStart - b.newStart)
        .flatMap((hunk) => shifts(hunk, current, options.isNeutral));
      const written = options.branches === true ? addedTexts(moves) : null;
      const touches: Touch[] = [];
      for (const each of followed) {
        if (!each.alive) continue;
        const touch = step(each, moves, diff.status === 'added', written, isUnique);
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
  /** Only white space and comments differ. */
  readonly inert: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly guardsLost: number;
}

/** Added lines that are long enough to be recognised, with their line in the new version. */
function addedTexts(moves: readonly Shift[]): Map<string, number> {
  const out = new Map<string, number>();
  for (const move of moves)
    move.added.forEach((line, at) => {
      const text = line.trim();
      if (text.length >= TELLING) out.set(text, move.newFrom + at);
    });
  return out;
}

function shiftOf(hunk: Hunk, path: string, isNeutral: HistoryOptions['isNeutral']): Shift[] {
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
        inert:
          (added.every(isPlain) && removed.every(isPlain)) ||
          sameCode(removed, added, path) ||
          isNeutral?.(removed, added) === true,
        added,
        removed,
        guardsLost: guardsLost(removed, added),
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

const cache = new WeakMap<Hunk, Shift[]>();
function shifts(hunk: Hunk, path: string, isNeutral: HistoryOptions['isNeutral']): Shift[] {
  let known = cache.get(hunk);
  if (known === undefined) cache.set(hunk, (known = shiftOf(hunk, path, isNeutral)));
  return known;
}

/** Where the region's edge was before the changes: an edge inside new lines goes to the old ones' edge. */
function before(position: number, moves: readonly Shift[], edge: 'first' | 'last'): number {
  let offset = 0;
  for (const move of moves) {
    if (move.newTo < move.newFrom) {
      if (move.newFrom > position) break;
      offset += move.delta;
    } else if (move.newTo < position) offset += move.delta;
    else if (move.newFrom <= position)
      return edge === 'first' ? move.oldFrom : move.oldFrom + move.oldCount - 1;
    else break;
  }
  return position - offset;
}

function step(
  each: Followed,
  moves: readonly Shift[],
  fileAdded: boolean,
  written: ReadonlyMap<string, number> | null,
  isUnique: (text: string) => boolean,
): Touch | null {
  let lines = 0;
  let touched = false;
  let removedOnly = true;
  let failingLine = false;
  let nearFailing = false;
  const failingAt = each.failing === -1 ? 0 : (each.at[each.failing] ?? 0);
  let covered = 0;
  const { at, weight, texts } = each;
  let start = each.start;
  let end = each.end;
  const above = each.region.reports === true ? NEAR_ABOVE_REPORT : NEAR;
  if (failingAt > 0) {
    nearFailing = moves.some(
      (move) => !move.inert && move.newFrom <= failingAt + NEAR && move.newTo >= failingAt - above,
    );
  }
  let lost = 0;
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
    let move = moves[cursor];
    let within = move === undefined ? 0 : position - move.newFrom;
    const expected = texts[index] ?? null;
    if (move === undefined || position < move.newFrom || move.newTo < move.newFrom)
      move = undefined;
    if (written !== null && expected !== null && expected.length >= TELLING) {
      // side by side branches: numbers may have drifted, the text decides
      if (move !== undefined && move.added[within]?.trim() !== expected) move = undefined;
      if (move === undefined) {
        const place = isUnique(expected) ? written.get(expected) : undefined;
        move =
          place === undefined
            ? undefined
            : moves.find((other) => other.newFrom <= place && other.newTo >= place);
        if (move !== undefined && place !== undefined) within = place - move.newFrom;
      }
    }
    if (move === undefined) {
      at[index] = Math.max(1, position - offset);
      continue;
    }
    // the line was written by this change
    if (move.inert && move.oldCount > 0) {
      at[index] = move.oldFrom + Math.min(within, move.oldCount - 1);
      texts[index] = move.removed[Math.min(within, move.oldCount - 1)]?.trim() ?? null;
      continue;
    }
    covered += 1;
    if (!move.inert) {
      lines += weight[index] ?? 0;
      if ((weight[index] ?? 0) > 0) {
        touched = true;
        removedOnly = false;
      }
      if (index === each.failing) failingLine = true;
    }
    if (move.oldCount > 0) {
      at[index] = move.oldFrom + Math.min(within, move.oldCount - 1);
      weight[index] = (weight[index] ?? 0) * INHERITED;
      texts[index] = move.removed[Math.min(within, move.oldCount - 1)]?.trim() ?? null;
    } else {
      at[index] = 0;
      weight[index] = 0;
    }
  }
  for (const move of moves) {
    if (move.newTo < move.newFrom) {
      // a pure removal: inside when it lies between the region's lines
      if (move.newFrom > start && move.newFrom <= end) {
        if (!move.inert) {
          touched = true;
          lost += move.guardsLost;
        }
      }
      continue;
    }
    if (move.newTo >= start && move.newFrom <= end) {
      if (!move.inert) {
        touched = true;
        if (move.added.some((line) => !isPlain(line))) removedOnly = false;
        lost += move.guardsLost;
      }
    }
  }
  start = Math.max(1, before(start, moves, 'first'));
  end = before(end, moves, 'last');
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
    guardsLost: lost,
  };
}
