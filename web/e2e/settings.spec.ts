import type { Page } from '@playwright/test';
import { cast } from './people';
import { expect, test, unique } from './support';

const HEADERS = { 'x-relance-client': 'web' };

/** What stands for everybody, as a change of it has to name it. */
async function versionOf(page: Page, key: string): Promise<string> {
  const { items } = (await (await page.request.get('/v1/settings')).json()) as {
    items: {
      key: string;
      values: { id: string; territory: string | null; userId: string | null }[];
    }[];
  };
  const values = items.find((one) => one.key === key)?.values ?? [];
  const general = values.find(({ territory, userId }) => territory === null && userId === null);
  return `"setting-${general?.id ?? 'default'}"`;
}

test.describe('the settings', () => {
  test('are all named, explained and given a value, by the part that they concern', async ({
    as,
  }) => {
    const page = await as('admin');
    const answer = await page.request.get('/v1/settings');
    const { items } = (await answer.json()) as { items: { key: string }[] };
    await page.goto('/admin/settings');

    await expect(page.locator('.setting')).toHaveCount(items.length);
    const analytics = page.getByRole('region', { name: 'Auswertungen' });
    await expect(analytics.getByRole('link', { name: 'Kosten und Marge' })).toBeVisible();
    await expect(
      page.getByRole('listitem').filter({ hasText: 'Vergleichsgruppe' }).locator('.setting-value'),
    ).toHaveText(/^0\s%$/);
  });

  test('are changed for one territory, say who did it, and refuse at the field', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/settings?setting=customers.at-risk-days');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('combobox', { name: 'Gilt für' }).click();
    await page.getByRole('option', { name: 'Schweiz' }).click();
    await expect(drawer.getByText('nie, es gilt der allgemeine Wert')).toBeVisible();
    const days = drawer.getByLabel('Gefährdet nach');
    await days.fill('');
    await drawer.getByRole('button', { name: 'Speichern' }).click();
    await expect(drawer.getByText('Bitte ausfüllen.')).toBeVisible();
    await days.fill('9999');
    await drawer.getByRole('button', { name: 'Speichern' }).click();
    await expect(days).toHaveAttribute('aria-invalid', 'true');
    await expect(drawer.getByText(/3650|3\.650/).first()).toBeVisible();
    await days.fill('45');
    await drawer.getByLabel('Grund').fill('Kurze Saison');
    await drawer.getByRole('button', { name: 'Speichern' }).click();

    await expect(drawer).toBeHidden();
    const row = page.getByRole('listitem').filter({ hasText: 'Gefährdet nach' });
    await expect(row).toContainText('Schweiz: 45 Tage');
    await expect(row).toContainText('60 Tage');
    await expect(row).toContainText(cast().people.admin.name);
  });

  test('ask when somebody else has changed the same value meanwhile', async ({ as }) => {
    const page = await as('admin');
    const key = 'follow-ups.offer-valid-days';
    const put = async (value: number) => {
      const answer = await page.request.put(`/v1/settings/${key}`, {
        headers: { ...HEADERS, 'if-match': await versionOf(page, key) },
        data: { value },
      });
      expect(answer.status(), await answer.text()).toBe(200);
    };
    await put(14);
    await page.goto(`/admin/settings?setting=${key}`);
    const drawer = page.getByRole('dialog', { name: 'Gültigkeit eines Angebots' });
    await drawer.getByLabel('Gültigkeit eines Angebots').fill('21');
    await put(10);
    await drawer.getByRole('button', { name: 'Speichern' }).click();

    const conflict = page.getByRole('dialog', { name: 'Zwei Änderungen zugleich' });
    await expect(conflict).toContainText('21 Tage');
    await expect(conflict).toContainText('10 Tage');
    await conflict.getByRole('button', { name: 'Alle meine' }).click();
    await conflict.getByRole('button', { name: 'Auswahl speichern' }).click();

    await expect(drawer).toBeHidden();
    const row = page.getByRole('listitem').filter({ hasText: 'Gültigkeit eines Angebots' });
    await expect(row.locator('.setting-value')).toHaveText('21 Tage');
    await put(14);
  });

  test('take costs in money', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/settings?setting=analytics.costs&place=territory:CH');
    const drawer = page.getByRole('dialog', { name: 'Kosten und Marge' });
    await drawer.getByRole('button', { name: 'Kosten ab einem Tag hinzufügen' }).click();
    await drawer.getByRole('button', { name: 'Speichern' }).click();
    await expect(drawer.getByText('Bitte ausfüllen.')).toHaveCount(5);
    await drawer.getByRole('textbox', { name: 'Gilt ab' }).fill('01.01.2026');
    await drawer.getByLabel('Je Sendung email (ct)').fill('0,08');
    await drawer.getByLabel('Musterbox (EUR)').fill('12,5');
    await drawer.getByLabel('Arbeitsstunde').fill('30');
    await drawer.getByLabel('Minuten je Antwort').fill('5');
    await drawer.getByLabel('Feste Kosten im Monat').fill('0');
    await drawer.getByRole('button', { name: 'Speichern' }).click();
    await expect(drawer).toBeHidden();

    const row = page.getByRole('listitem').filter({ hasText: 'Kosten und Marge' });
    await expect(row).toContainText('Musterbox 12,50 €');
    const answer = await page.request.get('/v1/settings');
    const { items } = (await answer.json()) as {
      items: { key: string; values: { territory: string | null; value: unknown }[] }[];
    };
    const costs = items.find(({ key }) => key === 'analytics.costs');
    expect(costs?.values.find(({ territory }) => territory === 'CH')?.value).toEqual([
      {
        validFrom: '2026-01-01',
        currency: 'EUR',
        sends: { email: 0.08 },
        sampleBoxCents: 1250,
        minutesPerAnswer: 5,
        centsPerHour: 3000,
        fixedCentsPerMonth: 0,
        marginPercent: null,
      },
    ]);
  });

  test('are where the offer sends an administrator for its ceiling', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/offers?offer=new');
    await page.getByRole('link', { name: 'Obergrenze ändern' }).click();

    await expect(page.getByRole('dialog', { name: 'Höchster Rabatt' })).toBeVisible();
  });

  test('are where a return without costs sends those who may enter them', async ({ as }) => {
    for (const who of ['admin', 'auditor'] as const) {
      const page = await as(who);
      await page.route(/\/v1\/analytics\/roi/, async (route) => {
        const answer = await route.fetch();
        const cost = { sendsCents: null, samplesCents: 0, handlingCents: 0, fixedCents: 0 };
        const earned = { orders: 1, revenueCents: 50_000, marginCents: null };
        const currency = {
          ...{ currency: 'EUR', cost: { ...cost, totalCents: null }, ...earned },
          ...{ roi: null, paidBackOn: null, missing: ['NO_COSTS_SET'] },
        };
        await route.fulfill({
          json: { ...((await answer.json()) as object), sends: 1, currencies: [currency] },
        });
      });
      await page.goto('/analytics/roi');
      await expect(page.getByText('nicht alle Kosten hinterlegt').first()).toBeVisible();
      const link = page.getByRole('link', { name: 'Kosten hinterlegen' });
      if (who === 'auditor') await expect(link).toHaveCount(0);
      else {
        await link.click();
        await expect(page.getByRole('dialog', { name: 'Kosten und Marge' })).toBeVisible();
      }
    }
  });

  test('are read by the revision, changed by managers in their territory, and closed to sales', async ({
    as,
  }) => {
    const auditor = await as('auditor');
    await auditor.goto('/admin/settings?setting=offer.maxDiscountPct');
    await expect(auditor.getByRole('dialog').getByLabel('Höchster Rabatt')).not.toBeEditable();
    await expect(auditor.getByRole('button', { name: 'Speichern' })).toHaveCount(0);

    const manager = await as('manager');
    await manager.goto('/admin/settings?setting=offer.maxDiscountPct');
    await expect(manager.getByRole('dialog').getByLabel('Höchster Rabatt')).not.toBeEditable();
    await manager.goto('/admin/settings?setting=offer.maxDiscountPct&place=territory:DE');
    await expect(manager.getByRole('dialog').getByLabel('Höchster Rabatt')).toBeEditable();

    const sales = await as('anna');
    await sales.goto('/admin/settings');
    await expect(sales.getByText(/fehlt Ihnen das Recht „Einstellungen verwalten“/)).toBeVisible();
  });
});

