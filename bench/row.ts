/** What a benchmark prints: ratios and counts of one run on one machine, never bare timings. */

export interface Row {
  readonly what: string;
  /** As it is printed, for example `0.62` or `1 call`. */
  readonly value: string;
  /** What design.md asks for, in words. */
  readonly target: string;
  readonly ok: boolean;
}

export interface Benchmark {
  readonly name: string;
  readonly about: string;
  /** Yields rows as they are known. */
  run(): AsyncIterable<Row>;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

export const ratioRow = (what: string, ratio: number, atLeast: number): Row => ({
  what,
  value: ratio.toFixed(2),
  target: `≥ ${atLeast}`,
  ok: ratio >= atLeast,
});
