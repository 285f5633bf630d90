/** Applies a scope to a metric query: the service and env tags are conjoined in every filter of the tree. */
import { ANY } from '../../../../domain/scope.ts';
import type { Argument, Call, MetricExpression, TagFilter } from './metric-ast.ts';
import { parseMetricQuery } from './metric-parser.ts';
import { printMetricQuery } from './metric-printer.ts';
import { outOfScope, requireService } from './scope-search.ts';
import type { TelemetryScope } from './scope-search.ts';

const OWNED = ['service', 'env'] as const;

/**
 * @returns the queries to send, printed anew: every series in them is held to the scope
 * @throws MiraError `bad_argument` for a malformed query, `out_of_scope` for one that asks for
 * another service or env, or when the scope has no service
 */
export function scopeMetricQuery(query: string, scope: TelemetryScope): string {
  requireService(scope);
  return printMetricQuery(parseMetricQuery(query).map((one) => scoped(one, scope)));
}

/** The scope as filters of the tree. */
const scopeTags = (scope: TelemetryScope): TagFilter[] =>
  OWNED.flatMap((key) => {
    const own = scope[key];
    return own === null || own === ANY ? [] : [{ kind: 'tag' as const, key, value: tagValue(own) }];
  });

function scoped(expression: MetricExpression, scope: TelemetryScope): MetricExpression {
  switch (expression.kind) {
    case 'number':
      return expression;
    case 'negative':
      return { ...expression, operand: scoped(expression.operand, scope) };
    case 'binary':
      return {
        ...expression,
        left: scoped(expression.left, scope),
        right: scoped(expression.right, scope),
      };
    case 'call':
      return { kind: 'call', ...scopedCall(expression, scope) };
    case 'series':
      return {
        ...expression,
        filter: scopedFilter(expression.filter, scope),
        functions: expression.functions.map((call) => scopedCall(call, scope)),
      };
  }
}

const scopedCall = (call: Call, scope: TelemetryScope): Call => ({
  name: call.name,
  args: call.args.map((argument): Argument =>
    argument.kind === 'string' || argument.kind === 'word' ? argument : scoped(argument, scope),
  ),
});

function scopedFilter(filter: TagFilter, scope: TelemetryScope): TagFilter {
  for (const key of OWNED) {
    const own = scope[key];
    if (own !== null && own !== ANY) refuseOthers(filter, key, tagValue(own), true);
  }
  const wanted = filter.kind === 'and' ? filter.operands : [filter];
  const operands = [...scopeTags(scope), ...wanted.filter((operand) => operand.kind !== 'all')];
  if (operands.length === 0) return { kind: 'all' };
  return operands.length === 1 && operands[0] ? operands[0] : { kind: 'and', operands };
}

function refuseOthers(filter: TagFilter, key: string, own: string, positive: boolean): void {
  switch (filter.kind) {
    case 'all':
      return;
    case 'not':
      refuseOthers(filter.operand, key, own, !positive);
      return;
    case 'and':
    case 'or':
      for (const operand of filter.operands) refuseOthers(operand, key, own, positive);
      return;
    case 'tag':
      if (positive && filter.key === key && !matches(filter.value, own)) {
        throw outOfScope(key, filter.value, own);
      }
      return;
    case 'in':
      if (positive && filter.key === key) {
        const other = filter.values.find((value) => !matches(value, own));
        if (other !== undefined) throw outOfScope(key, other, own);
      }
  }
}

const matches = (pattern: string, value: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((text) => text.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
    'i',
  ).test(value);

/** As Datadog stores tag values: lower case, what a tag can't hold replaced by `_`. */
const tagValue = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}_.:/-]/gu, '_');

/** The scope's filter for queries that MIRA writes itself: `service:x,env:y`, or `*`. */
export function scopeTagText(scope: TelemetryScope): string {
  requireService(scope);
  const tags = scopeTags(scope).flatMap((tag) =>
    tag.kind === 'tag' ? [`${tag.key}:${tag.value}`] : [],
  );
  return tags.length === 0 ? '*' : tags.join(',');
}
