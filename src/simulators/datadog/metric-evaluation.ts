/** Evaluates a metric expression over the scenario's series. */
import { percentile } from './aggregate.ts';
import { badRequest } from './errors.ts';
import type { MetricExpression, MetricQuery } from './metric-expression.ts';
import { compileTagFilter } from './metric-filter.ts';
import type { MetricSeries } from './store.ts';

export interface ResultSeries {
  /** `service:a`, in the order of `by`; empty for an ungrouped query. */
  readonly groupTags: readonly string[];
  readonly unit: string | undefined;
  /** Start of the bucket in epoch ms → value. */
  readonly points: ReadonlyMap<number, number | null>;
}

export interface EvaluationWindow {
  readonly fromMs: number;
  readonly toMs: number;
  readonly intervalMs: number;
}

/** Datadog's own choice of interval for a window. */
export function defaultIntervalMs(windowMs: number): number {
  const hours = windowMs / 3_600_000;
  if (hours <= 1) return 20_000;
  if (hours <= 4) return 60_000;
  if (hours <= 24) return 300_000;
  if (hours <= 48) return 600_000;
  return hours <= 24 * 7 ? 3_600_000 : 14_400_000;
}

function combine(method: string, values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sum = values.reduce((a, b) => a + b, 0);
  const quantile = /^p(\d{2,3})$/.exec(method);
  if (quantile !== null) return percentile(values, Number(`0.${quantile[1]}`));
  switch (method) {
    case 'sum':
      return sum;
    case 'min':
      return values.reduce((a, b) => Math.min(a, b));
    case 'max':
      return values.reduce((a, b) => Math.max(a, b));
    case 'count':
      return values.length;
    default:
      return sum / values.length;
  }
}

/** Over time first, within one series; then over space, between the series of a group. */
function timeMethod(query: MetricQuery): string {
  if (query.rollup?.method !== undefined) return query.rollup.method;
  if (query.as !== undefined) return 'sum';
  if (query.aggregator === 'sum') return 'avg';
  return query.aggregator;
}

const groupTagOf = (series: MetricSeries, key: string): string =>
  series.tags.find((tag) => tag.startsWith(`${key}:`)) ?? `${key}:N/A`;

function evaluateQuery(
  query: MetricQuery,
  all: readonly MetricSeries[],
  window: EvaluationWindow,
): ResultSeries[] {
  const step =
    query.rollup?.seconds === undefined ? window.intervalMs : query.rollup.seconds * 1000;
  const fits = compileTagFilter(query.filter);
  const grouped = new Map<string, MetricSeries[]>();
  for (const series of all) {
    if (series.metric !== query.metric || !fits(series.tags)) continue;
    const key = query.groupBy.map((tag) => groupTagOf(series, tag)).join('\0');
    grouped.set(key, [...(grouped.get(key) ?? []), series]);
  }
  return [...grouped].map(([key, members]) => {
    const slots = new Map<number, number[]>();
    for (const series of members) {
      const own = new Map<number, number[]>();
      for (const [at, value] of series.points) {
        if (value === null || at < window.fromMs || at > window.toMs) continue;
        const slot = Math.floor(at / step) * step;
        own.set(slot, [...(own.get(slot) ?? []), value]);
      }
      for (const [slot, values] of own) {
        const value = combine(timeMethod(query), values);
        if (value !== null) slots.set(slot, [...(slots.get(slot) ?? []), value]);
      }
    }
    const points = new Map<number, number | null>();
    for (const slot of [...slots.keys()].toSorted((a, b) => a - b)) {
      const value = combine(query.aggregator, slots.get(slot)!);
      points.set(slot, value !== null && query.as === 'rate' ? value / (step / 1000) : value);
    }
    return {
      groupTags: key === '' ? [] : key.split('\0'),
      unit: members[0]?.unit,
      points,
    };
  });
}

type Value = number | readonly ResultSeries[];

function calculate(operator: '+' | '-' | '*' | '/', left: number, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      // Datadog draws nothing where it would divide by zero
      return right === 0 ? null : left / right;
  }
}

