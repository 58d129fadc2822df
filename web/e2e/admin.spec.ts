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
    await expect(drawer.getByText('Ohne Gebiet kann diese Person keine Leads')).toBeVisible();
    await drawer.getByRole('combobox', { name: 'Gebiete' }).press('ArrowDown');
    await page.getByRole('option', { name: 'Deutschland' }).click();
    await page.keyboard.press('Tab');
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

  test('finds a person, shows what is held, and erases them with a reason', async ({ as }) => {
    const page = await as('admin');
    const name = unique('Selma');
    const email = `${name.replace(/\W+/g, '.').toLowerCase()}@haus.example`;
    const made = await page.request.post('/v1/leads', {
      headers: { 'x-relance-client': 'web' },
      data: {
        company: { name: unique('Haus'), city: unique('Ort'), country: 'DE' },
        contacts: [{ firstName: name, lastName: 'Eichinger', email }],
        source: 'REFERRAL',
      },
    });
    expect(made.status()).toBe(201);
    await page.goto('/admin/privacy');
    await page.getByLabel('E-Mail-Adresse, Telefonnummer oder Kennung').fill(email);
    await page.getByRole('button', { name: 'Suchen', exact: true }).click();
    const person = page.getByRole('region', { name: `${name} Eichinger` });
    await expect(person.getByText('Ansprechpartner', { exact: true })).toBeVisible();
    const download = page.waitForEvent('download');
    await person.getByRole('button', { name: 'Auskunft herunterladen' }).click();
    expect((await download).suggestedFilename()).toBe('auskunft.json');

    await person.getByRole('button', { name: 'Person löschen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Person löschen' }).click();
    await expect(dialog.getByText('Mindestens 10 Zeichen.')).toBeVisible();
    await dialog.getByLabel('Grund').fill('Schreiben vom heutigen Tag');
    await dialog.getByLabel('Ich weiß, dass es kein Zurück gibt.').check();
    await dialog.getByRole('button', { name: 'Person löschen' }).click();

    await expect(dialog).toBeHidden();
    await expect(person).toBeHidden();
    await expect(page.getByText(`${name} Eichinger`)).toBeHidden();
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
    await drawer.getByRole('combobox', { name: 'Gebiete' }).press('ArrowDown');
    await page.getByRole('option', { name: 'Deutschland' }).click();
    await page.keyboard.press('Tab');
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
