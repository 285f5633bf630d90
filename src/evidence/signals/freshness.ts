/** Tells an incident's own errors from those that were there all along. */
import { MINUTE_MS } from '../../domain/time.ts';
import type { Fault } from './log-faults.ts';

/** Errors this long before the onset are no part of its beginning. */
const BEFORE_MS = 10 * MINUTE_MS;

/** True for what was seen well before the onset. */
export const beganBefore = (fault: Fault, onsetMs: number): boolean =>
  fault.firstMs !== null && fault.firstMs < onsetMs - BEFORE_MS;

/** From when to when the log reaches: a rate needs the time in which nothing was said as well. */
export interface LogSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Null where no record carries a time. */
export function logSpanOf(records: readonly { readonly at: string | null }[]): LogSpan | null {
  let fromMs = Infinity;
  let toMs = -Infinity;
  for (const { at } of records) {
    const ms = at === null ? NaN : Date.parse(at);
    if (Number.isNaN(ms)) continue;
    if (ms < fromMs) fromMs = ms;
    if (ms > toMs) toMs = ms;
  }
  return fromMs > toMs ? null : { fromMs, toMs };
}

/** True for what was seen before the onset and did not become more frequent with it. */
export const isBackground = (
  fault: Fault,
  onsetMs: number | null,
  span?: LogSpan | null,
): boolean =>
  fault.source === 'log' &&
  onsetMs !== null &&
  beganBefore(fault, onsetMs) &&
  !isGrown(fault, onsetMs, span);

/**
 * A known error that became clearly more frequent after the onset: more than chance would make of
 * its earlier rate. Hundreds of kinds of lines are looked at, so that chance has hundreds of tries.
 */
export function isGrown(fault: Fault, onsetMs: number, span?: LogSpan | null): boolean {
  if (fault.firstMs === null || fault.lastMs === null || fault.lastMs <= onsetMs) return false;
  let early = 0;
  let late = 0;
  for (const [minute, count] of fault.perMinute) {
    if ((minute + 1) * MINUTE_MS > onsetMs) late += count;
    else early += count;
  }
  const before = Math.max(1, onsetMs - Math.min(fault.firstMs, span?.fromMs ?? Infinity));
  const after = Math.max(MINUTE_MS, fault.lastMs - onsetMs);
  const expected = (early * after) / before;
  return late > 2 * expected + Math.max(1.5, CHANCE * Math.sqrt(expected));
}

/** Standard deviations of a count that chance reaches in hundreds of tries. */
const CHANCE = 3;
