/** Policy numbers: documented constants, not settings, because a wrong one breaks a promise. */
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../domain/time.ts';

/**
 * BullMQ job lock, renewed at its half: when a worker is killed, 2 to 4 s of it are left. The job is
 * taken over at the next look for stalled ones, after one or, when the dead worker had just looked,
 * two of these intervals: at most 6 s later.
 */
export const JOB_LOCK_MS = 4 * SECOND_MS;
export const STALLED_INTERVAL_MS = SECOND_MS;
/**
 * How often a job may be found stalled. High, because losing a worker is normal; poison jobs are
 * bounded by progress instead ({@link MAX_TAKEOVERS_WITHOUT_PROGRESS}).
 */
export const MAX_STALLED_COUNT = 1_000;
export const MAX_TAKEOVERS_WITHOUT_PROGRESS = 3;

/** Longest life of a token that a worker presents to the proxy. */
export const SCOPE_TOKEN_MS = 10 * MINUTE_MS;

/** A repeat of a delivery within this time is answered with the first answer. */
export const DELIVERY_MEMORY_MS = DAY_MS;
/** How long a Recovered that came first is remembered. */
export const TOMBSTONE_MS = DAY_MS;
/** Incidents, investigations, events and reports are kept this long after their last change. */
export const RETENTION_MS = 90 * DAY_MS;
/** Bodies that could not be parsed are kept for the operator: newest so many, and so long. */
export const REJECTED_KEPT = 200;
/** What the recording of one investigation may take in Redis, gzipped: some forty large answers. */
export const RECORDING_MAX_BYTES = 1024 * 1024;
/** The newest so many recordings are kept: 300 MiB at the very most, usually a tenth of it. */
export const RECORDINGS_KEPT = 300;
/** How long a recording is kept: long enough to ask what went wrong last week. */
export const RECORDING_RETENTION_MS = 14 * DAY_MS;
/** Pending entries older than this are re-added by the sweeper. */
export const PENDING_GRACE_MS = 5 * SECOND_MS;
export const SWEEP_INTERVAL_MS = 5 * SECOND_MS;

/** Parking: at most so often and so long in total per investigation. */
export const MAX_PARKS = 5;
export const MAX_PARKED_MS = 15 * MINUTE_MS;

/** Largest webhook body. */
export const MAX_WEBHOOK_BYTES = 1024 * 1024;
