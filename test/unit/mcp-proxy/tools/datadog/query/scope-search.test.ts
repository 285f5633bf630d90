import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMiraError } from '../../../../../../src/domain/errors.ts';
import { parseSearch } from '../../../../../../src/mcp-proxy/tools/datadog/query/search-parser.ts';
import { printSearch } from '../../../../../../src/mcp-proxy/tools/datadog/query/search-printer.ts';
import { scopeSearch } from '../../../../../../src/mcp-proxy/tools/datadog/query/scope-search.ts';
import { DATADOG, evaluate, READINGS } from './search-oracle.ts';
import type { Row } from './search-oracle.ts';

const scope = { service: 'payment-svc', env: 'prod' };

const refusal = (
  query: string,
  held: { service: string | null; env: string | null } = scope,
): string => {
  try {
    return `allowed: ${scopeSearch(query, held)}`;
  } catch (error) {
    return isMiraError(error) ? error.code : String(error);
  }
};

describe('the query that is sent', () => {
  test.each([
    ['', 'service:payment-svc AND env:prod'],
    ['*', 'service:payment-svc AND env:prod'],
    ['status:error', 'service:payment-svc AND env:prod AND status:error'],
    ['a OR b c', 'service:payment-svc AND env:prod AND (a OR (b AND c))'],
    ['-service:other timeout', 'service:payment-svc AND env:prod AND (-service:other AND timeout)'],
    ['"foo) OR (bar"', 'service:payment-svc AND env:prod AND "foo) OR (bar"'],
    ['@http.status_code:>=500', 'service:payment-svc AND env:prod AND @http.status_code:>=500'],
    ['@d:[1 TO *}', 'service:payment-svc AND env:prod AND @d:[1 TO *}'],
    ['@t:-5 -@t:-6', 'service:payment-svc AND env:prod AND (@t:-5 AND -@t:-6)'],
    ['host:(x OR "y z")', 'service:payment-svc AND env:prod AND (host:x OR host:"y z")'],
    ['NOT (a OR b)', 'service:payment-svc AND env:prod AND -(a OR b)'],
    ['!a && !!b || c', 'service:payment-svc AND env:prod AND ((-a AND -(-b)) OR c)'],
    ['service:payment-svc x', 'service:payment-svc AND env:prod AND (service:payment-svc AND x)'],
    ['image:nginx:1.2', 'service:payment-svc AND env:prod AND image:"nginx:1.2"'],
    ['\\-1', 'service:payment-svc AND env:prod AND "-1"'],
    ['CIDR(@ip, 10.0.0.0/8)', 'service:payment-svc AND env:prod AND CIDR(@ip, 10.0.0.0/8)'],
  ])('%s', (query, sent) => {
    expect(scopeSearch(query, scope)).toBe(sent);
  });

  test('a scope without env adds the service alone, a person’s * nothing', () => {
    expect(scopeSearch('x', { service: 'a', env: null })).toBe('service:a AND x');
    expect(scopeSearch('service:b', { service: '*', env: '*' })).toBe('service:b');
  });
});

describe('what is refused, in words', () => {
  test.each([
    ['service:other'],
    ['service:other OR *'],
    ['* OR service:other'],
    ['service:(payment-svc OR other)'],
    ['NOT NOT service:other'],
    ['-(-service:other)'],
    ['env:staging error'],
    ['service:"other"'],
    ['service:oth*'],
  ])('another service or env: %s', (query) => {
    expect(refusal(query)).toBe('out_of_scope');
  });

  test.each([
    ['a) OR (b'],
    ['(a'],
    ['"open'],
    ['back\\'],
    ['AND a'],
    ['a OR'],
    ['()'],
    ['- a'],
    ['service: x'],
    ['@a:[1 TO 2'],
    ['@a:[1 2]'],
    ['x\u202ey'],
    ['CIDR(@ip, x) OR y'],
    ['('.repeat(100) + 'a' + ')'.repeat(100)],
  ])('malformed: %s', (query) => {
    expect(refusal(query)).toBe('bad_argument');
  });

  test('an investigation without a service can’t search', () => {
    expect(refusal('x', { service: null, env: null })).toBe('out_of_scope');
  });

  test('the message names what is allowed', () => {
    expect(() => scopeSearch('service:other', scope)).toThrow(
      /service:other.*service:payment-svc/s,
    );
  });
});

