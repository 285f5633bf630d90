/** Finds a value in a record whatever its author called the field. */
import { parseTime } from './time.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Deeper members, and more of them than this, are nobody's log fields. */
const MAX_DEPTH = 3;
const MAX_FIELDS = 300;

/**
 * A record's scalar and list members under folded names: `log.level`, `log: { level }`,
 * `logLevel` and `LOG_LEVEL` are all `loglevel`. What stands higher in the record wins.
 */
export interface Fields {
  readonly record: JsonRecord;
  /** The first of the names that has a value; null and empty text count as none. */
  first(...names: readonly string[]): unknown;
  text(...names: readonly string[]): string | undefined;
  number(...names: readonly string[]): number | undefined;
  /** Epoch ms of the first of the names that holds a moment. */
  time(referenceMs: number | null, ...names: readonly string[]): number | null;
  list(...names: readonly string[]): readonly unknown[] | undefined;
  strings(...names: readonly string[]): string[];
  object(...names: readonly string[]): JsonRecord | undefined;
}

const folded = new Map<string, string>();

/** `Service-Name`, `service.name` and `serviceName` → `servicename`. */
export function foldName(name: string): string {
  const known = folded.get(name);
  if (known !== undefined) return known;
  const plain = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  // names come from files: the memory of them must stay bounded
  if (folded.size < 5_000 && name.length < 100) folded.set(name, plain);
  return plain;
}

export function fieldsOf(record: JsonRecord): Fields {
  const values = new Map<string, unknown>();
  flatten(record, '', 0, values);
  const first = (...names: readonly string[]): unknown => {
    for (const name of names) {
      const value = values.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  return {
    record,
    first,
    text: (...names) => {
      for (const name of names) {
        const text = textOf(values.get(name));
        if (text !== undefined) return text;
      }
      return undefined;
    },
    number: (...names) => {
      for (const name of names) {
        const value = numberOf(values.get(name));
        if (value !== undefined) return value;
      }
      return undefined;
    },
    time: (referenceMs, ...names) => {
      for (const name of names) {
        const at = timeOf(values.get(name), referenceMs);
        if (at !== null) return at;
      }
      return null;
    },
    list: (...names) => {
      for (const name of names) {
        const value = values.get(name);
        if (Array.isArray(value)) return value as unknown[];
      }
      return undefined;
    },
    strings: (...names) => stringsOf(first(...names)),
    object: (...names) => {
      for (const name of names) {
        const value = values.get(name);
        if (isRecord(value)) return value;
      }
      return undefined;
    },
  };
}

function flatten(
  record: JsonRecord,
  prefix: string,
  depth: number,
  into: Map<string, unknown>,
): void {
  const nested: [string, JsonRecord][] = [];
  for (const key in record) {
    if (!Object.hasOwn(record, key)) continue;
    const value = record[key];
    if (value === null || value === undefined || value === '') continue;
    if (into.size >= MAX_FIELDS) return;
    const name = prefix + foldName(key);
    if (!into.has(name)) into.set(name, value);
    if (isRecord(value)) nested.push([name, value]);
  }
  if (depth >= MAX_DEPTH) return;
  for (const [name, value] of nested) flatten(value, name, depth + 1, into);
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  return undefined;
}

export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  const match = /^(-?[\d,_ ]*\.?\d+(?:e[+-]?\d+)?)\s*(%|[a-zA-Zµ/]{0,12})$/i.exec(
    text.length > 60 ? '' : text,
  );
  if (!match) return undefined;
  const parsed = Number((match[1] ?? '').replace(/[,_ ]/g, ''));
  return Number.isFinite(parsed) ? parsed : undefined;
}

/** A moment, also as MongoDB's `{ $date }` and as `{ seconds, nanos }`. */
export function timeOf(value: unknown, referenceMs: number | null): number | null {
  if (isRecord(value)) {
    if ('$date' in value) return timeOf(value['$date'], referenceMs);
    if ('seconds' in value) return parseTime(Number(value['seconds']), referenceMs);
    if ('timestamp' in value) return parseTime(value['timestamp'], referenceMs);
    return null;
  }
  return parseTime(value, referenceMs);
}

/** Strings of a list; a text is split at commas. */
export function stringsOf(value: unknown): string[] {
  if (Array.isArray(value))
    return value.map((entry) => textOf(entry)).filter((text) => text !== undefined);
  const text = textOf(value);
  return text === undefined
    ? []
    : text
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean);
}

/** `service:checkout` of Datadog's tags (list, text or map) → `checkout`. */
export function tagValue(tags: unknown, key: string): string | undefined {
  if (isRecord(tags)) return textOf(tags[key]);
  const prefix = `${key}:`;
  return stringsOf(tags)
    .find((tag) => tag.startsWith(prefix) && tag.length > prefix.length)
    ?.slice(prefix.length);
}
