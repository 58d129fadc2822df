import type { Locator, Page } from '@playwright/test';
import { expect, test, unique, untilLive } from './support';

const HEADERS = { 'x-relance-client': 'web' };

/** Registers a lead that can be written to, so that T3 and T7 are planned for it. @returns its id */
async function register(page: Page, company: string): Promise<string> {
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
  await expect
    .poll(async () => (await stepsOf(page, id)).length, { message: 'the steps are planned' })
    .toBe(2);
  return id;
}

async function stepsOf(page: Page, leadId: string): Promise<{ id: string; step: string }[]> {
  const answer = await page.request.get(`/v1/follow-ups?leadId=${leadId}`);
  return ((await answer.json()) as { items: { id: string; step: string }[] }).items;
}

async function skip(page: Page, leadId: string, step: string): Promise<void> {
  const found = (await stepsOf(page, leadId)).find((one) => one.step === step);
  const answer = await page.request.post(`/v1/follow-ups/${found?.id ?? ''}/skip`, {
    headers: HEADERS,
    data: { reason: 'Auf Wunsch des Kunden' },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

const tile = (page: Page, name: RegExp) =>
  page.getByRole('list', { name: 'Follow-ups', exact: true }).getByRole('link', { name });
const figure = async (of: Locator) =>
  Number((await of.locator('.tile-figure').textContent())?.replace(/\D/g, ''));
const rowOf = (page: Page, company: string, step: string) =>
  page
    .getByRole('table', { name: 'Follow-ups' })
    .locator('tbody tr')
    .filter({ hasText: company })
    .filter({ hasText: step });

test.describe('the follow-ups of the cockpit', () => {
  test('change in place while somebody else acts, and open the list that they count', async ({
    as,
  }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    await page.goto('/');
    await untilLive(page);
    const t3 = tile(page, /^T3 geplant/);
    const before = await figure(t3);

    const company = unique('Zählwerk');
    const lead = await register(anna, company);
    await expect.poll(() => figure(t3)).toBe(before + 1);
    await skip(anna, lead, 'T3');
    await expect.poll(() => figure(t3)).toBe(before);
    const decision = page
      .getByRole('region', { name: 'Letzte Entscheidungen' })
      .getByRole('listitem')
      .filter({ hasText: company });
    await expect(decision).toContainText('Der Schritt wurde von Hand übersprungen.');
    await decision.getByRole('button', { name: /^Warum\?/ }).click();
    await expect(decision).toContainText('Anna Keller: „Auf Wunsch des Kunden“');

    await t3.click();

    await expect(page).toHaveURL(/state=planned&step=T3$/);
    await expect(page.getByText(new RegExp(`^\\d+ von ${String(before)}$`))).toBeVisible();
  });

  test('say that the conversion rate is not measured', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/');

    await expect(tile(page, /^Abschlussquote/)).toContainText('nicht gemessen');
  });

  test('narrow to one’s own where one sees more, and the URL keeps it', async ({ as }) => {
    const page = await as('manager');
    await page.goto('/');
    await page.getByText('Eigene', { exact: true }).click();

    await expect(page).toHaveURL(/\/\?scope=own$/);
    await page.reload();
    await expect(page.getByRole('radio', { name: 'Eigene' })).toBeChecked();
    const own = await figure(tile(page, /^T7 geplant/));
    await tile(page, /^T7 geplant/).click();
    await expect(page).toHaveURL(/owner=me/);
    if (own > 0)
      await expect(page.getByText(new RegExp(`^\\d+ von ${String(own)}$`))).toBeVisible();
    else await expect(page.getByText('Kein Follow-up passt zu diesen Filtern.')).toBeVisible();
  });
});

test.describe('the queue', () => {
  test('is worked through by keyboard', async ({ as }) => {
    const page = await as('jonas');
    const company = unique('Tastenhof');
    await register(page, company);
    await page.goto('/follow-ups?state=planned');
    await untilLive(page);
    await expect(rowOf(page, company, 'T3')).toBeVisible();
    const focus = async (step: string) => {
      for (let steps = 0; steps < 60; steps += 1) {
        await page.keyboard.press('j');
        const at = page.locator('tr:focus-within');
        const text = await at.textContent();
        if (text?.includes(company) && text.includes(step)) return;
      }
      throw new Error(`j never reaches ${company}, ${step}`);
    };
    // A dialog is seen a moment before the keys are its own.
    const takesKeys = () =>
      expect(page.getByRole('dialog').locator('input:focus, textarea:focus')).toBeVisible();

    await focus('T3');
    await page.keyboard.press('p');
    await expect(page.getByRole('dialog', { name: `Anhalten: ${company}, T3` })).toBeVisible();
    await takesKeys();
    await page.keyboard.type('Betriebsferien');
    await page.keyboard.press('Enter');
    await expect(rowOf(page, company, 'T3')).toContainText('Angehalten');
    await expect(rowOf(page, company, 'T7')).toContainText('Angehalten');
    // The rows may hear of it before the page has its answer and can take it back.
    await expect(page.getByRole('button', { name: 'Rückgängig' })).toBeVisible();
    await page.keyboard.press('u');
    await expect(rowOf(page, company, 'T7')).toContainText('Geplant');

    await page.keyboard.press('s');
    await takesKeys();
    await page.keyboard.press('Enter');
    await expect(page.getByText('Bitte mindestens 3 Zeichen.')).toBeVisible();
    await page.keyboard.type('Auf Wunsch');
    await page.keyboard.press('Enter');
    await expect(rowOf(page, company, 'T3')).toContainText('Übersprungen');
    await expect(rowOf(page, company, 'T3')).toContainText('von Hand übersprungen');

    await page.keyboard.press('w');
    await expect(page.getByRole('dialog', { name: `Warum? ${company}` })).toContainText(
      'T3 wurde übersprungen.',
    );
    await expect(page).toHaveURL(/why=/);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await focus('T7');
    await page.keyboard.press('e');
    await page.getByRole('combobox', { name: 'Ergebnis' }).click();
    await page.getByRole('option', { name: 'Rückruf gewünscht' }).click();
    await page.getByLabel('Rückruf am').fill('+3');
    await page.getByLabel('Begründung').fill('Ruft nach der Messe an');
    await page.keyboard.press('Enter');
    await expect(rowOf(page, company, 'T7')).toContainText('persönlich erledigt');
  });

  test('does one act to many rows, and takes it back', async ({ as }) => {
    const page = await as('jonas');
    const companies = [unique('Eins'), unique('Zwei')];
    for (const company of companies) await register(page, company);
    await page.goto('/follow-ups?state=planned&step=T3');
    for (const company of companies)
      await page.getByRole('checkbox', { name: `${company}, T3 auswählen` }).check();
    const bar = page.getByRole('toolbar', { name: 'Auswahl' });
    await expect(bar).toContainText('2 ausgewählt');
    await expect(bar.getByRole('button', { name: 'Fortsetzen' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );

    await bar.getByRole('button', { name: 'Anhalten' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Auf Wunsch des Kunden' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Anhalten' }).click();

    await expect(page.getByText('2 Leads angehalten.')).toBeVisible();
    await expect(bar).toHaveCount(0);
    for (const company of companies)
      await expect(rowOf(page, company, 'T3')).toContainText('Angehalten');
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    for (const company of companies)
      await expect(rowOf(page, company, 'T3')).toContainText('Geplant');
  });

  test('changes rows in place, and says when something may have come in', async ({ as }) => {
    const [page, manager] = [await as('jonas'), await as('manager')];
    const company = unique('Bleibtstehen');
    const lead = await register(page, company);
    await page.goto('/follow-ups?state=planned');
    await untilLive(page);
    const rows = page.getByRole('table', { name: 'Follow-ups' }).locator('tbody tr');
    const order = () => rows.locator('.row-link').allTextContents();
    await expect(rowOf(page, company, 'T3')).toBeVisible();
    const before = await order();

    await skip(manager, lead, 'T3');

    await expect(rowOf(page, company, 'T3')).toContainText('Übersprungen');
    expect(await order()).toEqual(before);
    const newcomer = unique('Neuzugang');
    await register(page, newcomer);
    const pill = page.getByRole('button', { name: /^\d+ Änderung(en)? – aktualisieren$/ });
    await expect(pill).toBeVisible();
    expect(await order()).toEqual(before);
    await pill.click();
    await expect(rowOf(page, newcomer, 'T3')).toBeVisible();
    await expect(rowOf(page, company, 'T3')).toHaveCount(0);
  });

  test('is the same list for whoever opens its URL, and drops what it does not know', async ({
    as,
  }) => {
    const page = await as('manager');
    await page.goto('/follow-ups?state=planned&step=T7&nonsense=1');

    await expect(page.getByText('Filter „nonsense“ unbekannt, ignoriert.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Stand Geplant', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Schritt T7', exact: true })).toBeVisible();
    await page.getByRole('link', { name: /^Geplant/ }).click();
    await expect(page).toHaveURL(/\/follow-ups\?state=planned$/);
    await expect(page.locator('.tab[aria-current="page"]')).toHaveCount(1);
  });

  test('lets an auditor read, and nothing else', async ({ as }) => {
    const page = await as('auditor');
    await page.goto('/follow-ups?state=planned');
    await expect(page.getByRole('table', { name: 'Follow-ups' })).toBeVisible();

    await expect(page.getByRole('checkbox')).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^Weitere Aktionen/ })).toHaveCount(0);
    await expect(page.getByRole('button', { name: /^Warum\?/ }).first()).toBeVisible();
    await page.goto('/follow-ups/outage');
    await expect(page.getByText('Nichts ist liegen geblieben.')).toBeVisible();
  });
});

test.describe('what is ahead', () => {
  test('stands by day and hour, and each day opens its list', async ({ as }) => {
    const page = await as('jonas');
    await register(page, unique('Vorschau'));
    await page.goto('/follow-ups/forecast');
    const table = page.getByRole('table', { name: 'Vorhersage 14 Tage' });
    await expect(table.locator('tbody tr')).toHaveCount(14);
    const day = table
      .locator('tbody tr')
      .filter({ has: page.getByRole('link') })
      .first();
    const total = await day.getByRole('link').textContent();

    await day.getByRole('link').click();

    await expect(page).toHaveURL(/dueFrom=.*&dueBefore=/);
    await expect(
      page.getByText(new RegExp(`^${String(total)} von ${String(total)}$`)),
    ).toBeVisible();
  });

  test('has nothing left behind while decisions are made', async ({ as }) => {
    const page = await as('manager');
    await page.goto('/follow-ups');
    await page.getByRole('link', { name: 'Ausfallplaner' }).click();

    await expect(page.getByText('Nichts ist liegen geblieben.')).toBeVisible();
  });
});

test('the queue fits a phone and lets one choose there', async ({ as }) => {
  const page = await as('jonas');
  await page.setViewportSize({ width: 375, height: 812 });
  const company = unique('Handlich');
  await register(page, company);
  await page.goto('/follow-ups?state=planned');
  await expect(page.getByRole('list', { name: 'Follow-ups' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);

  await page.getByRole('button', { name: 'Auswählen' }).click();
  await page.getByRole('checkbox', { name: `${company}, T3 auswählen` }).check();

  await expect(page.getByRole('toolbar', { name: 'Auswahl' })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(375);
});

test('the development mailbox is one click away for an admin, and for nobody else', async ({
  as,
}) => {
  const [admin, anna] = [await as('admin'), await as('anna')];
  for (const page of [admin, anna]) {
    await page.goto('/');
    await page.getByRole('button', { name: /^Konto von/ }).click();
  }

  await expect(anna.getByRole('menuitem', { name: 'Entwicklungspostfach' })).toHaveCount(0);
  const link = admin.getByRole('menuitem', { name: 'Entwicklungspostfach' });
  const opened = admin.waitForEvent('popup');
  await link.click();
  await expect((await opened).getByRole('heading', { name: 'Entwicklungspostfach' })).toBeVisible();
});
