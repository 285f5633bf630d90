/** When a parked job comes back: as forecast, within the bounds of what one investigation may wait. */
import { MAX_PARKED_MS } from '../../config/tunables.ts';
import { SECOND_MS } from '../../domain/time.ts';

/** Less would come back before the bucket has refilled for the others that wait. */
const MIN_PARK_MS = 2 * SECOND_MS;

export const parkUntilMs = (nowMs: number, afterMs: number, parkedMs: number): number =>
  nowMs + Math.max(MIN_PARK_MS, Math.min(afterMs, MAX_PARKED_MS - parkedMs));
