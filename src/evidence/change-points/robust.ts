/** Statistics that a few wild values can't move. */

/** Middle of a sorted array; NaN when empty. */
export function medianSorted(sorted: readonly number[]): number {
  const n = sorted.length;
  if (n === 0) return Number.NaN;
  const mid = n >> 1;
  return n % 2 === 1 ? (sorted[mid] ?? 0) : ((sorted[mid - 1] ?? 0) + (sorted[mid] ?? 0)) / 2;
}

/** Ascending, NaN last. Typed arrays sort numbers many times faster than a comparator does. */
export const sortedCopy = (values: readonly number[]): number[] =>
  Array.from(Float64Array.from(values).sort());

export const median = (values: readonly number[]): number => medianSorted(sortedCopy(values));

/** Linear-interpolated quantile of a sorted array, `q` in 0–1. */
export function quantileSorted(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const a = sorted[low] ?? 0;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? a;
  return a + (b - a) * (at - low);
}

/**
 * Spread in units of a standard deviation: the larger of scaled MAD and scaled inter-quartile range,
 * so that a series that is mostly constant but sometimes jumps still has a spread.
 */
export function spread(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const sorted = sortedCopy(values);
  const mid = medianSorted(sorted);
  const mad = medianSorted(sorted.map((v) => Math.abs(v - mid)).sort((a, b) => a - b)) * 1.4826;
  const iqr = (quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25)) / 1.349;
  return Math.max(mad, iqr);
}

/** Average ranks (1-based) of the values, ties shared. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const out = Array.from({ length: values.length }, () => 0);
  for (let start = 0; start < order.length;) {
    let end = start;
    const value = values[order[start] ?? 0];
    while (end + 1 < order.length && values[order[end + 1] ?? 0] === value) end += 1;
    const rank = (start + end) / 2 + 1;
    for (let at = start; at <= end; at += 1) out[order[at] ?? 0] = rank;
    start = end + 1;
  }
  return out;
}
