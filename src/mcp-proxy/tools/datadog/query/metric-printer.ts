/** Prints a metric query tree; made anew from the tree, parentheses and operators explicit. */
import type { Argument, Call, MetricExpression, TagFilter } from './metric-ast.ts';

export const printMetricQuery = (queries: readonly MetricExpression[]): string =>
  queries.map((query) => print(query)).join(', ');

function print(expression: MetricExpression, inner = false): string {
  switch (expression.kind) {
    case 'number':
      return expression.text;
    case 'negative':
      return `(0 - ${print(expression.operand, true)})`;
    case 'binary': {
      const text = `${print(expression.left, true)} ${expression.operator} ${print(expression.right, true)}`;
      return inner ? `(${text})` : text;
    }
    case 'call':
      return printCall(expression);
    case 'series': {
      const aggregator = expression.aggregator === null ? '' : `${expression.aggregator}:`;
      const by = expression.by.length > 0 ? ` by {${expression.by.join(',')}}` : '';
      const functions = expression.functions.map((call) => `.${printCall(call)}`).join('');
      return `${aggregator}${expression.metric}{${printFilter(expression.filter)}}${by}${functions}`;
    }
  }
}

const printCall = (call: Call): string =>
  `${call.name}(${call.args.map(printArgument).join(', ')})`;

function printArgument(argument: Argument): string {
  if (argument.kind === 'string') return `'${argument.text}'`;
  if (argument.kind === 'word') return argument.text;
  return print(argument);
}

/** Plain tags with commas where that is enough: the style every version understands. */
function printFilter(filter: TagFilter): string {
  const tags = filter.kind === 'and' ? filter.operands : [filter];
  const simple = tags.map(simpleTag);
  if (simple.every((tag) => tag !== undefined)) return simple.join(',');
  return printBoolean(filter, true);
}

function simpleTag(filter: TagFilter): string | undefined {
  if (filter.kind === 'all') return '*';
  if (filter.kind === 'tag') return printTag(filter.key, filter.value);
  if (filter.kind === 'not' && filter.operand.kind === 'tag') {
    return `!${printTag(filter.operand.key, filter.operand.value)}`;
  }
  return undefined;
}

function printBoolean(filter: TagFilter, top = false): string {
  switch (filter.kind) {
    case 'all':
      return '*';
    case 'tag':
      return printTag(filter.key, filter.value);
    case 'in':
      return `${filter.key} IN (${filter.values.join(', ')})`;
    case 'not':
      return `NOT (${printBoolean(filter.operand, true)})`;
    case 'and':
    case 'or': {
      const operator = filter.kind === 'and' ? ' AND ' : ' OR ';
      const text = filter.operands.map((operand) => printBoolean(operand)).join(operator);
      return top ? text : `(${text})`;
    }
  }
}

const printTag = (key: string | null, value: string): string =>
  key === null ? value : `${key}:${value}`;
