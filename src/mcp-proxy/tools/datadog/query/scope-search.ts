/** Applies a scope to a search: the service and env filters are conjoined in the tree. */
import { MiraError } from '../../../../domain/errors.ts';
import { ANY } from '../../../../domain/scope.ts';
import type { Scope } from '../../../../domain/scope.ts';
import { and, fieldIs, textMatches, textSource } from './search-ast.ts';
import type { FieldValue, Search } from './search-ast.ts';
import { parseSearch } from './search-parser.ts';
import { printSearch } from './search-printer.ts';

/** The part of a scope that a Datadog query is held to. */
export type TelemetryScope = Pick<Scope, 'service' | 'env'>;

/** The fields that the scope owns. */
const OWNED = ['service', 'env'] as const;

/**
 * @param query - as the caller wrote it
 * @param more - further conditions of the tool, for example a status
 * @returns the query to send: whatever `query` is, only records of the scope's service and env match
 * @throws MiraError `bad_argument` for a malformed query, `out_of_scope` for one that asks for
 * another service or env, or when the scope has no service at all
 */
export function scopeSearch(
  query: string,
  scope: TelemetryScope,
  more: readonly Search[] = [],
): string {
  requireService(scope);
  const wanted = parseSearch(query);
  for (const field of OWNED) {
    const own = scope[field];
    if (own !== null && own !== ANY) refuseOthers(wanted, field, own, true);
  }
  return printSearch(and([...scopeFilters(scope), ...more, wanted]));
}

/**
 * The scope held to the service and env that a call names.
 * @throws MiraError `out_of_scope` when the scope allows another one only
 */
export function narrowScope<Given extends TelemetryScope>(
  scope: Given,
  asked: { readonly service?: string | undefined; readonly env?: string | undefined },
): Given {
  const narrowed = { ...scope };
  for (const field of OWNED) {
    const wanted = asked[field];
    if (wanted === undefined) continue;
    const own = scope[field];
    if (own === null && field === 'service') requireService(scope);
    if (own === ANY || own === null) narrowed[field] = wanted;
    else if (wanted.toLowerCase() !== own.toLowerCase()) throw outOfScope(field, wanted, own);
  }
  return narrowed;
}

/** The scope's own conditions; none for `*`. */
export function scopeFilters(scope: TelemetryScope): Search[] {
  return OWNED.flatMap((field) => {
    const own = scope[field];
    return own === null || own === ANY ? [] : [fieldIs(field, own)];
  });
}

/** @throws MiraError `out_of_scope` when the scope names no service: its telemetry can't be told apart */
export function requireService(scope: TelemetryScope): void {
  if (scope.service !== null) return;
  throw new MiraError(
    'out_of_scope',
    'this investigation is not tied to a service, so telemetry can’t be searched: the alert named ' +
      'none, or the registry does not know it. query_monitors with the alert’s monitor_id works',
  );
}

/**
 * A positive mention of another service would find nothing once the scope is conjoined, which reads
 * like "no logs": it is refused in words instead. Exclusions are harmless.
 */
function refuseOthers(search: Search, field: string, own: string, positive: boolean): void {
  switch (search.kind) {
    case 'and':
    case 'or':
      for (const operand of search.operands) refuseOthers(operand, field, own, positive);
      return;
    case 'not':
      refuseOthers(search.operand, field, own, !positive);
      return;
    case 'field':
      if (!positive || search.field !== field || allows(search.value, own)) return;
      throw outOfScope(field, valueSource(search.value), own);
    case 'all':
    case 'text':
    case 'cidr':
      return;
  }
}

/** @returns the error for a query that names another service or env than the scope's */
export const outOfScope = (field: string, asked: string, own: string): MiraError =>
  new MiraError(
    'out_of_scope',
    `${field}:${asked} is outside this investigation, which may read ${field}:${own} only. ` +
      `Leave ${field} out of the query: the filter is added for you`,
  );

function allows(value: FieldValue, own: string): boolean {
  // a range or comparison over names says nothing useful, and the conjunction holds it anyway
  return value.kind !== 'text' || textMatches(value.text, own);
}

const valueSource = (value: FieldValue): string =>
  value.kind === 'range'
    ? `[${textSource(value.from)} TO ${textSource(value.to)}]`
    : textSource(value.text);
