import { readFileSync } from 'node:fs';
import type { Download, Page } from '@playwright/test';
import { violations } from './accessibility';
import { expect, test, unique } from './support';

const HEADERS = { 'x-relance-client': 'web' };

/** A lead whose T3 was decided, so that there is a follow-up to count; skipped by hand, which needs no clock. */
async function decided(page: Page, company: string): Promise<void> {
  const slug = company.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const answer = await page.request.post('/v1/leads', {
    headers: HEADERS,
    data: {
      company: { name: company, city: company, country: 'DE' },
      contacts: [{ lastName: 'Vogt', email: `vogt@${slug}.example`, primary: true }],
      source: 'REFERRAL',
    },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  const steps = async () => {
    const listed = await page.request.get(`/v1/follow-ups?leadId=${id}`);
    return ((await listed.json()) as { items: { id: string; step: string }[] }).items;
  };
  await expect.poll(async () => (await steps()).length).toBe(2);
  const first = (await steps()).find(({ step }) => step === 'T3');
  const skipped = await page.request.post(`/v1/follow-ups/${first?.id ?? ''}/skip`, {
    headers: HEADERS,
    data: { reason: 'Auf Wunsch des Kunden' },
  });
  expect(skipped.status(), await skipped.text()).toBe(200);
  await expect
    .poll(
      async () => {
        const counted = await page.request.get('/v1/analytics/follow-ups?limit=200');
        const { items } = (await counted.json()) as { items: { leadId: string }[] };
        return items.some(({ leadId }) => leadId === id);
      },
      { message: 'it is counted' },
    )
    .toBe(true);
}

const contentOf = async (download: Download) => readFileSync(await download.path(), 'utf8');

test('a number is filtered, looked at as a table, opened, and taken along', async ({ as }) => {
  const page = await as('manager');
  const company = unique('Zählbar');
  await decided(page, company);
  await page.goto('/');
  await page.getByRole('link', { name: 'Auswertungen' }).click();
  await expect(page).toHaveURL(/\/analytics\/performance$/);

  await page.getByRole('button', { name: /^Filter/ }).click();
  await page.getByRole('button', { name: 'Schritt', exact: true }).click();
  await page.getByRole('checkbox', { name: 'T3' }).check();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/step=T3/);

  const development = page.getByRole('figure', { name: 'Wie entwickelt es sich?' });
  await expect(development.locator('.chart[data-drawn="true"]')).toBeVisible();
  await development.getByRole('button', { name: /herunterladen$/ }).click();
  const picture = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Bild (PNG)' }).click();
  expect((await picture).suggestedFilename()).toBe('verlauf.png');
  // It carries its title and period: at twice the pixels it is higher than the drawing alone.
  const drawn = await development.locator('.chart').boundingBox();
  const png = readFileSync(await (await picture).path());
  expect(png.readUInt32BE(20)).toBeGreaterThan(2 * (drawn?.height ?? Infinity));
  await development.getByRole('radio', { name: 'Diagramm' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(development.getByRole('table')).toBeVisible();
  await expect(page).toHaveURL(/view=table/);

  // Until the new answer is there, the old one stands.
  await expect(page.locator('.progress-line')).toHaveCount(0);
  const total = page
    .getByRole('table', { name: 'Wer und was leistet wie viel?' })
    .getByRole('link', { name: /Berechtigt, Gesamt/ });
  const count = Number((await total.textContent())?.replace(/\D/g, ''));
  await total.click();
  const drawer = page.getByRole('dialog', { name: /^Follow-ups · Berechtigt/ });
  await expect(drawer.getByRole('link', { name: company })).toBeVisible();
  await expect(drawer.getByRole('table').locator('tbody tr')).toHaveCount(Math.min(count, 50));

  await drawer.getByRole('button', { name: 'Exportieren' }).click();
  const file = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV', exact: true }).click();
  const lines = (await contentOf(await file)).trim().split('\r\n');
  expect(lines.length - 1).toBe(count);
});

for (const theme of ['light', 'dark'] as const)
  test(`every report is accessible, ${theme}`, async ({ as }) => {
    const page = await as('manager', { theme });
    await page.setViewportSize({ width: 375, height: 812 });
    for (const [report, title] of [
      ['performance?view=table&list=follow-ups:eligible', 'Leistung'],
      ['performance', 'Leistung'],
      ['funnel', 'Trichter'],
      ['templates', 'Vorlagen'],
      ['roi', 'Ertrag'],
      ['uplift', 'Wirkung'],
      ['forecast', 'Vorhersage'],
    ] as const) {
      await page.goto(`/analytics/${report}`);
      await expect(
        page.getByRole('heading', { level: 1, name: title, includeHidden: true }),
      ).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await expect(page.locator('.chart[data-drawn="false"]')).toHaveCount(0);
      expect(await violations(page), `${report} ${theme}`).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
    }
  });
