/** Metric queries: v1 over GET, v2 as time series and as scalars. */
import { z } from 'zod';
import type { SimulatorApp } from '../common/simulator-app.ts';
import { badRequest } from './errors.ts';
import { percentile, aggregate, Compute, GroupBy } from './aggregate.ts';
import { defaultIntervalMs, evaluate, type ResultSeries } from './metric-evaluation.ts';
import { parseMetricExpressions, type MetricExpression } from './metric-expression.ts';
import { filterRecords } from './search-records.ts';
import type { DatadogStore } from './store.ts';

const FAMILIES: Record<string, string> = {
  byte: 'bytes',
  nanosecond: 'time',
  microsecond: 'time',
  millisecond: 'time',
  second: 'time',
  minute: 'time',
  hour: 'time',
  percent: 'percentage',
  fraction: 'percentage',
  request: 'network',
  error: 'system',
  core: 'cpu',
  connection: 'network',
};

const unitOf = (name: string | undefined) =>
  name === undefined
    ? null
    : [
        {
          family: FAMILIES[name] ?? 'general',
          name,
          plural: `${name}s`,
          scale_factor: 1,
          short_name: name,
        },
        null,
      ];

/** The first query of an expression says which metric and interval the answer names. */
function firstQuery(
  expression: MetricExpression,
): Extract<MetricExpression, { kind: 'query' }> | undefined {
  switch (expression.kind) {
    case 'query':
      return expression;
    case 'binary':
      return firstQuery(expression.left) ?? firstQuery(expression.right);
    case 'call':
      return firstQuery(expression.argument);
    default:
      return undefined;
  }
}

/** Splits at top-level commas, so that every part keeps its own text. */
function splitExpressions(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of text) {
    if ('({'.includes(character)) depth += 1;
    if (')}'.includes(character)) depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(current.trim());
      current = '';
    } else current += character;
  }
  return [...parts, current.trim()];
}

const V1Query = z.object({
  from: z.coerce.number().int(),
  to: z.coerce.number().int(),
  query: z.string().min(1),
});

const EventCompute = Compute.omit({ type: true }).extend({ interval: z.number().optional() });
const V2Query = z.object({
  data_source: z.string().default('metrics'),
  name: z.string().optional(),
  query: z.string().optional(),
  aggregator: z.string().default('avg'),
  compute: EventCompute.optional(),
  search: z.object({ query: z.string() }).optional(),
  group_by: z.array(GroupBy).optional(),
});
const V2Body = z.object({
  data: z.object({
    attributes: z.object({
      from: z.number(),
      to: z.number(),
      interval: z.number().positive().optional(),
      queries: z.array(V2Query).min(1),
      formulas: z.array(z.object({ formula: z.string() })).optional(),
    }),
  }),
});
type V2Attributes = z.infer<typeof V2Body>['data']['attributes'];

