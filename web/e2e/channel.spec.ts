import type { Page } from '@playwright/test';
import { violations } from './accessibility';
import { simulator } from './people';
import { expect, test, unique, untilLive } from './support';

const HEADERS = { 'x-relance-client': 'web' };
const PHONE_FROM = 1_500_000_000;

/** Somebody at a lead of Anna's, and the number they write from. */
async function somebody(anna: Page, company: string): Promise<{ leadId: string; phone: string }> {
  const phone = `+49${String(PHONE_FROM + Math.floor(performance.now() * 1000 + Math.random() * 1e8))}`;
  const answer = await anna.request.post('/v1/leads', {
    headers: HEADERS,
    data: {
      company: { name: company, city: company, country: 'DE' },
      contacts: [{ firstName: 'Sabine', lastName: 'Vogt', phone, primary: true }],
      source: 'REFERRAL',
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  const { id } = (await answer.json()) as { id: string };
  return { leadId: id, phone };
}

/** The stand-in for WhatsApp calls our webhook as WhatsApp would. */
async function byWhatsApp(page: Page, act: 'text' | 'click', data: object): Promise<void> {
  const answer = await page.request.post(`${simulator()}/control/${act}`, {
    data,
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

test('a message by WhatsApp is read, answered and done with in the inbox', async ({ as }) => {
  const anna = await as('anna');
  const company = unique('Plausch');
  const { phone } = await somebody(anna, company);
  await anna.goto('/inbox?box=open');
  await untilLive(anna);

  await byWhatsApp(anna, 'text', { from: phone, body: 'Was kostet die Kiste Spätzle?' });
  await anna.locator('.chats-row').filter({ hasText: company }).click();
  const thread = anna.getByRole('region', { name: 'Nachrichten' });
  await expect(thread.getByText('Was kostet die Kiste Spätzle?')).toBeVisible();
  await expect(anna.locator('.thread-state')).toContainText('noch 2');
  await anna.getByLabel('Antwort').fill('Heute 24 Euro, ab zehn Kisten 21.');
  await anna.keyboard.press('Control+Enter');
  await expect(thread.getByText('Heute 24 Euro, ab zehn Kisten 21.')).toBeVisible();
  await expect(anna.getByRole('button', { name: 'Zuständig: Anna Keller' })).toBeVisible();
  expect(await violations(anna), 'thread').toEqual([]);

  await anna.getByRole('button', { name: 'Erledigt' }).click();

  await expect(anna.getByRole('button', { name: 'Wieder öffnen' })).toBeVisible();
  await expect(anna.locator('.chats-row').filter({ hasText: company })).toHaveCount(0);
});

test('Back leads from a thread to its list on a phone, and a box that is none is the first one', async ({
  as,
}) => {
  const anna = await as('anna');
  await anna.setViewportSize({ width: 375, height: 812 });
  const company = unique('Rückweg');
  const { phone } = await somebody(anna, company);
  await anna.goto('/leads');
  await anna.goto('/inbox?box=waiting');
  await untilLive(anna);
  const row = anna.locator('.chats-row').filter({ hasText: company });
  const thread = anna.getByRole('region', { name: 'Nachrichten' });

  await byWhatsApp(anna, 'text', { from: phone, body: 'Haben Sie Spätzle?' });
  await row.click();
  await expect(thread.getByText('Haben Sie Spätzle?')).toBeVisible();
  await anna.goBack();

  await expect(row).toBeVisible();
  await expect(thread).toHaveCount(0);
  await row.click();
  await anna.getByRole('link', { name: 'Zur Liste' }).click();
  await expect(row).toBeVisible();
  await anna.goBack();
  await expect(anna).toHaveURL(/\/leads$/);
  await anna.goto('/inbox?box=zzz');
  await expect(anna.getByRole('link', { name: /^Zu prüfen/ })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(anna.locator('.skeleton')).toHaveCount(0);
});

test('a search for a symbol finds nothing and is no error', async ({ as }) => {
  const anna = await as('anna');
  await anna.goto('/inbox?box=all');

  await anna.getByLabel('Gespräche suchen').fill('🎉');

  await expect(anna.getByText('Kein Gespräch passt zu dieser Auswahl.')).toBeVisible();
  await expect(anna.getByRole('alert')).toHaveCount(0);
});

test('content is written, approved and then stands as what is delivered', async ({ as }) => {
  const admin = await as('admin');
  const name = unique('Preisliste');
  await admin.goto('/content');

  await admin.getByRole('button', { name: 'Paket anlegen' }).click();
  await admin.getByLabel('Name').fill(name);
  await admin.getByLabel('Schlüssel').fill(name.toLowerCase().replace(/[^a-z0-9]+/g, '-'));
  await admin.getByRole('button', { name: 'Anlegen', exact: true }).click();
  await admin.getByLabel('Text').fill('Unsere Preise im März.');
  await admin.getByRole('button', { name: 'Nachricht hinzufügen' }).click();
  await admin.getByRole('combobox', { name: 'Art der Nachricht 2' }).click();
  await admin.getByRole('option', { name: 'Dokument' }).click();
  await admin.getByRole('button', { name: 'Speichern' }).click();
  await expect(admin.getByText('Der deutsche Text fehlt.')).toBeVisible();
  await admin.getByLabel('Adresse der Datei').fill('https://www.relance.example/preise.pdf');
  await admin.getByRole('button', { name: 'Speichern' }).click();
  await expect(admin.getByText('Gespeichert.')).toBeVisible();
  await admin.getByRole('button', { name: 'Freigeben' }).click();
  await admin
    .getByRole('dialog')
    .getByLabel('Grund')
    .fill('Niemand sonst ist im Haus und darf freigeben.');
  await admin.getByRole('dialog').getByRole('button', { name: 'Freigeben' }).click();

  await expect(admin.locator('.page-title')).toContainText('Version 1 freigegeben');
  await expect(admin.getByRole('button', { name: 'Neuen Entwurf beginnen' })).toBeVisible();
});

test('the channel says how it is, and counts a tap where it happens', async ({ as }) => {
  const [admin, anna] = [await as('admin'), await as('anna')];
  const company = unique('Tipper');
  const { phone } = await somebody(anna, company);
  await anna.goto('/analytics/whatsapp?days=1');
  await untilLive(anna);

  // Whoever writes first is recognised by the number; what they tap then belongs to the lead.
  await byWhatsApp(anna, 'text', { from: phone, body: 'Guten Tag' });
  await expect
    .poll(async () => {
      const found = await anna.request.get(`/v1/conversations?q=${encodeURIComponent(company)}`);
      return ((await found.json()) as { items: unknown[] }).items.length;
    })
    .toBe(1);
  await byWhatsApp(anna, 'click', { from: phone, payload: 'v1:interested', label: 'Interesse' });

  const hot = anna.getByRole('region', { name: 'Interesse gezeigt, noch nicht nachgefasst' });
  await expect(hot.getByRole('link', { name: company })).toBeVisible();
  await expect(anna.getByRole('region', { name: 'Schaltflächen' }).first()).toContainText(
    'Interesse, bitte anrufen',
  );
  await admin.goto('/operations/webhook');
  await expect(admin.locator('.page-title')).toContainText('Gesund');
  await expect(admin.getByText('Simuliert: nichts verlässt das Haus')).toBeVisible();
});

test('the feed of the channel is held, narrowed and searched', async ({ as }) => {
  const anna = await as('anna');
  const [first, second] = [unique('Funkhaus'), unique('Nachzügler')];
  const [one, other] = [await somebody(anna, first), await somebody(anna, second)];
  await anna.goto('/analytics/whatsapp');
  await untilLive(anna);
  const feed = anna.getByRole('region', { name: 'Gerade passiert' });

  // Known by the number: the very first message belongs to the lead.
  await byWhatsApp(anna, 'text', { from: one.phone, body: 'Guten Tag' });
  await expect(feed.getByRole('link', { name: first }).first()).toBeVisible();
  await feed.getByRole('button', { name: 'Anhalten' }).click();
  await byWhatsApp(anna, 'text', { from: other.phone, body: 'Auch guten Tag' });
  const fresh = feed.getByRole('button', { name: /neue? – anzeigen/ });
  await expect(fresh).toBeVisible();
  await expect(feed.getByRole('link', { name: second })).toHaveCount(0);
  await fresh.click();
  await expect(feed.getByRole('link', { name: second }).first()).toBeVisible();
  await feed.getByRole('button', { name: 'Fortsetzen' }).click();

  await feed.getByLabel('Was gezeigt wird').selectOption('Eingehend');
  await expect(anna).toHaveURL(/what=in/);
  await expect(feed.getByText('bekommt eine Nachricht')).toHaveCount(0);
  await feed.getByLabel('Firma oder Ort suchen').fill(first);
  await expect(feed.getByRole('listitem')).toHaveCount(1);
  await expect(feed.getByRole('link', { name: first })).toBeVisible();
  expect(await violations(anna)).toEqual([]);

  await feed.getByLabel('Was gezeigt wird').selectOption('Schaltflächen');
  await feed.getByRole('button', { name: 'Filter zurücksetzen' }).click();
  await expect(feed.getByRole('link', { name: second }).first()).toBeVisible();
});

test('a campaign is for the leads that its form names', async ({ as }) => {
  const admin = await as('admin');
  const name = unique('Kampagne');
  const key = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const made = await admin.request.post('/v1/content-packages', {
    headers: HEADERS,
    data: {
      ...{ key, name, bodies: { title: { de: name }, closing: null } },
      items: [{ kind: 'text', content: { de: { body: 'Unsere Preise' } } }],
    },
  });
  const { id } = (await made.json()) as { id: string };
  const approved = await admin.request.post(`/v1/content-packages/${id}/approval`, {
    headers: HEADERS,
    data: { reason: 'Niemand sonst ist im Haus' },
  });
  expect(approved.status(), await approved.text()).toBe(200);
  await admin.goto('/campaigns');

  await admin.getByRole('button', { name: 'Kampagne planen' }).click();
  const dialog = admin.getByRole('dialog');
  const choose = async (label: string, option: string) => {
    await dialog.getByRole('combobox', { name: label }).click();
    await admin.getByRole('option', { name: option, exact: true }).click();
    await admin.keyboard.press('Tab');
  };
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('combobox', { name: 'Inhaltspaket' }).click();
  await admin.getByRole('option', { name }).click();
  await choose('Leads von', 'Anna Keller');
  await choose('Quellen', 'Messe');
  await choose('Stand des Schutzes', 'Geschützt');
  await choose('Kontakte mit dem Bereich', 'Küche');
  await dialog.getByLabel('Suchwörter').fill('Adler');
  expect(await violations(admin)).toEqual([]);
  await dialog.getByRole('button', { name: 'Entwurf anlegen' }).click();
  await expect(admin.getByRole('dialog', { name: 'Kampagne', exact: true })).toContainText(
    'erreichbar',
  );

  const listed = (await (await admin.request.get('/v1/campaigns')).json()) as {
    items: { id: string; name: string }[];
  };
  const mine = listed.items.find((one) => one.name === name);
  const view = await admin.request.get(`/v1/campaigns/${mine?.id ?? ''}`);
  expect(await view.json()).toMatchObject({
    filter: {
      status: ['ACTIVE', 'QUALIFIED'],
      owner: [expect.any(String)],
      source: ['FAIR'],
      protection: ['PROTECTED'],
      q: 'Adler',
    },
    roles: ['CHEF'],
    onlyPrimary: true,
  });
});
