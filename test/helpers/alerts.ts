// Alerts as the ingress would make them, for tests of what comes behind it.
import { ulid } from 'ulid';
import type { Alert } from '../../src/domain/alert.ts';
import { toIso } from '../../src/domain/time.ts';

/** A clock that stands still until it is told otherwise. */
export function stoppedClock(startMs = Date.parse('2026-11-20T10:00:00.000Z')) {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (ms: number) => void (nowMs += ms),
  };
}

let counter = 0;

/** A Triggered of a monitor of payment-svc; every call is a new delivery of a new cycle. */
export function anAlert(overrides: Partial<Alert> = {}): Alert {
  counter += 1;
  const firedAt = overrides.firedAt ?? toIso(Date.parse('2026-11-20T09:59:00.000Z'));
  return {
    id: ulid(),
    deliveryId: `delivery-${counter}`,
    cycleKey: `cycle-${counter}`,
    template: 'mira',
    org: 'acme',
    monitorId: String(1000 + counter),
    title: `[Triggered] monitor ${counter}`,
    body: '',
    transition: 'triggered',
    priority: 'P2',
    priorityStated: true,
    service: 'payment-svc',
    env: 'prod',
    scope: [],
    tags: [],
    firedAt,
    receivedAt: firedAt,
    ...overrides,
  };
}
