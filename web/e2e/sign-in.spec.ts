import { cast } from './people';
import { expect, test } from './support';

test.describe('signing in', () => {
  test('says what is wrong and keeps the address', async ({ page, watch }) => {
    watch(page);
    const { anna } = cast().people;
    await page.goto('/leads?q=adler');

    await page.getByLabel('E-Mail').fill(anna.email);
    await page.getByLabel('Passwort', { exact: true }).fill('not the password');
    await page.keyboard.press('Enter');

    const alert = page.getByRole('alert');
    await expect(alert).toContainText('E-Mail-Adresse oder Passwort stimmen nicht.');
    await expect(alert).toBeFocused();
    await expect(page.getByLabel('E-Mail')).toHaveValue(anna.email);

    await page.getByLabel('Passwort', { exact: true }).fill(anna.password);
    await page.keyboard.press('Enter');

    await expect(page).toHaveURL(/\/leads\?q=adler$/);
    await expect(page.getByRole('heading', { level: 1, name: 'Leads' })).toBeVisible();

    await page.getByRole('button', { name: /Konto von Anna Keller, AK/ }).click();
    await page.getByRole('menuitem', { name: 'Abmelden' }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto('/leads');
    await expect(page).toHaveURL(/\/sign-in\?next=\/leads$/);
  });

  test('never leads to another site', async ({ as }) => {
    const page = await as('jonas');
    const { jonas } = cast().people;
    await page.context().clearCookies();
    await page.goto('/sign-in?next=//evil.example/');
    await page.getByLabel('E-Mail').fill(jonas.email);
    await page.getByLabel('Passwort', { exact: true }).fill(jonas.password);
    await page.getByRole('button', { name: 'Anmelden' }).click();

    await expect(page.getByRole('heading', { level: 1, name: 'Cockpit' })).toBeVisible();
    expect(new URL(page.url()).host).toBe(new URL(cast().baseURL).host);
  });

  test('again over the page loses nothing that was typed', async ({ as }) => {
    const page = await as('auditor');
    const { auditor } = cast().people;
    await page.goto('/me');
    const cookies = await page.context().cookies();
    await page.getByRole('button', { name: 'Name ändern' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('Rolf Petersen-Groß');
    await page.context().clearCookies();
    await name.press('Enter');

    const dialog = page.getByRole('dialog', { name: 'Ihre Sitzung ist abgelaufen' });
    await expect(dialog).toBeVisible();
    const password = dialog.getByLabel('Passwort', { exact: true });
    await password.fill(auditor.password);
    await password.press('Enter');

    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: 'Name ändern' })).toContainText(
      'Rolf Petersen-Groß',
    );
    await page.context().addCookies(cookies);
  });
});
