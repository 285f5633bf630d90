/** Metric queries over series that lie in memory: by name and tags, without arithmetic. */
import { MiraError } from '../../../domain/errors.ts';
import type { MetricSeries, Observations } from '../../../domain/observation.ts';
import type { MetricExpression, TagFilter } from '../datadog/query/metric-ast.ts';
import { parseMetricQuery } from '../datadog/query/metric-parser.ts';
import type { MetricQuery } from '../../upstreams/datadog/metrics.ts';

/** Functions that change how Datadog draws a series, not which one it is. */
const HARMLESS = /^(?:as_count|as_rate|rollup|fill|weighted)$/;

/** @throws MiraError `bad_argument` for arithmetic and functions, which need Datadog */
export function queryLocalMetrics(observations: Observations, query: MetricQuery): MetricSeries[] {
  return parseMetricQuery(query.query).flatMap((expression) => {
    const wanted = plainSeries(expression);
    return observations.metrics
      .filter(
        (series) => series.metric === wanted.metric && passes(wanted.filter, series, observations),
      )
      .map((series) => ({
        ...series,
        points: series.points.filter(([atMs]) => atMs >= query.fromMs && atMs <= query.toMs),
      }));
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
