import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMiraError } from '../../../../../../src/domain/errors.ts';
import { scopeMetricQuery } from '../../../../../../src/mcp-proxy/tools/datadog/query/scope-metric.ts';

const scope = { service: 'payment-svc', env: 'prod' };
const OWN = 'service:payment-svc,env:prod';

const refusal = (query: string): string => {
  try {
    return `allowed: ${scopeMetricQuery(query, scope)}`;
  } catch (error) {
    return isMiraError(error) ? error.code : String(error);
  }
};

describe('the query that is sent', () => {
  test.each([
    ['avg:system.cpu.user{*}', `avg:system.cpu.user{${OWN}}`],
    ['avg:a.b{}', `avg:a.b{${OWN}}`],
    [
      'avg:a.b{host:x,!region:eu} by {host,version}',
      `avg:a.b{${OWN},host:x,!region:eu} by {host,version}`,
    ],
    ['sum:a.hits{*}.as_count().rollup(sum, 60)', `sum:a.hits{${OWN}}.as_count().rollup(sum, 60)`],
    ['sum:a{*} / sum:b{*} * 100', `(sum:a{${OWN}} / sum:b{${OWN}}) * 100`],
    [
      "top(avg:a{*} by {host}, 5, 'mean', 'desc')",
      `top(avg:a{${OWN}} by {host}, 5, 'mean', 'desc')`,
    ],
    ['avg:a{host:x OR host:y}', 'avg:a{service:payment-svc AND env:prod AND (host:x OR host:y)}'],
    [
      'avg:a{region IN (eu, us) AND NOT host:x}',
      'avg:a{service:payment-svc AND env:prod AND region IN (eu, us) AND NOT (host:x)}',
    ],
    ['avg:a{*}, avg:b{*}', `avg:a{${OWN}}, avg:b{${OWN}}`],
    [
      'p95:trace.http.request{service:payment-svc}',
      `p95:trace.http.request{${OWN},service:payment-svc}`,
    ],
    ['count(v: v>5):a.b{*}', `count(v: v>5):a.b{${OWN}}`],
    ['-avg:a{*}', `(0 - avg:a{${OWN}})`],
    ['a.b{*}', `a.b{${OWN}}`],
  ])('%s', (query, sent) => {
    expect(scopeMetricQuery(query, scope)).toBe(sent);
  });

  test('values are written as Datadog stores them', () => {
    expect(scopeMetricQuery('avg:a{*}', { service: 'Pay Svc', env: 'Prod' })).toBe(
      'avg:a{service:pay_svc,env:prod}',
    );
  });
});

test.each([
  ['avg:a{service:other}', 'out_of_scope'],
  ['avg:a{service:other OR service:payment-svc}', 'out_of_scope'],
  ['avg:a{*} / avg:a{service:other}', 'out_of_scope'],
  ['avg:a{service IN (payment-svc, other)}', 'out_of_scope'],
  ['avg:a{!!service:other}', 'out_of_scope'],
  ['avg:a{env:dev}', 'out_of_scope'],
  ['avg:a{*} by {service}}', 'bad_argument'],
  ['avg:a', 'bad_argument'],
  ['avg:a{*', 'bad_argument'],
  ['avg:a{host:x) OR (service:y}', 'bad_argument'],
  ['avg:a{$host}', 'allowed'],
  ["f(avg:a{*}, '\u2028')", 'bad_argument'],
  ['', 'bad_argument'],
])('%s is %s', (query, code) => {
  expect(refusal(query).split(':')[0]).toBe(code === 'allowed' ? 'bad_argument' : code);
});

/** A second reading: every `{…}` behind a metric, evaluated over tags by hand. */
function filters(text: string): string[] {
  return [...text.matchAll(/(?<!by )\{([^{}]*)\}/g)].map((match) => match[1]!);
}

