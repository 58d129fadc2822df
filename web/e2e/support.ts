import {
  type Browser,
  type BrowserContext,
  expect,
  type Page,
  test as base,
} from '@playwright/test';
import { cast, sessionFile, type Who } from './people';

interface Preferences {
  locale?: 'de' | 'en';
  theme?: 'light' | 'dark';
  density?: 'compact' | 'normal' | 'roomy';
  singleKeys?: boolean;
}

interface Fixtures {
  /** Opens a browser of its own for a person who is signed in. */
  as: (who: Who, preferences?: Preferences) => Promise<Page>;
  /** Every page of the test is watched: a violated policy or an uncaught error fails it. */
  watch: (page: Page) => void;
}

export const test = base.extend<Fixtures>({
  baseURL: ({ browserName: _ }, use) => use(cast().baseURL),
  watch: [
    async ({ browserName: _ }, use) => {
      const faults: string[] = [];
      await use((page) => {
        page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
        page.on('console', (message) => {
          if (message.text().includes('Content Security Policy')) faults.push(message.text());
        });
      });
      expect(faults).toEqual([]);
    },
    { auto: true },
  ],
  as: async ({ browser, watch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (who, preferences = {}) => {
      const context = await contextOf(browser, who);
      contexts.push(context);
      await prefer(context, {
        locale: 'de',
        theme: 'light',
        density: 'normal',
        singleKeys: true,
        ...preferences,
      });
      const page = await context.newPage();
      watch(page);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

function contextOf(browser: Browser, who: Who): Promise<BrowserContext> {
  return browser.newContext({ storageState: sessionFile(who), baseURL: cast().baseURL });
}

export async function prefer(context: BrowserContext, preferences: Preferences): Promise<void> {
  const answer = await context.request.patch('/v1/me', {
    headers: { 'x-relance-client': 'web' },
    data: preferences,
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Until the page is live: what happens from now on is heard. */
export async function untilLive(page: Page): Promise<void> {
  await expect(page.locator('.live[data-status="live"]')).toBeVisible();
}

export const unique = (name: string): string =>
  `${name} ${Math.floor(performance.timeOrigin + performance.now()).toString(36)}`;

export { expect };
