/** Log templates that were clustered elsewhere, as log records over the span in which each was seen. */
import { toIso } from '../domain/time.ts';
import { unwrapList } from './io/unwrap.ts';
import { levelFromWord } from './logs/levels.ts';
import type { NewLogRecord } from './logs/structured.ts';
import { fieldsOf, isRecord, timeOf, type JsonRecord } from './values/fields.ts';

/** Enough to show a template's weight and span without outweighing real lines. */
const MAX_RECORDS = 60;

/**
 * Records that stand for one pattern: at the moments of its samples or buckets where it has them,
 * else its first and last sight with its count spread evenly between. Each carries `pattern: true`
 * and the pattern's count. Answers why when the record is no pattern.
 */
export function patternRecords(
  record: JsonRecord,
  referenceMs: number | null,
): NewLogRecord[] | string {
  const fields = fieldsOf(record);
  const message = fields.text(
    'pattern',
    'template',
    'message',
    'msg',
    'signature',
    'sample',
    'text',
    'example',
    'name',
    'logpattern',
    'errorpattern',
  );
  if (message === undefined) return 'a pattern without its text';
  const count = Math.max(
    1,
    Math.round(
      fields.number('count', 'occurrences', 'hits', 'total', 'frequency', 'n', 'volume') ?? 1,
    ),
  );
  const firstMs = fields.time(
    referenceMs,
    'firstseen',
    'firstseenat',
    'first',
    'from',
    'start',
    'since',
    'firsttimestamp',
    'firstoccurrence',
    'timestamp',
    'time',
  );
  const lastMs =
    fields.time(
      referenceMs,
      'lastseen',
      'lastseenat',
      'last',
      'to',
      'end',
      'until',
      'lasttimestamp',
      'lastoccurrence',
    ) ?? firstMs;
  const level =
    levelFromWord(fields.text('level', 'severity', 'status', 'severitytext') ?? '') ?? 'unknown';
  const stack = fields.text('stack', 'stacktrace', 'samplestack');
  const sample = exampleOf(record);
  const base = {
    service: fields.text('service', 'servicename', 'app', 'source') ?? null,
    level,
    message: sample ?? message,
    ...(stack === undefined ? {} : { stack }),
    attributes: { pattern: true, template: message, count },
  };
  const times =
    bucketTimes(record, referenceMs) ?? spread(firstMs, lastMs, Math.min(count, MAX_RECORDS));
  return times.length === 0
    ? [{ ...base, at: null }]
    : times.map((atMs) => ({ ...base, at: toIso(atMs) }));
}

function exampleOf(record: JsonRecord): string | undefined {
  for (const key of ['samples', 'examples', 'sample_messages', 'sample', 'example']) {
    const value = record[key];
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string' && first !== '') return first;
    if (isRecord(first)) {
      const text = fieldsOf(first).text('message', 'msg', 'text');
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

function spread(firstMs: number | null, lastMs: number | null, count: number): number[] {
  if (firstMs === null) return [];
  if (lastMs === null || lastMs <= firstMs || count < 2) return [firstMs];
  return Array.from({ length: count }, (_, at) =>
    Math.round(firstMs + ((lastMs - firstMs) * at) / (count - 1)),
  );
}

/** `buckets: [{ at, count }]` or `[[time, count]]`: shares of the records by the buckets' counts. */
function bucketTimes(record: JsonRecord, referenceMs: number | null): number[] | undefined {
  const buckets =
    record['buckets'] ?? record['timeline'] ?? record['histogram'] ?? record['timeseries'];
  if (!Array.isArray(buckets) || buckets.length === 0) return undefined;
  const pairs = (buckets as unknown[]).flatMap((entry): [number, number][] => {
    const [time, count] = Array.isArray(entry)
      ? (entry as [unknown, unknown])
      : isRecord(entry)
        ? [
            fieldsOf(entry).first('at', 'timestamp', 'time', 'ts', 'from', 'start'),
            fieldsOf(entry).number('count', 'value', 'hits', 'n'),
          ]
        : [undefined, undefined];
    const atMs = timeOf(time, referenceMs);
    const n = Number(count);
    return atMs === null || !(n > 0) ? [] : [[atMs, n]];
  });
  const total = pairs.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return undefined;
  const share = Math.min(1, MAX_RECORDS / total);
  return pairs.flatMap(([atMs, n]) =>
    Array.from({ length: Math.max(1, Math.round(n * share)) }, () => atMs),
  );
}

/** Patterns as a list, or as a map from the text to its count or facts. */
export function unwrapPatterns(document: unknown): readonly unknown[] {
  const list = unwrapList(
    document,
    [
      'patterns',
      'templates',
      'clusters',
      'logpatterns',
      'errorpatterns',
      'data',
      'items',
      'results',
      'toperrors',
    ],
    'pattern',
  );
  const only = list[0];
  if (list.length !== 1 || !isRecord(only) || only !== document) return list;
  const entries = Object.entries(only);
  if (entries.length > 0 && entries.every(([, value]) => typeof value === 'number'))
    return entries.map(([pattern, count]) => ({ pattern, count }));
  if (entries.length > 0 && entries.every(([, value]) => isRecord(value)))
    return entries.map(([pattern, value]) => ({ pattern, ...(value as JsonRecord) }));
  return list;
}
