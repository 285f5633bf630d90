/**
 * The accept script's caller: everything that becomes of an alert is decided and stored by one
 * EVALSHA (lua/accept.lua), alerts that arrive together by the same one; this file only prepares its
 * arguments.
 */

import { OPENING_TRANSITIONS, Fate, type Alert } from '../domain/alert.ts';
import { MiraError } from '../domain/errors.ts';
import { sha256 } from '../domain/hash.ts';
import { Priority } from '../domain/priority.ts';
import { toIso, toMs } from '../domain/time.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import { createBatch } from './batch.ts';
import type { Accepted, Acceptor, AcceptOptions } from './contracts.ts';
import { newId } from './ids.ts';
import { KEYS, SETTLE_MS } from './keys.ts';
import { loadScript, type Reply, type ScriptArg } from './script.ts';

export interface AcceptLimits {
  /** Investigations that may wait for a worker; beyond it nothing that starts one is accepted. */
  readonly maxWaiting: number;
  /** Incidents of related services that open within this time share one parent, ms. */
  readonly stormMs: number;
  /** See {@link SETTLE_MS}, its default. */
  readonly settleMs?: number;
}

export interface AcceptorOptions {
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: AcceptLimits;
}

/** What a sender is asked to wait when too many investigations wait already. */
const OVERLOADED_RETRY_MS = 10_000;
/** Alerts of one call: a few milliseconds of Redis, which nobody else can use meanwhile. */
const MOST_AT_ONCE = 64;
/** Longer keys are hashed. Most are short, and hashing each would cost more than its bytes. */
const MAX_PLAIN_KEY = 200;
/** Cycle keys of manual requests start with this: their cycle ends with their investigation. */
export const MANUAL_CYCLE = 'manual:';

export function createAcceptor({ redis, clock, limits }: AcceptorOptions): Acceptor {
  const script = loadScript(redis, 'accept');
  const { maxWaiting, stormMs, settleMs = SETTLE_MS } = limits;
  const accept = createBatch({
    most: MOST_AT_ONCE,
    send: (alerts: readonly ScriptArg[][]) =>
      script(KEYS.waiting, maxWaiting, settleMs, stormMs, ...alerts.flat()),
  });
  return {
    async accept(alert, options = {}) {
      return answer(await accept(argumentsOf(alert, clock.now(), options)));
    },
  };
}

/**
 * The alert as the script reads it, with the incident and the investigation that come into being if
 * the script decides so.
 */
function argumentsOf(alert: Alert, nowMs: number, options: AcceptOptions): ScriptArg[] {
  const cycle = fingerprint(alert.org, alert.cycleKey);
  const incidentId = newId(nowMs);
  const runId = newId(nowMs);
  const at = toIso(nowMs);
  const title = JSON.stringify(alert.title);
  // By hand: this runs for every alert of a storm.
  const common = `"org":${JSON.stringify(alert.org)},"service":${JSON.stringify(alert.service)},"env":${JSON.stringify(alert.env)}`;
  const requestedBy = JSON.stringify(options.requestedBy ?? 'webhook');
  return [
    nowMs,
    at,
    alert.id,
    JSON.stringify(alert),
    fingerprint(alert.org, alert.deliveryId),
    cycle,
    // Alerts that name no service have only their own cycle in common.
    groupPrefix(alert) + (alert.service ?? `\u0000${cycle}`),
    identity(alert),
    alert.transition,
    OPENING_TRANSITIONS.has(alert.transition) ? 1 : 0,
    alert.template === 'manual' ? 1 : 0,
    alert.priority,
    toMs(alert.firedAt),
    alert.firedAt,
    alert.service ?? '',
    alert.cycleKey,
    JSON.stringify(alert.cycleKey),
    alert.monitorId === undefined ? 'null' : JSON.stringify(alert.monitorId),
    title,
    incidentId,
    `{"id":"${incidentId}",${common},"title":${title},"openedAt":"${at}"}`,
    runId,
    `{"id":"${runId}",${common},"requestedBy":${requestedBy},"createdAt":"${at}"}`,
  ];
}

/** Part of a key: as it is, or its hash where that would make the key too long. */
const fingerprint = (org: string, text: string): string => {
  const whole = `${encodeURIComponent(org)}|${text}`;
  return whole.length <= MAX_PLAIN_KEY ? whole : sha256(whole);
};

/** Joined by the service's name it is the group that an incident holds together. */
const groupPrefix = (alert: Alert): string =>
  `${encodeURIComponent(alert.org)}|${encodeURIComponent(alert.env ?? '')}|`;

/** Equal for two cycles of the same monitor over the same scope. */
const identity = (alert: Alert): string =>
  fingerprint(
    '',
    alert.monitorId === undefined
      ? alert.cycleKey
      : `${alert.monitorId}|${alert.scope.toSorted().join(',')}`,
  );

function answer(reply: Reply | undefined): Accepted {
  const [action, reason, alertId, incidentId, investigationId, enqueue, priority, raise] =
    reply as Reply[];
  if (action === 'overloaded') {
    throw new MiraError('unavailable', 'too many investigations wait: send this alert again', {
      retry: { afterMs: OVERLOADED_RETRY_MS },
      context: { overloaded: true },
    });
  }
  if (action === 'failed') throw new Error(`the accept script failed: ${String(reason)}`);
  return {
    action: Fate.parse(action),
    reason: String(reason),
    alertId: String(alertId),
    incidentId: textOrNull(incidentId),
    investigationId: textOrNull(investigationId),
    enqueue: enqueue === 1,
    priority: Priority.parse(priority),
    ...(raise ? { raisePriority: Priority.parse(raise) } : {}),
  };
}

const textOrNull = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
