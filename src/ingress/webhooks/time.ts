/** The moment an alert fired, in all the ways senders write it. */
import { DAY_MS, MINUTE_MS } from '../../domain/time.ts';
import { textOf } from './fields.ts';
import { payloadProblem } from './problem.ts';

/** Clocks differ, and a relay may round up. */
const MAX_AHEAD_MS = DAY_MS;
const EARLIEST_MS = Date.parse('2000-01-01T00:00:00Z');

/**
 * Epoch seconds, milliseconds, microseconds or nanoseconds (told apart by size), ISO 8601 (without
 * an offset: UTC), RFC 2822, or a bare `10:05[:30]`, which is the latest such time in UTC.
 * @returns epoch ms; undefined when there is no value
 * @throws MiraError `payload_invalid` for a value that is no time: guessing one would search the wrong window
 */
export function parseTime(field: string, value: unknown, nowMs: number): number | undefined {
  const text = textOf(value);
  if (text === undefined) {
    if (typeof value === 'object' && value !== null) throw payloadProblem(field, 'must be a time');
    return undefined;
  }
  const ms = clockTime(text, nowMs) ?? epoch(text) ?? calendar(text);
  if (ms === undefined || !Number.isFinite(ms)) {
    throw payloadProblem(field, `is no time that MIRA can read: "${text.slice(0, 60)}"`);
  }
  if (ms < EARLIEST_MS || ms > nowMs + MAX_AHEAD_MS) {
    throw payloadProblem(field, `is not a time of an alert: "${text.slice(0, 60)}"`);
  }
  return Math.round(ms);
}

function clockTime(text: string, nowMs: number): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(?:Z|UTC)?$/i.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [match[1], match[2], match[3] ?? '0'].map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return undefined;
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined;
  const midnight = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const today = midnight + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
  // A minute ahead is a clock that runs fast, not yesterday.
  return today > nowMs + MINUTE_MS ? today - DAY_MS : today;
}

function epoch(text: string): number | undefined {
  if (!/^\d{9,19}(\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  if (number < 1e11) return number * 1_000;
  if (number < 1e14) return number;
  return number < 1e17 ? number / 1e3 : number / 1e6;
}

function calendar(text: string): number | undefined {
  if (!/\d{4}/.test(text) || /^-?\d+(\.\d+)?$/.test(text)) return undefined;
  const isIso = /^\d{4}-\d{2}-\d{2}/.test(text);
  const hasOffset = /(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(text);
  const spelled = isIso ? text.replace(' ', 'T').replace(/\s*UTC$/i, 'Z') : text;
  const dateOnly = /^\d{4}-\d{2}-\d{2}$/.test(spelled);
  const ms = Date.parse(hasOffset || dateOnly ? spelled : `${spelled}${isIso ? 'Z' : ' UTC'}`);
  return Number.isNaN(ms) ? undefined : ms;
}
