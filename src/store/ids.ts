/** ULIDs for alerts, incidents and investigations: sortable by time, and in order within one process. */
import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';

const POOL_BYTES = 4_096;
let pool = randomBytes(POOL_BYTES);
let next = 0;

/** One system call for many digits: a call per digit would cost more than the rest of accepting an alert. */
function random(): number {
  if (next + 4 > pool.length) {
    pool = randomBytes(POOL_BYTES);
    next = 0;
  }
  const value = pool.readUInt32LE(next) / 2 ** 32;
  next += 4;
  return value;
}

const monotonic = monotonicFactory(random);

/** A new ULID. Ids made by one process sort in the order in which they were made. */
export const newId = (nowMs: number): string => monotonic(nowMs);
