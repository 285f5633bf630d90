/** A scenario's webhook bodies, moved into the world's time. */
import { IsoTime, toIso, toMs } from '../domain/time.ts';

/** Fields that hold an epoch; every field that holds an ISO time is moved as well. */
const EPOCH_FIELDS = new Set(['date', 'last_updated', 'timestamp', 'time']);
/** Ids that Datadog would have made anew. */
const FRESH_FIELDS = new Set(['cycle_key', 'event_id', 'id']);
/** Below this an epoch is in seconds (it would be 1973 in milliseconds). */
const SECONDS_BELOW = 100_000_000_000;

function shiftEpoch(value: number, shiftMs: number): number {
  return value < SECONDS_BELOW ? value + Math.round(shiftMs / 1000) : value + shiftMs;
}

function shiftValue(field: string, value: unknown, shiftMs: number): unknown {
  if (typeof value === 'string') {
    if (EPOCH_FIELDS.has(field) && /^\d{9,14}$/.test(value)) {
      return String(shiftEpoch(Number(value), shiftMs));
    }
    return IsoTime.safeParse(value).success ? toIso(toMs(value) + shiftMs) : value;
  }
  if (typeof value === 'number' && EPOCH_FIELDS.has(field)) return shiftEpoch(value, shiftMs);
  return value;
}

/** Another id of the same look: digits stay digits. */
function freshId(value: string, mark: number): string {
  if (value === '' || value.startsWith('$')) return value;
  return /^\d{10,}$/.test(value)
    ? String(BigInt(value) + BigInt(mark))
    : `${value}-${mark.toString(36)}`;
}

/** @param mark - makes cycle key and event id new ones; `undefined` leaves them as they are */
export function shiftWebhook(
  webhook: Readonly<Record<string, unknown>>,
  shiftMs: number,
  mark: number | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(webhook).map(([field, value]) => {
      const shifted = shiftValue(field, value, shiftMs);
      const fresh = mark !== undefined && FRESH_FIELDS.has(field) && typeof shifted === 'string';
      return [field, fresh ? freshId(shifted, mark) : shifted];
    }),
  );
}
