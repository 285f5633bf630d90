/** Who hands in what a system works on, learned from the lines of what goes through. */
import type { LogRecord, Observations } from '../../domain/observation.ts';
import { levelOf, msOf } from './log-faults.ts';

/** One of several whose things go through the same step. */
export interface Sender {
  readonly name: string;
  /** Lines about it where nothing failed, before the onset; epoch ms, in order. */
  readonly servedMs: readonly number[];
  /** The same since the onset, and of all its likes together. */
  readonly since: number;
  readonly allSince: number;
}

/** `row of acme booked`, `message 17 from acme`, `Satz 4 von acme`: small words in front of whom it is about. */
const GIVEN_BY =
  /(?<=\s)(?:from|by|of|for|von|de|par|van|av|från|od)\s+["'(]?([A-Za-z][\w.@-]{0,40}[A-Za-z\d])(?=[\s"'),:;]|$)/g;
/** Prose varies behind such words without anybody being named. */
const MAX_LIKES = 60;
const LEAST_EACH = 2;
const MAX_LINES = 20_000;
const MAX_TIMES = 500;

/**
 * The names that stand at the same place of otherwise equal lines: whoever hands in what is worked
 * on. Services are none: they call each other.
 */
export function sendersOf(observations: Observations, onsetMs: number | null): Map<string, Sender> {
  const services = new Set<string>();
  for (const { service } of observations.logs) if (service !== null) services.add(service);
  for (const { service } of observations.metrics) if (service !== null) services.add(service);
  const places = new Map<string, Map<string, number[]>>();
  const all = observations.logs;
  const every = Math.max(1, Math.ceil(all.length / MAX_LINES));
  for (let at = 0; at < all.length; at += every) {
    const record = all[at];
    if (record === undefined || !goesThrough(record)) continue;
    const text = record.message.slice(0, 400).split('\n', 1)[0] ?? '';
    for (const match of text.matchAll(GIVEN_BY)) {
      const name = match[1] ?? '';
      if (services.has(name)) continue;
      const place = `${record.service ?? ''} ${text.slice(0, match.index).replace(/\S*\d\S*/g, '#')}`;
      let names = places.get(place);
      if (names === undefined) places.set(place, (names = new Map()));
      const times = names.get(name);
      const ms = msOf(record.at) ?? 0;
      if (times === undefined) names.set(name, [ms]);
      else if (times.length < MAX_TIMES) times.push(ms);
    }
  }
  const out = new Map<string, Sender>();
  for (const names of places.values()) {
    const known = [...names].filter(([, times]) => times.length >= LEAST_EACH);
    if (known.length < 2 || names.size > MAX_LIKES) continue;
    const from = onsetMs ?? -Infinity;
    const count = (times: readonly number[]): number => times.filter((ms) => ms >= from).length;
    const allSince = [...names.values()].reduce((sum, times) => sum + count(times), 0);
    for (const [name, times] of known) {
      const since = count(times);
      const other = out.get(name);
      // what tells most of its likes tells best how it fares
      if (other !== undefined && other.allSince >= allSince) continue;
      const servedMs = times.filter((ms) => ms < from).sort((a, b) => a - b);
      out.set(name, { name, servedMs, since, allSince });
    }
  }
  return out;
}

const goesThrough = (record: LogRecord): boolean => {
  const level = levelOf(record);
  return level === 'info' || level === 'debug' || level === 'unknown';
};
