/** How often a monitor fired lately, and which values its metric had before, under the names of many tools. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../domain/time.ts';
import { fieldsOf, isRecord, numberOf, timeOf } from '../values/fields.ts';
import type { Leaf, Leaves } from './leaves.ts';

export interface Firings {
  readonly count: number;
  /** The span that the field's name tells, ms; null when it tells none. */
  readonly overMs: number | null;
}

const FIRINGS =
  /fired|firing|fires|fire_?count|trigger(?:s|_?count|ed_?(?:count|\d|last))|occurrenc|flap|transitions|repeat|alarm_?count|alert_?count|recurrence|times_?seen|^count$/i;
/** Moments, and what is on rather than how often it was. */
const NO_COUNT =
  /_?(?:at|ago|ms|minutes|time|date|locations?|threshold|limit)$|current|open|status|flapping_?detection/i;

/**
 * `times_fired_24h`, `firings`, `trigger_count`, or the length of a list of former firings. Of several
 * counts the largest says most about the monitor's habits; of equal ones the shorter span.
 */
export function firingsOf({ all }: Leaves): Firings | null {
  let best: Firings | null = null;
  for (const leaf of all) {
    // `fired: {last_24h: 3}` tells its span one level deeper
    const name = nameOf(leaf);
    if (!FIRINGS.test(name) || NO_COUNT.test(leaf.label) || isRecord(leaf.value)) continue;
    const count = Array.isArray(leaf.value) ? leaf.value.length : numberOf(leaf.value);
    if (count === undefined || typeof leaf.value === 'boolean') continue;
    const overMs = spanOf(name);
    if (
      best === null ||
      count > best.count ||
      (count === best.count && (overMs ?? Infinity) < (best.overMs ?? Infinity))
    )
      best = { count, overMs };
  }
  return best;
}

/** A span alone (`last_24h`) says what it counts one level higher. */
function nameOf({ label, path }: Leaf): string {
  if (!/^(?:in_?)?(?:the_?)?(?:last|past|per)_?\d*_?[a-z]+$|^\d+_?[a-z]+$/i.test(label))
    return label;
  return `${path.split('.').at(-2) ?? ''}_${label}`;
}

/** `times_fired_24h`, `fired_last_7d`, `firings_last_week`: the span stands in the field's name. */
function spanOf(key: string): number | null {
  const match =
    /(\d+)_?(h|d|m|min)(?:$|[^a-z])/i.exec(key) ??
    /(?:last|past|per)_?(hour|day|week|month)/i.exec(key);
  if (!match) return null;
  const unit = (match[2] ?? match[1] ?? '').toLowerCase();
  const size = match[2] === undefined ? 1 : Number(match[1]);
  const ms =
    unit === 'month'
      ? 30 * DAY_MS
      : unit.startsWith('h')
        ? HOUR_MS
        : unit.startsWith('d')
          ? DAY_MS
          : unit.startsWith('w')
            ? 7 * DAY_MS
            : MINUTE_MS;
  return size * ms;
}

const NAMED = ['history', 'values', 'recent_values', 'trend', 'samples', 'points', 'series'];
/** `values_last_7d`, `daily_max`, `previous_readings`: former values under other names. */
const PAST =
  /hist|value|trend|sample|point|series|recent|previous|past|daily|hourly|weekly|readings/i;

/** Paths of lists of former values: none of them is the value of now. */
export const historiesIn = ({ all }: Leaves, nowMs: number): string[] =>
  all
    .filter(
      ({ value }) =>
        Array.isArray(value) &&
        value.length > 1 &&
        value.every((entry, at) => isRecord(entry) && pointOf(entry, at, nowMs).length > 0),
    )
    .map(({ path }) => path);

/** `[time, value]`, oldest first as sent; bare values have their place for a time. */
export function historyOf({ all }: Leaves, nowMs: number): [number, number][] {
  const lists = all.filter(
    ({ label, value }) => Array.isArray(value) && PAST.test(label) && !FIRINGS.test(label),
  );
  const rank = ({ label, depth }: Leaf): number =>
    (NAMED.includes(label) ? NAMED.indexOf(label) : NAMED.length) + depth * 100;
  for (const { value } of lists.toSorted((a, b) => rank(a) - rank(b))) {
    const points = (value as unknown[]).flatMap((entry, at) => pointOf(entry, at, nowMs));
    if (points.length > 1) return points;
  }
  return [];
}

function pointOf(entry: unknown, at: number, nowMs: number): [number, number][] {
  // bare values carry no times: their order is all that is known
  if (typeof entry === 'number') return [[at, entry]];
  const [time, value] = Array.isArray(entry)
    ? (entry as [unknown, unknown])
    : isRecord(entry)
      ? [
          fieldsOf(entry).first('timestamp', 'time', 'at', 'ts', 't', 'date', 'day'),
          fieldsOf(entry).first('value', 'v', 'y', 'average', 'avg', 'maximum', 'max'),
        ]
      : [undefined, undefined];
  const atMs = timeOf(time, nowMs);
  const number = typeof value === 'string' ? numberOf(value) : value;
  return atMs === null || typeof number !== 'number' ? [] : [[atMs, number]];
}
