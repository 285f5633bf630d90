import { describe, expect, test } from 'vitest';
import { line, sum, totalsOf } from '../../../../scripts/test/totals.mjs';

const report = (fields: object) => JSON.stringify({ success: true, testResults: [], ...fields });

describe('totalsOf', () => {
  test('counts tests, and what was not run as skipped', () => {
    const text = report({ numPassedTests: 5, numPendingTests: 2, numTodoTests: 1 });
    expect(totalsOf(text, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 });
  });

  test('counts failed tests once, whatever the exit code', () => {
    const text = report({
      success: false,
      numPassedTests: 1,
      numFailedTests: 2,
      testResults: [{ status: 'failed', assertionResults: [{ status: 'failed' }] }],
    });
    expect(totalsOf(text, 1)).toEqual({ passed: 1, failed: 2, skipped: 0 });
  });

  test('a file that did not load is a failure', () => {
    const text = report({
      success: false,
      numPassedTests: 4,
      testResults: [{ status: 'failed', assertionResults: [] }, { status: 'passed' }],
    });
    expect(totalsOf(text, 1)).toEqual({ passed: 4, failed: 1, skipped: 0 });
  });

  test.each([
    ['an unhandled error after the last test', report({ numPassedTests: 3 }), 1, 3],
    ['an unsuccessful report', report({ numPassedTests: 3, success: false }), 0, 3],
    ['no report at all', undefined, 0, 0],
    ['half a report', '{"numPassedTests": 3', 1, 0],
  ])('%s is a failure', (_name, text, exitCode, passed) => {
    expect(totalsOf(text, exitCode)).toEqual({ passed, failed: 1, skipped: 0 });
  });
});

test('the line adds up every run', () => {
  const all = [
    { passed: 3, failed: 0, skipped: 1 },
    { passed: 4, failed: 1, skipped: 0 },
  ];
  expect(line(sum(all))).toBe('7 passed, 1 failed, 1 skipped');
  expect(line(sum([]))).toBe('0 passed, 0 failed, 0 skipped');
});
