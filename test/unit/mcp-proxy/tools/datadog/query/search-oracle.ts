/**
 * A second, independent reading of Datadog's search syntax, for tests: tokens by hand, operators by
 * precedence climbing, evaluated directly on records. It shares nothing with the parser under test,
 * and can be told to bind adjacency and OR the wrong way round.
 */

/** A record: its fields and its free text. */
export interface Row {
  readonly fields: Readonly<Record<string, string>>;
  readonly message: string;
}

type Token =
  | { readonly type: '(' | ')' | 'and' | 'or' | 'not' }
  | { readonly type: 'leaf'; readonly test: (row: Row) => boolean };

const SPECIAL = /[.+^${}()|[\]\\]/g;

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  const ended = (): boolean => i >= text.length;
  /** Reads up to an unescaped stop character; gives a regular expression's source. */
  function readPattern(stop: RegExp): string {
    let pattern = '';
    while (!ended() && !stop.test(text[i]!)) {
      if (text[i] === '\\') {
        pattern += text[i + 1]!.replace(SPECIAL, '\\$&').replace(/[*?]/, '\\$&');
        i += 2;
      } else {
        const c = text[i++]!;
        pattern += c === '*' ? '.*' : c === '?' ? '.' : c.replace(SPECIAL, '\\$&');
      }
    }
    return pattern;
  }
  function readQuoted(): string {
    i++;
    let pattern = '';
    while (text[i] !== '"') {
      if (ended()) throw new Error(`unclosed quote: ${text}`);
      if (text[i] === '\\') i++;
      pattern += text[i++]!.replace(/[*?.+^${}()|[\]\\]/g, '\\$&');
    }
    i++;
    return pattern;
  }
  function readValue(): (value: string | undefined) => boolean {
    if (text[i] === '[' || text[i] === '{') {
      const open = text[i++];
      const body = /^([^\]}]*)[\]}]/.exec(text.slice(i))!;
      i += body[0].length;
      const close = body[0].at(-1);
      const [low, high] = body[1]!.split(' TO ').map((t) => t.replace(/^"|"$/g, ''));
      const above = (v: number) =>
        low === '*' || (open === '[' ? v >= Number(low) : v > Number(low));
      const below = (v: number) =>
        high === '*' || (close === ']' ? v <= Number(high) : v < Number(high));
      return (value) => value !== undefined && above(Number(value)) && below(Number(value));
    }
    const compare = /^(>=|<=|>|<)/.exec(text.slice(i));
    if (compare) {
      i += compare[0].length;
      const bound = text[i] === '"' ? readQuoted() : readPattern(/[\s()"]/);
      const limit = Number(bound.replace(/\\/g, ''));
      return (value) => {
        if (value === undefined) return false;
        const v = Number(value);
        return { '>': v > limit, '>=': v >= limit, '<': v < limit, '<=': v <= limit }[compare[0]]!;
      };
    }
    const pattern = text[i] === '"' ? readQuoted() : readPattern(/[\s()"]/);
    const test = new RegExp(`^(?:${pattern})$`, 'isu');
    return (value) => value !== undefined && test.test(value);
  }

  while (!ended()) {
    const c = text[i]!;
    if (/\s/.test(c)) i++;
    else if (c === '(' || c === ')') {
      tokens.push({ type: c });
      i++;
    } else if (c === '-' || c === '!') {
      tokens.push({ type: 'not' });
      i++;
    } else if (/^(AND|OR|NOT)(?=[\s()]|$)/.test(text.slice(i))) {
      const word = /^\w+/.exec(text.slice(i))![0];
      tokens.push({ type: word.toLowerCase() as 'and' | 'or' | 'not' });
      i += word.length;
    } else if (/^(\|\||&&)/.test(text.slice(i))) {
      tokens.push({ type: c === '&' ? 'and' : 'or' });
      i += 2;
    } else if (c === '"') {
      const test = new RegExp(readQuoted(), 'isu');
      tokens.push({ type: 'leaf', test: (row) => test.test(row.message) });
    } else if (text.startsWith('CIDR(', i)) {
      i = text.indexOf(')', i) + 1;
      // the worst case for a scope: it matches everything
      tokens.push({ type: 'leaf', test: () => true });
    } else {
      const head = readPattern(/[\s()":]/);
      if (text[i] === ':') {
        i++;
        const name = head.replace(/\\(.)/g, '$1');
        const matches = readValue();
        tokens.push({
          type: 'leaf',
          test: (row) =>
            head === '.*' ? Object.values(row.fields).some(matches) : matches(row.fields[name]),
        });
      } else {
        const test = new RegExp(head, 'isu');
        tokens.push({ type: 'leaf', test: (row) => head === '.*' || test.test(row.message) });
      }
    }
  }
  return tokens;
}

/** `adjacency`: what two terms side by side mean; `tight`: which operator binds first. */
export interface Reading {
  readonly adjacency: 'and' | 'or';
  readonly tight: 'and' | 'or';
}

export const DATADOG: Reading = { adjacency: 'and', tight: 'and' };
/** Everything that could go wrong in another engine. */
export const READINGS: readonly Reading[] = [
  DATADOG,
  { adjacency: 'or', tight: 'and' },
  { adjacency: 'and', tight: 'or' },
  { adjacency: 'or', tight: 'or' },
];

/** @throws Error for unbalanced or malformed text */
export function evaluate(text: string, row: Row, reading: Reading = DATADOG): boolean {
  const source = tokenize(text);
  const tokens: Token[] = [];
  for (const [index, token] of source.entries()) {
    const before = source[index - 1];
    const starts = token.type === 'leaf' || token.type === '(' || token.type === 'not';
    if (starts && before && (before.type === 'leaf' || before.type === ')')) {
      tokens.push({ type: reading.adjacency });
    }
    tokens.push(token);
  }
  let at = 0;
  const power = (type: string): number =>
    type === 'and' || type === 'or' ? (type === reading.tight ? 2 : 1) : 0;
  function primary(): boolean {
    const token = tokens[at++];
    if (!token) throw new Error(`ends early: ${text}`);
    if (token.type === 'not') return !primary();
    if (token.type === '(') {
      const inner = climb(1);
      if (tokens[at++]?.type !== ')') throw new Error(`unclosed parenthesis: ${text}`);
      return inner;
    }
    if (token.type !== 'leaf') throw new Error(`unexpected ${token.type}: ${text}`);
    return token.test(row);
  }
  function climb(minimum: number): boolean {
    let left = primary();
    for (;;) {
      const operator = tokens[at];
      if (!operator || power(operator.type) < minimum || power(operator.type) === 0) return left;
      at++;
      const right = climb(power(operator.type) + 1);
      left = operator.type === 'and' ? left && right : left || right;
    }
  }
  const result = climb(1);
  if (at < tokens.length) throw new Error(`text after the end: ${text}`);
  return result;
}
