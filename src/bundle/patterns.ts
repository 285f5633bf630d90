/** Log templates that were clustered elsewhere, as log records over the span in which each was seen. */
import { toIso } from '../domain/time.ts';
import { unwrapList } from './io/unwrap.ts';
import { levelFromWord } from './logs/levels.ts';
import type { NewLogRecord } from './logs/structured.ts';
import { fieldsOf, isRecord, timeOf, type JsonRecord } from './values/fields.ts';

/** Moments of one pattern: enough to show its span without outweighing real lines in number. */
const MAX_MOMENTS = 60;

/**
 * Records that stand for one pattern, each for so many lines (`times`) that they sum up to its
 * count: one per bucket where it has them, else spread evenly between its first and last sight. Each
 * carries `pattern: true` and the pattern's count. Answers why when the record is no pattern.
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
  const moments =
    bucketMoments(record, referenceMs, firstMs, lastMs) ?? spread(firstMs, lastMs, count);
  return moments.length === 0
    ? [{ ...base, at: null, ...timesOf(count) }]
    : moments.map(([atMs, n]) => ({ ...base, at: toIso(atMs), ...timesOf(n) }));
}

const timesOf = (n: number): { times?: number } => (n > 1 ? { times: n } : {});

/** True when the record says itself how often it was seen at which moment. */
export const hasBuckets = (record: JsonRecord): boolean => bucketsOf(record) !== undefined;

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

/** A moment and how many lines stand for it. */
type Moment = readonly [atMs: number, lines: number];

function spread(firstMs: number | null, lastMs: number | null, count: number): Moment[] {
  if (firstMs === null) return [];
  if (lastMs === null || lastMs <= firstMs || count < 2) return [[firstMs, count]];
  const moments = Math.min(count, MAX_MOMENTS);
  return Array.from({ length: moments }, (_, at): Moment => [
    Math.round(firstMs + ((lastMs - firstMs) * at) / (moments - 1)),
    // what does not divide evenly goes to the early ones
    Math.floor(count / moments) + (at < count % moments ? 1 : 0),
  ]);
}

function bucketsOf(record: JsonRecord): readonly unknown[] | undefined {
  const buckets =
    record['buckets'] ?? record['timeline'] ?? record['histogram'] ?? record['timeseries'];
  return Array.isArray(buckets) && buckets.length > 0 ? (buckets as unknown[]) : undefined;
}

/**
 * `buckets: [{ at, count }]` or `[[time, count]]`. A bucket is named after its beginning: the exact
 * first and last sight are better where they are told.
 */
function bucketMoments(
  record: JsonRecord,
  referenceMs: number | null,
  firstMs: number | null,
  lastMs: number | null,
): Moment[] | undefined {
  const pairs = (bucketsOf(record) ?? [])
    .flatMap((entry): Moment[] => {
      const [time, count] = Array.isArray(entry)
        ? (entry as [unknown, unknown])
        : isRecord(entry)
          ? [
              fieldsOf(entry).first('at', 'timestamp', 'time', 'ts', 'from', 'start'),
              fieldsOf(entry).number('count', 'value', 'hits', 'n'),
            ]
          : [undefined, undefined];
      const atMs = timeOf(time, referenceMs);
      const n = Math.round(Number(count));
      return atMs === null || !(n > 0) ? [] : [[atMs, n]];
    })
    .sort((a, b) => a[0] - b[0]);
  const [head] = pairs;
  const tail = pairs.at(-1);
  if (head === undefined || tail === undefined) return undefined;
  const next = pairs[1]?.[0] ?? lastMs ?? Infinity;
  if (firstMs !== null && firstMs > head[0] && firstMs <= next) pairs[0] = [firstMs, head[1]];
  if (lastMs !== null && lastMs > tail[0] && tail[1] > 1) {
    const [from, lines] = pairs.at(-1) ?? tail;
    if (lastMs > from) pairs.splice(-1, 1, [from, lines - 1], [lastMs, 1]);
  }
  return pairs;
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
