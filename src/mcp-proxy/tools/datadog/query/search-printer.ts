/**
 * Prints a search tree in Datadog's syntax. The text is made anew from the tree: every operator is
 * explicit, every nested group has its parentheses, every special character of a literal is quoted
 * or escaped. No byte of the caller's text is copied unexamined.
 */
import type { FieldValue, Search, Text } from './search-ast.ts';

/** Literals of these characters alone need neither quotes nor escapes. */
const PLAIN = /^[\p{L}\p{N}_./@$%][\p{L}\p{N}_./@$%-]*$/u;
const KEYWORDS = new Set(['AND', 'OR', 'NOT', 'TO', 'CIDR']);
const SPECIAL = /[^\p{L}\p{N}_./@$%]/gu;

/** @returns the query; `*` for everything */
export function printSearch(search: Search): string {
  return print(search, true);
}

function print(search: Search, top: boolean): string {
  switch (search.kind) {
    case 'all':
      return '*';
    case 'and':
      return group(search.operands, ' AND ', top);
    case 'or':
      return group(search.operands, ' OR ', top);
    case 'not':
      // `-` binds to the term or the parentheses that follow it, and to nothing else
      return `-${search.operand.kind === 'not' ? `(${print(search.operand, true)})` : print(search.operand, false)}`;
    case 'text':
      return printText(search.text);
    case 'field':
      return `${printField(search.field)}:${printValue(search.value)}`;
    case 'cidr':
      return `CIDR(${search.field}, ${search.ranges.join(', ')})`;
  }
}

function group(operands: readonly Search[], operator: string, top: boolean): string {
  const text = operands.map((operand) => print(operand, false)).join(operator);
  return top ? text : `(${text})`;
}

const printField = (field: string): string =>
  field === '*' ? field : field.replace(/[^\p{L}\p{N}_.@#/$-]/gu, '\\$&');

function printValue(value: FieldValue): string {
  switch (value.kind) {
    case 'text':
      return printBound(value.text);
    case 'compare':
      return `${value.operator}${printBound(value.text)}`;
    case 'range': {
      const open = value.includesFrom ? '[' : '{';
      const close = value.includesTo ? ']' : '}';
      return `${open}${printBound(value.from)} TO ${printBound(value.to)}${close}`;
    }
  }
}

function printText(text: Text): string {
  const whole = text.parts.map((part) => ('wild' in part ? '' : part.literal)).join('');
  const wild = text.parts.some((part) => 'wild' in part);
  if (!wild) {
    if (!text.quoted && PLAIN.test(whole) && !KEYWORDS.has(whole)) return whole;
    return `"${whole.replace(/["\\]/g, '\\$&')}"`;
  }
  return text.parts
    .map((part) => ('wild' in part ? part.wild : part.literal.replace(SPECIAL, '\\$&')))
    .join('');
}

/** Behind a field name a leading minus is part of a number, elsewhere it would exclude. */
function printBound(text: Text): string {
  const [only] = text.parts;
  const number = text.parts.length === 1 && only !== undefined && 'literal' in only && !text.quoted;
  return number && isNumber(only.literal) ? only.literal : printText(text);
}

const isNumber = (text: string): boolean => /^-?\d+(?:\.\d+)?[a-zµ]{0,2}$/u.test(text);
