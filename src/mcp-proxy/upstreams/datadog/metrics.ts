/** Metric queries and the names of the metrics that a service reports. */
import { MiraError } from '../../../domain/errors.ts';
import type { MetricSeries } from '../../../domain/observation.ts';
import { listOf } from './client.ts';
import type { Datadog } from './client.ts';
import { tagValue } from './fields.ts';

export interface MetricQuery {
  /** Already scoped; several queries with commas. */
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** @throws MiraError `bad_argument` with Datadog's words when it refuses the query in a 200 */
export async function queryMetrics(datadog: Datadog, query: MetricQuery): Promise<MetricSeries[]> {
  const response = await datadog.call('metrics', 'the metric query', (api) =>
    api.queryMetrics({
      query: query.query,
      from: Math.floor(query.fromMs / 1_000),
      to: Math.ceil(query.toMs / 1_000),
    }),
  );
  const failed = response.error ?? (response.status === 'error' ? response.message : undefined);
  if (failed)
    throw new MiraError(
      'bad_argument',
      `Datadog refused the metric query: ${failed.slice(0, 300)}`,
    );
  return listOf(response.series, 'the metric query').map((series) => {
    const scope = (series.scope ?? '').split(',').filter((tag) => tag.includes(':'));
    const tags = [...new Set([...(series.tagSet ?? []), ...scope])];
    const unit = series.unit?.[0]?.name;
    return {
      metric:
        series.expression && !series.metric ? series.expression : (series.metric ?? 'unknown'),
      service: tagValue(tags, 'service') ?? null,
      tags,
      points: wholeIntervals(pointsOf(series.pointlist), series, query),
      ...(unit ? { unit } : {}),
    };
  });
}

type Point = [number, number | null];

const pointsOf = (list: readonly (readonly [number, number])[] | undefined): Point[] =>
  listOf(list, 'the metric query').map(([atMs, value]) => [
    atMs,
    // the client types gaps away; the wire has null
    typeof value === 'number' && Number.isFinite(value) ? value : null,
  ]);

/**
 * A sum over an interval that the window cuts, or that is not over yet, is too small and would look
 * like a fall of the metric: such points at the edges are left out.
 */
function wholeIntervals(
  points: readonly Point[],
  series: { readonly aggr?: string; readonly interval?: number },
  { fromMs, toMs }: MetricQuery,
): Point[] {
  const intervalMs = (series.interval ?? 0) * 1_000;
  if (series.aggr !== 'sum' && series.aggr !== 'count') return [...points];
  return points.filter(([atMs]) => atMs >= fromMs - 1_000 && atMs + intervalMs <= toMs + 1_000);
}

/**
 * Names of metrics with a tag that reported since `sinceMs`; the API can't be asked for two tags.
 * @returns null where the API does not serve the list
 */
export async function activeMetrics(
  datadog: Datadog,
  tag: string,
  sinceMs: number,
): Promise<readonly string[] | null> {
  try {
    const response = await datadog.call('metrics', 'the list of metrics', (api) =>
      api.listActiveMetrics({ from: Math.floor(sinceMs / 1_000), tagFilter: tag }),
    );
    return listOf(response.metrics, 'the list of metrics');
  } catch (error) {
    if (error instanceof MiraError && (error.code === 'not_found' || error.code === 'auth'))
      return null;
    throw error;
  }
}
