/** One record, decided as if nothing else were known. */
import { batchAlertOf } from '../../../../src/bundle/read-batch.ts';
import { nothingObserved } from '../../../../src/domain/observation.ts';
import { triageBatch } from '../../../../src/evidence/triage/triage.ts';
import type { TriagedAlert } from '../../../../src/evidence/triage/types.ts';

export const NOW = '2026-03-05T12:00:00Z';
export const NOW_MS = Date.parse(NOW);
export const ago = (minutes: number): string => new Date(NOW_MS - minutes * 60_000).toISOString();

/** `quiet`: nobody is called; `ignored`: nobody even has to watch. */
export type Wanted = 'ticket' | 'quiet' | 'ignored';

export function decideAlone(record: Readonly<Record<string, unknown>>): TriagedAlert {
  const [answer] = triageBatch({
    alerts: [batchAlertOf(record, NOW_MS, 1)],
    openIncidents: [],
    observations: nothingObserved(NOW),
  });
  if (answer === undefined) throw new Error('an alert without an answer');
  return answer;
}

const ACTIONS = {
  ticket: ['TICKET'],
  quiet: ['IGNORE', 'MONITOR'],
  ignored: ['IGNORE'],
} as const;

/** Null when the decision is one of those wanted, else what was decided and why. */
export function unwanted(wanted: Wanted, { action, reason }: TriagedAlert): string | null {
  const allowed: readonly string[] = ACTIONS[wanted];
  return allowed.includes(action) ? null : `${action}: ${reason}`;
}
