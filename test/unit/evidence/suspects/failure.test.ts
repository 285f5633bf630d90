// What the runners of all languages print of one failing test.
import { describe, expect, it } from 'vitest';
import { readFailure } from '../../../../src/evidence/suspects/failure.ts';

const read = (text: string) => readFailure(text, {}, () => true);

describe('readFailure', () => {
  it.each([
    [
      'Surefire',
      `[ERROR] Tests run: 4, Failures: 1 <<< FAILURE! - in org.acme.StrTest
[ERROR] testReplace(org.acme.StrTest)  Time elapsed: 0.01 s  <<< FAILURE!
java.lang.AssertionError: expected:<ab> but was:<>
	at org.junit.Assert.fail(Assert.java:88)
	at org.acme.StrTest.testReplace(StrTest.java:812)`,
      { owner: 'StrTest', name: 'testReplace' },
    ],
    [
      'pytest',
      `________________________ TestWrap.test_long ________________________

    def test_long():
>       assert wrap("hello") == ["hello"]
E       AssertionError

tests/test_text.py:33: AssertionError
FAILED tests/test_text.py::TestWrap::test_long - AssertionError`,
      { owner: 'TestWrap', name: 'test_long' },
    ],
    [
      'unittest',
      'FAIL: test_long (pkg.test_text.TestWrap.test_long)\n',
      { owner: 'TestWrap', name: 'test_long' },
    ],
    [
      'go test',
      '--- FAIL: TestRound (0.00s)\n    round_test.go:20: 0, want -1',
      { owner: null, name: 'TestRound' },
    ],
    [
      'cargo test',
      "---- lexer::tests::parses_quoted stdout ----\nthread 'lexer::tests::parses_quoted' panicked at src/lexer.rs:88:9:",
      { owner: 'lexer', name: 'parses_quoted' },
    ],
    [
      'PHPUnit',
      '1) Acme\\Tests\\SlugTest::testUnicode\nFailed asserting that two strings are identical.\n\n/builds/acme/tests/SlugTest.php:31',
      { owner: 'SlugTest', name: 'testUnicode' },
    ],
    [
      'minitest',
      '  1) Failure:\nTestFormat#test_thousands [test/test_format.rb:17]:\nExpected: "1,000"',
      { owner: 'TestFormat', name: 'test_thousands' },
    ],
    [
      'dotnet test',
      '  Failed Parse_Rejects_Negative [12 ms]\n  Stack Trace:\n     at Acme.Tests.MoneyTests.Parse_Rejects_Negative() in D:\\a\\1\\s\\test\\MoneyTests.cs:line 44',
      { owner: 'MoneyTests', name: 'Parse_Rejects_Negative' },
    ],
  ])('reads the name of the failing test from %s', (_runner, text, test) => {
    expect(read(text).tests).toContainEqual(test);
  });

  it('takes no file extension, runner or nameless function for a test', () => {
    const { tests } = read(`--- org.acme.StrTest::testReplace
junit.framework.AssertionFailedError: no
	at org.acme.StrTest.testReplace(StrTest.java:812)
	at org.apache.tools.ant.taskdefs.optional.junit.JUnitTestRunner.run(JUnitTestRunner.java:520)
    at Context.<anonymous> (test/parser.js:14:20)
    at Object.toBe (src/__tests__/format.test.js:12:38)`);
    expect(tests.map((test) => test.name).filter(Boolean)).toEqual(['testReplace']);
    expect(tests.map((test) => test.owner)).toEqual(expect.arrayContaining(['parser', 'format']));
    expect(tests.map((test) => test.owner)).not.toContain('JUnitTestRunner');
  });

  it('reads through colours and carriage returns', () => {
    const plain = '  1) Parser\n       handles null:\n     Error: x\n      at f (test/a.js:4:2)\n';
    const coloured = plain
      .replace('handles', '\u001b[31mhandles\u001b[0m')
      .replaceAll('\n', '\r\n');
    expect(read(coloured)).toEqual(read(plain));
  });

  it.each([
    [
      'pytest',
      '___ test_a ___\n\n    def test_a():\n        x = 1\n>       assert wrap(x) == 2\nE       assert 1\n\ntests/test_a.py:9: AssertionError',
    ],
    ['jest', '    > 12 |     expect(wrap(1)).toBe(2);\n         |     ^'],
    ['vitest', '      9|     expect(wrap(1)).toBe(2);\n       |     ^'],
    ['RSpec', '     Failure/Error: expect(wrap(1)).to eq(2)'],
    [
      'unittest',
      '  File "/ci/tests/test_a.py", line 9, in test_a\n    self.assertEqual(wrap(1), 2)',
    ],
  ])('keeps the line of the test that %s prints', (_runner, text) => {
    expect(read(text).shown.failing).toMatch(/wrap\((?:x|1)\)/);
  });

  it('takes of TAP the tests that failed assertions stand in, not those that passed', () => {
    const passed = Array.from({ length: 9 }, (_, at) => `# adds ${at}\nok ${at + 1} sum`).join(
      '\n',
    );
    const { titles } = read(
      `TAP version 13\n${passed}\n# rounds halves\nnot ok 10 should be equal\n# more\nok 11 x\n`,
    );
    expect(titles).toEqual(['rounds halves', 'should be equal']);
  });

  it('finds the failure at the end of a long output', () => {
    const noise = Array.from({ length: 5_000 }, (_, at) => `[INFO] test ${at} is fine`).join('\n');
    const { tests, said } = read(
      `${noise}\nFAIL: test_long (pkg.test_text.TestWrap.test_long)\nAssertionError: 'a' != 'b'\n`,
    );
    expect(tests).toContainEqual({ owner: 'TestWrap', name: 'test_long' });
    expect(said).toContain("'a' != 'b'");
  });
});
