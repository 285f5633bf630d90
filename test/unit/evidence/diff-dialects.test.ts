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

  it('takes words for people and names of pages for neither value nor address', () => {
    expect(
      kinds('src/a.ts', "throw fail('it broke');", "throw fail('it is broken');"),
    ).not.toContain('constant_changed');
    expect(
      kinds('application.yml', '  endpoints.include: health', '  endpoints.include: health,info'),
    ).not.toContain('endpoint_changed');
  });
});
