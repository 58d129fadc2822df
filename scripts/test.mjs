import { existsSync } from 'node:fs';
import { findBrowser } from './lib/browser.mjs';
import { aloud, endCommands } from './lib/commands.mjs';
import { prepare } from './lib/prepare.mjs';
import { report, say, step } from './lib/progress.mjs';
import { inData, inRoot, web } from './lib/project.mjs';
import {
  failedFiles,
  inWords,
  jestResults,
  NOTHING,
  playwrightResults,
  sum,
} from './lib/results.mjs';
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
/** They wait for the database and for each other most of the time, so there may be more than there are cores. */
const WORKERS = 3;
/** A browser and the system that it looks at are busy all the time. */
const BROWSERS = 2;
/** In continuous integration what failed is tried again, and named: the machine there may be slow or busy. By hand nothing is. */
const AGAIN = Boolean(process.env['CI']);
/** More than that is no accident. */
const MOST_AGAIN = 5;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (!stopping) say(`${signal}: stopping ...`);
    stopping = true;
    endCommands();
  });

async function run() {
  await prepare();
  const superUrls = await openDatabases();
  const env = {
    ...process.env,
    TEST_DATABASE_SUPER_URL: superUrls[0],
    TEST_DATABASE_SUPER_URLS: superUrls.join(' '),
  };
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL'])
    delete env[name];
  const all = filter.length === 0;
  const withoutBrowser =
    !stopping && (all || inServer.length > 0) ? await runJest(env, superUrls.length) : NOTHING;
  const inBrowser =
    !stopping && (all || inWeb.length > 0) ? await runPlaywright(env, superUrls) : NOTHING;
  return sum(withoutBrowser, inBrowser);
}

/** One for each worker: an open transaction holds back the horizon of its whole cluster, and tests wait for theirs. */
async function openDatabases() {
  const given = process.env['TEST_DATABASE_SUPER_URL'] || process.env['DATABASE_OWNER_URL'];
  if (given) {
    const url = new URL(given);
    url.pathname = '/postgres';
    say(`Testing on the PostgreSQL at ${url.host}.`);
    return [url.href];
  }
  const urls = [];
  for (let number = 1; number <= WORKERS; number++) {
    const what = `Starting PostgreSQL ${number} for the tests`;
    const cluster = await step(what, () => openTestCluster(number));
    opened.push(cluster);
    urls.push(cluster.url);
  }
  return urls;
}

async function runJest(env, workers) {
  const [file, again] = [inData(`jest-${process.pid}.json`), inData(`jest-${process.pid}-2.json`)];
  const code = await jest(file, [`--maxWorkers=${workers}`, ...inServer], env);
  const { failed, others } = failedFiles(file);
  const results = jestResults(file, code);
  if (!AGAIN || stopping || failed.length === 0 || failed.length > MOST_AGAIN) return results;
  say(`Unsteady, or broken; once more, alone: ${failed.join(', ')}`);
  return sum(
    others,
    jestResults(again, await jest(again, ['--maxWorkers=1', '--runTestsByPath', ...failed], env)),
  );
}

const jest = (file, options, env) =>
  aloud(
    'Jest',
    [
      process.execPath,
      inRoot('node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      // What a failed test left open would keep Jest from ever ending.
      '--forceExit',
      `--outputFile=${file}`,
      ...options,
    ],
    { env },
  );

/** On each cluster a system of its own, for each worker one. */
async function runPlaywright(env, superUrls) {
  if (!existsSync(inRoot('web', 'playwright.config.ts'))) return NOTHING;
  const browser = await findBrowser(env);
  const systems = [];
  const most = Math.min(BROWSERS, inWeb.length || BROWSERS);
  for (const [index, superUrl] of superUrls.slice(0, most).entries()) {
    const number = index + 1;
    const what = `Starting Relance ${number} for the browser tests`;
    const opening = await step(what, () => openTestSystem(number, superUrl));
    opened.push(opening);
    systems.push(opening.system);
  }
  const file = inData(`playwright-${process.pid}.json`);
  const playwright = inRoot('node_modules', '@playwright', 'test', 'cli.js');
  const code = await aloud(
    'Browser tests',
    [
      process.execPath,
      playwright,
      'test',
      '--reporter=list,json',
      `--retries=${AGAIN ? 2 : 0}`,
      ...inWeb.map((path) => path.slice('web/'.length)),
    ],
    {
      cwd: web,
      env: {
        ...env,
        E2E_SYSTEMS: JSON.stringify(systems),
        CHROME_PATH: browser,
        PLAYWRIGHT_JSON_OUTPUT_FILE: file,
      },
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