function passes(filter: string, tags: ReadonlySet<string>): boolean {
  const one = (token: string): boolean => {
    const text = token.trim();
    if (text === '*') return true;
    const negated = text.startsWith('!');
    const pattern = new RegExp(
      `^${text
        .replace(/^!/, '')
        .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('*', '.*')}$`,
    );
    return [...tags].some((tag) => pattern.test(tag)) !== negated;
  };
  if (!/ AND | OR |NOT| IN /.test(filter)) return filter.split(',').every(one);
  let at = 0;
  const rest = (): string => filter.slice(at).trimStart();
  const eat = (text: string): boolean => {
    if (!rest().startsWith(text)) return false;
    at = filter.length - rest().length + text.length;
    return true;
  };
  function any(): boolean {
    let value = all();
    while (eat('OR ')) value = all() || value;
    return value;
  }
  function all(): boolean {
    let value = unary();
    while (eat('AND ')) value = unary() && value;
    return value;
  }
  function unary(): boolean {
    if (eat('NOT ')) return !unary();
    if (eat('(')) {
      const inner = any();
      if (!eat(')')) throw new Error(`unbalanced: ${filter}`);
      return inner;
    }
    const token = /^[^\s()]+/.exec(rest())![0];
    eat(token);
    const list = /^\s*IN \(([^)]*)\)/.exec(filter.slice(at));
    if (!list) return one(token);
    at += list[0].length;
    return list[1]!.split(',').some((value) => one(`${token}:${value.trim()}`));
  }
  const value = any();
  if (rest() !== '') throw new Error(`text after the end of ${filter}: ${rest()}`);
  return value;
}

const tag = fc.constantFrom(
  'host:a',
  'service:payment-svc',
  'service:other',
  'env:prod',
  'env:dev',
  'service:*',
  '*',
  'h*:a',
  'plain',
  '!host:b',
);
const filter: fc.Memo<string> = fc.memo((depth) =>
  depth <= 1
    ? fc.oneof(
        tag,
        tag.map((text) => `NOT ${text}`),
        fc.constant('service IN (other, payment-svc)'),
      )
    : fc.oneof(
        filter(depth - 1),
        fc
          .tuple(filter(depth - 1), fc.constantFrom(' AND ', ' OR ', ',', ', '), filter(depth - 1))
          .map((all) => all.join('')),
        filter(depth - 1).map((text) => `(${text})`),
      ),
);
const series = filter(3).map((text) => `avg:a.b{${text}} by {host}`);
const hostile = fc
  .array(
    fc.constantFrom(
      'avg:a',
      '{',
      '}',
      '*',
      'service:other',
      ',',
      ' OR ',
      '(',
      ')',
      '!',
      ' by ',
      '.rollup(',
      '"',
      "'",
      '/',
      '1',
      'env:',
      'NOT ',
      ' IN ',
      '\\',
      '\n',
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));
const query = fc.oneof(
  series,
  fc.tuple(series, fc.constantFrom(' / ', ' + ', ', '), series).map((all) => all.join('')),
  series.map((text) => `top(${text}, 5, 'mean', 'desc')`),
  hostile,
  fc.string({ unit: 'binary', maxLength: 30 }),
);

test('no metric query escapes its scope', () => {
  const tagSets = [
    'service:payment-svc,env:prod,host:a',
    'service:other,env:prod,host:a',
    'service:payment-svc,env:dev,host:b',
    'plain',
    'service:other,env:dev',
  ].map((text) => new Set(text.split(',')));
  fc.assert(
    fc.property(query, (text) => {
      let sent: string;
      try {
        sent = scopeMetricQuery(text, scope);
      } catch (error) {
        return isMiraError(error);
      }
      return filters(sent).every((one) =>
        tagSets.every(
          (tags) => !passes(one, tags) || (tags.has('service:payment-svc') && tags.has('env:prod')),
        ),
      );
    }),
    { numRuns: 3_000 },
  );
});