test.describe('the API tokens of everybody', () => {
  test('are made, shown once, and ended', async ({ as }) => {
    const page = await as('admin');
    const anna = await as('anna');
    const name = unique('Warenwirtschaft');
    const made = await anna.request.post('/v1/api-tokens', {
      headers: HEADERS,
      data: { name, acts: ['leads.read'], expiresInDays: 30 },
    });
    const { token } = (await made.json()) as { token: string };
    await page.goto('/admin/tokens');
    const row = page.getByRole('row').filter({ hasText: name });
    await expect(row).toContainText('Anna Keller');
    await expect(row).toContainText('leads.read');
    await expect(row).toContainText('Noch nicht benutzt');

    await row.getByRole('button', { name: `Schlüssel ${name} beenden` }).click();
    const asked = page.getByRole('dialog');
    await expect(asked).toContainText('Anna Keller');
    await asked.getByRole('button', { name: 'Beenden' }).click();
    await expect(row).toHaveCount(0);
    const refused = await page.request.fetch('/v1/leads', {
      headers: { authorization: `Bearer ${token}`, cookie: '' },
    });
    expect(refused.status()).toBe(401);

    const mine = unique('Bericht');
    await page.getByRole('button', { name: 'Schlüssel erstellen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(mine);
    await dialog.getByRole('combobox', { name: 'Was der Schlüssel darf' }).fill('analytics.read');
    await page.getByRole('option', { name: 'analytics.read' }).click();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Erstellen', exact: true }).click();
    const shown = await dialog.locator('code').innerText();
    expect(shown).toMatch(/^rlt_/);
    await expect(dialog.getByRole('button', { name: 'Kopieren' })).toBeVisible();
    await page.reload();
    await expect(page.getByRole('row').filter({ hasText: mine })).toBeVisible();
    await expect(page.getByText(shown)).toHaveCount(0);
  });

  test('are closed to everybody else', async ({ as }) => {
    for (const who of ['auditor', 'manager', 'anna'] as const) {
      const page = await as(who);
      await page.goto('/admin/tokens');
      await expect(page.getByText(/fehlt Ihnen das Recht „API-Schlüssel/)).toBeVisible();
    }
  });
});

test.describe('the audit', () => {
  test('is searched and shows what was before and after, and that its seals hold', async ({
    as,
  }) => {
    const page = await as('auditor');
    const admin = await as('admin');
    const email = `${unique('audit').replace(' ', '.')}@relance.example`;
    const made = await admin.request.post('/v1/users', {
      headers: HEADERS,
      data: { name: 'Vera Alt', email, role: 'SALES', territories: ['DE'], capabilities: [] },
    });
    const { id } = (await made.json()) as { id: string };
    const changed = await admin.request.patch(`/v1/users/${id}`, {
      headers: { ...HEADERS, 'if-match': `"user-${id}-1"` },
      data: { name: 'Vera Neu' },
    });
    expect(changed.status(), await changed.text()).toBe(200);

    await page.goto('/admin/audit');
    await page.getByRole('combobox', { name: 'Handlung' }).click();
    await page.getByRole('option', { name: 'Konto geändert', exact: true }).click();
    await expect(page).toHaveURL(/act=users\.change/);
    await page.getByLabel('Gegenstand').fill(id);
    await page.keyboard.press('Enter');
    const table = page.getByRole('table', { name: 'Protokoll' });
    await expect(table.getByRole('row')).toHaveCount(2);
    await table.getByRole('link', { name: 'Konto geändert' }).click();
    const drawer = page.getByRole('dialog', { name: 'Konto geändert' });
    const name = drawer.getByRole('row').filter({ hasText: 'Vera' });
    await expect(name).toContainText('Vera Alt');
    await expect(name).toContainText('Vera Neu');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Siegel prüfen' }).click();
    await expect(page.getByText(/Siegel geprüft, (alle halten|es hält)/)).toBeVisible();
    await page.goto('/admin/audit?until=2020-01-01');
    await expect(page.getByText('Nichts passt zu diesen Filtern.')).toBeVisible();
  });

  test('goes back in pages', async ({ as }) => {
    const page = await as('admin');
    const key = 'conversations.inactive-hours';
    for (let many = 0; many < 101; many += 1) {
      const answer = await page.request.put(`/v1/settings/${key}`, {
        headers: { ...HEADERS, 'if-match': await versionOf(page, key) },
        data: { value: 100 + many },
      });
      expect(answer.status()).toBe(200);
    }
    await page.goto('/admin/audit?act=settings.write');
    const table = page.getByRole('table', { name: 'Protokoll' });
    await expect(table.getByRole('row')).toHaveCount(101);
    const first = await table.getByRole('link').first().getAttribute('href');
    await page.getByRole('button', { name: 'Ältere' }).click();
    await expect(page).toHaveURL(/cursor=/);
    await expect(table.getByRole('link').first()).not.toHaveAttribute('href', first ?? '');
    await expect(page.getByRole('button', { name: 'Ältere' })).toBeDisabled();

    await page.goBack();

    await expect(table.getByRole('link').first()).toHaveAttribute('href', first ?? '');
  });

  test('is closed to managers and sales', async ({ as }) => {
    for (const who of ['manager', 'anna'] as const) {
      const page = await as(who);
      await page.goto('/admin/audit');
      await expect(page.getByText(/fehlt Ihnen das Recht „Protokoll lesen“/)).toBeVisible();
    }
  });
});
