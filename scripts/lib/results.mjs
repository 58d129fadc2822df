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

const countOf = (report) => ({
  passed: report.numPassedTests,
  failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
  skipped: report.numPendingTests + report.numTodoTests,
});

/** A file that could not run at all counts as one failure, and so does a runner that fails without saying which test. */
export const jestResults = (file, exitCode) => read(file, exitCode, countOf);

/** The files of Jest's report in which something failed, and what the others counted. */
export function failedFiles(file) {
  if (!existsSync(file)) return { failed: [], others: NOTHING };
  const { testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const isFailed = ({ status }) => status === 'failed';
  const statuses = testResults
    .filter((result) => !isFailed(result))
    .flatMap(({ assertionResults }) => assertionResults.map(({ status }) => status));
  const passed = statuses.filter((status) => status === 'passed').length;
  return {
    failed: testResults.filter(isFailed).map(({ name }) => name),
    others: { passed, failed: 0, skipped: statuses.length - passed },
  };
}

/** What passed only when it was tried again has passed: where nothing is tried again (see `AGAIN`) there is none. */
export function playwrightResults(file, exitCode) {
  return read(file, exitCode, ({ stats }) => ({
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    skipped: stats.skipped,
  }));
}

function read(file, exitCode, count) {
  const counted = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : NOTHING;
  rmSync(file, { force: true });
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted;
}
