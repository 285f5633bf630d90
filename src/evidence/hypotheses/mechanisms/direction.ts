/** Which way a number has to move to make a kind of failure. */
import type { FactKind } from '../../diff/facts.ts';
import type { FaultKind } from '../../faults/fault-kinds.ts';

/** Which direction of a moved number makes a failure: lowering a pool exhausts it, raising retries storms. */
export const HARMFUL_DIRECTION: Readonly<
  Partial<Record<FaultKind, Readonly<Partial<Record<FactKind, 'up' | 'down'>>>>>
> = {
  pool_exhausted: {
    pool_changed: 'down',
    limit_changed: 'down',
    concurrency_setting: 'up',
    retry_changed: 'up',
    replicas_changed: 'up',
  },
  invalid_argument: {
    limit_changed: 'down',
    batch_size_changed: 'up',
    retention_changed: 'down',
  },
  bounds: { limit_changed: 'up', batch_size_changed: 'up', retention_changed: 'down' },
  timeout: {
    timeout_changed: 'down',
    pool_changed: 'down',
    cpu_setting: 'down',
    replicas_changed: 'down',
    concurrency_setting: 'down',
    batch_size_changed: 'up',
    cache_changed: 'down',
    memory_setting: 'down',
  },
  slow: {
    cache_changed: 'down',
    pool_changed: 'down',
    cpu_setting: 'down',
    replicas_changed: 'down',
    batch_size_changed: 'up',
    limit_changed: 'up',
    timeout_changed: 'up',
    retry_changed: 'up',
    memory_setting: 'down',
  },
  memory: {
    memory_setting: 'down',
    cache_changed: 'up',
    batch_size_changed: 'up',
    limit_changed: 'up',
    concurrency_setting: 'up',
    pool_changed: 'up',
  },
  cpu: {
    cpu_setting: 'down',
    interval_changed: 'down',
    concurrency_setting: 'up',
    cache_changed: 'down',
    batch_size_changed: 'up',
    limit_changed: 'up',
  },
  threads: { concurrency_setting: 'down', pool_changed: 'down', timeout_changed: 'up' },
  rate_limited: {
    rate_limit_changed: 'down',
    retry_changed: 'up',
    interval_changed: 'down',
    concurrency_setting: 'up',
    cache_changed: 'down',
    limit_changed: 'down',
  },
  queue_backlog: {
    concurrency_setting: 'down',
    replicas_changed: 'down',
    limit_changed: 'down',
  },
  payload_size: { limit_changed: 'down', batch_size_changed: 'up' },
  retry_storm: { retry_changed: 'up', timeout_changed: 'down' },
  crash_loop: { memory_setting: 'down', timeout_changed: 'down', cpu_setting: 'down' },
  cache: { cache_changed: 'down' },
  missing_key: { retention_changed: 'down' },
  unmatched: { retention_changed: 'down' },
  wrong_result: { retention_changed: 'down' },
  disk: { retention_changed: 'up' },
};