const mapPoints = (
  series: ResultSeries,
  change: (value: number | null, at: number) => number | null,
): ResultSeries => ({
  ...series,
  points: new Map([...series.points].map(([at, value]) => [at, change(value, at)])),
});

function binary(operator: '+' | '-' | '*' | '/', left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') {
    return calculate(operator, left, right) ?? 0;
  }
  const withNumber = (value: number | null, other: number, flip: boolean) =>
    value === null ? null : calculate(operator, flip ? other : value, flip ? value : other);
  if (typeof left === 'number') {
    return (right as readonly ResultSeries[]).map((series) =>
      mapPoints(series, (value) => withNumber(value, left, true)),
    );
  }
  if (typeof right === 'number') {
    return left.map((series) => mapPoints(series, (value) => withNumber(value, right, false)));
  }
  // same group with same group; an ungrouped side goes with every group of the other
  return left.flatMap((series) => {
    const key = series.groupTags.join('\0');
    const other =
      right.find(({ groupTags }) => groupTags.join('\0') === key) ??
      (right.length === 1 && right[0]!.groupTags.length === 0 ? right[0] : undefined);
    if (other === undefined) return [];
    const unit = operator === '/' || operator === '*' ? undefined : series.unit;
    const combined = mapPoints(series, (value, at) => {
      const second = other.points.get(at) ?? null;
      return value === null || second === null ? null : calculate(operator, value, second);
    });
    return [{ ...combined, unit }];
  });
}

function call(name: string, series: readonly ResultSeries[], numbers: readonly number[]): Value {
  const each = (change: (value: number) => number) =>
    series.map((one) => mapPoints(one, (value) => (value === null ? null : change(value))));
  switch (name) {
    case 'abs':
      return each(Math.abs);
    case 'log10':
      return each(Math.log10);
    case 'log2':
      return each(Math.log2);
    case 'default_zero':
      return series.map((one) => mapPoints(one, (value) => value ?? 0));
    case 'top':
    case 'bottom': {
      const mean = (one: ResultSeries) =>
        combine(
          'avg',
          [...one.points.values()].filter((value) => value !== null),
        ) ?? 0;
      const direction = name === 'top' ? -1 : 1;
      return series.toSorted((a, b) => direction * (mean(a) - mean(b))).slice(0, numbers[0] ?? 10);
    }
    case 'cumsum':
      return series.map((one) => {
        let total = 0;
        return mapPoints(one, (value) => (total += value ?? 0));
      });
    case 'diff':
    case 'derivative':
    case 'per_second':
    case 'per_minute':
    case 'monotonic_diff':
      return series.map((one) => {
        let last: readonly [number, number | null] | undefined;
        return mapPoints(one, (value, at) => {
          const before = last;
          last = [at, value];
          if (before === undefined || before[1] === null || value === null) return null;
          const seconds = (at - before[0]) / 1000;
          const difference = value - before[1];
          if (name === 'per_minute') return (difference * 60) / seconds;
          return name === 'per_second' || name === 'derivative' ? difference / seconds : difference;
        });
      });
    default:
      throw badRequest(`Error parsing query: unknown function ${name}`);
  }
}

/**
 * @param names - results of named queries, for formulas
 * @throws DatadogError 400 for unknown functions and names
 */
export function evaluate(
  expression: MetricExpression,
  all: readonly MetricSeries[],
  window: EvaluationWindow,
  names: ReadonlyMap<string, readonly ResultSeries[]> = new Map(),
): readonly ResultSeries[] {
  function value(part: MetricExpression): Value {
    switch (part.kind) {
      case 'query':
        return evaluateQuery(part, all, window);
      case 'number':
        return part.value;
      case 'name': {
        const named = names.get(part.name);
        if (named === undefined) throw badRequest(`unknown query ${part.name} in formula`);
        return named;
      }
      case 'binary':
        return binary(part.operator, value(part.left), value(part.right));
      case 'call': {
        const argument = value(part.argument);
        return typeof argument === 'number' ? argument : call(part.name, argument, part.numbers);
      }
    }
  }
  const result = value(expression);
  if (typeof result === 'number') throw badRequest('Error parsing query: no metric in it');
  return result;
}
