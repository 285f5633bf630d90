// A store on a test's Redis, with a clock that the test moves.
import type { Redis } from 'ioredis';
import type { ClaimedInvestigation, Store } from '../../src/store/contracts.ts';
import { createStore } from '../../src/store/store.ts';
import { anAlert, stoppedClock } from './alerts.ts';

export function aStore(redis: Redis) {
  const clock = stoppedClock();
  const store = createStore({ redis, clock });
  return { clock, store };
}

/** Accepts a new alert and returns the ids of what it started. */
export async function started(store: Store, overrides: Parameters<typeof anAlert>[0] = {}) {
  const alert = anAlert(overrides);
  const { incidentId, investigationId } = await store.acceptor.accept(alert);
  if (incidentId === null || investigationId === null) throw new Error('nothing was started');
  return { alert, incidentId, id: investigationId };
}

export async function claimed(store: Store, id: string, worker = 'w1') {
  const claim: ClaimedInvestigation | { state: 'final' } = await store.investigations.claim(
    id,
    worker,
  );
  if (claim.state !== 'claimed') throw new Error(`investigation ${id} has ended`);
  return claim;
}

export const aResult = {
  verdict: 'root_cause',
  confidence: 0.8,
  decision: { action: 'TICKET', priority: 'P1', reason: 'sustained' },
  outcome: 'commit abc did it',
} as const;
