/** Why the platform ended a process: it had too much of something, and is told so in so many words. */
import type { Observations } from '../../domain/observation.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { faultKindsOf, type FaultKind } from '../faults/fault-kinds.ts';
import { msOf } from './log-faults.ts';

/** What a process can have too much of. */
const ENDED_FOR: readonly FaultKind[] = ['memory', 'disk', 'file_descriptors', 'threads'];
const ENDED_NEAR_MS = 30 * MINUTE_MS;

/** Of what the platform ended the service that failed first, around the onset. */
export function endedFor(
  { infraEvents }: Observations,
  firstFailing: string | null,
  onsetMs: number | null,
): Set<FaultKind> {
  const out = new Set<FaultKind>();
  for (const event of infraEvents) {
    if (event.severity === 'info' || event.service === null || event.service !== firstFailing)
      continue;
    const at = msOf(event.at);
    if (onsetMs !== null && at !== null && Math.abs(at - onsetMs) > ENDED_NEAR_MS) continue;
    const said = faultKindsOf(`${event.kind} ${event.summary}`);
    for (const kind of ENDED_FOR) if (said.has(kind)) out.add(kind);
  }
  return out;
}
