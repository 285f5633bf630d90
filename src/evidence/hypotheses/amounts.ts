/** Settings that are amounts: what was no number before and is none now has become neither more nor less. */
import type { DiffFact, FactKind } from '../diff/facts.ts';

const AMOUNTS: ReadonlySet<FactKind> = new Set<FactKind>([
  'timeout_changed',
  'pool_changed',
  'limit_changed',
  'memory_setting',
  'cpu_setting',
  'replicas_changed',
  'concurrency_setting',
  'rate_limit_changed',
  'batch_size_changed',
  'interval_changed',
]);

/** What is left of its means, of 1. */
export const NO_AMOUNT = 0.4;

/** `pool_pre_ping: true`, `window: monthly`: named like an amount, with values that are none. */
export const hasNoAmount = ({ kind, direction, before, after }: DiffFact): boolean =>
  AMOUNTS.has(kind) &&
  (direction === 'changed' || direction === 'added') &&
  after !== null &&
  !/\d/.test(after) &&
  !/\d/.test(before ?? '') &&
  /^["']?[\w.-]{1,40}["']?$/.test(after);
