/** Adds up what vitest reports, so that the last line of a run is true. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** @type {() => Totals} */
export const noTotals = () => ({ passed: 0, failed: 0, skipped: 0 });

/**
 * The totals of one vitest run. A run that crashed, or that ended badly without a failed test to
 * show for it (an unhandled error, a file that does not load), counts as a failure.
 *
 * @param {string | undefined} report the JSON reporter's file, undefined when there is none
 * @param {number} exitCode vitest's own
 * @returns {Totals}
 */
export function totalsOf(report, exitCode) {
  const totals = noTotals();
  let parsed;
  try {
    parsed = JSON.parse(report ?? '');
  } catch {
    return { ...totals, failed: 1 };
  }
  totals.passed = parsed.numPassedTests ?? 0;
  totals.failed = parsed.numFailedTests ?? 0;
  totals.skipped = (parsed.numPendingTests ?? 0) + (parsed.numTodoTests ?? 0);
  for (const file of parsed.testResults ?? []) {
    const shown = (file.assertionResults ?? []).some((test) => test.status === 'failed');
    if (file.status === 'failed' && !shown) totals.failed += 1;
  }
  if (totals.failed === 0 && (exitCode !== 0 || parsed.success === false)) totals.failed = 1;
  return totals;
}

/** @param {Totals[]} all */
export function sum(all) {
  return all.reduce(
    (left, right) => ({
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      skipped: left.skipped + right.skipped,
    }),
    noTotals(),
  );
}

/** @param {Totals} totals */
export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
