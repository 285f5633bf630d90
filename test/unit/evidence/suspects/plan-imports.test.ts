// What tests exercise under names that the repository itself never writes, and where the test is not there.
import { describe, expect, it } from 'vitest';
import { planSuspects, type SuspectPlan } from '../../../../src/evidence/index.ts';

function planOf(files: Readonly<Record<string, string>>, traceText: string): SuspectPlan {
  const contents = new Map<string, string | null>();
  let plan = planSuspects({ traceText, files: Object.keys(files), contents });
  for (let round = 0; round < 4 && plan.missing.length > 0; round += 1) {
    for (const path of plan.missing) contents.set(path, files[path] ?? null);
    plan = planSuspects({ traceText, files: Object.keys(files), contents });
  }
  return plan;
}

/** Weight of the strongest region of a name. */
const weightOf = (plan: SuspectPlan, name: string): number =>
  Math.max(
    0,
    ...plan.regions
      .filter((region) => region.name === name && region.whole !== true)
      .map((region) => region.weight),
  );

const body = (count: number): string =>
  Array.from({ length: count }, (_each, at) => `  step${at}(value);`).join('\n');

const trace = (file: string, line: number): string => `not ok 1 should be equal
  ---
    operator: equal
    expected: 1
    actual:   2
    at: Test.<anonymous> (/ci/build/${file}:${line}:5)
    stack: |-
      Error: should be equal
          at Test.<anonymous> (/ci/build/${file}:${line}:5)
  ...
`;

const test = (head: string, call: string): string =>
  `${head}
test('it works', function (t) {
  t.equal(${call}, 1);
});
`;

describe('planSuspects, by imports', () => {
  it.each([
    [
      'a module that is one function',
      "var subject = require('../');",
      'subject(1)',
      { 'index.js': `module.exports = function (value) {\n${body(20)}\n};\n` },
      'exports',
    ],
    [
      'a function that goes by its own name',
      "var subject = require('../');",
      'subject(1)',
      { 'index.js': `module.exports = function parseAll(value) {\n${body(20)}\n};\n` },
      'parseAll',
    ],
    [
      'a module handed on by another',
      "const subject = require('../').shell;",
      'subject(1)',
      {
        'index.js': "exports.shell = require('./lib/shell');\n",
        'lib/shell.js': `function parseAll(value) {\n${body(20)}\n}\nmodule.exports = parseAll;\n`,
      },
      'parseAll',
    ],
    [
      'a default import',
      "import subject from '../index.js';",
      'subject(1)',
      { 'index.js': `export default function parseAll(value) {\n${body(20)}\n}\n` },
      'parseAll',
    ],
    [
      'a renamed import',
      "import { parseAll as subject } from '../index.js';",
      'subject(1)',
      { 'index.js': `export function parseAll(value) {\n${body(20)}\n}\n` },
      'parseAll',
    ],
  ])('knows %s by the name that the test gives it', (_what, head, call, sources, wanted) => {
    const plan = planOf({ ...sources, 'test/it.js': test(head, call) }, trace('test/it.js', 3));
    expect(weightOf(plan, wanted)).toBeGreaterThan(0.6);
  });

  it('does not take a method of another object for the import of the same name', () => {
    const plan = planOf(
      {
        'index.js': `module.exports = function parseAll(value) {\n${body(20)}\n};\n`,
        'test/it.js': test("var subject = require('../');", 'other.subject(1)'),
      },
      trace('test/it.js', 3),
    );
    expect(weightOf(plan, 'parseAll')).toBeLessThan(0.5);
  });

  it('looks for what a Python test uses behind the package that hands it on', () => {
    const plan = planOf(
      {
        'shop/__init__.py': 'from .pricing import total\n',
        'shop/pricing.py': `def total(items):\n${body(20).replaceAll('  ', '    ').replaceAll(';', '')}\n`,
        'tests/test_shop.py': 'import shop\n\ndef test_sum():\n    assert shop.total([1]) == 1\n',
      },
      `    def test_sum():
>       assert shop.total([1]) == 1
E       assert 2 == 1

tests/test_shop.py:4: AssertionError
FAILED tests/test_shop.py::test_sum - assert 2 == 1
`,
    );
    expect(weightOf(plan, 'total')).toBeGreaterThan(0.6);
  });

  it('asks the tests around it what a test exercises that is not there yet', () => {
    const sources = {
      'index.js': `module.exports = function parseAll(value) {\n${body(20)}\n};\n`,
      'lib/other.js': `exports.rarely = function (value) {\n${body(20)}\n};\n`,
      'test/old.js': `var subject = require('../');
var other = require('../lib/other');
${Array.from({ length: 8 }, (_each, at) => `test('case ${at}', function (t) {\n  t.equal(subject(${at}), 1);\n});`).join('\n')}
test('the other', function (t) {
  t.equal(other.rarely(1), 1);
});
`,
    };
    const elsewhere = planOf(sources, trace('test/new.js', 6));
    expect(weightOf(elsewhere, 'parseAll')).toBeGreaterThan(0.3);
    expect(weightOf(elsewhere, 'rarely')).toBeLessThan(0.2);
    const below = planOf(sources, trace('test/old.js', 90));
    expect(weightOf(below, 'parseAll')).toBeGreaterThan(0.3);
  });

  it('goes on to the tables and patterns that a function uses', () => {
    const plan = planOf(
      {
        'index.js': `var WORD = /a/;
var UNUSED = /b/;
module.exports = function parseAll(value) {
${body(20)}
  return WORD.test(value);
};
`,
        'test/it.js': test("var subject = require('../');", 'subject(1)'),
      },
      trace('test/it.js', 3),
    );
    expect(weightOf(plan, 'WORD')).toBeGreaterThan(0.15);
    expect(weightOf(plan, 'UNUSED')).toBeLessThan(0.1);
  });

  it('does not take a folder of the checkout for the name of a function', () => {
    const files = {
      'index.js': `exports.build = function (value) {\n${body(20)}\n};\n`,
      'test/it.js': 'run();\n',
    };
    const place = planOf(
      files,
      'Error: no such file /home/ci/build/work/test\n    at x (/home/ci/build/work/test/it.js:1:1)\n',
    );
    const named = planOf(
      files,
      'Error: build failed\n    at x (/home/ci/build/work/test/it.js:1:1)\n',
    );
    const said = (plan: SuspectPlan): boolean =>
      plan.regions.some((region) => region.why === 'the failure names build()');
    expect(said(named)).toBe(true);
    expect(said(place)).toBe(false);
  });
});
