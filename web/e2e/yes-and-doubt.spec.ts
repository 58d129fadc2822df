import type { Page } from '@playwright/test';
import { violations } from './accessibility';
import { expect, test, unique, untilLive } from './support';

const HEADERS = { 'x-relance-client': 'web' };

async function post<T>(page: Page, path: string, data: object): Promise<T> {
  const answer = await page.request.post(path, { headers: HEADERS, data });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

async function read<T>(page: Page, path: string): Promise<T> {
  return (await (await page.request.get(path)).json()) as T;
}

interface Listed {
  items: { id: string; step: string }[];
}

/** A lead of Anna's gets its first follow-up at once and answers it. @returns its id */
async function answered(anna: Page, admin: Page, company: string, text: string): Promise<string> {
  const email = `vogt@${company.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.example`;
  const lead = await post<{ id: string; contacts: { id: string }[] }>(anna, '/v1/leads', {
    company: { name: company, city: company, country: 'DE' },
    contacts: [{ firstName: 'Sabine', lastName: 'Vogt', email, primary: true }],
    source: 'REFERRAL',
  });
  await post(anna, `/v1/leads/${lead.id}/consents`, {
    contactId: lead.contacts[0]?.id,
    channel: 'email',
    state: 'given',
    basis: 'OPT_IN',
    source: 'Messe',
    proof: 'Visitenkarte mit Unterschrift',
  });
  const steps = async () => (await read<Listed>(anna, `/v1/follow-ups?leadId=${lead.id}`)).items;
  await expect.poll(async () => (await steps()).length).toBe(2);
  const first = (await steps()).find(({ step }) => step === 'T3');
  await post(anna, `/v1/follow-ups/${first?.id ?? ''}/dispatch`, {
    reason: 'Auf Wunsch am Telefon',
  });
  const mails = async () => (await read<Listed>(admin, `/v1/dev/mailbox?to=${email}`)).items;
  // "Send now" can be taken back for ten seconds.
  await expect.poll(async () => (await mails()).length, { message: 'the mail has left' }).toBe(1);
  await post(admin, `/v1/dev/mailbox/${(await mails())[0]?.id ?? ''}/reply`, { text });
  return lead.id;
}

test.describe('an answer', () => {
  test('that says yes makes a customer on the screen of the manager, and is taken back', async ({
    as,
  }) => {
    const [manager, anna, admin] = [await as('manager'), await as('anna'), await as('admin')];
    await manager.goto('/customers');
    await untilLive(manager);
    const company = unique('Zusage');

    const leadId = await answered(
      anna,
      admin,
      company,
      'Ja, gerne! Bitte schicken Sie uns ein Angebot, wir möchten bestellen.',
    );

    await manager.getByRole('button', { name: /Änderung(en)? – anzeigen/ }).click();
    await manager.getByRole('link', { name: company }).click();
    await expect(
      manager.getByRole('region', { name: 'Wie der Kunde gewonnen wurde' }),
    ).toContainText('Bitte schicken Sie uns ein Angebot');

    await admin.goto(`/leads/${leadId}`);
    await admin.getByRole('button', { name: 'Umwandlung zurücknehmen' }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByLabel('Grund').fill('Ein Irrtum');
    await dialog.getByRole('button', { name: 'Zurücknehmen' }).click();
    await expect(admin.getByRole('region', { name: 'Verlauf' })).toContainText(
      'Umwandlung zurückgenommen',
    );
    await expect(manager.getByText('Archiviert').first()).toBeVisible();
  });

  test('in doubt is decided by one key, and can be taken back', async ({ as }) => {
    const [manager, anna, admin] = [await as('manager'), await as('anna'), await as('admin')];
    await manager.goto('/inbox');
    await untilLive(manager);
    const company = unique('Vielleicht');
    const leadId = await answered(
      anna,
      admin,
      company,
      'Vielleicht im Frühjahr, das klingt interessant.',
    );
    await manager.getByRole('link', { name: company }).first().click();
    await expect(manager.locator('mark', { hasText: 'klingt interessant' })).toBeVisible();

    await manager.keyboard.press('r');
    await expect(manager.getByRole('textbox', { name: 'Antwort' })).toBeVisible();
    await manager.goBack();
    await expect(manager.locator('mark', { hasText: 'klingt interessant' })).toBeVisible();
    await manager.keyboard.press('3');
    await expect(manager.getByRole('list', { name: 'Einträge' }).getByText(company)).toHaveCount(0);
    await manager.keyboard.press('u');
    await expect(manager.getByText(company).first()).toBeVisible();
    await manager.getByRole('link', { name: company }).first().click();
    // A number means the answer that is open: another may have been until now.
    await expect(manager.locator('mark', { hasText: 'klingt interessant' })).toBeVisible();
    await manager.keyboard.press('2');
    await manager.keyboard.press('g');
    await manager.keyboard.press('k');

    await expect
      .poll(async () => {
        const { items } = await read<{ items: { class: string; state: string }[] }>(
          manager,
          `/v1/responses?leadId=${leadId}`,
        );
        return items.map((item) => [item.class, item.state]);
      })
      .toEqual([['NEUTRAL', 'decided']]);
  });

  test('that asks something is answered from the inbox, by keyboard, and leaves as a mail', async ({
    as,
  }) => {
    const [anna, admin] = [await as('anna'), await as('admin')];
    const company = unique('Rückfrage');
    const email = `vogt@${company.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.example`;
    const leadId = await answered(anna, admin, company, 'Liefern Sie auch nach Konstanz?');
    const threads = async () =>
      (await read<Listed>(anna, `/v1/conversations?box=all&leadId=${leadId}`)).items;
    await expect.poll(async () => (await threads()).length).toBe(1);

    await anna.goto(`/inbox?box=open&id=${(await threads())[0]?.id ?? ''}`);
    await untilLive(anna);
    const field = anna.getByRole('textbox', { name: 'Antwort' });
    await field.fill('Ja, jeden Dienstag.\n\nAb 500 € ohne Aufschlag.');
    expect(await violations(anna)).toEqual([]);
    await field.press('Control+Enter');

    const messages = anna.getByRole('region', { name: 'Nachrichten' });
    const bubble = messages.getByRole('listitem').filter({ hasText: 'Ja, jeden Dienstag.' });
    await expect(bubble).toContainText('Re: ');
    await expect(bubble).toContainText('Anna Keller');
    await expect(bubble).toContainText('Gesendet');
    await expect(field).toHaveValue('');
    const { items } = await read<{ items: { subject: string }[] }>(
      admin,
      `/v1/dev/mailbox?to=${email}`,
    );
    expect(items.map(({ subject }) => subject)).toContainEqual(expect.stringMatching(/^Re: /));
    await anna.goto(`/leads/${leadId}`);
    await expect(anna.getByRole('region', { name: 'Verlauf' })).toContainText(
      'Ab 500 € ohne Aufschlag.',
    );
  });
});
