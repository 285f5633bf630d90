/** Changed lines that say something else of a failure, and decide nothing. */
import type { Block } from '../diff/facts.ts';
import { blockEffect, isInert } from '../diff/line-facts.ts';

/** Lines that throw, log, hand back an error made of a text, or word something for people. */
export const REPORTS =
  /\b(?:throw|raise|panic!?|die|abort|reject\w*|bail!|logg?er?|log|console|slog|print\w*|puts|warn\w*|fmt\.Errorf|errors?\.(?:New|new))\b.{0,60}["'`]|\bErr\(.{0,60}["`]|^\s*return (?:nil|0|""|false|[\w.]+\{\}), &?[\w.]+[({].{0,60}["`]|^\s*(?:\+\s*)?[fr]?["'`][^"'`]*\s[^"'`]*["'`][),;]*\s*$/;

const DECIDES = /\b(?:if|unless|when|while|match|case)\b|&&|\|\||\?/;

/** Nothing but what is said of a failure differs; whether it fails is decided as before. */
export const isReworded = (
  file: string,
  { removed, added }: Pick<Block, 'removed' | 'added'>,
): boolean =>
  blockEffect(file, removed, added) === 'none' ||
  (removed.length > 0 &&
    added.length > 0 &&
    [...removed, ...added].every(
      ({ text }) =>
        isInert(text) || FRAME_OF_CODE.test(text) || (REPORTS.test(text) && !DECIDES.test(text)),
    ));

/** Lines that only steer or close a block: nothing fails on them by itself. */
export const FRAME_OF_CODE =
  /^\s*(?:\}?\s*(?:try|catch|except|finally|else|rescue|ensure|begin|end|defer)\b.*|[{}()[\];,\s]*)$/;
