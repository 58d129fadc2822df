import { expect, test, unique } from './support';

test.describe('the administration', () => {
  test('adds a person, changes and deactivates them with a successor', async ({ as }) => {
    const page = await as('admin');
    const name = unique('Neu');
    const email = `${name.replace(' ', '.').toLowerCase()}@relance.example`;
    await page.goto('/admin/users');
    await page.getByRole('link', { name: 'Person anlegen' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name').fill(name);
    await drawer.getByRole('button', { name: 'Person anlegen' }).click();
    await expect(drawer.getByText('Das ist keine E-Mail-Adresse.')).toBeVisible();
    await drawer.getByLabel('E-Mail').fill(email);
    await expect(drawer.getByRole('textbox', { name: 'Startpasswort' })).toHaveValue(
      /^(\w{5}-){3}\w{5}$/,
    );
    await drawer.getByRole('button', { name: 'Person anlegen' }).click();
    await expect(drawer).toBeHidden();

    const table = page.getByRole('table', { name: 'Benutzer' });
    await page.getByRole('searchbox', { name: 'Name oder E-Mail' }).fill(email);
    await expect(table.getByRole('row')).toHaveCount(2);
    await table.getByRole('link', { name }).click();
    await expect(drawer.getByRole('heading', { name: 'Person bearbeiten' })).toBeVisible();
    await drawer.getByRole('combobox', { name: 'Rolle' }).click();
    await page.getByRole('option', { name: 'Teamleitung' }).click();
    await drawer.getByRole('button', { name: 'Speichern' }).click();
    await expect(drawer).toBeHidden();
    await expect(table.getByRole('row').last()).toContainText('Teamleitung');

    await table.getByRole('link', { name }).click();
    await drawer.getByRole('button', { name: 'Deaktivieren' }).click();
    await drawer.getByRole('button', { name: 'Deaktivieren' }).click();
    await expect(drawer.getByText('Bitte ausfüllen.')).toBeVisible();
    await drawer.getByRole('combobox', { name: 'Nachfolge' }).click();
    await page.getByRole('option', { name: 'Anna Keller' }).first().click();
    await drawer.getByRole('button', { name: 'Deaktivieren' }).click();

    await expect(drawer).toBeHidden();
    await expect(page.getByText('Niemand passt zu diesen Filtern.')).toBeVisible();
    await page.getByRole('combobox', { name: 'Zustand' }).click();
    await page.getByRole('option', { name: 'Deaktiviert' }).click();
    await expect(table.getByRole('row').last()).toContainText(name);
  });

  test('tells at the field that an address has an account', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/admin/users');
    const taken = await page
      .getByRole('table')
      .getByRole('row')
      .nth(1)
      .getByRole('cell')
      .nth(1)
      .textContent();
    await page.goto('/admin/users?user=new');
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Name').fill('Doppelt');
    await drawer.getByLabel('E-Mail').fill(taken ?? '');
    await drawer.getByRole('button', { name: 'Person anlegen' }).click();

    await expect(drawer.getByText('Diese Adresse hat schon ein Konto.')).toBeVisible();
    await expect(drawer.getByLabel('Name')).toHaveValue('Doppelt');
  });

  test('adds a team and gives it a lead', async ({ as }) => {
    const page = await as('admin');
    const name = unique('Team Test');
    await page.goto('/admin/teams');
    await page.getByRole('link', { name: 'Team anlegen' }).click();
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Team').fill(name);
    await drawer.getByRole('combobox', { name: 'Leitung' }).click();
    await page.getByRole('option', { name: 'Claudia Brandt' }).first().click();
    await drawer.getByRole('button', { name: 'Team anlegen' }).click();

    await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Claudia Brandt');
  });

  test('is read-only for the revision', async ({ as }) => {
    const page = await as('auditor');
    await page.goto('/admin/users');
    await expect(page.getByRole('table', { name: 'Benutzer' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Person anlegen' })).toHaveCount(0);

    await page.getByRole('table').getByRole('link').first().click();

    await expect(page.getByRole('dialog').getByLabel('Name')).not.toBeEditable();
  });
});
