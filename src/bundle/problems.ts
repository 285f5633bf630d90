/** Collects what could not be used of an input, each with its file and line. */
import type { InputProblem, NotChecked } from '../domain/observation.ts';

/** One broken file must not bury the others' problems. */
const MAX_PER_FILE = 20;

export interface Problems {
  /** @param line - 1-based; null when the whole file is meant */
  add(file: string | null, line: number | null, problem: string): void;
  notChecked(what: string, why: string): void;
  /** All so far; files with more problems than are listed say how many more. */
  list(): InputProblem[];
  listNotChecked(): NotChecked[];
}

export function createProblems(): Problems {
  const kept: InputProblem[] = [];
  const counts = new Map<string | null, number>();
  const unchecked: NotChecked[] = [];
  return {
    add: (file, line, problem) => {
      const count = (counts.get(file) ?? 0) + 1;
      counts.set(file, count);
      if (count <= MAX_PER_FILE) kept.push({ file, line, problem });
    },
    notChecked: (what, why) => {
      if (!unchecked.some((entry) => entry.what === what && entry.why === why))
        unchecked.push({ what, why });
    },
    list: () => [
      ...kept,
      ...[...counts]
        .filter(([, count]) => count > MAX_PER_FILE)
        .map(([file, count]) => ({
          file,
          line: null,
          problem: `${count - MAX_PER_FILE} more problems in this file are not listed`,
        })),
    ],
    listNotChecked: () => [...unchecked],
  };
}
