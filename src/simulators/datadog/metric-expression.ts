/** Parses the useful part of Datadog's metric query language. */
import { badRequest } from './errors.ts';

export type SpaceAggregator = 'avg' | 'sum' | 'min' | 'max' | 'count' | `p${number}`;

export interface MetricQuery {
  readonly kind: 'query';
  /** As written, for the answer's `expression`. */
  readonly source: string;
  readonly aggregator: SpaceAggregator;
  readonly metric: string;
  /** The text between the first braces. */
  readonly filter: string;
  readonly groupBy: readonly string[];
  readonly as: 'count' | 'rate' | undefined;
  readonly rollup:
    { readonly method: string | undefined; readonly seconds: number | undefined } | undefined;
}

export type MetricExpression =
  | MetricQuery
  | { readonly kind: 'number'; readonly value: number }
  /** A query's name, in a formula. */
  | { readonly kind: 'name'; readonly name: string }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: MetricExpression;
      readonly right: MetricExpression;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly argument: MetricExpression;
      readonly numbers: readonly number[];
    };

const QUERY =
  /^(avg|sum|min|max|count|p\d{2,3})(?:\([^)]*\))?:([\w./-]+)\s*\{([^}]*)\}(?:\s*by\s*\{([^}]*)\})?((?:\s*\.\s*(?:as_count|as_rate|rollup|fill|weighted)\s*\([^)]*\))*)/;
const MODIFIER = /\.\s*(as_count|as_rate|rollup|fill|weighted)\s*\(([^)]*)\)/g;
const MAX_DEPTH = 50;

function metricQuery(match: RegExpExecArray): MetricQuery {
  const [source, aggregator, metric, filter, groupBy, modifiers] = match;
  let as: MetricQuery['as'];
  let rollup: MetricQuery['rollup'];
  for (const [, name, parameters] of (modifiers ?? '').matchAll(MODIFIER)) {
    if (name === 'as_count') as = 'count';
    if (name === 'as_rate') as = 'rate';
    if (name === 'rollup') {
      const parts = (parameters ?? '').split(',').map((part) => part.trim());
      const seconds = parts.map(Number).find((value) => value > 0);
      rollup = { method: parts.find((part) => /^[a-z]+$/.test(part)), seconds };
    }
  }
  return {
    kind: 'query',
    source: source.trim(),
    aggregator: aggregator as SpaceAggregator,
    metric: metric!,
    filter: filter!.trim(),
    groupBy: (groupBy ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    as,
    rollup,
  };
}

/**
 * Reads one expression or several, separated by commas: queries, numbers, names, `+ - * /`,
 * parentheses and functions of one series.
 * @throws DatadogError 400
 */
export function parseMetricExpressions(input: string): MetricExpression[] {
  let rest = input.trim();
  let depth = 0;
  const refuse = (what: string): never => {
    throw badRequest(`Error parsing query: ${what} at ${JSON.stringify(rest.slice(0, 40))}`);
  };
  function take(expression: RegExp): RegExpExecArray | null {
    const match = expression.exec(rest);
    if (match !== null) rest = rest.slice(match[0].length).trimStart();
    return match;
  }

  function sum(): MetricExpression {
    let left = product();
    for (let operator = take(/^[+-]/); operator !== null; operator = take(/^[+-]/)) {
      left = { kind: 'binary', operator: operator[0] as '+' | '-', left, right: product() };
    }
    return left;
  }
  function product(): MetricExpression {
    let left = factor();
    for (let operator = take(/^[*/]/); operator !== null; operator = take(/^[*/]/)) {
      left = { kind: 'binary', operator: operator[0] as '*' | '/', left, right: factor() };
    }
    return left;
  }
  function factor(): MetricExpression {
    depth += 1;
    if (depth > MAX_DEPTH) refuse('nested too deeply');
    try {
      return unguarded();
    } finally {
      depth -= 1;
    }
  }
  function unguarded(): MetricExpression {
    const query = take(QUERY);
    if (query !== null) return metricQuery(query);
    const number = take(/^-?\d+(\.\d+)?(e[+-]?\d+)?/i);
    if (number !== null) return { kind: 'number', value: Number(number[0]) };
    if (take(/^\(/) !== null) {
      const inside = sum();
      if (take(/^\)/) === null) refuse('")" expected');
      return inside;
    }
    const call = take(/^([a-z_][a-z0-9_]*)\s*\(/i);
    if (call !== null) {
      const argument = sum();
      const numbers: number[] = [];
      while (take(/^,/) !== null) {
        const parameter = take(/^('[^']*'|"[^"]*"|-?[\w.]+)/);
        if (parameter === null) refuse('a parameter expected');
        else if (!Number.isNaN(Number(parameter[0]))) numbers.push(Number(parameter[0]));
      }
      if (take(/^\)/) === null) refuse('")" expected');
      return { kind: 'call', name: call[1]!, argument, numbers };
    }
    const name = take(/^[a-z_][a-z0-9_]*/i);
    if (name !== null) return { kind: 'name', name: name[0] };
    return refuse('a query expected');
  }

  if (rest === '') refuse('empty query');
  const expressions = [sum()];
  while (take(/^,/) !== null) expressions.push(sum());
  if (rest !== '') refuse('unexpected text');
  return expressions;
}
