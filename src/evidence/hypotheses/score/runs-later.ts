/** A change to what runs only once the failing line is behind. */
import { parseUnifiedDiff, type Hunk } from '../../diff/parse.ts';
import type { Candidate } from '../change-facts.ts';
import type { Context, WeighedFrame } from '../context.ts';

/** Frames lighter than this share of the heaviest are no place of failing, but on the way to it. */
const INNERMOST = 0.9;
/** Further down in a function there may be anything in between. */
const NEAR_LINES = 25;
/** Round again it comes before: loops, and what another call finds as this one left it. */
const COMES_BACK =
  /\b(?:for|foreach|while|until|loop|each|map|def|func|function|fn|fun|class)\b|\b(?:self|this)\b[.>-]+\w+\s*[-+*|]?=(?!=)|@\w+\s*[-+*|]?=(?!=)|\b\w+(?:\.|->|::)\w+\s*[-+*|]?=(?!=)|\]\s*[-+*|]?=(?!=)|\b(?:global|static|nonlocal)\b/;

/**
 * True when all that a change did in the files that fail lies below the failing line in the very same
 * function, and is neither a loop nor anything that the next call finds: it is not reached.
 */
export function runsLater({ commit }: Candidate, { frames }: Context): boolean {
  const top = frames[0];
  if (commit === null || top?.file == null) return false;
  const failing = frames.filter(
    (each) => each.file !== null && each.weight >= INNERMOST * top.weight,
  );
  let found = false;
  for (const file of commit.files) {
    const there = failing.filter((each) => each.file === file.path);
    if (there.length === 0 || file.patch === null) {
      // what else it changed may be called before
      if (/\.(?:md|txt|ya?ml|json|css)$|test/i.test(file.path)) continue;
      return false;
    }
    const hunks = parseUnifiedDiff(file.patch, file.path).flatMap((each) => each.hunks);
    if (hunks.length === 0) return false;
    if (!hunks.every((hunk) => there.every((frame) => isBelow(hunk, frame)))) return false;
    found = true;
  }
  return found;
}

function isBelow({ lines, section, newStart }: Hunk, { frame }: WeighedFrame): boolean {
  const name = frame.function?.split(/[.:#\\$<]+/).findLast((each) => /^\w{3,}$/.test(each));
  if (frame.line === null || name === undefined || newStart === 0) return false;
  const at = frame.line;
  // the hunk has to be of the same function: by what git says, or by the header that it shows
  const header = new RegExp(`\\b${name}\\b`);
  if (!header.test(section)) return false;
  let below = true;
  let line = newStart;
  for (const { kind, text } of lines) {
    if (kind !== 'context') {
      below &&= line > at && line - at <= NEAR_LINES && !COMES_BACK.test(text);
    } else if (line > at && /^\s{0,4}(?:\w+ ){0,3}(?:def|func|function|fn|fun|class)\b/.test(text))
      below = false;
    if (kind !== 'removed') line += 1;
  }
  return below;
}
