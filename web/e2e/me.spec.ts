import { cast } from './people';
import { expect, test } from './support';

test.describe('my account', () => {
  test('switches the language at once and keeps it', async ({ as }) => {
    const page = await as('jonas');
    await page.goto('/me');
    await page.getByText('English', { exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');

    await page.reload();

    await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible();
    await page.goto('/leads');
    await expect(page.getByRole('link', { name: 'Add lead' }).first()).toBeVisible();
  });

  test('paints the chosen scheme before anything else', async ({ as }) => {
    const page = await as('jonas');
    await page.goto('/me');
    await page.getByText('Dunkel', { exact: true }).click();
    const html = page.locator('html');
    await expect(html).toHaveAttribute('data-mantine-color-scheme', 'dark');

    await page.reload({ waitUntil: 'commit' });
    await page.locator('body').waitFor({ state: 'attached' });

    expect(await html.getAttribute('data-mantine-color-scheme')).toBe('dark');
    await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(14, 18, 21)');
  });

  test('changes the height of rows', async ({ as }) => {
    const page = await as('anna', { density: 'compact' });
    await page.goto('/leads');
    const cell = page.getByRole('table', { name: 'Leads' }).locator('td').first();
    await expect(cell).toHaveCSS('height', '32px');
  });

  test('switches single keys off', async ({ as }) => {
    const page = await as('anna', { singleKeys: false });
    await page.goto('/');
    await expect(page.getByRole('heading', { level: 1, name: 'Cockpit' })).toBeVisible();
    await page.keyboard.press('n');
    await page.keyboard.press('Control+k');

    await expect(page.getByRole('combobox', { name: 'Suchen oder Befehl' })).toBeVisible();
    await expect(page).toHaveURL(/\/$/);
  });

  test('refuses a short password here and a wrong one there', async ({ as }) => {
    const page = await as('auditor');
    await page.goto('/me');
    await page.getByLabel('Bisheriges Passwort').fill('wrong');
    await page.getByLabel('Neues Passwort').fill('short');
    await page.getByRole('button', { name: 'Passwort ändern' }).click();
    await expect(page.getByText('Bitte mindestens 12 Zeichen.')).toBeVisible();

    await page.getByLabel('Neues Passwort').fill('Wiesen-Brunnen-8841');
    await page.getByRole('button', { name: 'Passwort ändern' }).click();

    await expect(page.getByRole('alert')).toContainText('Das Passwort stimmt nicht.');
  });

  test('ends another session', async ({ as, playwright }) => {
    const page = await as('manager');
    const { manager } = cast().people;
    const other = await playwright.request.newContext({
      baseURL: cast().baseURL,
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    const signedIn = await other.post('/v1/session', {
      headers: { 'x-relance-client': 'web' },
      data: { email: manager.email, password: manager.password },
    });
    expect(signedIn.status()).toBe(201);
    await page.goto('/me');
    const sessions = page.getByRole('region', { name: 'Sitzungen' });
    const firefox = sessions.getByRole('listitem').filter({ hasText: 'Firefox, Linux' }).first();
    await expect(sessions).toContainText('diese Sitzung');

    await firefox.getByRole('button', { name: 'Beenden' }).click();

    await expect.poll(async () => (await other.get('/v1/session')).status()).toBe(401);
    await other.dispose();
  });

  test('makes a key for a program, shows it once and ends it', async ({ as, playwright }) => {
    const page = await as('manager');
    await page.goto('/me');
    const keys = page.getByRole('region', { name: 'API-Schlüssel' });
    await keys.getByRole('button', { name: 'Schlüssel erstellen' }).click();

    await keys.getByRole('button', { name: 'Erstellen', exact: true }).click();
    await expect(keys).toContainText('Bitte geben Sie einen Namen ein.');
    await keys.getByRole('textbox', { name: 'Name' }).fill('Warenwirtschaft');
    await keys.getByRole('combobox', { name: 'Was der Schlüssel darf' }).fill('leads.read');
    await page.getByRole('option', { name: 'leads.read' }).click();
    await page.keyboard.press('Escape');
    await keys.getByRole('button', { name: 'Erstellen', exact: true }).click();

    const token = await keys.getByRole('status').locator('code').innerText();
    const program = await playwright.request.newContext({
      baseURL: cast().baseURL,
      extraHTTPHeaders: { authorization: `Bearer ${token}` },
    });
    expect((await program.get('/v1/leads')).status()).toBe(200);
    await page.reload();
    await expect(keys).toContainText('Warenwirtschaft');
    await expect(page.getByText(token)).toHaveCount(0);
    await keys.getByRole('button', { name: 'Schlüssel Warenwirtschaft beenden' }).click();
    await expect(keys).toContainText('Noch keine.');
    expect((await program.get('/v1/leads')).status()).toBe(401);
    await program.dispose();
  });

  test('opens the description of the API and tries it there', async ({ as, watch }) => {
    const page = await as('manager');
    await page.goto('/me');
    const opened = page.waitForEvent('popup');

    await page.getByRole('link', { name: 'API-Beschreibung in neuem Fenster öffnen' }).click();

    const docs = await opened;
    watch(docs);
    await docs.waitForURL('**/docs');
    // From its beginning, so that nothing it loads goes unwatched.
    await docs.reload();
    await docs.getByRole('link', { name: 'cockpit', exact: true }).click();
    await docs
      .locator('#operations-cockpit-getFollowUpMetrics')
      .getByRole('button')
      .first()
      .click();
    await docs.getByRole('button', { name: 'Try it out' }).click();
    await docs.getByRole('button', { name: 'Execute' }).click();
    await expect(docs.locator('.live-responses-table')).toContainText('asOfSequence');
  });
});
