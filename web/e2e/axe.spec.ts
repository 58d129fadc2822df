import { violations } from './accessibility';
import { cast } from './people';
import { expect, test } from './support';

const pages = () =>
  [
    ['/', 'Cockpit'],
    ['/leads', 'Leads'],
    ['/leads?layout=board', 'Leads'],
    ['/leads?q=gibtesnicht', 'Leads'],
    ['/leads/new', 'Lead erfassen'],
    ['/leads/imports', 'Importe'],
    ['/leads/imports/new', 'Leads importieren'],
    [`/leads/${cast().leads['Hotel Adler']}?from=view%3Dall`, /Hotel Adler/],
    ['/follow-ups', 'Follow-ups'],
    ['/follow-ups?state=planned', 'Follow-ups'],
    ['/follow-ups/forecast', 'Vorhersage 14 Tage'],
    ['/follow-ups/outage', 'Ausfallplaner'],
    ['/customers', 'Kunden'],
    ['/inbox?box=decided', 'Posteingang'],
    ['/inbox?box=open', 'Posteingang'],
    ['/analytics/whatsapp?view=table', 'WhatsApp'],
    ['/operations/providers', 'Anbieter'],
    ['/operations/dead-letters', 'Tote Briefe'],
    ['/operations/events', 'Ereignisse'],
    ['/operations/events?view=catalogue', 'Ereignisse'],
    ['/operations/consumers', 'Verbraucher'],
    ['/operations/jobs', 'Aufträge'],
    ['/operations/webhook', 'WhatsApp-Webhook'],
    ['/content', 'Inhalte'],
    ['/campaigns', 'Kampagnen'],
    ['/rules', 'Regeln'],
    ['/admin/users', 'Benutzer'],
    ['/admin/users?user=new', 'Benutzer'],
    ['/admin/teams', 'Teams'],
    ['/admin/territories', 'Gebiete'],
    ['/admin/offers', 'Angebote'],
    ['/admin/settings', 'Einstellungen'],
    ['/admin/settings?setting=analytics.costs', 'Einstellungen'],
    ['/admin/settings?setting=content.quiet-hours', 'Einstellungen'],
    ['/admin/tokens', 'API-Schlüssel'],
    ['/admin/audit', 'Protokoll'],
    ['/sequences', 'Sequenzen'],
    ['/sequences/sample-then-bulk/v/1', 'Muster, dann Großbestellung v1'],
    ['/templates', 'Vorlagen'],
    ['/me', 'Mein Konto'],
    ['/nowhere', 'Diese Seite gibt es nicht'],
  ] as const;

// Colours do not depend on the width, nor what fits on the colours: two of the four together see everything.
for (const [theme, width] of [
  ['light', 375],
  ['dark', 1440],
] as const) {
  test(`every page is accessible, ${theme} at ${width}`, async ({ as }) => {
    test.setTimeout(600_000);
    const page = await as('admin', { theme });
    await page.setViewportSize({ width, height: 900 });
    for (const [path, title] of pages()) {
      await page.goto(path);
      await expect(
        page.getByRole('heading', { level: 1, name: title, includeHidden: true }),
      ).toBeVisible();
      await expect(page.locator('.skeleton')).toHaveCount(0);
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
      expect(await violations(page), `${path} ${theme} ${width}`).toEqual([]);
    }
  });

  test(`what opens over a page is accessible, ${theme}`, async ({ as }) => {
    test.setTimeout(600_000);
    const page = await as('admin', { theme });
    const check = async (state: string) => expect(await violations(page), state).toEqual([]);
    await page.goto('/leads');
    await expect(page.getByRole('table', { name: 'Leads' })).toBeVisible();

    await page.getByRole('button', { name: /^Konto von/ }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await check('account menu');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);

    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Suchen oder Befehl' })).toBeVisible();
    await check('palette');
    await page.keyboard.press('Escape');
    // Until it is gone, a letter is its own.
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Tasten' })).toBeVisible();
    await check('keys');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.keyboard.press('f');
    await expect(page.getByRole('button', { name: 'Betriebsart', exact: true })).toBeVisible();
    await check('filter');
    await page.keyboard.press('Escape');

    await page.goto('/follow-ups?state=planned');
    await expect(page.getByRole('table', { name: 'Follow-ups' })).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await expect(page.getByRole('toolbar', { name: 'Auswahl' })).toBeVisible();
    await check('chosen rows');
    await page.keyboard.press('e');
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('act with a reason');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.keyboard.press('w');
    await expect(page.getByRole('dialog', { name: /^Warum\?/ })).toBeVisible();
    await check('reasons beside the queue');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await page.goto('/leads/new');
    await page.getByRole('button', { name: 'Eingaben leeren' }).click();
    await page.getByRole('button', { name: 'Lead erfassen' }).click();
    await expect(page.getByText('Bitte ausfüllen.')).toHaveCount(2);
    await check('form with errors');

    await page.goto(`/leads/${cast().leads['Hotel Adler']}`);
    await page.getByRole('button', { name: 'Zuweisen' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await check('assignment');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await page.getByRole('button', { name: 'Straße ändern' }).click();
    await check('inline edit');
  });
}

test('the sign-in is accessible', async ({ page, watch }) => {
  watch(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto(`${cast().baseURL}/sign-in`);
    await expect(page.getByRole('heading', { level: 1, name: 'Anmelden' })).toBeVisible();
    expect(await violations(page), colorScheme).toEqual([]);
  }
});
