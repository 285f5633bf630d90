/** Counts of log lines over time and by a facet. */
import { MiraError } from '../../../domain/errors.ts';
import { toIso } from '../../../domain/time.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';

export interface CountSearch {
  /** Already scoped. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Bucket {
  readonly by: Readonly<Record<string, unknown>>;
  /** A number, or points for a time series. */
  readonly value: unknown;
}

/** Values of a facet that are counted apart, the most frequent ones. */
const MAX_GROUPS = 30;

async function aggregate(
  datadog: Datadog,
  search: CountSearch,
  compute: { readonly type: 'total' | 'timeseries'; readonly interval?: string },
  facet: string,
): Promise<{ readonly buckets: readonly Bucket[]; readonly partial: boolean }> {
  const response = await datadog.call('logs', 'counting log lines', (api) =>
    api.aggregateLogs({
      body: {
        filter: {
          query: search.query,
          from: toIso(search.fromMs),
          to: toIso(search.toMs),
          indexes: ['*'],
        },
        compute: [{ aggregation: 'count', ...compute }],
        groupBy: [{ facet, limit: MAX_GROUPS, missing: 'none' }],
      },
    }),
  );
  if (!response.data) {
    throw new MiraError('contract_broken', 'Datadog’s count of log lines was cut short', {
      retry: 'backoff',
    });
  }
  return {
    buckets: listOf(response.data.buckets, 'counting log lines').map((one) => ({
      by: one.by ?? {},
      value: one.computes?.['c0'],
    })),
    partial: response.meta?.status === 'timeout',
  };
}

/** Values of facets are text or numbers. */
const keyOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : 'none';

export interface Counts {
  readonly counts: ReadonlyMap<string, number>;
  /** Datadog gave up before it had counted everything. */
  readonly partial: boolean;
  /** There may be further values than those that were counted apart. */
  readonly more: boolean;
}

export interface CountSeries {
  readonly key: string;
  readonly points: readonly { readonly atMs: number; readonly count: number }[];
}

export async function countOverTime(
  datadog: Datadog,
  search: CountSearch,
  facet: string,
  intervalSeconds: number,
): Promise<{ readonly series: CountSeries[]; readonly partial: boolean }> {
  const { buckets, partial } = await aggregate(
    datadog,
    search,
    { type: 'timeseries', interval: `${intervalSeconds}s` },
    facet,
  );
  const series = buckets.map(({ by, value }) => ({
    key: keyOf(by[facet]),
    points: (Array.isArray(value) ? value : []).flatMap(
      (point: { time?: unknown; value?: unknown }) => {
        const atMs = Date.parse(String(point.time));
        return Number.isFinite(atMs) ? [{ atMs, count: Number(point.value ?? 0) }] : [];
      },
    ),
  }));
  return { series, partial };
}

export async function countBy(
  datadog: Datadog,
  search: CountSearch,
  facet: string,
): Promise<Counts> {
  const { buckets, partial } = await aggregate(datadog, search, { type: 'total' }, facet);
  return {
    counts: new Map(buckets.map(({ by, value }) => [keyOf(by[facet]), Number(value ?? 0)])),
    partial,
    more: buckets.length >= MAX_GROUPS,
  };
}
