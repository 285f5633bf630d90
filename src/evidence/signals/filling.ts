/** What fills up long before it is felt: from when on what is said of it belongs to the incident. */
import type { FaultKind } from '../faults/fault-kinds.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import type { Fault } from './log-faults.ts';
import type { MetricMove } from './metric-moves.ts';

/** Metrics that fill up, and the kinds of failure that they end in. */
const ENDS_IN: Readonly<Partial<Record<MetricMove['kind'], readonly FaultKind[]>>> = {
  memory: ['memory'],
  gc: ['memory'],
  connections: ['pool_exhausted', 'file_descriptors'],
  threads: ['threads', 'pool_exhausted', 'deadlock'],
  disk: ['disk'],
};
/** Shorter climbs are the failure's own beginning. */
const LEAD_MS = 30 * MINUTE_MS;
const CLEAR = 8;
/** A climb's beginning can be told no closer than this. */
const BLUR_MS = 10 * MINUTE_MS;

export interface Filling {
  readonly fromMs: number;
  readonly kinds: ReadonlySet<FaultKind>;
}

/** What whoever failed first has been using up since well before the onset; null where nothing climbs. */
export function fillingOf(
  moves: readonly MetricMove[],
  firstFailing: string | null,
  onsetMs: number | null,
): Filling | null {
  if (onsetMs === null || firstFailing === null) return null;
  let fromMs = Infinity;
  const kinds = new Set<FaultKind>();
  for (const move of moves) {
    const ends = ENDS_IN[move.kind];
    if (ends === undefined || !move.harmful || move.change.shape === 'spike') continue;
    if (move.series.service !== firstFailing || move.change.score < CLEAR) continue;
    if (onsetMs - move.change.atMs < LEAD_MS) continue;
    fromMs = Math.min(fromMs, move.change.atMs - BLUR_MS);
    for (const kind of ends) kinds.add(kind);
  }
  return kinds.size === 0 ? null : { fromMs, kinds };
}

/** A runtime that warns of a leak, and shows where, while it fills up: no noise, but its first sign. */
export const tellsOfFilling = (
  fault: Fault,
  filling: Filling | null,
  firstFailing: string | null,
): boolean =>
  filling !== null &&
  fault.service === firstFailing &&
  fault.firstMs !== null &&
  fault.firstMs >= filling.fromMs &&
  fault.traces.length > 0 &&
  [...fault.kinds].some((kind) => filling.kinds.has(kind));
