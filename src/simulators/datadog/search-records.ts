/** The search that logs, spans and events share: window, query, order and cursor. */
import { compileQuery } from '../search/match.ts';
import { parseQuery } from '../search/query.ts';
import { parseTime } from '../search/time-expression.ts';
import { badRequest } from './errors.ts';
import type { DatadogRecord } from './record.ts';

export interface RecordFilter {
  readonly query?: string | undefined;
  readonly from?: string | number | undefined;
  readonly to?: string | number | undefined;
}

/** Filters by window and query; the future is not there yet, even when it was asked for. */
export function filterRecords(
  records: readonly DatadogRecord[],
  filter: RecordFilter,
  nowMs: number,
): DatadogRecord[] {
  const { fromMs, toMs } = windowOf(filter, nowMs);
  const fits = compileQuery(parseQuery(filter.query ?? '*'));
  return records.filter(({ atMs, document }) => atMs >= fromMs && atMs <= toMs && fits(document));
}

export function windowOf(filter: RecordFilter, nowMs: number): { fromMs: number; toMs: number } {
  const fromMs = parseTime(filter.from ?? 'now-15m', nowMs);
  const toMs = parseTime(filter.to ?? 'now', nowMs);
  if (fromMs === undefined) throw badRequest(`Invalid filter.from: ${filter.from}`);
  if (toMs === undefined) throw badRequest(`Invalid filter.to: ${filter.to}`);
  if (fromMs > toMs) throw badRequest('filter.from is after filter.to');
  return { fromMs, toMs: Math.min(toMs, nowMs) };
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Oldest first; newest first otherwise. */
  readonly ascending: boolean;
}

/** The cursor names the last record served, so that a page never repeats or skips one. */
export function pageOf(
  found: readonly DatadogRecord[],
  page: PageRequest,
): { records: DatadogRecord[]; after: string | undefined } {
  const ordered = page.ascending ? found : found.toReversed();
  let start = 0;
  if (page.cursor !== undefined) {
    const [atMs, id] = Buffer.from(page.cursor, 'base64url').toString().split('|');
    const last = ordered.findIndex((record) => record.id === id && String(record.atMs) === atMs);
    if (last < 0) throw badRequest('Invalid cursor');
    start = last + 1;
  }
  const records = ordered.slice(start, start + page.limit);
  const last = records.at(-1);
  const more = last !== undefined && start + records.length < ordered.length;
  return {
    records,
    after: more ? Buffer.from(`${last.atMs}|${last.id}`).toString('base64url') : undefined,
  };
}
