import type { Page } from '@playwright/test';
import { violations } from './accessibility';
import { cast } from './people';
import { expect, test, unique } from './support';

const HEADERS = { 'x-relance-client': 'web' };
const KEPT = 'Noch nicht gespeichert. Ihre Änderungen bleiben in diesem Tab aufgehoben.';

/** A draft of a sequence of its own. */
async function draftOf(page: Page): Promise<string> {
  const { items } = (await (await page.request.get('/v1/sequences')).json()) as {
    items: { state: string; steps: object[] }[];
  };
  const key = unique('probe').replace(' ', '-').toLowerCase();
  const made = await page.request.post('/v1/sequences', {
    headers: HEADERS,
    data: { key, steps: items.find(({ state }) => state === 'active')?.steps },
  });
  expect(made.status(), await made.text()).toBe(201);
  return `/sequences/${key}/v/1`;
}

/** By the navigation, as a person leaves; no new page is loaded. */
const leave = (page: Page) =>
  page
    .getByRole('link', { name: /^Follow-ups/ })
    .first()
    .click();

test.describe('what is typed into an editor', () => {
  test('stays when it is left, says so, and does not come into force by itself', async ({ as }) => {
    const page = await as('admin');
    await page.goto(await draftOf(page));
    const days = page.getByRole('group', { name: 'Schritt T7' }).getByLabel('Tage nach dem Anker');
    await days.fill('9');
    await expect(page.getByRole('button', { name: 'In Kraft setzen' })).toBeDisabled();

    await leave(page);
    await expect(page.getByText(KEPT)).toBeVisible();
    await page.getByRole('button', { name: 'Zurück dazu' }).click();

    await expect(days).toHaveValue('9');
    await expect(page.getByText('Noch nicht gespeichert', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Verwerfen' }).click();
    await expect(days).toHaveValue('7');
    await expect(page.getByRole('button', { name: 'In Kraft setzen' })).toBeEnabled();
  });

  test('says what is wrong with a number, and is not saved with it', async ({ as }) => {
    const page = await as('admin');
    await page.goto(await draftOf(page));
    const t3 = page.getByRole('group', { name: 'Schritt T3' });
    const days = t3.getByLabel('Tage nach dem Anker');
    await days.fill('');
    await expect(t3.getByText('Bitte eine Zahl angeben.')).toBeVisible();
    await page.getByRole('button', { name: 'Entwurf speichern' }).click();
    await expect(days).toBeFocused();
    await expect(page.getByText('Noch nicht gespeichert', { exact: true })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await days.fill('400');
    await expect(t3.getByText('Eine ganze Zahl von 0 bis 365.')).toBeVisible();
    await days.fill('4');
    await page.getByRole('button', { name: 'Entwurf speichern' }).click();
    await expect(page.getByText('Entwurf v1 gespeichert.')).toBeVisible();
  });

  test('stays in a drawer and a dialog that are closed', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/settings?setting=customers.inactive-days');
    await page.getByRole('dialog').getByLabel('Grund').fill('Lange Pause im Winter');
    await page.keyboard.press('Escape');
    await expect(page.getByText(KEPT)).toBeVisible();
    await page.getByRole('button', { name: 'Zurück dazu' }).click();
    await expect(page.getByRole('dialog').getByLabel('Grund')).toHaveValue('Lange Pause im Winter');
    await page.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click();

    await page.goto('/campaigns');
    await page.getByRole('button', { name: 'Kampagne planen' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Herbst');
    await page.keyboard.press('Escape');
    await expect(page.getByText(KEPT)).toBeVisible();
    await page.getByRole('button', { name: 'Kampagne planen' }).click();
    await expect(page.getByRole('dialog').getByLabel('Name')).toHaveValue('Herbst');
  });

  test('leaves no gap in a condition of a rule', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/rules');
    await page.getByRole('button', { name: 'Entwurf daraus' }).click();
    const value = page.locator('.rule-condition input[aria-label="Wert"][value*="%"]').first();
    const before = await value.inputValue();
    await page.getByLabel('Name dieser Version').fill(unique('Probe'));
    await value.fill('');
    const gap = page.locator('.rule-condition input[aria-invalid="true"]');
    await expect(page.getByText('Bitte ausfüllen.')).toBeVisible();
    await page.getByRole('button', { name: 'Speichern', exact: true }).click();
    await expect(gap).toBeFocused();

    await leave(page);
    await expect(page.getByText(KEPT)).toBeVisible();
    await page.getByRole('button', { name: 'Zurück dazu' }).click();
    await gap.fill(before);
    await page.getByRole('button', { name: 'Speichern', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Änderungen verwerfen' })).toHaveCount(0);
  });
});

test.describe('the first error of a form', () => {
  test('takes the cursor, far above the button', async ({ as }) => {
    const page = await as('admin');
    await page.setViewportSize({ width: 375, height: 667 });
    await page.goto('/campaigns');
    await page.getByRole('button', { name: 'Kampagne planen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('');
    await dialog.getByRole('button', { name: 'Entwurf anlegen' }).click();

    await expect(dialog.getByLabel('Name')).toBeFocused();
    await expect(dialog.getByLabel('Name')).toBeInViewport();
    expect(await violations(page)).toEqual([]);
  });

  test('is an amount below nothing, or a day that there is not', async ({ as }) => {
    const page = await as('anna');
    await page.goto(`/leads/${cast().leads['Bistro Malz']}`);
    const panel = page.getByRole('region', { name: 'Chancen' });
    await panel.getByRole('button', { name: 'Chance eintragen' }).click();
    const dialog = page.getByRole('dialog');
    const title = unique('Kuchen');
    await dialog.getByLabel('Worum es geht').fill(title);
    const amount = dialog.getByLabel('Wert im Jahr');
    await amount.fill('-5');
    await expect(dialog.getByText('Ein Betrag ist nicht negativ.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Eintragen' }).click();
    await expect(amount).toBeFocused();
    await expect(amount).toHaveValue('-5');

    await amount.fill('1234,56');
    const day = dialog.getByRole('textbox', { name: 'Entscheidung erwartet am' });
    await day.fill('31.2.2027');
    await day.press('Enter');
    await expect(dialog.getByText('Diesen Tag gibt es nicht.')).toBeVisible();
    await expect(day).toHaveValue('31.2.2027');
    await expect(day).toBeFocused();
    expect(await violations(page)).toEqual([]);

    await day.fill('28.2.2027');
    await day.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(panel.getByText(/1\.234,56\s€/).first()).toBeVisible();
  });
});

test.describe('the administration', () => {
  test('says what its page on privacy does, with its tab in view on a phone', async ({ as }) => {
    const page = await as('admin');
    await page.setViewportSize({ width: 375, height: 812 });
    await page.goto('/admin/privacy');

    await expect(page.getByText('Was ist über jemanden gespeichert?')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Datenschutz' })).toBeInViewport({ ratio: 1 });
    await page.getByRole('button', { name: 'Suchen', exact: true }).click();
    await expect(page.getByRole('textbox', { name: /E-Mail-Adresse/ })).toBeFocused();
    expect(await violations(page)).toEqual([]);
  });

  test('says who manages the team of a new manager', async ({ as }) => {
    const page = await as('admin');
    const name = unique('Team');
    const made = await page.request.post('/v1/teams', { headers: HEADERS, data: { name } });
    expect(made.status()).toBe(201);
    await page.goto('/admin/users?user=new');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('combobox', { name: 'Rolle' }).click();
    await page.getByRole('option', { name: 'Teamleitung' }).click();
    await drawer.getByRole('combobox', { name: 'Team' }).click();
    await page.getByRole('option', { name }).click();
    await expect(drawer.getByText(/Niemand leitet dieses Team/)).toBeVisible();
  });

  test('names what was done in words', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/audit?act=session.open');
    const table = page.getByRole('table', { name: 'Protokoll' });

    await expect(table.getByRole('link').first()).toHaveText('Angemeldet');
    await expect(page.getByRole('combobox', { name: 'Handlung' })).toHaveValue('Angemeldet');
  });
});

test('a page that somebody may not use has its own name', async ({ as }) => {
  const page = await as('auditor');
  await page.goto('/leads');
  await page.goto('/leads/new');

  await expect(page.getByText('Dafür fehlt Ihnen das Recht „Leads erfassen“.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Lead erfassen' })).toBeVisible();
  await expect(page).toHaveTitle(/Lead erfassen · Leads · Relance/);
});