const word = fc.constantFrom(
  'a',
  'b',
  'timeout',
  'ab*',
  '?b',
  '*',
  'x-1',
  '"a b"',
  '"q\\"x"',
  '\\(',
  '3',
  '"*"',
  'é',
);
const value = fc.oneof(
  word.filter((text) => text !== '\\('),
  fc.constantFrom(
    '>1',
    '<=5',
    '[1 TO 5]',
    '{* TO 3}',
    '"x) OR (y"',
    'payment-svc',
    'other',
    'prod',
    'pa*',
  ),
);
const field = fc.constantFrom('service', 'env', 'host', '@http.code', 'status', '*');
const valid: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.oneof(
        word,
        fc.tuple(field, value).map(([name, text]) => `${name}:${text}`),
      )
    : fc.oneof(
        valid(depth - 1),
        fc
          .tuple(
            valid(depth - 1),
            fc.constantFrom(' AND ', ' OR ', ' ', ' || ', ' && '),
            valid(depth - 1),
          )
          .map((all) => all.join('')),
        valid(depth - 1).map((text) => `(${text})`),
        fc
          .tuple(fc.constantFrom('-', 'NOT ', '!'), valid(depth - 1))
          .map(([sign, text]) => `${sign}(${text})`),
      ),
);
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '"',
        '\\',
        ' OR ',
        ' AND ',
        ' NOT ',
        '-',
        '!',
        '*',
        '?',
        ':',
        '[',
        ']',
        '{',
        '}',
        ' TO ',
        '||',
        '&&',
      ),
      fc.constantFrom(
        'service:',
        'service:other',
        'env:dev',
        '//',
        '/*',
        '*/',
        '#',
        '>',
        '<=',
        ',',
        'CIDR(',
        "'",
        '\n',
        '\t',
      ),
      fc.string({ maxLength: 3, unit: 'binary' }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const anyQuery = fc.oneof(valid(4), hostile, fc.string({ unit: 'binary', maxLength: 40 }));

const row: fc.Arbitrary<Row> = fc.record({
  fields: fc.record({
    service: fc.constantFrom('payment-svc', 'other', 'pay', 'a'),
    env: fc.constantFrom('prod', 'staging', 'dev', 'a'),
    host: fc.constantFrom('a', 'b', 'x-1', '3'),
    '@http.code': fc.constantFrom('1', '3', '500'),
    status: fc.constantFrom('error', 'a', '3'),
  }),
  message: fc.constantFrom('', 'a b', 'timeout (a', 'q"x', 'x) OR (y', '-1', 'ab', 'é 3 *'),
});

describe('no query escapes its scope', () => {
  test('whatever is sent matches records of the service and env alone, however it is read', () => {
    fc.assert(
      fc.property(anyQuery, fc.array(row, { minLength: 6, maxLength: 6 }), (query, rows) => {
        let sent: string;
        try {
          sent = scopeSearch(query, scope);
        } catch (error) {
          return isMiraError(error);
        }
        return READINGS.every((reading) =>
          rows.every(
            (one) =>
              !evaluate(sent, one, reading) ||
              (one.fields['service'] === 'payment-svc' && one.fields['env'] === 'prod'),
          ),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test('within the scope the query keeps its meaning', () => {
    fc.assert(
      fc.property(valid(4), row, (query, one) => {
        const own = { ...one, fields: { ...one.fields, service: 'payment-svc', env: 'prod' } };
        const sent = printSearch(parseSearch(query));
        expect(evaluate(sent, own, DATADOG), `${query} → ${sent}`).toBe(
          evaluate(query, own, DATADOG),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  test('printing and parsing again changes nothing', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        let printed: string;
        try {
          printed = printSearch(parseSearch(query));
        } catch {
          return;
        }
        expect(printSearch(parseSearch(printed))).toBe(printed);
      }),
      { numRuns: 2_000 },
    );
  });
});
