/** Parses Datadog's event search language into a tree. */

/** One value of a search: literal characters and wildcards already told apart. */
export interface Pattern {
  readonly text: string;
  /** Quoted: wildcards are literal and words must stand together. */
  readonly quoted: boolean;
}

export type Comparison = '>' | '>=' | '<' | '<=';

export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query }
  /** Free text: the message, or with `everywhere` (`*:text`) every attribute. */
  | { readonly kind: 'text'; readonly pattern: Pattern; readonly everywhere: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly pattern: Pattern }
  | {
      readonly kind: 'compare';
      readonly field: string;
      readonly operator: Comparison;
      readonly value: string;
    }
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly from: string;
      readonly to: string;
      readonly inclusive: boolean;
    };

/** A query that Datadog would refuse with 400. */
export class QuerySyntaxError extends Error {
  override readonly name = 'QuerySyntaxError';
}

type Token =
  | { readonly type: '(' | ')' | '-' | 'AND' | 'OR' | 'NOT' }
  | { readonly type: 'field'; readonly name: string }
  | { readonly type: 'word'; readonly pattern: Pattern }
  | { readonly type: 'compare'; readonly operator: Comparison }
  | { readonly type: 'range'; readonly text: string; readonly inclusive: boolean };

/** Deeper nesting than any person writes; beyond it the parser's own stack would be at risk. */
const MAX_DEPTH = 100;