export function metricRoutes(app: SimulatorApp, store: DatadogStore, now: () => number): void {
  app.get('/api/v1/query', (c) => {
    const { from, to, query } = V1Query.parse(c.req.query());
    if (from >= to) throw badRequest('from must be before to');
    const fromMs = from * 1000;
    const toMs = Math.min(to * 1000, now());
    const interval = defaultIntervalMs((to - from) * 1000);
    const series = splitExpressions(query).flatMap((text, index) => {
      const [expression] = parseMetricExpressions(text);
      const first = firstQuery(expression!);
      const window = { fromMs, toMs, intervalMs: interval };
      const seconds = first?.rollup?.seconds ?? interval / 1000;
      return evaluate(expression!, store.metrics, window).map((one) => {
        const pointlist = [...one.points];
        return {
          metric: first?.metric ?? '',
          display_name: first?.metric ?? '',
          aggr: first?.aggregator ?? null,
          expression: text,
          query_index: index,
          scope: one.groupTags.length > 0 ? one.groupTags.join(',') : first?.filter || '*',
          tag_set: one.groupTags,
          interval: seconds,
          start: pointlist[0]?.[0] ?? fromMs,
          end: (pointlist.at(-1)?.[0] ?? toMs) + seconds * 1000 - 1,
          length: pointlist.length,
          unit: unitOf(one.unit),
          pointlist,
        };
      });
    });
    return c.json({
      status: 'ok',
      res_type: 'time_series',
      resp_version: 1,
      query,
      from_date: fromMs,
      to_date: to * 1000,
      series,
      values: [],
      times: [],
      message: '',
      group_by: [...new Set(series.flatMap((one) => one.tag_set.map((tag) => tag.split(':')[0])))],
    });
  });

  /** Every query's series by name, then one list per formula (or per query without formulas). */
  function evaluateV2(attributes: V2Attributes): (readonly ResultSeries[])[] {
    const { from, to } = attributes;
    if (from >= to) throw badRequest('from must be before to');
    const window = {
      fromMs: from,
      toMs: Math.min(to, now()),
      intervalMs: attributes.interval ?? defaultIntervalMs(to - from),
    };
    const named = new Map<string, readonly ResultSeries[]>();
    attributes.queries.forEach((query, index) => {
      const series =
        query.data_source === 'logs' || query.data_source === 'spans'
          ? eventSeries(query, window)
          : metricSeries(query.query ?? '', window);
      named.set(query.name ?? `query${index}`, series);
    });
    if (attributes.formulas === undefined || attributes.formulas.length === 0) {
      return [...named.values()];
    }
    return attributes.formulas.map(({ formula }) =>
      evaluate(parseMetricExpressions(formula)[0]!, store.metrics, window, named),
    );
  }

  const metricSeries = (
    text: string,
    window: { fromMs: number; toMs: number; intervalMs: number },
  ) => evaluate(parseMetricExpressions(text)[0]!, store.metrics, window);

  function eventSeries(
    query: z.infer<typeof V2Query>,
    window: { fromMs: number; toMs: number; intervalMs: number },
  ): ResultSeries[] {
    const source = query.data_source === 'logs' ? store.logs : store.spans;
    const filter = { query: query.search?.query ?? '*', from: window.fromMs, to: window.toMs };
    const compute = Compute.parse({
      ...(query.compute ?? { aggregation: 'count' }),
      interval: `${query.compute?.interval ?? window.intervalMs}ms`,
      type: 'timeseries',
    });
    return aggregate(
      filterRecords(source, filter, now()),
      [compute],
      query.group_by ?? [],
      window,
    ).map(({ by, computes }) => {
      const points = computes['c0'];
      return {
        groupTags: Object.entries(by).map(([facet, value]) => `${facet}:${String(value)}`),
        unit: undefined,
        points: new Map(
          (Array.isArray(points) ? points : []).map(({ time, value }) => [Date.parse(time), value]),
        ),
      };
    });
  }

  app.post('/api/v2/query/timeseries', async (c) => {
    const { attributes } = V2Body.parse(JSON.parse(c.get('bodyText'))).data;
    const results = evaluateV2(attributes);
    const times = [
      ...new Set(results.flatMap((list) => list.flatMap(({ points }) => [...points.keys()]))),
    ].toSorted((a, b) => a - b);
    const flat = results.flatMap((list, index) => list.map((series) => ({ series, index })));
    return c.json({
      data: {
        id: '0',
        type: 'timeseries_response',
        attributes: {
          series: flat.map(({ series, index }) => ({
            group_tags: series.groupTags,
            query_index: index,
            unit: unitOf(series.unit),
          })),
          times,
          values: flat.map(({ series }) => times.map((time) => series.points.get(time) ?? null)),
        },
      },
    });
  });

  function reduce(series: ResultSeries, aggregator: string): number | null {
    const values = [...series.points.values()].filter((value) => value !== null);
    if (values.length === 0) return null;
    const sum = values.reduce((a, b) => a + b, 0);
    switch (aggregator) {
      case 'sum':
        return sum;
      case 'min':
        return Math.min(...values);
      case 'max':
        return Math.max(...values);
      case 'last':
        return values.at(-1) ?? null;
      case 'percentile':
        return percentile(values, 0.95);
      default:
        return sum / values.length;
    }
  }

  app.post('/api/v2/query/scalar', async (c) => {
    const { attributes } = V2Body.parse(JSON.parse(c.get('bodyText'))).data;
    const results = evaluateV2(attributes);
    const groups = [
      ...new Set(results.flatMap((list) => list.map(({ groupTags }) => groupTags.join('\0')))),
    ];
    const facets = (results.flat()[0]?.groupTags ?? []).map((tag) => tag.split(':')[0] ?? tag);
    const groupColumns = facets.map((facet, position) => ({
      name: facet,
      type: 'group',
      values: groups.map((key) => [
        (key.split('\0')[position] ?? '').split(':').slice(1).join(':'),
      ]),
    }));
    const numberColumns = results.map((list, index) => ({
      name:
        attributes.formulas?.[index]?.formula ?? attributes.queries[index]?.name ?? `query${index}`,
      type: 'number',
      meta: { unit: unitOf(list[0]?.unit) },
      values: groups.map((key) => {
        const series = list.find(({ groupTags }) => groupTags.join('\0') === key);
        const { aggregator } = attributes.queries[index] ?? attributes.queries[0]!;
        return series === undefined ? null : reduce(series, aggregator);
      }),
    }));
    return c.json({
      data: {
        id: '0',
        type: 'scalar_response',
        attributes: { columns: [...groupColumns, ...numberColumns] },
      },
    });
  });
}
