/** Tells an incident's own errors from those that were there all along. */
import { MINUTE_MS } from '../../domain/time.ts';
import type { Fault } from './log-faults.ts';

/** Errors this long before the onset are no part of its beginning. */
const BEFORE_MS = 10 * MINUTE_MS;

/** True for what was seen well before the onset. */
export const beganBefore = (fault: Fault, onsetMs: number): boolean =>
  fault.firstMs !== null && fault.firstMs < onsetMs - BEFORE_MS;

/** True for what was seen before the onset and did not become more frequent with it. */
export const isBackground = (fault: Fault, onsetMs: number | null): boolean =>
  fault.source === 'log' &&
  onsetMs !== null &&
  beganBefore(fault, onsetMs) &&
  !isGrown(fault, onsetMs);

/** A known error that became clearly more frequent after the onset. */
export function isGrown(fault: Fault, onsetMs: number): boolean {
  if (fault.firstMs === null || fault.lastMs === null || fault.lastMs <= onsetMs) return false;
  let early = 0;
  let late = 0;
  for (const [minute, count] of fault.perMinute) {
    if ((minute + 1) * MINUTE_MS > onsetMs) late += count;
    else early += count;
  }
  const before = Math.max(1, onsetMs - fault.firstMs);
  const after = Math.max(MINUTE_MS, fault.lastMs - onsetMs);
  // a job that fails every few minutes also fails after the onset: chance alone must not do
  return late > (2 * early * after) / before + 1.5;
}
