/** Counts and statistics over records, in groups and over time: logs and spans share it. */
import { z } from 'zod';
import { toIso } from '../../domain/time.ts';
import { valuesOf } from '../search/match.ts';
import { badRequest } from './errors.ts';
import type { DatadogRecord } from './record.ts';

export const Compute = z.object({
  aggregation: z.string(),
  metric: z.string().optional(),
  type: z.enum(['total', 'timeseries']).default('total'),
  /** For example `5m`; a default is chosen from the window. */
  interval: z.string().optional(),
});
export type Compute = z.infer<typeof Compute>;

export const GroupBy = z.object({
  facet: z.string(),
  limit: z.number().int().positive().default(10),
  sort: z
    .object({
      order: z.enum(['asc', 'desc']).optional(),
      aggregation: z.string().optional(),
      metric: z.string().optional(),
      type: z.string().optional(),
    })
    .optional(),
  missing: z.union([z.string(), z.number()]).optional(),
});
export type GroupBy = z.infer<typeof GroupBy>;

type Point = { time: string; value: number | null };
export interface Bucket {
  readonly by: Record<string, unknown>;
  /** `c0`, `c1`, … in the order of the computes. */
  readonly computes: Record<string, number | null | Point[]>;
}

const UNIT_MS: Record<string, number> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

function intervalMs(text: string | undefined, windowMs: number): number {
  const parsed = /^(\d+)(ms|s|m|h|d|w)?$/.exec(text ?? '');
  if (parsed !== null) return Math.max(1, Number(parsed[1]) * (UNIT_MS[parsed[2] ?? 'ms'] ?? 1));
  // about a hundred buckets, on a round number of seconds
  const rounds = [1e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 18e5, 36e5, 144e5, 864e5];
  return rounds.find((round) => windowMs / round <= 150) ?? 864e5;
}

/** Nearest rank with interpolation, as Datadog's sketches come out on small sets. */
export function percentile(values: readonly number[], fraction: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = fraction * (sorted.length - 1);
  const low = Math.floor(rank);
  const base = sorted[low]!;
  return base + (rank - low) * ((sorted[low + 1] ?? base) - base);
}

const fieldValues = (record: DatadogRecord, field: string): unknown[] =>
  valuesOf(record.document, field);

function computeValue(records: readonly DatadogRecord[], compute: Compute): number | null {
  const { aggregation, metric } = compute;
  if (aggregation === 'count') return records.length;
  if (metric === undefined) throw badRequest(`aggregation ${aggregation} needs a metric`);
  const values = records.flatMap((record) => fieldValues(record, metric));
  if (aggregation === 'cardinality') return new Set(values.map(String)).size;
  const numbers = values.map(Number).filter((value) => !Number.isNaN(value));
  const sum = numbers.reduce((total, value) => total + value, 0);
  const quantile = /^(?:pc|p)(\d{2,3})$/.exec(aggregation);
  if (quantile !== null) return percentile(numbers, Number(`0.${quantile[1]}`));
  switch (aggregation) {
    case 'sum':
      return sum;
    case 'avg':
      return numbers.length === 0 ? null : sum / numbers.length;
    case 'min':
      return numbers.length === 0 ? null : numbers.reduce((a, b) => Math.min(a, b));
    case 'max':
      return numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b));
    case 'median':
      return percentile(numbers, 0.5);
    default:
      throw badRequest(`unknown aggregation ${aggregation}`);
  }
}

function overTime(
  records: readonly DatadogRecord[],
  compute: Compute,
  window: { fromMs: number; toMs: number },
): Point[] {
  const step = intervalMs(compute.interval, window.toMs - window.fromMs);
  const slots = new Map<number, DatadogRecord[]>();
  for (const record of records) {
    const slot = Math.floor(record.atMs / step) * step;
    const list = slots.get(slot);
    if (list === undefined) slots.set(slot, [record]);
    else list.push(record);
  }
  return [...slots]
    .toSorted((a, b) => a[0] - b[0])
    .map(([slot, list]) => ({ time: toIso(slot), value: computeValue(list, compute) }));
}

/** Splits by one facet after the other; a record without the facet is left out, as Datadog does. */
function groups(
  records: readonly DatadogRecord[],
  facets: readonly GroupBy[],
): { by: Record<string, unknown>; records: readonly DatadogRecord[] }[] {
  const [first, ...rest] = facets;
  if (first === undefined) return [{ by: {}, records }];
  const split = new Map<unknown, DatadogRecord[]>();
  for (const record of records) {
    const found = fieldValues(record, first.facet);
    const values = found.length === 0 && first.missing !== undefined ? [first.missing] : found;
    for (const value of new Set(values)) {
      const list = split.get(value);
      if (list === undefined) split.set(value, [record]);
      else list.push(record);
    }
  }
  const { order, aggregation, metric } = first.sort ?? {};
  const rank = (list: readonly DatadogRecord[]): number =>
    computeValue(list, { aggregation: aggregation ?? 'count', metric, type: 'total' }) ?? 0;
  const direction = order === 'asc' ? 1 : -1;
  return [...split]
    .toSorted((a, b) => direction * (rank(a[1]) - rank(b[1])))
    .slice(0, first.limit)
    .flatMap(([value, list]) =>
      groups(list, rest).map((inner) => ({
        by: { [first.facet]: value, ...inner.by },
        records: inner.records,
      })),
    );
}

export function aggregate(
  records: readonly DatadogRecord[],
  computes: readonly Compute[],
  facets: readonly GroupBy[],
  window: { fromMs: number; toMs: number },
): Bucket[] {
  const asked = computes.length === 0 ? [Compute.parse({ aggregation: 'count' })] : computes;
  return groups(records, facets).map(({ by, records: group }) => ({
    by,
    computes: Object.fromEntries(
      asked.map((compute, index) => [
        `c${index}`,
        compute.type === 'timeseries'
          ? overTime(group, compute, window)
          : computeValue(group, compute),
      ]),
    ),
  }));
}
