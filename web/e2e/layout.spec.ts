import { cast } from './people';
import { expect, test } from './support';

/** German words are the longer ones; English has to fit where it is narrowest and where most sits side by side. */
const WIDTHS = { de: [320, 375, 768, 1024, 1440], en: [320, 1024] } as const;
const paths = () => [
  '/',
  '/leads',
  '/leads?layout=board',
  '/leads/new',
  '/inbox',
  '/customers',
  '/follow-ups?state=planned',
  '/follow-ups/forecast',
  '/follow-ups/outage',
  '/analytics/performance',
  `/leads/${cast().leads['Hotel Adler']}`,
  '/operations/providers',
  '/operations/dead-letters',
  '/operations/events',
  '/operations/consumers',
  '/operations/jobs',
  '/admin/users',
  '/admin/teams',
  '/admin/territories?territory=DE',
  '/admin/offers',
  '/sequences/sample-then-bulk/v/1',
  '/templates',
  '/me',
];

for (const locale of ['de', 'en'] as const) {
  test(`nothing overflows and no label is cut, ${locale}`, async ({ as }) => {
    test.setTimeout(600_000);
    const page = await as('admin', { locale });
    for (const path of paths()) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      for (const width of WIDTHS[locale]) {
        await page.setViewportSize({ width, height: 900 });
        const measure = () =>
          page.evaluate(() => {
            const root = document.documentElement;
            const cut = [
              ...document.querySelectorAll<HTMLElement>('button, .tag, .mantine-Button-label'),
            ]
              .filter(
                (element) =>
                  element.checkVisibility() && element.scrollWidth > element.clientWidth + 1,
              )
              .map((element) => element.textContent);
            return { overflow: root.scrollWidth - root.clientWidth, cut };
          });
        // A table becomes a list, and a chart its width, a frame after the window has changed.
        await expect.poll(measure, `${path} at ${width}`).toEqual({ overflow: 0, cut: [] });
      }
    }
  });
}

test('the first act is on screen without scrolling', async ({ as }) => {
  const page = await as('anna');
  for (const size of [
    { width: 1440, height: 900 },
    { width: 375, height: 812 },
  ]) {
    await page.setViewportSize(size);
    for (const [path, act] of [
      ['/', 'Lead erfassen'],
      ['/leads', 'Lead erfassen'],
    ] as const) {
      await page.goto(path);
      await expect(page.getByRole('link', { name: act }).first()).toBeInViewport({ ratio: 1 });
    }
    await page.goto('/leads/new');
    await expect(page.getByRole('button', { name: 'Lead erfassen' })).toBeInViewport({ ratio: 1 });
  }
});

test('fingers get rows of 44 pixels and text that does not zoom', async ({ browser }) => {
  const { sessionFile } = await import('./people');
  const context = await browser.newContext({
    storageState: sessionFile('anna'),
    baseURL: cast().baseURL,
    viewport: { width: 820, height: 1180 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto('/leads');
  await expect(page.getByRole('table', { name: 'Leads' }).locator('td').first()).toHaveCSS(
    'height',
    '44px',
  );
  await expect(page.getByRole('searchbox')).toHaveCSS('font-size', '16px');
  await context.close();
});
