// A made-up library history, oldest first; patches are real diffs of its versions.
import { createTwoFilesPatch } from 'diff';
import { describe, expect, it } from 'vitest';
import {
  createSuspectRanker,
  parseUnifiedDiff,
  planSuspects,
  type HistoryCommit,
  type Suspect,
} from '../../../../src/evidence/index.ts';

interface Version {
  readonly subject: string;
  readonly files: Readonly<Record<string, string | null>>;
}

/** Runs both phases over a history and ranks it all, as the command line does with git's output. */
function rank(history: readonly Version[], traceText: string, limit = 0): Suspect[] {
  const states: Record<string, string>[] = [];
  for (const version of history) {
    const next = { ...states.at(-1) };
    for (const [path, text] of Object.entries(version.files)) {
      if (text === null) delete next[path];
      else next[path] = text;
    }
    states.push(next);
  }
  const head = states.at(-1) ?? {};
  const files = Object.keys(head);
  const contents = new Map<string, string | null>();
  let plan = planSuspects({ traceText, files, contents });
  for (let round = 0; round < 3 && plan.missing.length > 0; round += 1) {
    for (const path of plan.missing) contents.set(path, head[path] ?? null);
    plan = planSuspects({ traceText, files, contents });
  }
  const ranker = createSuspectRanker(plan, { contents });
  const newestFirst = history.map((version, index) => ({ version, index })).reverse();
  for (const { version, index } of newestFirst) {
    const commit: HistoryCommit = {
      sha: `c${index}`,
      atMs: index * 1_000,
      subject: version.subject,
      files: Object.keys(version.files).map((path) => ({ path })),
    };
    ranker.addCommit(commit);
  }
  const wanted = new Set(ranker.patchPaths());
  for (const { version, index } of newestFirst) {
    const patches = Object.keys(version.files)
      .filter((path) => wanted.has(path))
      .flatMap((path) => {
        const before = states[index - 1]?.[path];
        const patch = createTwoFilesPatch(
          before === undefined ? '/dev/null' : `a/${path}`,
          `b/${path}`,
          before ?? '',
          states[index]?.[path] ?? '',
          '',
          '',
          { context: 0 },
        );
        return parseUnifiedDiff(patch, path);
      });
    if (patches.length > 0) ranker.addPatch(`c${index}`, patches);
  }
  return ranker.rank(limit);
}

const cart1 = `export class Cart {
  constructor(items) {
    this.items = items;
  }

  total() {
    let sum = 0;
    for (const item of this.items) {
      sum += priceOf(item);
    }
    return sum;
  }
}

export function priceOf(item) {
  if (item.price === undefined) return 0;
  return item.price.amount * item.count;
}
`;
const cart2 = cart1.replace('  if (item.price === undefined) return 0;\n', '');
const cart3 = cart2.replace(
  'constructor(items) {\n',
  'constructor(items, currency) {\n    this.currency = currency;\n',
);
const cart4 = cart3.replaceAll('  let sum', '    let sum');
const history: Version[] = [
  {
    subject: 'First version',
    files: {
      'src/cart.js': cart1,
      'README.md': '# shop\n',
      'test/cart.test.js': 'test("total", () => {});\n',
    },
  },
  { subject: 'Document prices', files: { 'README.md': '# shop\nprices\n' } },
  { subject: 'Simplify priceOf', files: { 'src/cart.js': cart2 } },
  { subject: 'Carts have a currency', files: { 'src/cart.js': cart3 } },
  { subject: 'Indent', files: { 'src/cart.js': cart4 } },
  {
    subject: 'Test priceOf without a price',
    files: {
      'test/cart.test.js':
        'import { Cart } from "../src/cart.js";\ntest("no price", () => {\n  expect(new Cart([{}]).total()).toBe(0);\n});\n',
    },
  },
  { subject: 'Mention priceOf in the README', files: { 'README.md': '# shop\nprices, priceOf\n' } },
];

