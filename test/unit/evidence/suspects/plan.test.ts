// From what runners print to the code that it speaks of, without a frame of that code.
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

const best = (plan: SuspectPlan): string[] =>
  [...plan.regions]
    .filter((region) => region.whole !== true)
    .sort((a, b) => b.weight - a.weight)
    .map((region) => region.name);

const library = {
  'index.js': "module.exports = require('./lib/validate');\n",
  'lib/validate.js': `var helpers = require('./helpers');
exports.isEmail = function (text) {
  return /^[^'"{]+@/.test(text);
};
exports.normalizeEmail = function (text) {
  if (!exports.isEmail(text)) return false;
  return helpers.lower(text);
};
exports.isCreditCard = function (text) {
  return helpers.luhn(text);
};
`,
  'lib/helpers.js': `exports.lower = function (text) {
  return text.toLowerCase();
};
exports.luhn = function (text) {
  return text.length > 1;
};
`,
  'test/validate.js': `var v = require('../');
var check = require('./support/check');
describe('sanitizers', function () {
  it('should normalise', function () {
    check('normalizeEmail', 'A@b.c');
  });
});
`,
  'test/support/check.js': 'module.exports = function (name) { throw new Error(name); };\n',
};

describe('planSuspects', () => {
  it('takes the function that the message names, and what it calls, from a trace of test frames', () => {
    const plan = planOf(
      library,
      `  1) sanitizers
       should normalise:
     Error: v.normalizeEmail(A@b.c) returned "false"
      at check (/ci/build/test/support/check.js:1:50)
      at Context.<anonymous> (/ci/build/test/validate.js:5:5)
`,
    );
    expect(best(plan)[0]).toBe('normalizeEmail');
    expect(best(plan).slice(0, 4)).toEqual(expect.arrayContaining(['isEmail', 'lower']));
    expect(plan.files.has('lib/helpers.js')).toBe(true);
  });

  it('reads the place that a TAP report names where it prints no stack', () => {
    const plan = planOf(
      library,
      `not ok 1 normalises an email\n  ---\n    operator: equal\n    at: <anonymous> (/ci/build/test/validate.js:5:5)\n  ...\n`,
    );
    expect(best(plan)).toContain('normalizeEmail');
  });

  it('falls back to the sources whose words the output shares when nothing leads anywhere', () => {
    const plan = planOf(library, 'not ok 1 luhn of a credit card\n');
    expect(best(plan).slice(0, 2).sort()).toEqual(['isCreditCard', 'luhn']);
  });

  it('keeps a line that only reports the failure, marked as such', () => {
    const plan = planOf(
      {
        'lib/a.js':
          'function open(file) {\n  if (file) {\n    return 1;\n  }\n  throw new TypeError("no file");\n}\n',
      },
      'TypeError: no file\n    at open (/x/lib/a.js:5:9)\n',
    );
    expect(plan.regions.find((region) => region.name === 'open')).toMatchObject({
      line: 5,
      reports: true,
    });
  });

  it('does not take words of test frameworks for functions', () => {
    const plan = planOf(
      {
        ...library,
        'lib/helpers.js': `${library['lib/helpers.js']}exports.end = function () {\n  return 1;\n};\n`,
      },
      'not ok 1 should normalise\n    at: Test.<anonymous> (/ci/test/validate.js:5:5)\n  t.end()\n',
    );
    expect(best(plan).slice(0, 2)).not.toContain('end');
  });

  it('knows the frames of a famous library as its own in that library', () => {
    const plan = planOf(
      {
        'src/main/java/com/fasterxml/jackson/core/Reader.java':
          'package com.fasterxml.jackson.core;\nclass Reader {\n  int next() {\n    return at[0];\n  }\n}\n',
      },
      `java.lang.ArrayIndexOutOfBoundsException: 0
	at com.fasterxml.jackson.core.Reader.next(Reader.java:4)
	at com.fasterxml.jackson.core.ReaderTest.testNext(ReaderTest.java:9)`,
    );
    expect(best(plan)[0]).toBe('next');
  });

  const money = {
    'src/money.py': `def format_money(value):
    return str(value)


def parse_money(text):
    return int(text)


def round_money(value):
    return value
`,
    'tests/test_money.py': `from src.money import format_money, parse_money, round_money


def test_parse_money_plain():
    assert parse_money("1") == 1


def test_format_money():
    assert format_money(1) == "1"
`,
  };

  it('reads the code that a runner prints when the test is not in the revision', () => {
    const plan = planOf(
      money,
      `___ test_cents ___

    def test_cents():
>       assert round_money(1.5) == 2
E       assert 1.5 == 2

tests/test_money.py:44: AssertionError`,
    );
    expect(best(plan)[0]).toBe('round_money');
  });

  it('asks the tests that a new one resembles what it may exercise', () => {
    const plan = planOf(
      money,
      `FAIL: test_parse_plain_negative (tests.test_money.Money)
Traceback (most recent call last):
  File "/ci/tests/test_money.py", line 9, in test_parse_plain_negative
AssertionError: 1 != -1`,
    );
    expect(best(plan)[0]).toBe('parse_money');
  });

  it('follows the values of a failing assertion to the calls that made them', () => {
    const plan = planOf(
      {
        ...money,
        'tests/test_money.py': `from src.money import format_money, parse_money, round_money


def test_all():
    text = format_money(1)
    value = parse_money("1")
    other = round_money(1)
    assert value == 1
`,
      },
      `FAIL: test_all (tests.test_money.Money)
Traceback (most recent call last):
  File "/ci/tests/test_money.py", line 8, in test_all
AssertionError`,
    );
    expect(best(plan)[0]).toBe('parse_money');
  });
});
