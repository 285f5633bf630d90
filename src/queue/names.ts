/** Names of the queues, and the prefix that puts all their keys into MIRA's one hash slot. */

/** BullMQ's `prefix`: its keys become `{mira}:investigations:…` and `{mira}:actions:…`. */
export const QUEUE_PREFIX = '{mira}';

export const QUEUE_NAMES = ['investigations', 'actions'] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];
