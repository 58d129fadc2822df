import { expect, test } from './support';

test.describe('the frame', () => {
  test('is driven by keys: palette, help, places', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: 'Cockpit' })).toBeVisible();

    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Tasten' });
    await expect(help).toContainText('Zu den Leads');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await expect(page).toHaveURL(/\/$/);
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();

    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await expect(page.getByRole('heading', { level: 1, name: 'Leads' })).toBeVisible();
    await expect(page).toHaveTitle(/Leads · Relance$/);

    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Suchen oder Befehl' });
    await expect(field).toBeFocused();
    await page.keyboard.type('Gasthof Bellevue');
    const found = page.getByRole('option', { name: /Gasthof Bellevue/ }).first();
    await expect(found).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: /Gasthof Bellevue/ })).toBeVisible();
  });

  test('opens what was typed last, however fast Enter comes', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: 'Cockpit' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Suchen oder Befehl' })).toBeFocused();
    await page.keyboard.type('Hotel Adler');
    await expect(page.getByRole('option', { name: /Hotel Adler/ }).first()).toBeVisible();

    await page.keyboard.press('Control+a');
    await page.keyboard.type('Gasthof Bellevue');
    await page.keyboard.press('Enter');

    await expect(page.getByRole('heading', { level: 1, name: /Gasthof Bellevue/ })).toBeVisible();
  });

  test('puts the focus on the content of a new page and announces it', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/');
    await page
      .getByRole('navigation', { name: 'Hauptmenü' })
      .getByRole('link', { name: /^Leads/ })
      .press('Enter');
    await expect(page.getByRole('heading', { level: 1, name: 'Leads' })).toBeVisible();

    await expect(page.getByRole('main')).toBeFocused();
    await expect(page.getByRole('status').filter({ hasText: 'Leads · Relance' })).toHaveCount(1);
  });

  test('lets the keyboard skip the navigation', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads');
    await expect(page.getByRole('table', { name: 'Leads' })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Zum Inhalt' })).toBeFocused();
    await page.keyboard.press('Enter');

    await expect(page.getByRole('main')).toBeFocused();
  });

  test('shows places that a role has, and says so for the others', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/');
    const nav = page.getByRole('navigation', { name: 'Hauptmenü' });
    await expect(nav.getByRole('link', { name: 'Cockpit' })).toBeVisible();
    await expect(nav.getByRole('link', { name: 'Verwaltung' })).toHaveCount(0);

    await page.goto('/admin/users');

    await expect(page.getByText('Dafür fehlt Ihnen das Recht „Benutzer lesen“.')).toBeVisible();
  });

  test('says that a page does not exist', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/nowhere');

    await expect(
      page.getByRole('heading', { level: 1, name: 'Diese Seite gibt es nicht' }),
    ).toBeVisible();
  });

  test('closes only the topmost layer on Escape', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/users?user=new');
    const drawer = page.getByRole('dialog', { name: 'Person anlegen' });
    await drawer.getByRole('combobox', { name: 'Rolle' }).click();
    await expect(page.getByRole('option', { name: 'Revision' })).toBeVisible();

    await page.keyboard.press('Escape');
    await expect(page.getByRole('option', { name: 'Revision' })).toBeHidden();
    await expect(drawer).toBeVisible();

    await page.keyboard.press('Escape');
    await expect(drawer).toBeHidden();
    await expect(page).toHaveURL(/\/admin\/users$/);
  });
});

test.describe('an answer that fails', () => {
  test('names cause, next step and the id, and can be tried again', async ({ as }) => {
    const page = await as('anna');
    let broken = true;
    await page.route('**/v1/leads?*', (route) =>
      broken
        ? route.fulfill({
            status: 500,
            contentType: 'application/problem+json',
            body: JSON.stringify({
              type: '/problems/internal-error',
              title: 'x',
              status: 500,
              detail: 'y',
              errorId: '7f3a91bc-0000-7000-8000-000000000000',
            }),
          })
        : route.continue(),
    );
    await page.goto('/leads');
    await expect(page.getByRole('alert')).toContainText('Das hat nicht geklappt.');
    await expect(page.getByRole('button', { name: 'Fehler-ID 7f3a91bc kopieren' })).toBeVisible();

    broken = false;
    await page.getByRole('button', { name: 'Erneut versuchen' }).click();

    await expect(page.getByRole('table', { name: 'Leads' })).toBeVisible();
  });
});

test('a lead of nobody is not found, and the page says so', async ({ as }) => {
  const page = await as('anna');
  for (const id of ['00000000-0000-7000-8000-000000000000', 'not-an-id']) {
    await page.goto(`/leads/${id}`);
    await expect(page.getByRole('alert')).toContainText('Diesen Lead gibt es nicht.');
  }
});