const trace = `TypeError: Cannot read properties of undefined (reading 'amount')
    at priceOf (/build/shop/src/cart.js:17:21)
    at Cart.total (/build/shop/src/cart.js:10:14)
    at Object.<anonymous> (/build/shop/test/cart.test.js:3:25)`;

describe('rankSuspects', () => {
  it('puts the commit that took the guard out first', () => {
    const ranked = rank(history, trace);
    expect(ranked[0]?.commit).toBe('c2');
    expect(ranked[0]?.reasons.join()).toContain('priceOf()');
  });

  it('ranks every commit once when there is no limit, and only so many with one', () => {
    expect(
      rank(history, trace)
        .map((each) => each.commit)
        .sort(),
    ).toEqual(history.map((_, index) => `c${index}`).sort());
    expect(rank(history, trace, 3)).toHaveLength(3);
  });

  it('never prefers commits that only touch tests, docs or white space', () => {
    const order = rank(history, trace).map((each) => each.commit);
    for (const innocent of ['c1', 'c5', 'c6'])
      expect(order.indexOf(innocent)).toBeGreaterThan(order.indexOf('c3'));
    expect(order.indexOf('c4')).toBeGreaterThan(order.indexOf('c2'));
  });

  it('finds the code under test when the trace has only the test', () => {
    const assertion = `AssertionError: expected NaN to be 0
    at Object.<anonymous> (/build/shop/test/cart.test.js:3:33)`;
    const order = rank(history, assertion).map((each) => each.commit);
    expect(order.slice(0, 3)).toContain('c2');
    expect(order.slice(0, 3)).not.toContain('c4');
  });

  it('scores between 0 and 1, ties newest first', () => {
    const ranked = rank(history, 'nothing that could be a trace');
    expect(ranked.every((each) => each.score >= 0 && each.score <= 1)).toBe(true);
    const tied = ranked
      .filter((each) => each.score === ranked.at(-1)?.score)
      .map((each) => Number(each.commit.slice(1)));
    expect(tied).toEqual([...tied].sort((a, b) => b - a));
  });

  it('puts a removed check above a comment, also where the failing line only reports', () => {
    const safe = `export function rateOf(customer) {
  const tier = tiers.get(customer);
  if (tier === undefined) return 0;
  return tier.rate;
}
`;
    const broken = safe.replace('  if (tier === undefined) return 0;\n', '');
    const three: Version[] = [
      { subject: 'Rates', files: { 'src/rate.js': safe } },
      { subject: 'Tidy rates', files: { 'src/rate.js': broken } },
      {
        subject: 'Explain rates',
        files: {
          'src/rate.js': broken.replace('return tier.rate;', 'return tier.rate; // by tier'),
        },
      },
    ];
    const ranked = rank(
      three,
      `TypeError: Cannot read properties of undefined (reading 'rate')
    at rateOf (/app/src/rate.js:3:15)`,
    );
    expect(ranked.map((each) => each.commit)).toEqual(['c1', 'c0', 'c2']);
    expect(ranked[0]?.reasons.join()).toContain('took a check out of rateOf()');
    const throwing = safe.replace('return 0;', "throw new Error('no tier');");
    const widened = throwing.replace('tier === undefined', 'tier === undefined || tier.rate < 1');
    const reported = rank(
      [
        { subject: 'Rates', files: { 'src/rate.js': throwing } },
        { subject: 'Tidy rates', files: { 'src/rate.js': widened } },
        { subject: 'Explain', files: { 'src/rate.js': `// rates\n${widened}` } },
      ],
      `Error: no tier
    at rateOf (/app/src/rate.js:4:60)`,
    );
    expect(reported[0]?.commit).toBe('c1');
  });

  it('prefers the commit whose changed lines hold the words of the failure', () => {
    const table = Array.from({ length: 12 }, (_, at) => `  if (kind === 'k${at}') return ${at};`);
    const make = (lines: readonly string[]): string =>
      `export function codeOf(kind) {\n${lines.join('\n')}\n  return -1;\n}\n`;
    const spoilt = [...table, "  if (kind === 'voucher') return 99;"];
    const ranked = rank(
      [
        { subject: 'Codes', files: { 'src/code.js': make(table) } },
        { subject: 'More codes', files: { 'src/code.js': make(spoilt) } },
        {
          subject: 'Yet more codes',
          files: { 'src/code.js': make([...spoilt, "  if (kind === 'gift') return 7;"]) },
        },
        {
          subject: 'Test',
          files: {
            'test/code.test.js':
              'import { codeOf } from "../src/code.js";\ntest("voucher", () => {\n  expect(codeOf("voucher")).toBe(98);\n});\n',
          },
        },
      ],
      `FAIL  test/code.test.js > voucher
AssertionError: expected 99 to be 98
    at /build/test/code.test.js:3:29`,
    );
    expect(ranked[0]?.commit).toBe('c1');
  });

  it('suspects the author of a function more when only a new test shows its fault', () => {
    const text = (step: number): string =>
      `export function half(value) {\n  const step = ${step};\n  return Math.floor(value / 2) + 0 * step;\n}\n`;
    const test =
      'import { half } from "../src/half.js";\ntest("halves", () => {\n  expect(half(3)).toBe(1.5);\n});\ntest("halves evens", () => {\n  expect(half(2)).toBe(1);\n});\n';
    const old = test.replace(/test\("halves",.*?\n\}\);\n/s, '');
    const shareOf = (tests: string, line: number): number => {
      const ranked = rank(
        [
          { subject: 'Half', files: { 'src/half.js': text(1), 'test/half.test.js': tests } },
          { subject: 'Other step', files: { 'src/half.js': text(2) } },
        ],
        ` FAIL  test/half.test.js > halves
AssertionError: expected 1 to be 1.5
    at /ci/test/half.test.js:${line}:19`,
      );
      const score = new Map(ranked.map((each) => [each.commit, each.score]));
      return (score.get('c0') ?? 0) / (score.get('c1') ?? 1);
    };
    expect(shareOf(old, 33)).toBeGreaterThan(1.1 * shareOf(test, 3));
  });

  it('follows a renamed file', () => {
    const moved: Version[] = [
      ...history.slice(0, 4),
      { subject: 'Move sources', files: { 'src/cart.js': null, 'lib/cart.js': cart3 } },
    ];
    // git would report the rename; without it the new file is where history starts
    const ranked = rank(moved, trace.replaceAll('src/cart.js', 'lib/cart.js'));
    expect(ranked[0]?.commit).toBe('c4');
  });

  it('suspects who wrote most of a function before those who changed a line of it', () => {
    const lines = (changed: number): string =>
      Array.from(
        { length: 12 },
        (_each, at) => `  out = step${at}(out, ${at < changed ? 'true' : 'false'});\n`,
      ).join('');
    const source = (changed: number): string =>
      `module.exports = function shape(value) {\n  let out = value;\n${lines(changed)}  return out;\n};\n`;
    const suspects = rank(
      [
        { subject: 'Start', files: { 'README.md': 'shapes\n' } },
        { subject: 'Shapes', files: { 'index.js': source(0) } },
        { subject: 'Step with truth', files: { 'index.js': source(1) } },
        { subject: 'Read me', files: { 'README.md': 'more shapes\n' } },
      ],
      `not ok 1 should be equal
  ---
    operator: equal
    at: Test.<anonymous> (/ci/build/test/new.js:9:5)
    stack: |-
      Error: shape() is wrong
          at Test.<anonymous> (/ci/build/test/new.js:9:5)
  ...
`,
    );
    expect(suspects[0]?.commit).toBe('c1');
    expect(suspects[1]?.commit).toBe('c2');
  });
});
