/** Chance that is the same in every run: a variation must be found again by its name. */
import { sha256 } from '../../src/domain/hash.ts';

export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  /** True in so many cases of 1. */
  chance(share: number): boolean;
  /** One of a list; undefined of an empty one. */
  pick<T>(list: readonly T[]): T | undefined;
  shuffled<T>(list: readonly T[]): T[];
}

/** @param seed - any text; equal texts give equal sequences */
export function createRandom(seed: string): Random {
  // mulberry32: good enough to choose with, and no dependency
  let state = Number.parseInt(sha256(seed).slice(0, 8), 16);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end: number): number => Math.floor(next() * end);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick: (list) => list[below(list.length)],
    shuffled(list) {
      const out = [...list];
      for (let at = out.length - 1; at > 0; at -= 1) {
        const other = below(at + 1);
        const held = out[at] as (typeof out)[number];
        out[at] = out[other] as (typeof out)[number];
        out[other] = held;
      }
      return out;
    },
  };
}
