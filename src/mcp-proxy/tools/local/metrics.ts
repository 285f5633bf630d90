/** Metric queries over series that lie in memory: by name and tags, without arithmetic. */
import { MiraError } from '../../../domain/errors.ts';
import type { MetricSeries, Observations } from '../../../domain/observation.ts';
import type { MetricExpression, TagFilter } from '../datadog/query/metric-ast.ts';
import { weightOf } from '../datadog/golden-signals.ts';
import { parseMetricQuery } from '../datadog/query/metric-parser.ts';
import type { MetricQuery } from '../../upstreams/datadog/metrics.ts';

/** Functions that change how Datadog draws a series, not which one it is. */
const HARMLESS = /^(?:as_count|as_rate|rollup|fill|weighted)$/;

/**
 * Every series that bears the tags, whatever it is called: the telling names first.
 * @param tags - the scope's filter, `service:a,env:b` or `*`
 */
export function everyLocalSeries(
  observations: Observations,
  tags: string,
  span: Omit<MetricQuery, 'query'>,
): MetricSeries[] {
  const names = new Set(observations.metrics.map(({ metric }) => metric));
  const [scope] = parseMetricQuery(`avg:any{${tags}}`);
  if (!scope) return [];
  const { filter } = plainSeries(scope);
  return [...names]
    .sort((a, b) => weightOf(b) - weightOf(a) || (a < b ? -1 : 1))
    .flatMap((name) => seriesOf(observations, name, filter, span))
    .filter(({ points }) => points.length > 0);
}

function seriesOf(
  observations: Observations,
  name: string,
  filter: TagFilter,
  { fromMs, toMs }: Omit<MetricQuery, 'query'>,
): MetricSeries[] {
  return observations.metrics
    .filter((series) => series.metric === name && passes(filter, series, observations))
    .map((series) => ({
      ...series,
      points: series.points.filter(([atMs]) => atMs >= fromMs && atMs <= toMs),
    }));
}

/** @throws MiraError `bad_argument` for arithmetic and functions, which need Datadog */
export function queryLocalMetrics(observations: Observations, query: MetricQuery): MetricSeries[] {
  return parseMetricQuery(query.query).flatMap((expression) => {
    const { metric, filter } = plainSeries(expression);
    return seriesOf(observations, metric, filter, query);
  });
}

function plainSeries(expression: MetricExpression): Extract<MetricExpression, { kind: 'series' }> {
  if (
    expression.kind === 'series' &&
    expression.functions.every(({ name }) => HARMLESS.test(name))
  ) {
    return expression;
  }
  throw new MiraError(
    'bad_argument',
    'files serve plain series only: ask for each metric without arithmetic and functions',
  );
}

function passes(filter: TagFilter, series: MetricSeries, observations: Observations): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'and':
      return filter.operands.every((operand) => passes(operand, series, observations));
    case 'or':
      return filter.operands.some((operand) => passes(operand, series, observations));
    case 'not':
      return !passes(filter.operand, series, observations);
    case 'tag':
      if (filter.key === null) return series.tags.includes(filter.value);
      return hasTag(filter.key, [filter.value], series, observations);
    case 'in':
      return hasTag(filter.key, filter.values, series, observations);
  }
}

/** A series that says nothing of its service or env belongs to the one under investigation. */
function hasTag(
  key: string,
  wanted: readonly string[],
  series: MetricSeries,
  observations: Observations,
): boolean {
  const tagged = series.tags.flatMap((tag) =>
    tag.startsWith(`${key}:`) ? [tag.slice(key.length + 1)] : [],
  );
  const own =
    key === 'service'
      ? (series.service ?? observations.service)
      : key === 'env'
        ? observations.env
        : undefined;
  const values = tagged.length > 0 ? tagged : typeof own === 'string' ? [own] : [];
  if (values.length === 0) return key === 'service' || key === 'env';
  return values.some((value) => wanted.some((pattern) => like(pattern, value)));
}

const like = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  ).test(value);
