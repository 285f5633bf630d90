/** Moments as people and tools write them → epoch milliseconds. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** `2026-01-02T10:00:00.123456Z`, `2026/01/02 10:00:00,123 +0100`, `2026-01-02`. */
const ISO =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T _](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$/i;
/** `20260102T100000Z`, `20260102 10:00:00`. */
const COMPACT = /^(\d{4})(\d{2})(\d{2})[T -]?(\d{2}):?(\d{2}):?(\d{2})?(?:[.,](\d{1,9}))?\s*(Z)?$/;
/** `02/Jan/2026:10:00:00 +0000` (nginx, Apache), `02-Jan-2026 10:00:00.123`. */
const ACCESS =
  /^(\d{1,2})[/ -]([A-Za-z]{3})[a-z]*[/ -](\d{4})[: ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s*([+-]\d{2}:?\d{2}|Z|UTC|GMT)?$/;
/** `Fri, 02 Jan 2026 10:00:00 +0000` (RFC 2822). */
const RFC2822 =
  /^(?:[A-Za-z]{3,9},?\s+)?(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s*([+-]\d{4}|Z|UTC|GMT)?$/;
/** `Fri Jan  2 10:00:00 2026 +0100` (git, Apache's error log), with an optional fraction. */
const CTIME =
  /^(?:[A-Za-z]{3},?\s+)?([A-Za-z]{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?\s+(?:UTC\s+|GMT\s+)?(\d{4})\s*([+-]\d{4}|Z|UTC|GMT)?$/;
/** `Jan  2 10:00:00` (syslog): the year comes from the reference. */
const SYSLOG = /^([A-Za-z]{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?$/;
/** `10:00:00.123`: the day comes from the reference. */
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:Z|UTC)?$/;
/** `I0102 10:00:00.123456` without its letter (klog, glog): year from the reference. */
const KLOG = /^(\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?$/;
const AGO =
  /^(\d{1,6})\s*(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)\s+ago$/i;
const OFFSET = /^(?:now|t|t0)?\s*([+-])\s*(\d{1,6})\s*(s|m|min|h|d|w)$/i;
const NUMBER = /^(?:\d{8,20}(?:\.\d{1,12})?|\d(?:\.\d{1,20})?e\+?\d{1,2})$/i;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/**
 * Epoch milliseconds of a number or text: ISO 8601 and its relatives, RFC 2822, access-log and
 * syslog times, epoch seconds, milliseconds, microseconds or nanoseconds (told apart by size).
 * Without a zone it is UTC. Null when it is no moment.
 *
 * @param referenceMs - completes a time without year or day, and `2 hours ago`; without it those
 *   are null, because the wall clock says nothing about a recorded incident
 */
export function parseTime(value: unknown, referenceMs: number | null = null): number | null {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value === 'bigint') return fromEpoch(Number(value));
  if (typeof value !== 'string') return null;
  if (value.length < 4 || value.length > 60) return null;
  const text = value.trim().replace(/^\[|\]$/g, '');
  if (NUMBER.test(text)) return fromEpoch(Number(text));
  return absolute(text) ?? (referenceMs === null ? null : relative(text, referenceMs));
}

/** 10^8 seconds is 1973; whoever logs smaller numbers counts from somewhere else. */
function fromEpoch(value: number): number | null {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value < 0 || size < 1e8) return null;
  if (size < 1e11) return checked(value * 1_000);
  if (size < 1e14) return checked(value);
  if (size < 1e17) return checked(value / 1_000);
  return size < 1e20 ? checked(value / 1_000_000) : null;
}

function absolute(text: string): number | null {
  const iso = ISO.exec(text) ?? COMPACT.exec(text);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return moment(year, Number(month) - 1, day, hour, minute, second, fraction, zone);
  }
  const access = ACCESS.exec(text);
  if (access) {
    const [, day, month, year, hour, minute, second, fraction, zone] = access;
    return moment(year, monthOf(month), day, hour, minute, second, fraction, zone);
  }
  const mail = RFC2822.exec(text);
  if (mail) {
    const [, day, month, year, hour, minute, second, zone] = mail;
    return moment(year, monthOf(month), day, hour, minute, second, undefined, zone);
  }
  const ctime = CTIME.exec(text);
  if (ctime) {
    const [, month, day, hour, minute, second, fraction, year, zone] = ctime;
    return moment(year, monthOf(month), day, hour, minute, second, fraction, zone);
  }
  return null;
}

function relative(text: string, referenceMs: number): number | null {
  const ago = AGO.exec(text);
  if (ago) return checked(referenceMs - Number(ago[1]) * (UNIT_MS[(ago[2] ?? '')[0] ?? ''] ?? 0));
  const offset = OFFSET.exec(text);
  if (offset) {
    const span = Number(offset[2]) * (UNIT_MS[(offset[3] ?? '').toLowerCase()[0] ?? ''] ?? 0);
    return checked(referenceMs + (offset[1] === '-' ? -span : span));
  }
  if (/^now$/i.test(text)) return referenceMs;
  const reference = new Date(referenceMs);
  const syslog = SYSLOG.exec(text);
  if (syslog) {
    const [, month, day, hour, minute, second, fraction] = syslog;
    return nearest(referenceMs, 365 * DAY_MS, (shift) =>
      moment(
        String(reference.getUTCFullYear() + shift),
        monthOf(month),
        day,
        hour,
        minute,
        second,
        fraction,
      ),
    );
  }
  const klog = KLOG.exec(text);
  if (klog) {
    const [, month, day, hour, minute, second, fraction] = klog;
    return nearest(referenceMs, 365 * DAY_MS, (shift) =>
      moment(
        String(reference.getUTCFullYear() + shift),
        Number(month) - 1,
        day,
        hour,
        minute,
        second,
        fraction,
      ),
    );
  }
  const clock = CLOCK.exec(text);
  if (clock) {
    const [, hour, minute, second, fraction] = clock;
    const day = new Date(referenceMs).toISOString().slice(0, 10).split('-');
    return nearest(referenceMs, DAY_MS, (shift) => {
      const at = moment(day[0], Number(day[1]) - 1, day[2], hour, minute, second, fraction);
      return at === null ? null : at + shift * DAY_MS;
    });
  }
  return null;
}

/** Of the candidates one period earlier, the same, and one later: the one nearest to the reference. */
function nearest(
  referenceMs: number,
  periodMs: number,
  at: (shift: number) => number | null,
): number | null {
  let best: number | null = null;
  for (const shift of [0, -1, 1]) {
    const candidate = at(shift);
    if (candidate === null || Math.abs(candidate - referenceMs) > periodMs) continue;
    if (best === null || Math.abs(candidate - referenceMs) < Math.abs(best - referenceMs))
      best = candidate;
  }
  return best;
}

const monthOf = (name: string | undefined): number =>
  MONTHS.indexOf((name ?? '').slice(0, 3).toLowerCase());

function moment(
  year: string | undefined,
  month: number,
  day: string | undefined,
  hour = '0',
  minute = '0',
  second = '0',
  fraction?: string,
  zone?: string,
): number | null {
  const [h, m, s, d] = [Number(hour), Number(minute), Number(second), Number(day)];
  if (month < 0 || month > 11 || d < 1 || d > 31 || h > 24 || m > 59 || s > 60) return null;
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1_000);
  return checked(Date.UTC(Number(year), month, d, h, m, s, ms) - zoneMs(zone));
}

function zoneMs(zone: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (!match) return 0;
  const size = Number(match[2]) * HOUR_MS + Number(match[3] ?? 0) * MINUTE_MS;
  return match[1] === '-' ? -size : size;
}

/** Years 1970 to 2200: outside of it a number was no time. */
const checked = (ms: number): number | null =>
  Number.isFinite(ms) && ms >= 0 && ms < 7_258_118_400_000 ? Math.round(ms) : null;
