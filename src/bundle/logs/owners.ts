/** Whose line is it: many layouts put the service into brackets, where others put the thread. */
import type { LogRecord } from '../../domain/observation.ts';

/** One word in the layout between level and message: `[ts-order-service]`, `(cart)`, `billing -`. */
const WORD = /[A-Za-z][\w.-]{1,80}/g;
/** What only threads, loggers and layouts are called. */
const NO_SERVICE =
  /^(?:main|root|worker|thread|http|nio|exec|pool|task|scheduler|info|warn|error|debug)\b|-\d+$|\.\w+\./i;
/** Records looked at before it is said that a layout names services. */
const SHARE = 0.3;

/**
 * Fills in the service of plain lines whose layout names one: a known service's name, or, where the
 * same place names known services often, any name there.
 */
export function withLayoutOwners(
  records: readonly LogRecord[],
  known: ReadonlySet<string>,
): LogRecord[] {
  let places = 0;
  let hits = 0;
  for (const record of records) {
    const words = wordsOf(record);
    if (words.length === 0) continue;
    places += 1;
    if (words.some((word) => known.has(word))) hits += 1;
  }
  if (hits === 0) return [...records];
  const trusted = hits >= SHARE * places;
  return records.map((record) => {
    const words = wordsOf(record);
    const service =
      words.find((word) => known.has(word)) ??
      (trusted && words.length === 1 ? words.find((word) => !NO_SERVICE.test(word)) : undefined);
    return service === undefined ? record : { ...record, service };
  });
}

function wordsOf(record: LogRecord): string[] {
  if (record.service !== null) return [];
  const context = record.attributes?.['context'];
  return typeof context === 'string' ? [...context.matchAll(WORD)].map(([word]) => word) : [];
}
