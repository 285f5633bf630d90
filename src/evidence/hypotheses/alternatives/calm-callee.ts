/** Somebody who is complained about and yet well. */
import { complaintOf, isComplaint } from '../../signals/complaints.ts';
import type { Context } from '../context.ts';

/** A watched service that the failures complain about although its own metrics are flat. */
export function calmCallee(context: Context): string | null {
  const watched = new Set<string>();
  for (const series of context.observations.metrics)
    if (series.service !== null && series.points.length >= 5) watched.add(series.service);
  for (const move of context.moves)
    if (move.harmful && move.series.service !== null) watched.delete(move.series.service);
  for (const { fault } of context.faults) {
    if (fault.service !== null && (fault.level === 'error' || fault.level === 'fatal'))
      watched.delete(fault.service);
  }
  if (watched.size === 0) return null;
  for (const { fault, weight } of context.faults) {
    if (weight < 0.4 || !(isComplaint(fault) || fault.kinds.has('circuit_open'))) continue;
    const named = complaintOf(fault, [...watched]);
    if (named !== null) return named;
  }
  return null;
}
