/** The part of the Work Item Query Language that finds work items by their fields. */
import { DAY_MS, toIso } from '../../domain/time.ts';
import { textOf } from '../common/text-of.ts';
import { AzureDevOpsError } from './errors.ts';

type Value = string | number;
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | {
      readonly kind: 'test';
      readonly field: string;
      readonly operator: string;
      readonly values: readonly Value[];
    };

export interface WiqlQuery {
  readonly fields: readonly string[];
  readonly where: Condition | undefined;
  readonly orderBy: readonly { readonly field: string; readonly descending: boolean }[];
}

interface Token {
  readonly type: 'word' | 'field' | 'text' | 'number' | 'symbol';
  readonly text: string;
}

const TOKEN =
  /\s*(?:\[([^\]]+)\]|'((?:[^']|'')*)'|"((?:[^"]|"")*)"|(-?\d+(?:\.\d+)?)(?![\w.])|(<>|<=|>=|!=|[=<>(),+-])|(@?[A-Za-z_][\w.]*))/y;

function refuse(message: string): never {
  throw new AzureDevOpsError(
    400,
    'SyntaxErrorException',
    `TF51006: The query statement is missing a clause or is not valid: ${message}.`,
  );
}

function tokenize(input: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < input.trimEnd().length) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(input);
    if (match === null) return refuse(`unexpected text at "${input.slice(from, from + 20)}"`);
    const [, field, single, double, number, symbol, word] = match;
    if (field !== undefined) tokens.push({ type: 'field', text: field.trim() });
    else if (single !== undefined)
      tokens.push({ type: 'text', text: single.replaceAll("''", "'") });
    else if (double !== undefined)
      tokens.push({ type: 'text', text: double.replaceAll('""', '"') });
    else if (number !== undefined) tokens.push({ type: 'number', text: number });
    else if (symbol !== undefined) tokens.push({ type: 'symbol', text: symbol });
    else tokens.push({ type: 'word', text: word! });
  }
  return tokens;
}

const OPERATORS = ['=', '<>', '!=', '<', '>', '<=', '>='];
const MAX_DEPTH = 50;

/**
 * @param macros - `@project`, `@me`, `@today` → value
 * @throws AzureDevOpsError 400
 */
