/**
 * Parses metric queries: `agg:metric{filter} by {tags}.function()`, arithmetic, functions around
 * series, several queries with commas. Both filter styles are read: `a:b,!c:d` and the boolean one
 * (`AND`, `OR`, `NOT`, `IN`, parentheses). What it does not understand is refused.
 */
import { MiraError } from '../../../../domain/errors.ts';
import type { Argument, Call, MetricExpression, TagFilter } from './metric-ast.ts';

const MAX_LENGTH = 4_000;
const MAX_DEPTH = 30;
const NAME = /[A-Za-z][A-Za-z0-9_.]*/y;
const METRIC = /[A-Za-z][A-Za-z0-9_.-]*[A-Za-z0-9_]|[A-Za-z]/y;
const NUMBER = /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const AGGREGATOR = /(?:avg|sum|min|max|count|last|p\d{1,2}(?:\.\d+)?)(?=:)/y;
const COUNT_ABOVE = /count\(v:\s*v\s*(?:>=|<=|>|<)\s*\d+(?:\.\d+)?\)(?=:)/y;
const TAG_KEY = /[A-Za-z_@][\w.\-/@]*/y;
/** A tag's value: everything but what structures a filter. */
const TAG_VALUE = /[\p{L}\p{N}_.:/*@+%=&~#$-]+/uy;

/**
 * @returns the queries of a comma-separated list, at least one
 * @throws MiraError `bad_argument` naming the position and what was expected
 */
export function parseMetricQuery(source: string): MetricExpression[] {
  if (source.length > MAX_LENGTH) {
    throw new MiraError(
      'bad_argument',
      `query: longer than ${MAX_LENGTH} characters; ask for less`,
    );
  }
  return createParser(source).parse();
}

function createParser(source: string) {
  let at = 0;
  let depth = 0;

  function fail(problem: string): never {
    const near = source.slice(at, at + 20);
    throw new MiraError(
      'bad_argument',
      `query: ${problem} at position ${at + 1}${near === '' ? ' (the end)' : ` near «${near}»`}; ` +
        'a metric query looks like avg:system.cpu.user{host:web-1} by {host}',
    );
  }
  function skipSpace(): void {
    while (at < source.length && /[ \t\r\n]/.test(source[at] ?? '')) at += 1;
  }
  const peek = (): string => source[at] ?? '';
  function take(text: string): boolean {
    skipSpace();
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  }
  function expect(text: string): void {
    if (!take(text)) fail(`«${text}» is missing`);
  }
  function takeMatch(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(source)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }
  function takeWord(word: string): boolean {
    skipSpace();
    if (!source.startsWith(word, at) || /[\w:.*-]/.test(source[at + word.length] ?? ''))
      return false;
    at += word.length;
    return true;
  }
  function nested<T>(inner: () => T): T {
    depth += 1;
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} levels of nesting`);
    const result = inner();
    depth -= 1;
    return result;
  }

  function parse(): MetricExpression[] {
    const queries = [parseSum()];
    while (take(',')) queries.push(parseSum());
    skipSpace();
    if (at < source.length) fail(`unexpected «${peek()}»`);
    return queries;
  }

  function parseSum(): MetricExpression {
    return nested(() => {
      let left = parseProduct();
      for (;;) {
        const operator = take('+') ? '+' : take('-') ? '-' : undefined;
        if (operator === undefined) return left;
        left = { kind: 'binary', operator, left, right: parseProduct() };
      }
    });
  }

  function parseProduct(): MetricExpression {
    let left = parseFactor();
    for (;;) {
      const operator = take('*') ? '*' : take('/') ? '/' : take('%') ? '%' : undefined;
      if (operator === undefined) return left;
      left = { kind: 'binary', operator, left, right: parseFactor() };
    }
  }

  function parseFactor(): MetricExpression {
    if (take('-')) return nested(() => ({ kind: 'negative', operand: parseFactor() }));
    if (take('(')) {
      const inner = parseSum();
      expect(')');
      return inner;
    }
    skipSpace();
    const number = takeMatch(NUMBER);
    if (number !== undefined) return { kind: 'number', text: number };
    return parseSeriesOrCall();
  }

  function parseSeriesOrCall(): MetricExpression {
    const aggregator = takeMatch(COUNT_ABOVE) ?? takeMatch(AGGREGATOR) ?? null;
    if (aggregator !== null) {
      at += 1;
      return parseSeries(aggregator);
    }
    const start = at;
    const name = takeMatch(NAME);
    if (name === undefined) fail('a metric or a function is missing');
    if (peek() === '(') return { kind: 'call', name, args: parseArguments() };
    at = start;
    return parseSeries(null);
  }

  function parseSeries(aggregator: string | null): MetricExpression {
    const metric = takeMatch(METRIC);
    if (metric === undefined) fail('a metric name is missing');
    if (peek() !== '{') fail(`${metric} needs a filter: ${metric}{*}`);
    at += 1;
    const filter = parseFilter();
    expect('}');
    const by: string[] = [];
    if (takeWord('by')) {
      expect('{');
      do {
        skipSpace();
        const key = takeMatch(TAG_KEY);
        if (key === undefined) fail('a tag name is missing');
        by.push(key);
      } while (take(','));
      expect('}');
    }
    const functions: Call[] = [];
    while (take('.')) {
      const name = takeMatch(NAME);
      if (name === undefined || peek() !== '(') fail('a function call is missing');
      functions.push({ name, args: parseArguments() });
    }
    return { kind: 'series', aggregator, metric, filter, by, functions };
  }

  function parseArguments(): Argument[] {
    expect('(');
    const args: Argument[] = [];
    if (take(')')) return args;
    do {
      args.push(nested(parseArgument));
    } while (take(','));
    expect(')');
    return args;
  }

  function parseArgument(): Argument {
    skipSpace();
    const quote = peek();
    if (quote === '"' || quote === "'") {
      const end = source.indexOf(quote, at + 1);
      if (end === -1) fail('a closing quote is missing');
      const text = source.slice(at + 1, end);
      if (!/^[\w .,:+/-]*$/.test(text)) fail('this text is not allowed as an argument');
      at = end + 1;
      return { kind: 'string', text };
    }
    // a bare word such as the `sum` of .rollup(sum, 60); with `(`, `{`, `:` or `.` behind it, it is a query
    const word = /[A-Za-z_]\w*(?=\s*[,)])/y;
    const text = takeMatch(word);
    return text === undefined ? parseSum() : { kind: 'word', text };
  }

  function parseFilter(): TagFilter {
    skipSpace();
    if (peek() === '}') return { kind: 'all' };
    const operands = [nested(parseOr)];
    while (take(',')) operands.push(nested(parseOr));
    return operands.length === 1 && operands[0] ? operands[0] : { kind: 'and', operands };
  }

  function parseOr(): TagFilter {
    const operands = [parseAnd()];
    while (takeWord('OR')) operands.push(parseAnd());
    return operands.length === 1 && operands[0] ? operands[0] : { kind: 'or', operands };
  }

  function parseAnd(): TagFilter {
    const operands = [parseNot()];
    while (takeWord('AND')) operands.push(parseNot());
    return operands.length === 1 && operands[0] ? operands[0] : { kind: 'and', operands };
  }

  function parseNot(): TagFilter {
    if (take('!') || takeWord('NOT') || take('-')) {
      return nested(() => ({ kind: 'not', operand: parseNot() }));
    }
    if (take('(')) {
      const inner = nested(parseOr);
      expect(')');
      return inner;
    }
    return parseTag();
  }

  function parseTag(): TagFilter {
    skipSpace();
    const token = takeMatch(TAG_VALUE);
    if (token === undefined) fail('a tag such as host:web-1 is missing');
    if (token === '*') return { kind: 'all' };
    if (/\$|^(?:AND|OR|NOT|IN)$/.test(token)) fail(`«${token}» is not a tag`);
    const colon = token.indexOf(':');
    if (colon > 0) {
      const value = token.slice(colon + 1);
      if (value === '') fail(`${token} has no value`);
      return { kind: 'tag', key: token.slice(0, colon), value };
    }
    const negated = takeWord('NOT') ? (takeWord('IN') ? true : fail('IN is missing')) : false;
    if (negated || takeWord('IN')) {
      expect('(');
      const values: string[] = [];
      do {
        skipSpace();
        const value = takeMatch(TAG_VALUE);
        if (value === undefined) fail('a value is missing');
        values.push(value);
      } while (take(','));
      expect(')');
      const filter: TagFilter = { kind: 'in', key: token, values };
      return negated ? { kind: 'not', operand: filter } : filter;
    }
    return { kind: 'tag', key: null, value: token };
  }

  return { parse };
}
