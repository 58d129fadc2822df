import { existsSync } from 'node:fs';
import { findBrowser } from './lib/browser.mjs';
import { aloud, endCommands } from './lib/commands.mjs';
import { prepare } from './lib/prepare.mjs';
import { report, say, step } from './lib/progress.mjs';
import { inData, inRoot, web } from './lib/project.mjs';
import { NOTHING, inWords, jestResults, playwrightResults, sum } from './lib/results.mjs';
import { openTestCluster } from './lib/test-cluster.mjs';
import { openTestSystem } from './lib/test-system.mjs';

const USAGE = `Usage: npm test [-- <path or option of Jest> ...]

Runs every test on a PostgreSQL of its own: Jest, then the browser tests of web/. With paths it runs only those:
test/modules/leads.test.ts by Jest, web/e2e/leads.spec.ts in the browser.
  TEST_DATABASE_SUPER_URL  tests on that PostgreSQL instead (a superuser; it gets databases named relance_*)
  DATABASE_OWNER_URL       the same, when it is in the environment
  CHROME_PATH              the browser; else one that is installed, else one from npm`;

const filter = process.argv.slice(2);
const inWeb = filter.filter((path) => path.startsWith('web/e2e/'));
const inServer = filter.filter((path) => !path.startsWith('web/e2e/'));
const opened = [];
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (!stopping) say(`${signal}: stopping ...`);
    stopping = true;
    endCommands();
  });

async function run() {
  await prepare();
  const superUrl = await openDatabase();
  const env = { ...process.env, TEST_DATABASE_SUPER_URL: superUrl };
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL'])
    delete env[name];
  const all = filter.length === 0;
  const withoutBrowser = !stopping && (all || inServer.length > 0) ? await runJest(env) : NOTHING;
  const inBrowser = !stopping && (all || inWeb.length > 0) ? await runPlaywright(env) : NOTHING;
  return sum(withoutBrowser, inBrowser);
}

async function openDatabase() {
  const given = process.env['TEST_DATABASE_SUPER_URL'] || process.env['DATABASE_OWNER_URL'];
  if (given) {
    const url = new URL(given);
    url.pathname = '/postgres';
    say(`Testing on the PostgreSQL at ${url.host}.`);
    return url.href;
  }
  const cluster = await step('Starting a PostgreSQL for the tests', openTestCluster);
  opened.push(cluster);
  return cluster.url;
}

async function runJest(env) {
  const file = inData(`jest-${process.pid}.json`);
  const jest = inRoot('node_modules', 'jest', 'bin', 'jest.js');
  const code = await aloud(
    'Jest',
    [process.execPath, jest, '--json', `--outputFile=${file}`, ...inServer],
    { env },
  );
  return jestResults(file, code);
}

async function runPlaywright(env) {
  if (!existsSync(inRoot('web', 'playwright.config.ts'))) return NOTHING;
  const browser = await findBrowser(env);
  const system = await step('Starting Relance for the browser tests', () =>
    openTestSystem(env.TEST_DATABASE_SUPER_URL),
  );
  opened.push(system);
  const file = inData(`playwright-${process.pid}.json`);
  const playwright = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const code = await aloud(
    'Browser tests',
    [
      process.execPath,
      playwright,
      'test',
      '--reporter=list,json',
      ...inWeb.map((path) => path.slice('web/'.length)),
    ],
    {
      cwd: web,
      env: { ...env, ...system.env, CHROME_PATH: browser, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
    },
  );
  return playwrightResults(file, code);
}

if (filter.includes('--help')) {
  process.stdout.write(`${USAGE}\n`);
  process.exit();
}
let results = { ...NOTHING, failed: 1 };
try {
  results = await run();
} catch (error) {
  if (!stopping) report(error);
}
for (const { close } of opened.reverse()) await close();
process.stdout.write(`\n${inWords(results)}\n`);
process.exit(stopping || results.failed > 0 || results.passed === 0 ? 1 : 0);
