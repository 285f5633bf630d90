// Keys of real calls: equal exactly when the scoped arguments mean the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Scope } from '../../../../src/domain/scope.ts';
import { catalogOf } from '../../../../src/mcp-proxy/catalog.ts';
import { createPrepareCall } from '../../../../src/mcp-proxy/prepare-call.ts';
import type { Caller } from '../../../../src/mcp-proxy/scope/authenticate.ts';
import { createTools } from '../../../../src/mcp-proxy/tools/catalogue.ts';
import { createAzureDevOps } from '../../../../src/mcp-proxy/upstreams/azure-devops/client.ts';
import { createDatadog } from '../../../../src/mcp-proxy/upstreams/datadog/client.ts';

const closed = () => Promise.reject(new Error('nothing may be contacted'));
const gate = { run: closed, runIdempotent: closed };
const tools = createTools({
  datadog: createDatadog({ gate, config: { apiKey: 'k', appKey: 'a', site: 'datadoghq.com' } }),
  azureDevOps: createAzureDevOps({ gate, config: { organization: 'acme', token: 't' } }),
  slack: null,
  azureDevOpsDefaults: { project: 'P' },
});
const prepare = createPrepareCall(catalogOf(tools));

const caller = (more: Partial<Scope>, tokenId: string): Caller => ({
  kind: 'signed',
  tokenId,
  scope: Scope.parse({
    subject: tokenId,
    service: 'pay',
    env: 'prod',
    repositories: ['pay', 'lib'],
    toolsets: ['datadog', 'azure_devops'],
    access: 'read',
    ...more,
  }),
});
const worker = caller({}, 'worker');
const person = caller({ service: '*', env: '*' }, 'person');

/** What a caller means, free of how it is written. */
const meaning = fc.record({
  fromS: fc.integer({ min: 1_790_000_000, max: 1_790_100_000 }),
  lengthS: fc.integer({ min: 1, max: 100_000 }),
  status: fc.uniqueArray(fc.constantFrom('debug', 'info', 'warn', 'error', 'critical'), {
    maxLength: 5,
  }),
  limit: fc.constantFrom(1, 100, 500),
  sort: fc.constantFrom('newest', 'oldest'),
  words: fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { maxLength: 3 }),
});
type Meaning = typeof meaning extends fc.Arbitrary<infer Value> ? Value : never;

const MOMENTS: readonly ((seconds: number) => string | number)[] = [
  (seconds) => seconds,
  (seconds) => seconds * 1_000,
  (seconds) => String(seconds),
  (seconds) => String(seconds * 1_000),
  (seconds) => new Date(seconds * 1_000).toISOString(),
  (seconds) => new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z'),
  (seconds) => new Date((seconds + 7_200) * 1_000).toISOString().replace('Z', '+02:00'),
];

const writing = fc.record({
  from: fc.constantFrom(...MOMENTS),
  to: fc.constantFrom(...MOMENTS),
  between: fc.constantFrom(' ', '  ', ' AND ', ' && '),
  grouped: fc.boolean(),
  backwards: fc.boolean(),
  repeated: fc.boolean(),
  defaultsLeftOut: fc.boolean(),
  asPerson: fc.boolean(),
});
type Writing = typeof writing extends fc.Arbitrary<infer Value> ? Value : never;

function keyOf(meant: Meaning, way: Writing): string {
  const query = meant.words.join(way.between);
  const status = way.repeated ? [...meant.status, ...meant.status] : meant.status;
  const args: Record<string, unknown> = {
    from: way.from(meant.fromS),
    to: way.to(meant.fromS + meant.lengthS),
    status: way.backwards ? status.toReversed() : status,
    limit: meant.limit,
    sort: meant.sort,
    query: way.grouped && query !== '' ? `(${query})` : query,
    ...(way.asPerson ? { service: 'pay', env: 'prod' } : {}),
  };
  if (way.defaultsLeftOut) {
    if (meant.limit === 100) delete args['limit'];
    if (meant.sort === 'newest') delete args['sort'];
    if (query === '') delete args['query'];
    if (meant.status.length === 0) delete args['status'];
  }
  const entries = Object.entries(args);
  const ordered = Object.fromEntries(way.backwards ? entries.toReversed() : entries);
  return prepare(way.asPerson ? person : worker, 'get_logs', ordered).key;
}

const essence = ({ status, ...rest }: Meaning): string =>
  JSON.stringify({ ...rest, status: [...status].sort() });

test('however it is written and whoever asks, one question has one key', () => {
  fc.assert(
    fc.property(meaning, writing, writing, (meant, one, other) => {
      expect(keyOf(meant, one)).toBe(keyOf(meant, other));
    }),
  );
});

test('another question has another key', () => {
  fc.assert(
    fc.property(meaning, meaning, writing, (one, other, way) => {
      expect(keyOf(one, way) === keyOf(other, way)).toBe(essence(one) === essence(other));
    }),
  );
});

test('a relative moment is kept as it was written', () => {
  const key = (from: string): string => prepare(worker, 'get_logs', { from }).key;
  expect(key('now-1h')).toBe(prepare(worker, 'get_logs', {}).key);
  expect(key('now-1h')).not.toBe(key('now-60m'));
});

test('a scope that differs in what it allows has keys of its own', () => {
  const args = { from: 'now-1h' };
  const key = (more: Partial<Scope>): string =>
    prepare(caller(more, JSON.stringify(more)), 'get_logs', args).key;
  const keys = [
    key({}),
    key({ service: 'cart' }),
    key({ env: 'staging' }),
    key({ notBeforeMs: 1_790_000_000_000 }),
    key({ notAfterMs: 1_790_000_000_000 }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  // priority, patience and name are the caller's own affair
  expect(key({ priority: 'P0', waitBudgetMs: 1, subject: 'bob' })).toBe(keys[0]);
});

test('code is the same by any spelling of its repository and commit', () => {
  const key = (args: object): string => prepare(worker, 'get_file', args).key;
  const sha = 'ab'.repeat(20);
  const keys = [
    key({ path: 'src/a.ts', version: sha }),
    key({ version: sha.toUpperCase(), path: '/src/a.ts', repository: 'PAY', start_line: 1 }),
  ];
  expect(new Set(keys).size).toBe(1);
  expect(key({ path: 'src/a.ts', version: sha, repository: 'lib' })).not.toBe(keys[0]);
});
