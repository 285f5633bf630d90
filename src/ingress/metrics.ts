/** The ingress's own figures for Prometheus, beside those of the process. */
import type { Fate } from '../domain/alert.ts';
import { Counter, Gauge, Histogram, type Registry } from '../platform/metrics.ts';
import type { Producer } from '../queue/producer.ts';
import { QUEUE_NAMES } from '../queue/names.ts';

export interface IngressMetrics {
  readonly registry: Registry;
  webhook(outcome: Fate | 'rejected' | 'unauthenticated' | 'unavailable', durationMs: number): void;
}

const QUEUE_STATES = ['wait', 'prioritized', 'active', 'delayed', 'failed'] as const;

export function createIngressMetrics(
  registry: Registry,
  queues: Producer['queues'],
): IngressMetrics {
  const webhooks = new Counter({
    name: 'mira_webhooks_total',
    help: 'Webhook deliveries by what was done with them.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'mira_webhook_seconds',
    help: 'Time from a webhook delivery to its answer.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [registry],
  });
  new Gauge({
    name: 'mira_queue_jobs',
    help: 'Jobs by queue and state.',
    labelNames: ['queue', 'state'],
    registers: [registry],
    async collect() {
      for (const queue of QUEUE_NAMES) {
        // Without Redis the other figures are still worth having.
        const counts = await queues[queue].getJobCounts(...QUEUE_STATES).catch(() => undefined);
        for (const state of QUEUE_STATES) {
          if (counts) this.set({ queue, state }, counts[state] ?? 0);
          else this.remove({ queue, state });
        }
      }
    },
  });
  return {
    registry,
    webhook(outcome, durationMs) {
      webhooks.inc({ outcome });
      durations.observe(durationMs / 1_000);
    },
  };
}
