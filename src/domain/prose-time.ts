/** Moments inside of sentences, as a person reads them at night. */

/** An instant in full, as programs print it: `2026-11-20T07:30:00.000Z`, seconds' fraction optional. */
const INSTANT = /\b(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d{1,9})?Z\b/g;

/**
 * A sentence with its instants as `07:30:00 UTC`, and with the date before them on another day than
 * `reference` (or when there is none). Milliseconds help nobody who reads: fields that end in `At`
 * keep them for programs.
 */
export const readableTimes = (text: string, reference: string | null): string =>
  text.replaceAll(INSTANT, (_instant, day: string, clock: string) =>
    reference?.startsWith(day) ? `${clock} UTC` : `${day} ${clock} UTC`,
  );

/** `07:30:00`, or `11-19 08:45:05` on another day than `reference`: for columns of times in UTC. */
export function timeInColumn(iso: string, reference: string | null): string {
  const [, day, clock] = new RegExp(INSTANT.source).exec(new Date(iso).toISOString()) ?? [];
  if (day === undefined || clock === undefined) return iso;
  return (reference ?? iso).startsWith(day) ? clock : `${day.slice(5)} ${clock}`;
}
