import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileQuery, type SearchDocument } from '../../../src/simulators/search/match.ts';
import { parseQuery, QuerySyntaxError } from '../../../src/simulators/search/query.ts';
import { parseTime } from '../../../src/simulators/search/time-expression.ts';

const document: SearchDocument = {
  text: 'Connection to orders-db timed out after 3000ms: System.TimeoutException',
  reserved: { service: 'orders-svc', status: 'error', host: 'h1' },
  attributes: {
    http: { status_code: 503, url: '/api/Orders', method: 'POST' },
    'dotted.key': 'v1',
    list: ['a', 'B'],
    zero: 0,
    empty: '',
  },
  tags: ['env:prod', 'version:1.2.3', 'Team:Payments', 'kube_cluster:eu-1'],
};
const fits = (query: string): boolean => compileQuery(parseQuery(query))(document);

describe('the search language', () => {
  it.each([
    ['', true],
    ['*', true],
    ['timed', true],
    ['TIMED OUT', true],
    ['"timed out"', true],
    ['"out timed"', false],
    ['tim', false],
    ['tim*', true],
    ['t?med', true],
    ['System.TimeoutException', true],
    ['orders-db', true],
    ['service:orders-svc', true],
    ['service:ORDERS-SVC', true],
    ['service:orders*', true],
    ['service:"orders*"', false],
    ['status:(error OR warn) env:prod', true],
    ['-status:error', false],
    ['NOT status:info', true],
    ['-(status:info OR env:dev)', true],
    ['!status:error', false],
    ['team:payments', true],
    ['version:1.2.3', true],
    ['version:1.2.*', true],
    ['@http.url:\\/api\\/Orders', true],
    ['@http.url:/api/orders', false],
    ['@http.method:POST', true],
    ['@http.status_code:503', true],
    ['@http.status_code:>500', true],
    ['@http.status_code:>=503 @http.status_code:<504', true],
    ['@http.status_code:{503 TO 600}', false],
    ['@http.status_code:[* TO 503]', true],
    ['@dotted.key:v1', true],
    ['@list:B', true],
    ['@list:b', false],
    ['@http.url:*', true],
    ['@nothing:*', false],
    ['-@nothing:*', true],
    ['@zero:0', true],
    ['*:POST', true],
    ['status:info OR env:prod AND host:h1', true],
    ['(status:info OR env:prod) AND host:h2', false],
  ])('%s → %s', (query, expected) => {
    expect(fits(query)).toBe(expected);
  });

  it.each(['(', 'a)', 'service:', '"open', 'a AND', 'OR a', 'service:[1 TO', 'NOT', '()'])(
    'refuses %s',
    (query) => {
      expect(() => parseQuery(query)).toThrow(QuerySyntaxError);
    },
  );

  const atom = fc.constantFrom(
    'status:error',
    'env:prod',
    'timed',
    '@zero:0',
    'service:x',
    '"a b"',
  );
  const query = fc.letrec<{ query: string }>((tie) => ({
    query: fc.oneof(
      { maxDepth: 5 },
      atom,
      tie('query').map((inner) => `-(${inner})`),
      fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a} OR ${b})`),
      fc.tuple(tie('query'), tie('query')).map(([a, b]) => `(${a} ${b})`),
    ),
  })).query;

  it('obeys the laws of logic', () => {
    fc.assert(
      fc.property(query, query, (a, b) => {
        expect(fits(`-(${a})`)).toBe(!fits(a));
        expect(fits(`(${a}) (${b})`)).toBe(fits(a) && fits(b));
        expect(fits(`(${a}) OR (${b})`)).toBe(fits(a) || fits(b));
      }),
    );
  });

  it('answers every text with a query or a syntax error, never another one', () => {
    const text = fc
      .array(
        fc.constantFrom(
          ...'()-"\\:@*?[]{}<>=!ab1 '.split(''),
          ' AND ',
          ' OR ',
          'NOT ',
          'x:',
          ' TO ',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(text, fc.string()), (input) => {
        try {
          compileQuery(parseQuery(input))(document);
        } catch (error) {
          expect(error).toBeInstanceOf(QuerySyntaxError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('moments', () => {
  const now = Date.parse('2026-03-02T10:00:00Z');
  it.each([
    ['now', now],
    ['now-15m', now - 900_000],
    ['now+1h', now + 3_600_000],
    ['now-7d', now - 7 * 86_400_000],
    ['1700000000000', 1_700_000_000_000],
    [1_700_000_000_000, 1_700_000_000_000],
    ['2026-03-02T09:00:00Z', now - 3_600_000],
    ['2026-03-02T10:00:00+01:00', now - 3_600_000],
    ['yesterday', undefined],
    ['now-15', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseTime(text, now)).toBe(expected);
  });
});
