/** Puts the store together on one connection. */
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import { createAcceptor, type AcceptLimits } from './accept.ts';
import { createActions } from './actions.ts';
import type { Store } from './contracts.ts';
import { createEventLog } from './event-log.ts';
import { createFeedbackLog } from './feedback.ts';
import { createIncidents } from './incidents.ts';
import { createInvestigations } from './investigations.ts';
import { createMemoryStore } from './memory.ts';
import { createPending } from './pending.ts';
import { createRecordings } from './recordings.ts';
import { createRegistry } from './registry.ts';
import { createRejectedBodies } from './rejected.ts';
import { createSpill } from './spill.ts';
import { createDailyUsage } from './usage.ts';

export interface StoreOptions {
  /** Role `command` where a caller waits for an answer; `blocking` where it may wait for Redis. */
  readonly redis: Redis;
  readonly clock: Pick<Clock, 'now'>;
  /** Only who accepts alerts needs them. @defaultValue the settings' defaults */
  readonly limits?: AcceptLimits;
}

const DEFAULT_LIMITS: AcceptLimits = { maxWaiting: 20_000, stormMs: 300_000 };

export function createStore({ redis, clock, limits = DEFAULT_LIMITS }: StoreOptions): Store {
  const incidents = createIncidents({ redis });
  return {
    acceptor: createAcceptor({ redis, clock, limits }),
    incidents,
    investigations: createInvestigations({ redis, clock, incidents }),
    events: createEventLog({ redis, clock }),
    actions: createActions({ redis, clock }),
    registry: createRegistry({ redis, clock }),
    usage: createDailyUsage({ redis, clock }),
    feedback: createFeedbackLog({ redis, clock }),
    memory: createMemoryStore({ redis, clock }),
    spill: createSpill({ redis }),
    rejected: createRejectedBodies({ redis }),
    recordings: createRecordings({ redis }),
    pending: createPending({ redis, clock }),
  };
}
