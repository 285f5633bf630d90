/** Datadog's metric query language, as a tree. */

/** What stands in `{…}` behind a metric. */
export type TagFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly TagFilter[] }
  | { readonly kind: 'not'; readonly operand: TagFilter }
  /** `key:value` (the value may hold `*`), or a bare tag. */
  | { readonly kind: 'tag'; readonly key: string | null; readonly value: string }
  | { readonly kind: 'in'; readonly key: string; readonly values: readonly string[] };

export type Argument =
  | MetricExpression
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string };

export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
}

export type MetricExpression =
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'negative'; readonly operand: MetricExpression }
  | {
      readonly kind: 'binary';
      readonly operator: '+' | '-' | '*' | '/' | '%';
      readonly left: MetricExpression;
      readonly right: MetricExpression;
    }
  | ({ readonly kind: 'call' } & Call)
  | {
      readonly kind: 'series';
      /** `avg`, `p95`, `count(v: v>5)`; null lets Datadog choose. */
      readonly aggregator: string | null;
      readonly metric: string;
      readonly filter: TagFilter;
      readonly by: readonly string[];
      readonly functions: readonly Call[];
    };