export function parseWiql(
  text: string,
  macros: { project: string | undefined; me: string; nowMs: number },
): WiqlQuery {
  const tokens = tokenize(text);
  let position = 0;
  let depth = 0;
  const peek = () => tokens[position];
  const isWord = (word: string, token = peek()) =>
    token?.type === 'word' && token.text.toLowerCase() === word;
  const isSymbol = (symbol: string) => peek()?.type === 'symbol' && peek()?.text === symbol;
  function expectWord(word: string): void {
    if (!isWord(word)) refuse(`${word.toUpperCase()} expected`);
    position += 1;
  }
  function field(): string {
    const token = tokens[position++];
    if (token?.type === 'field' || token?.type === 'word') return token.text;
    return refuse('a field expected');
  }
  function fieldList<T>(read: () => T): T[] {
    const list = [read()];
    while (isSymbol(',')) {
      position += 1;
      list.push(read());
    }
    return list;
  }

  function value(): Value {
    const token = tokens[position++];
    if (token?.type === 'text') return token.text;
    if (token?.type === 'number') return Number(token.text);
    if (token?.type === 'word' && token.text.startsWith('@')) {
      const macro = token.text.toLowerCase();
      if (macro === '@project') return macros.project ?? refuse('@project without a project');
      if (macro === '@me') return macros.me;
      if (macro === '@today') {
        let days = 0;
        if (isSymbol('-') || isSymbol('+')) {
          const sign = tokens[position++]?.text === '-' ? -1 : 1;
          days = sign * Number(tokens[position++]?.text ?? Number.NaN);
        } else if (peek()?.type === 'number') days = Number(tokens[position++]?.text);
        if (Number.isNaN(days)) refuse('a number of days expected');
        return toIso(Math.floor(macros.nowMs / DAY_MS + days) * DAY_MS);
      }
    }
    if (token?.type === 'word' && /^(true|false)$/i.test(token.text)) return token.text;
    return refuse('a value expected');
  }

  function any(): Condition {
    const parts = [every()];
    while (isWord('or')) {
      position += 1;
      parts.push(every());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }
  function every(): Condition {
    const parts = [unary()];
    while (isWord('and')) {
      position += 1;
      parts.push(unary());
    }
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
  }
  function unary(): Condition {
    depth += 1;
    if (depth > MAX_DEPTH) refuse('nested too deeply');
    try {
      if (isWord('not')) {
        position += 1;
        return { kind: 'not', part: unary() };
      }
      if (isSymbol('(')) {
        position += 1;
        const inside = any();
        if (!isSymbol(')')) refuse('")" expected');
        position += 1;
        return inside;
      }
      return test();
    } finally {
      depth -= 1;
    }
  }
  function test(): Condition {
    const name = field();
    const negated = isWord('not');
    if (negated) position += 1;
    const token = tokens[position++];
    const word = token?.text.toLowerCase() ?? '';
    const wrap = (condition: Condition): Condition =>
      negated ? { kind: 'not', part: condition } : condition;
    if (token?.type === 'symbol' && OPERATORS.includes(word) && !negated) {
      const operator = word === '!=' ? '<>' : word;
      return { kind: 'test', field: name, operator, values: [value()] };
    }
    if (word === 'in') {
      if (!isSymbol('(')) refuse('"(" expected');
      position += 1;
      const values = fieldList(value);
      if (!isSymbol(')')) refuse('")" expected');
      position += 1;
      return wrap({ kind: 'test', field: name, operator: 'in', values });
    }
    if (word === 'contains') {
      if (isWord('words')) position += 1;
      return wrap({ kind: 'test', field: name, operator: 'contains', values: [value()] });
    }
    if (word === 'under') {
      return wrap({ kind: 'test', field: name, operator: 'under', values: [value()] });
    }
    return refuse(`"${token?.text ?? 'the end'}" is no operator`);
  }

  expectWord('select');
  const fields = fieldList(field);
  expectWord('from');
  expectWord('workitems');
  let where: Condition | undefined;
  if (isWord('where')) {
    position += 1;
    where = any();
  }
  let orderBy: WiqlQuery['orderBy'] = [];
  if (isWord('order')) {
    position += 1;
    expectWord('by');
    orderBy = fieldList(() => {
      const name = field();
      const descending = isWord('desc');
      if (descending || isWord('asc')) position += 1;
      return { field: name, descending };
    });
  }
  if (position < tokens.length) refuse(`"${tokens[position]?.text}" is out of place`);
  return { fields, where, orderBy };
}

/** Orders as the service does: numbers and dates by value, text without regard to case. */
export function compareFields(left: unknown, right: unknown): number {
  if (typeof left === 'number' && !Number.isNaN(Number(right))) return left - Number(right);
  const [a, b] = [left, right].map((value) => textOf(value).toLowerCase());
  const [aTime, bTime] = [a, b].map((text) =>
    /^\d{4}-\d{2}-\d{2}/.test(text!) ? Date.parse(text!) : Number.NaN,
  );
  if (!Number.isNaN(aTime) && !Number.isNaN(bTime)) return aTime! - bTime!;
  return a! < b! ? -1 : a === b ? 0 : 1;
}

const TAGS = 'system.tags';

/** @param read - field name in lower case → value */
export function holds(condition: Condition, read: (field: string) => unknown): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => holds(part, read));
    case 'or':
      return condition.parts.some((part) => holds(part, read));
    case 'not':
      return !holds(condition.part, read);
    case 'test': {
      const name = condition.field.toLowerCase();
      const actual = read(name);
      const [wanted = ''] = condition.values;
      const text = textOf(actual).toLowerCase();
      const low = String(wanted).toLowerCase();
      switch (condition.operator) {
        case 'contains':
          // a tag is matched whole, text anywhere
          return name === TAGS
            ? text.split(';').some((tag) => tag.trim() === low)
            : text.includes(low);
        case 'in':
          return condition.values.some((value) => compareFields(actual, value) === 0);
        case 'under':
          return text === low || text.startsWith(`${low}\\`);
        case '=':
          return compareFields(actual, wanted) === 0;
        case '<>':
          return compareFields(actual, wanted) !== 0;
      }
      if (actual === undefined || actual === null) return false;
      const order = compareFields(actual, wanted);
      if (condition.operator === '<') return order < 0;
      if (condition.operator === '>') return order > 0;
      return condition.operator === '<=' ? order <= 0 : order >= 0;
    }
  }
}
