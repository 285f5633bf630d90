/** What a perturbation is: a change of what was seen that does not change what is true. */
import type { Commit, Observations } from '../../src/domain/observation.ts';
import type { Random } from './random.ts';

export interface Given {
  readonly seen: Observations;
  /** Ids of the guilty commit, flag or setting; empty where nothing is guilty. */
  readonly guilty: readonly string[];
  /** When it began to fail, in epoch ms. */
  readonly onsetMs: number | null;
  /** Who failed first. */
  readonly origin: string | null;
  /** Innocent commits of somebody else's incident, in the same language where there is one. */
  readonly others: readonly Commit[];
  readonly random: Random;
}

export interface Perturbation {
  readonly name: string;
  readonly says: string;
  /** True where something is withheld without which an honest answer may be `inconclusive`. */
  readonly withholds: boolean;
  /** The varied observations; null where there is nothing to vary. The given ones are never changed. */
  readonly apply: (given: Given) => Observations | null;
}

/** Commit ids may be abbreviated by whoever exported them. */
export const isSameId = (a: string, b: string): boolean =>
  a === b || (a.length >= 7 && b.length >= 7 && (a.startsWith(b) || b.startsWith(a)));

export const isGuilty = (id: string, { guilty }: Given): boolean =>
  guilty.some((each) => isSameId(each, id));
