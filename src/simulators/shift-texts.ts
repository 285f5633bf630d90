/** Moves the moments that are written inside of a scenario's texts into the world's time. */
import { toIso, toMs } from '../domain/time.ts';
import type { Scenario } from './scenario.ts';

/** An instant in full, as programs print it: `2026-10-29T09:00:00.000Z`, seconds' fraction optional. */
const INSTANT = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z\b/g;

const INSTANT_ALONE = /^\d{4}-\d{2}-\d{2}T\S+$/;

/** A moment in a link of Datadog's: `…&from_ts=1791987420000`. */
const LINK_TIME = /([?&](?:from|to|event)_ts=)(\d{13})\b/g;

/**
 * A text with every instant moved by `shiftMs`; the rest stays, dates without a time as well: they may
 * be part of a path or a version.
 */
export const shiftText = (text: string, shiftMs: number): string =>
  text
    .replaceAll(INSTANT, (instant) => {
      const ms = toMs(instant);
      if (Number.isNaN(ms)) return instant;
      const moved = toIso(ms + shiftMs);
      return instant.includes('.') ? moved : moved.replace('.000Z', 'Z');
    })
    .replaceAll(LINK_TIME, (_link, name: string, ms: string) => `${name}${Number(ms) + shiftMs}`);

function shiftDeep(value: unknown, shiftMs: number): unknown {
  if (typeof value === 'string') return shiftText(value, shiftMs);
  if (Array.isArray(value)) return value.map((entry) => shiftDeep(entry, shiftMs));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, shiftDeep(entry, shiftMs)]),
  );
}

/**
 * The scenario with the prose of logs, events, monitors and webhooks in the world's time: "expires at
 * …" must stay in the future when the whole incident moves. The fields that are themselves times
 * (`at`, a webhook's `date`) are left to whoever serves them.
 */
export function shiftTexts(scenario: Scenario, shiftMs: number): Scenario {
  const shift = (text: string): string => shiftText(text, shiftMs);
  return {
    ...scenario,
    logs: scenario.logs.map((log) => ({
      ...log,
      message: shift(log.message),
      attributes: shiftDeep(log.attributes, shiftMs) as Record<string, unknown>,
    })),
    events: scenario.events.map((event) => ({
      ...event,
      title: shift(event.title),
      text: shift(event.text),
      attributes: shiftDeep(event.attributes, shiftMs) as Record<string, unknown>,
    })),
    monitors: scenario.monitors.map((monitor) => ({ ...monitor, message: shift(monitor.message) })),
    webhooks: scenario.webhooks.map((webhook) =>
      Object.fromEntries(
        Object.entries(webhook).map(([field, value]) => [
          field,
          // a whole field that is a time is moved with the webhook's other times
          typeof value === 'string' && !INSTANT_ALONE.test(value) ? shift(value) : value,
        ]),
      ),
    ),
  };
}
