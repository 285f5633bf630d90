import { describe, expect, it } from 'vitest';
import { diffFacts } from '../../../src/evidence/index.ts';

const kinds = (path: string, minus: string, plus: string, section = ''): string[] =>
  diffFacts([
    {
      path,
      status: 'modified',
      patch: `@@ -10,3 +10,3 @@\n ${section}\n-${minus}\n+${plus}\n }\n`,
    },
  ])
    .filter((each) => each.weight >= 0.5)
    .map((each) => each.kind);

describe('what a changed line means, whatever it is written in', () => {
  it.each([
    ['src/pool.rs', 'let slots = Semaphore::new(64);', 'let slots = Semaphore::new(4);'],
    ['src/limits.ts', 'export const SLOTS = 48;', 'export const SLOTS = 6;'],
    ['src/App.java', 'static final int PERMITS = 32;', 'static final int PERMITS = 2;'],
    ['src/agent.ts', 'new Agent({ maxSockets: 50 })', 'new Agent({ maxSockets: 5 })'],
    ['app/db.php', "'pool' => ['max' => 50],", "'pool' => ['max' => 5],"],
    ['deploy/values.yaml', '  DB_POOL_MAX: "30"', '  DB_POOL_MAX: "3"'],
    ['db.tf', '    value = "500"', '    value = "40"', '    name  = "max_connections"'],
  ])('%s: a pool shrinks', (path, minus, plus, section = '') => {
    expect(kinds(path, minus, plus, section)).toContain('pool_changed');
  });

  it.each([
    ['config/app.toml', 'ledger_limit = 40', 'ledger-limit = 40'],
    ['deploy/values.yaml', '  coverageUrl: http://c:80', '  coverage_url: http://c:80'],
    ['application.properties', 'mail.smtp-host=mx1', 'mail.host=mx1'],
  ])('%s: a key is renamed', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('config_removed');
  });

  it.each([
    ['src/cache.rb', '"#{tenant}:#{id}"', '"#{id}"', 'def cache_key(tenant, id)'],
    [
      'src/QuoteCache.java',
      'return zone + ":" + w;',
      'return zone;',
      'String keyOf(String zone) {',
    ],
  ])('%s: a cache is asked by another key', (path, minus, plus, section) => {
    expect(kinds(path, minus, plus, section)).toContain('cache_changed');
  });

  it.each([
    ['src/Options.cs', 'bool Strict { get; } = false;', 'bool Strict { get; } = true;'],
    ['src/a.ts', "const mode = given ?? 'lenient';", "const mode = given ?? 'strict';"],
  ])('%s: another default', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('constant_changed');
  });

  it.each([
    [
      'src/Fares.cs',
      'var all = await Task.WhenAll(x);',
      'var all = Ask().GetAwaiter().GetResult();',
    ],
    ['src/fares.rs', 'let all = ask().await;', 'let all = handle.block_on(ask());'],
    ['src/fares.py', 'fares = await ask()', 'fares = loop.run_until_complete(ask())'],
    ['src/Fares.scala', 'ask().map(best)', 'best(Await.result(ask(), 5.seconds))'],
  ])('%s: waits while it holds its thread', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('blocking_call');
  });

  it('tells a head with types from a call of the function by itself', () => {
    const heads = [
      'public Fare Best(Leg leg)',
      'int best(const Leg& leg) {',
      'static Fare best(Leg l)',
    ];
    for (const head of heads)
      expect(kinds('src/a.cs', 'old', head, `${head} x`)).not.toContain('recursion_added');
    expect(
      kinds('src/a.cpp', 'return leg;', 'return best(leg.next);', 'int best(const Leg& leg) {'),
    ).toContain('recursion_added');
    expect(
      kinds('src/a.cpp', 'return leg;', 'return bestResult(leg);', 'int best(const Leg& leg) {'),
    ).not.toContain('recursion_added');
  });

  it.each([
    ['poll.max.records=500', 'poll.max.records=9000'],
    ['maxPollRecords: 500', 'maxPollRecords: 9000'],
    ['max-messages: 10', 'max-messages: 400'],
  ])('%s is how much is taken at once', (minus, plus) => {
    expect(kinds('config/app.properties', minus, plus)).toContain('batch_size_changed');
  });

  it("takes Rust's log macros for reports", () => {
    expect(kinds('src/a.rs', 'debug!("{}", a);', 'info!("flag {} of {}", a, b.len());')).toEqual(
      ['logging_only'],
    );
  });

  it('takes words for people and names of pages for neither value nor address', () => {
    expect(
      kinds('src/a.ts', "throw fail('it broke');", "throw fail('it is broken');"),
    ).not.toContain('constant_changed');
    expect(
      kinds('application.yml', '  endpoints.include: health', '  endpoints.include: health,info'),
    ).not.toContain('endpoint_changed');
  });
});