/** Reads a bare word up to white space, a bracket or an unescaped colon; keeps escapes. */
function bareWord(input: string, start: number, stopAtColon: boolean): string {
  let end = start;
  while (end < input.length) {
    const character = input[end]!;
    if (character === '\\') {
      end += 2;
      continue;
    }
    if (/[\s()"]/.test(character) || (stopAtColon && character === ':')) break;
    end += 1;
  }
  return input.slice(start, Math.min(end, input.length));
}

function quotedWord(input: string, start: number): { text: string; end: number } {
  let text = '';
  for (let index = start + 1; index < input.length; index += 1) {
    const character = input[index]!;
    if (character === '\\' && index + 1 < input.length) {
      index += 1;
      text += input[index];
    } else if (character === '"') return { text, end: index + 1 };
    else text += character;
  }
  throw new QuerySyntaxError('a quotation mark is not closed');
}

function tokenize(input: string): Token[] {
  const tokens: Token[] = [];
  let index = 0;
  let afterField = false;
  while (index < input.length) {
    const character = input[index]!;
    if (/\s/.test(character)) {
      index += 1;
      continue;
    }
    const value = afterField;
    afterField = false;
    if (character === '(' || character === ')') {
      tokens.push({ type: character });
      index += 1;
    } else if (character === '"') {
      const { text, end } = quotedWord(input, index);
      tokens.push({ type: 'word', pattern: { text, quoted: true } });
      index = end;
    } else if (value && (character === '[' || character === '{')) {
      const close = input.indexOf(character === '[' ? ']' : '}', index);
      if (close < 0) throw new QuerySyntaxError('a range is not closed');
      const text = input.slice(index + 1, close);
      tokens.push({ type: 'range', text, inclusive: character === '[' });
      index = close + 1;
    } else if (value && (character === '>' || character === '<')) {
      const orEqual = input[index + 1] === '=';
      tokens.push({ type: 'compare', operator: `${character}${orEqual ? '=' : ''}` as Comparison });
      index += orEqual ? 2 : 1;
    } else if (
      (character === '-' || character === '!') &&
      !value &&
      /[^\s)]/.test(input[index + 1] ?? ' ')
    ) {
      tokens.push({ type: '-' });
      index += 1;
    } else {
      // after `field:` colons belong to the value, as in resource names and times
      const word = bareWord(input, index, !value);
      index += word.length;
      if (word === '') {
        // a lone colon
        index += 1;
        tokens.push({ type: 'word', pattern: { text: ':', quoted: false } });
      } else if (!value && input[index] === ':') {
        tokens.push({ type: 'field', name: word.replace(/\\(.)/g, '$1') });
        index += 1;
        afterField = !/\s/.test(input[index] ?? ' ');
      } else if (!value && (word === 'AND' || word === 'OR' || word === 'NOT')) {
        tokens.push({ type: word });
      } else if (!value && word === '&&') tokens.push({ type: 'AND' });
      else if (!value && word === '||') tokens.push({ type: 'OR' });
      else tokens.push({ type: 'word', pattern: { text: word, quoted: false } });
    }
  }
  return tokens;
}

/**
 * Terms side by side are ANDed; `NOT` and `-` bind tightest, then AND, then OR.
 * @throws QuerySyntaxError for unbalanced parentheses, quotes or ranges and for missing operands
 */
export function parseQuery(input: string): Query {
  const tokens = tokenize(input);
  let position = 0;
  let depth = 0;
  const peek = (): Token | undefined => tokens[position];

  function nested<T>(parse: () => T): T {
    depth += 1;
    if (depth > MAX_DEPTH) throw new QuerySyntaxError('nested too deeply');
    const result = parse();
    depth -= 1;
    return result;
  }

  function any(field: string | undefined): Query {
    const parts = [every(field)];
    while (peek()?.type === 'OR') {
      position += 1;
      parts.push(every(field));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'or', parts };
  }

  function every(field: string | undefined): Query {
    const parts = [unary(field)];
    for (let token = peek(); token !== undefined; token = peek()) {
      if (token.type === ')' || token.type === 'OR') break;
      if (token.type === 'AND') position += 1;
      parts.push(unary(field));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'and', parts };
  }

  function unary(field: string | undefined): Query {
    const token = peek();
    if (token?.type === '-' || token?.type === 'NOT') {
      position += 1;
      return { kind: 'not', part: nested(() => unary(field)) };
    }
    return primary(field);
  }

  function primary(field: string | undefined): Query {
    const token = tokens[position++];
    switch (token?.type) {
      case '(': {
        const inside = nested(() => any(field));
        if (tokens[position++]?.type !== ')') throw new QuerySyntaxError('a "(" is not closed');
        return inside;
      }
      case 'field':
        return value(token.name);
      case 'word':
        return leaf(field, token.pattern);
      case 'compare':
      case 'range':
        position -= 1;
        if (field === undefined) throw new QuerySyntaxError('a comparison needs a field');
        return value(field);
      default:
        throw new QuerySyntaxError(
          token === undefined ? 'the query ends too early' : `"${token.type}" is out of place`,
        );
    }
  }

  function value(field: string): Query {
    const token = tokens[position++];
    if (token === undefined) throw new QuerySyntaxError(`"${field}:" has no value`);
    if (token.type === 'range') {
      const ends = /^\s*(\S+)\s+TO\s+(\S+)\s*$/.exec(token.text);
      if (ends === null) throw new QuerySyntaxError(`"[${token.text}]" is not "[a TO b]"`);
      return { kind: 'range', field, from: ends[1]!, to: ends[2]!, inclusive: token.inclusive };
    }
    if (token.type === 'compare') {
      const operand = tokens[position++];
      if (operand?.type !== 'word') throw new QuerySyntaxError(`"${field}:" compares with nothing`);
      return { kind: 'compare', field, operator: token.operator, value: operand.pattern.text };
    }
    if (token.type === 'word') return leaf(field, token.pattern);
    if (token.type === '(') {
      position -= 1;
      return primary(field);
    }
    throw new QuerySyntaxError(`"${field}:" has no value`);
  }

  function leaf(field: string | undefined, pattern: Pattern): Query {
    if (field === undefined) {
      const all = !pattern.quoted && pattern.text === '*';
      return all ? { kind: 'all' } : { kind: 'text', pattern, everywhere: false };
    }
    if (field === '*') return { kind: 'text', pattern, everywhere: true };
    return { kind: 'field', field, pattern };
  }

  if (tokens.length === 0) return { kind: 'all' };
  const query = any(undefined);
  if (position < tokens.length) throw new QuerySyntaxError('a ")" is out of place');
  return query;
}
