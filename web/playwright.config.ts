import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';

// Workers inherit it: they read there who the cast is.
process.env['E2E_CAST'] ??= join(tmpdir(), `relance-cast-${process.pid}`);

/** Against a running system: `npm test` of the project starts one and says where it is. */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  projects: [
    { name: 'cast', testMatch: /cast\.setup\.ts/ },
    { name: 'screens', dependencies: ['cast'] },
  ],
  // One after the other: the tests share people, and each person may hold five streams.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: process.env['E2E_BASE_URL'] ?? process.env['E2E_URL'],
    browserName: 'chromium',
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env['CHROME_PATH'],
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
