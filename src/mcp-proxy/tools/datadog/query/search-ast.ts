/** The search syntax that Datadog's logs, spans and events share, as a tree: what scope is applied to. */

/** A piece of a word: literal text, or a wildcard (`*` any text, `?` one character). */
export type Part = { readonly literal: string } | { readonly wild: '*' | '?' };

/** A word or a quoted phrase. Inside quotes nothing is a wildcard. */
export interface Text {
  readonly quoted: boolean;
  readonly parts: readonly Part[];
}

export type Comparison = '>' | '>=' | '<' | '<=';

export type FieldValue =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly text: Text }
  | {
      readonly kind: 'range';
      readonly from: Text;
      readonly to: Text;
      readonly includesFrom: boolean;
      readonly includesTo: boolean;
    };

export type Search =
  /** Everything: the empty query and a bare `*`. */
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly operands: readonly Search[] }
  | { readonly kind: 'or'; readonly operands: readonly Search[] }
  | { readonly kind: 'not'; readonly operand: Search }
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'field'; readonly field: string; readonly value: FieldValue }
  | { readonly kind: 'cidr'; readonly field: string; readonly ranges: readonly string[] };

export const ALL: Search = { kind: 'all' };

/** A literal value, never read as a wildcard or an operator. */
export const literal = (text: string): Text => ({ quoted: false, parts: [{ literal: text }] });

export const fieldIs = (field: string, value: string): Search => ({
  kind: 'field',
  field,
  value: { kind: 'text', text: literal(value) },
});

/** The conjunction; `all` adds nothing to it. */
export function and(operands: readonly Search[]): Search {
  const useful = operands.filter((operand) => operand.kind !== 'all');
  if (useful.length === 0) return ALL;
  return useful.length === 1 ? (useful[0] ?? ALL) : { kind: 'and', operands: useful };
}

/** The disjunction. An `all` in it stays, so that what stands beside it is still looked at. */
export function or(operands: readonly Search[]): Search {
  return operands.length === 1 ? (operands[0] ?? ALL) : { kind: 'or', operands };
}

/** Whether a text with wildcards could match a value; a quoted or plain text must equal it. */
export function textMatches(text: Text, value: string): boolean {
  const pattern = text.parts
    .map((part) => ('wild' in part ? (part.wild === '*' ? '.*' : '.') : escapeRegExp(part.literal)))
    .join('');
  return new RegExp(`^${pattern}$`, 'isu').test(value);
}

const escapeRegExp = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The text as a person reads it, for messages. */
export const textSource = (text: Text): string =>
  text.parts.map((part) => ('wild' in part ? part.wild : part.literal)).join('');
