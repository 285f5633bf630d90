/** One searchable record: a log line, a span or an event, with what is served of it. */
import { createHash } from 'node:crypto';
import type { SearchDocument } from '../search/match.ts';

export interface DatadogRecord {
  readonly id: string;
  readonly atMs: number;
  readonly document: SearchDocument;
  /** The `attributes` of the wire format. */
  readonly wire: Readonly<Record<string, unknown>>;
}

/** An id in the look of Datadog's, equal at every loading of the same scenario. */
export const recordId = (...parts: (string | number)[]): string =>
  `AQ${createHash('sha1').update(parts.join('\0')).digest('base64url').slice(0, 30)}`;

/** Oldest first; ties by id, so that paging is stable. */
export const byTime = (a: DatadogRecord, b: DatadogRecord): number =>
  a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
