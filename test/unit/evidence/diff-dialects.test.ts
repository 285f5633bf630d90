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
    expect(kinds('src/a.rs', 'debug!("{}", a);', 'info!("flag {} of {}", a, b.len());')).toEqual([
      'logging_only',
    ]);
  });

  it.each([
    [
      'src/pay.ts',
      'const lockKey = (o: Order) => [o.shop, o.id].join();',
      'const lockKey = (o: Order) => [o.id].join();',
    ],
    [
      'app/fares.py',
      'def cache_key(f): return f"{f.zone}:{f.day}"',
      'def cache_key(f): return f"{f.zone}"',
    ],
    ['lib/etag.php', '$etag = md5($page->slug . $page->lang);', '$etag = md5($page->slug);'],
  ])('%s: what made a key distinct went out of it', (path, minus, plus) => {
    expect(
      diffFacts([{ path, status: 'modified', patch: `@@ -1 +1 @@\n-${minus}\n+${plus}\n` }]).some(
        ({ kind, summary }) => kind === 'cache_changed' && summary.includes('as a part of a key'),
      ),
    ).toBe(true);
  });

  it.each([
    ['src/seat.hpp', '    int rows = 12;', '    int rows{};'],
    ['src/Seat.java', '    private int rows = 12;', '    private int rows;'],
    ['seat.py', '    rows: int = 12', '    rows: int'],
    ['src/Seat.kt', '    val rows: Int = 12,', '    val rows: Int,'],
  ])('%s: a field starts without its value', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('guard_removed');
  });

  it.each([
    ['src/seat.hpp', 'using RowNo = std::uint32_t;', 'using RowNo = std::uint8_t;'],
    ['src/Seat.java', 'private long total;', 'private int total;'],
    ['src/seat.rs', 'pub fn total(&self) -> u64 {', 'pub fn total(&self) -> u32 {'],
    ['src/Seat.cs', 'public decimal Price { get; }', 'public float Price { get; }'],
  ])('%s: numbers get less room', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('number_narrowed');
    expect(kinds(path, plus, minus)).not.toContain('number_narrowed');
  });

  it.each([
    ['src/row.go', 'if row >= len { return nil }', 'return pick(row > len, row)'],
    ['src/row.c', 'if (n < MAX) return n;', 'return n <= MAX ? n : MAX;'],
  ])('%s: what is equal falls to the other side', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('boundary_changed');
  });

  it('says nothing of a comparison that is only turned round', () => {
    expect(
      kinds('src/row.go', 'if row >= size { return nil }', 'return pick(row < size, row)'),
    ).not.toContain('boundary_changed');
    expect(
      kinds('src/row.go', 'if row >= size { return nil }', 'return pick(size <= row, row)'),
    ).not.toContain('boundary_changed');
  });

  it.each([
    ['src/a.ts', 'const ROW = /[a-z]+(?:-[a-z]+)*/;', 'const ROW = /(?:[a-z]+-?)+/;'],
    ['a.py', 're.compile(r"\\w+(,\\w+)*$")', 're.compile(r"(\\w+,?)+$")'],
    ['A.java', 'Pattern.compile("[0-9.]+")', 'Pattern.compile("([0-9]+[.]*)*!")'],
    ['rules/rows.json', '  "match": "row-\\\\d+"', '  "match": "(?:(?:\\\\d|\\"|,)+)+;"'],
    ['rules.yaml', "rx: 'a=[^=]*'", "rx: 'a.*(?:.*=.*)'"],
    ['a.rs', 'Regex::new(r"^\\s+x")', 'Regex::new(r"^\\s*(\\s*x)")'],
  ])('%s: a regular expression that may take for ever', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('regex_backtracking');
    expect(kinds(path, plus, minus)).not.toContain('regex_backtracking');
  });

  it.each([
    ['src/Row.kt', 'return rows[at.coerceIn(0, 9)]', 'return rows[at]'],
    ['row.py', 'return rows[min(at, 9)]', 'return rows[at]'],
    ['row.js', 'return rows[Math.min(at, 9)]', 'return rows[at]'],
  ])('%s: a value is no longer bounded', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('guard_removed');
  });

  it.each([
    ['app/a.php', "Seat::with(['row', 'hall'])->get()", 'Seat::query()->get()'],
    ['a.rb', 'Seat.includes(:row).all', 'Seat.all'],
    ['a.py', 'Seat.objects.select_related("row")', 'Seat.objects.all()'],
    ['A.cs', 'db.Seats.Include(s => s.Row).ToListAsync()', 'db.Seats.ToListAsync()'],
  ])('%s: related records are loaded one by one', (path, minus, plus) => {
    expect(kinds(path, minus, plus)).toContain('query_in_loop');
  });

  it.each([
    ['a.kt', 'require(rows > 0) { "no rows" }', ''],
    ['a.cs', 'using (var gate = hall.Enter())', 'var gate = hall.Enter();'],
    ['a.cs', 'from s in seats where s.Free select s', 'from s in seats select s'],
  ])('%s: %s is no import', (path, minus, plus) => {
    const patch = `@@ -1,2 +1,2 @@\n x\n-${minus}\n${plus === '' ? '' : `+${plus}\n`}`;
    expect(diffFacts([{ path, status: 'modified', patch }]).map((each) => each.kind)).not.toContain(
      'logging_only',
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
