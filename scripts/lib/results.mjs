import { existsSync, readFileSync, rmSync } from 'node:fs';

export const NOTHING = { passed: 0, failed: 0, skipped: 0 };

export const sum = (...results) =>
  results.reduce((all, one) => ({
    passed: all.passed + one.passed,
    failed: all.failed + one.failed,
    skipped: all.skipped + one.skipped,
  }));

/** The last line of a run. */
export const inWords = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/** A file that could not run at all counts as one failure, and so does a runner that fails without saying which test. */
export function jestResults(file, exitCode) {
  return read(file, exitCode, (report) => ({
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  }));
}

/** A test that passed only at the second attempt has failed. */
export function playwrightResults(file, exitCode) {
  return read(file, exitCode, ({ stats }) => ({
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
  }));
}

function read(file, exitCode, count) {
  const counted = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : NOTHING;
  rmSync(file, { force: true });
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}
