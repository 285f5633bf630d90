/**
 * Parses Datadog's search syntax: words, quotes, escapes, `field:value`, `@attribute:value`,
 * comparisons, ranges, wildcards, `AND`/`OR`/`NOT`/`-`, parentheses and `CIDR()`.
 *
 * Strict on purpose: what it does not understand is refused with the place, so that nothing reaches
 * the upstream whose meaning MIRA does not know.
 */
import { MiraError } from '../../../../domain/errors.ts';
import { ALL, and, or } from './search-ast.ts';
import type { Comparison, FieldValue, Part, Search, Text } from './search-ast.ts';

const MAX_LENGTH = 4_000;
const MAX_DEPTH = 40;
const SPACE = /\s/u;
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;
/** What ends a bare word. */
const WORD_END = /[\s()[\]{}"]/u;
const FIELD_NAME = /^(?:\*|[@#]{0,2}[\p{L}\p{N}_][\p{L}\p{N}_.\-/@$ ]*)$/u;

/**
 * @param source - the query as the caller wrote it; empty means everything
 * @returns the tree; {@link printSearch} of it means the same
 * @throws MiraError `bad_argument` naming the position and what was expected
 */
export function parseSearch(source: string): Search {
  if (source.length > MAX_LENGTH) {
    throw new MiraError('bad_argument', `query: longer than ${MAX_LENGTH} characters; narrow it`);
  }
  const control = CONTROL.exec(source);
  if (control) {
    throw new MiraError(
      'bad_argument',
      `query: invisible or control character at position ${control.index + 1}; remove it`,
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
        'put free text in double quotes',
    );
  }

  const peek = (): string => source[at] ?? '';
  function skipSpace(): void {
    while (at < source.length && SPACE.test(peek())) at += 1;
  }
  /** Whether the operator word stands here, followed by something that ends a word. */
  function atKeyword(word: string): boolean {
    if (!source.startsWith(word, at)) return false;
    const next = source[at + word.length];
    return next === undefined || WORD_END.test(next);
  }
  function takeOperator(words: readonly string[], symbol: string): boolean {
    skipSpace();
    const word = words.find(atKeyword);
    if (word !== undefined) at += word.length;
    else if (source.startsWith(symbol, at)) at += symbol.length;
    else return false;
    return true;
  }

  function parse(): Search {
    skipSpace();
    if (at === source.length) return ALL;
    const result = parseOr(undefined);
    skipSpace();
    if (at < source.length) fail(`unexpected «${peek()}»`);
    return result;
  }

  function parseOr(field: string | undefined): Search {
    depth += 1;
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} levels of nesting`);
    const operands = [parseAnd(field)];
    while (takeOperator(['OR'], '||')) operands.push(parseAnd(field));
    depth -= 1;
    return or(operands);
  }

  function parseAnd(field: string | undefined): Search {
    const operands = [parseNot(field)];
    for (;;) {
      if (takeOperator(['AND'], '&&')) {
        operands.push(parseNot(field));
        continue;
      }
      skipSpace();
      if (
        at === source.length ||
        peek() === ')' ||
        atKeyword('OR') ||
        source.startsWith('||', at)
      ) {
        return and(operands);
      }
      operands.push(parseNot(field));
    }
  }

  function parseNot(field: string | undefined): Search {
    skipSpace();
    if (atKeyword('NOT')) {
      at += 3;
      return { kind: 'not', operand: nested(() => parseNot(field)) };
    }
    const sign = peek();
    if (sign === '-' || sign === '!') {
      const next = source[at + 1];
      if (next === undefined || SPACE.test(next)) fail(`«${sign}» with nothing to exclude`);
      if (!(sign === '-' && field !== undefined && /\d/.test(next))) {
        at += 1;
        return { kind: 'not', operand: nested(() => parseNot(field)) };
      }
    }
    return parsePrimary(field);
  }

  function nested<T>(inner: () => T): T {
    depth += 1;
    if (depth > MAX_DEPTH) fail(`more than ${MAX_DEPTH} levels of nesting`);
    const result = inner();
    depth -= 1;
    return result;
  }

  function parsePrimary(field: string | undefined): Search {
    skipSpace();
    const char = peek();
    if (char === '') fail('a search term is missing');
    if (char === '(') return parseGroup(field);
    if (field !== undefined) {
      return { kind: 'field', field, value: parseValue() };
    }
    if (char === '"') return { kind: 'text', text: readQuoted() };
    if (atKeyword('AND') || atKeyword('OR')) fail('an operator without a term before it');
    if (/^CIDR\s*\(/.test(source.slice(at, at + 12))) return parseCidr();
    return parseWordOrField();
  }

  function parseGroup(field: string | undefined): Search {
    at += 1;
    skipSpace();
    if (peek() === ')') fail('empty parentheses');
    const inner = parseOr(field);
    skipSpace();
    if (peek() !== ')') fail('a closing parenthesis is missing');
    at += 1;
    return inner;
  }

  function parseWordOrField(): Search {
    const start = at;
    const parts = readParts({ stopAtColon: true });
    if (peek() !== ':') {
      if (parts.length === 0) fail(`unexpected «${peek()}»`);
      const only = parts.length === 1 ? parts[0] : undefined;
      if (only !== undefined && 'wild' in only && only.wild === '*') return ALL;
      return { kind: 'text', text: { quoted: false, parts } };
    }
    const name = parts.map((part) => ('wild' in part ? part.wild : part.literal)).join('');
    if (!FIELD_NAME.test(name)) {
      at = start;
      fail(`«${name}» is not a field name`);
    }
    at += 1;
    if (peek() === '(') return parseGroup(name);
    if (peek() === '' || SPACE.test(peek())) fail(`${name}: has no value`);
    return { kind: 'field', field: name, value: parseValue() };
  }

  function parseValue(): FieldValue {
    const char = peek();
    if (char === '[' || char === '{') return parseRange();
    const operator = (['>=', '<=', '>', '<'] as const).find((text) => source.startsWith(text, at));
    if (operator !== undefined) return parseComparison(operator);
    if (char === '"') return { kind: 'text', text: readQuoted() };
    const parts = readParts({ stopAtColon: false });
    if (parts.length === 0) fail(`unexpected «${peek()}»`);
    return { kind: 'text', text: { quoted: false, parts } };
  }

  function parseComparison(operator: Comparison): FieldValue {
    at += operator.length;
    const text = readBound();
    return { kind: 'compare', operator, text };
  }

  function parseRange(): FieldValue {
    const includesFrom = peek() === '[';
    at += 1;
    skipSpace();
    const from = readBound();
    skipSpace();
    if (!atKeyword('TO')) fail('a range is written [low TO high]');
    at += 2;
    skipSpace();
    const to = readBound();
    skipSpace();
    if (peek() !== ']' && peek() !== '}') fail('a range ends with ] or }');
    const includesTo = peek() === ']';
    at += 1;
    return { kind: 'range', from, to, includesFrom, includesTo };
  }

  function readBound(): Text {
    if (peek() === '"') return readQuoted();
    const parts = readParts({ stopAtColon: false });
    if (parts.length === 0) fail('a number or text is missing');
    const open = parts.length === 1 && parts[0] !== undefined && 'wild' in parts[0];
    if (!open && parts.some((part) => 'wild' in part)) fail('a bound can’t hold wildcards');
    return { quoted: false, parts };
  }

  function parseCidr(): Search {
    at = source.indexOf('(', at) + 1;
    const end = source.indexOf(')', at);
    if (end === -1) fail('a closing parenthesis is missing');
    const [field = '', ...ranges] = source
      .slice(at, end)
      .split(',')
      .map((part) => part.trim());
    const valid = ranges.every((range) => /^[0-9a-f.:]+\/\d{1,3}$/i.test(range));
    if (!/^@?[\w.-]+$/.test(field) || ranges.length === 0 || !valid) {
      fail('write CIDR(@attribute, 10.0.0.0/8)');
    }
    at = end + 1;
    return { kind: 'cidr', field, ranges };
  }

  function readQuoted(): Text {
    const start = at;
    at += 1;
    let text = '';
    while (peek() !== '"') {
      if (peek() === '\\') at += 1;
      if (at >= source.length) {
        at = start;
        fail('a closing quote is missing');
      }
      text += peek();
      at += 1;
    }
    at += 1;
    if (text === '') fail('an empty phrase matches nothing');
    return { quoted: true, parts: [{ literal: text }] };
  }

  function readParts({ stopAtColon }: { stopAtColon: boolean }): Part[] {
    const parts: Part[] = [];
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push({ literal: text });
      text = '';
    };
    while (at < source.length && !WORD_END.test(peek())) {
      const char = peek();
      if (char === ':' && stopAtColon) break;
      at += 1;
      if (char === '\\') {
        if (at >= source.length) fail('a backslash with nothing to escape');
        text += peek();
        at += 1;
      } else if (char === '*' || char === '?') {
        flush();
        const last = parts.at(-1);
        const repeated = char === '*' && last !== undefined && 'wild' in last && last.wild === '*';
        if (!repeated) parts.push({ wild: char });
      } else {
        text += char;
      }
    }
    flush();
    return parts;
  }

  return { parse };
}
