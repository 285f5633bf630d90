/** How far a value lies beyond its threshold, as a measure where there is one, and in honest words. */
import type { ToldNumbers } from './reading/numbers.ts';
import type { TriageAlert } from './types.ts';

export interface Beyond {
  /** 2 means twice the threshold (or half of it, where low is bad); null without a measure. */
  readonly excess: number | null;
  readonly words: string;
}

/** Counts over a threshold of zero from which their size says something. */
const MANY = 5;
const RATES = new Set(['availability', 'other', 'errors']);

export function beyondOf(
  { value, threshold, metric }: TriageAlert,
  lowIsBad: boolean,
  kind: string,
  told: ToldNumbers,
): Beyond {
  if (threshold === null && told.overBy !== null)
    return { excess: 1 + told.overBy / 100, words: `${told.overBy}% beyond its target` };
  if (value === null) return { excess: null, words: '' };
  if (threshold === null) {
    const far = farFromUsual(value, told, lowIsBad);
    return far ?? { excess: null, words: '' };
  }
  const at = `at ${amount(value)} against ${amount(threshold)}`;
  // one where one is too many is a state, not a measure
  if (threshold === value) return { excess: value === 1 ? null : 1, words: at };
  if (threshold === 0 || value === 0) {
    // nothing at all where something must be is far off; one where none may be is not
    if (lowIsBad) return { excess: value <= 0 && threshold > 0 ? 10 : 1, words: at };
    if (value <= 0) return { excess: null, words: at };
    return { excess: value >= MANY ? Math.min(10, value) : null, words: at };
  }
  if (value < 0 || threshold < 0) return { excess: null, words: at };
  const missing = complement(value, threshold, lowIsBad, kind, metric ?? '');
  if (missing !== null) return { excess: missing, words: at };
  const ratio = lowIsBad ? threshold / value : value / threshold;
  const excess = Math.min(100, ratio);
  return {
    excess,
    words:
      excess < 1
        ? `back within its threshold (${at})`
        : excess < 1.1
          ? at
          : `${excess >= 10 ? Math.round(excess) : excess.toFixed(1)}× beyond its threshold (${at})`,
  };
}

/** 91 % available where 99.9 % are promised fails ninety times as often as it may. */
function complement(
  value: number,
  threshold: number,
  lowIsBad: boolean,
  kind: string,
  metric: string,
): number | null {
  if (!lowIsBad || !RATES.has(kind) || /apdex|days|count|free|score|replica|node/i.test(metric))
    return null;
  const whole = threshold > 1 ? 100 : 1;
  if (threshold < 0.9 * whole || threshold >= whole || value > whole) return null;
  return Math.min(100, (whole - value) / (whole - threshold));
}

function farFromUsual(value: number, { usual }: ToldNumbers, lowIsBad: boolean): Beyond | null {
  if (usual === null || (usual[0] <= value && value <= usual[1])) return null;
  const near = value > usual[1] ? usual[1] : usual[0];
  if (near <= 0 || value <= 0) return null;
  const ratio = lowIsBad ? near / value : value / near;
  return ratio > 1
    ? { excess: Math.min(100, ratio), words: `at ${amount(value)}, usually ${amount(near)}` }
    : null;
}

const amount = (value: number): string =>
  Math.abs(value) >= 1e6
    ? value.toExponential(1).replace('.0e', 'e').replace('e+', 'e')
    : String(Number(value.toPrecision(4)));
