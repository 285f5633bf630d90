/** What the routes are built from; `main` makes it, tests make their own. */
import type { Logger } from '../platform/logger.ts';
import type { Clock } from '../platform/clock.ts';
import type { Redis } from '../platform/redis.ts';
import type { Producer } from '../queue/producer.ts';
import type { LiveEvents, Store } from '../store/contracts.ts';
import type { Dispatcher } from '../store/dispatch.ts';
import type { createApiAccess } from './auth/api-access.ts';
import type { WebhookSenders } from './auth/webhook-sender.ts';
import type { IngressMetrics } from './metrics.ts';

export interface IngressDeps {
  readonly store: Store;
  readonly dispatcher: Dispatcher;
  readonly live: LiveEvents;
  readonly queues: Producer['queues'];
  /** For the readiness check. */
  readonly redis: Pick<Redis, 'ping' | 'status'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
  readonly metrics: IngressMetrics;
  readonly senders: WebhookSenders;
  readonly access: ReturnType<typeof createApiAccess>;
  /** US dollars per UTC day, for people to see what is left; the workers keep to them. */
  readonly budgets: { readonly fleetUsd: number; readonly serviceUsd: number };
  /** How people reach the ingress; answers link to it where it is known. */
  readonly publicUrl: string | undefined;
  /** Aborted when the process stops: open streams end then. */
  readonly stopping: AbortSignal;
}
