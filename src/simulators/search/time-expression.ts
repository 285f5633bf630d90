/** Datadog's ways of writing a moment: `now-15m`, ISO 8601, epoch milliseconds. */
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';

const UNITS: Record<string, number> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  M: 30 * DAY_MS,
  y: 365 * DAY_MS,
};

/** @returns epoch ms, or `undefined` when the text is none of the three */
export function parseTime(text: string | number, nowMs: number): number | undefined {
  const value = String(text).trim();
  if (/^\d+(\.\d+)?$/.test(value)) return Math.trunc(Number(value));
  const relative = /^now(?:\s*([+-])\s*(\d+)\s*([smhdwMy]))?$/.exec(value);
  if (relative !== null) {
    const [, sign, count, unit] = relative;
    if (sign === undefined) return nowMs;
    return nowMs + (sign === '-' ? -1 : 1) * Number(count) * UNITS[unit!]!;
  }
  const parsed = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}
