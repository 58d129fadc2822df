import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { systems } from './e2e/people';

// Workers inherit it: they read there who the cast is.
process.env['E2E_CAST'] ??= join(tmpdir(), `relance-cast-${process.pid}`);

/** Against running systems: `npm test` of the project starts them and says where they are. */
export default defineConfig({
  testDir: './e2e',
  outputDir: './test-results',
  projects: [
    { name: 'cast', testMatch: /cast\.setup\.ts/ },
    { name: 'screens', dependencies: ['cast'] },
  ],
  // One on each system: its tests share people, and each person may hold five streams.
  workers: Math.max(1, systems().length),
  fullyParallel: false,
  timeout: 480_000,
  expect: { timeout: 90_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'de-DE',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1440, height: 900 },
    // Recording every test costs time; `npm run test:e2e -- --trace on` records the one that fails.
    trace: 'off',
    screenshot: 'only-on-failure',
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
