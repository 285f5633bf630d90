/** Evaluates a search on records that lie in memory, as Datadog would on its own. */
import { BlockList, isIP } from 'node:net';
import { textMatches } from './search-ast.ts';
import type { FieldValue, Search, Text } from './search-ast.ts';

/** What a search is evaluated on. */
export interface Searchable {
  /** Free text is looked for here. */
  readonly text: string;
  /**
   * Values of a field, `service` or `@http.status_code`; `*` asks for all of them. `unknown` is a
   * field that the source does not record at all: no condition on it can be told to be false.
   */
  readonly valuesOf: (field: string) => readonly string[] | 'unknown';
}

export function matchesSearch(search: Search, record: Searchable): boolean {
  switch (search.kind) {
    case 'all':
      return true;
    case 'and':
      return search.operands.every((operand) => matchesSearch(operand, record));
    case 'or':
      return search.operands.some((operand) => matchesSearch(operand, record));
    case 'not':
      return !matchesSearch(search.operand, record);
    case 'text':
      return contains(record.text, search.text);
    case 'field': {
      const values = record.valuesOf(search.field);
      return values === 'unknown' || values.some((value) => hasValue(search.value, value));
    }
    case 'cidr': {
      const values = record.valuesOf(search.field);
      return values !== 'unknown' && values.some((value) => inRanges(value, search.ranges));
    }
  }
}

/** Words are found anywhere in the text, whatever their case; wildcards stay within a line. */
function contains(text: string, wanted: Text): boolean {
  if (!wanted.parts.some((part) => 'wild' in part)) {
    const phrase = wanted.parts.map((part) => ('literal' in part ? part.literal : '')).join('');
    return text.toLowerCase().includes(phrase.toLowerCase());
  }
  const around = {
    quoted: false,
    parts: [{ wild: '*' as const }, ...wanted.parts, { wild: '*' as const }],
  };
  return textMatches(around, text);
}

function hasValue(wanted: FieldValue, value: string): boolean {
  switch (wanted.kind) {
    case 'text':
      return textMatches(wanted.text, value);
    case 'compare': {
      const order = compare(value, plain(wanted.text));
      if (order === null) return false;
      return wanted.operator === '>'
        ? order > 0
        : wanted.operator === '>='
          ? order >= 0
          : wanted.operator === '<'
            ? order < 0
            : order <= 0;
    }
    case 'range':
      return (
        atLeast(value, plain(wanted.from), wanted.includesFrom, 1) &&
        atLeast(value, plain(wanted.to), wanted.includesTo, -1)
      );
  }
}

function atLeast(value: string, bound: string, inclusive: boolean, sign: 1 | -1): boolean {
  if (bound === '*') return true;
  const order = compare(value, bound);
  return order !== null && (inclusive ? order * sign >= 0 : order * sign > 0);
}

/** As numbers where both are, else as texts; null when only one is a number. */
function compare(a: string, b: string): number | null {
  const [x, y] = [Number(a), Number(b)];
  if (Number.isFinite(x) && Number.isFinite(y)) return x - y;
  if (Number.isFinite(x) !== Number.isFinite(y)) return null;
  return a < b ? -1 : a > b ? 1 : 0;
}

const plain = (text: Text): string =>
  text.parts.map((part) => ('wild' in part ? part.wild : part.literal)).join('');

function inRanges(value: string, ranges: readonly string[]): boolean {
  const family = isIP(value);
  if (family === 0) return false;
  const list = new BlockList();
  for (const range of ranges) {
    const [network = '', bits = ''] = range.split('/');
    const own = isIP(network);
    if (own === 0 || Number(bits) > (own === 4 ? 32 : 128)) continue;
    list.addSubnet(network, Number(bits), own === 4 ? 'ipv4' : 'ipv6');
  }
  return list.check(value, family === 4 ? 'ipv4' : 'ipv6');
}
