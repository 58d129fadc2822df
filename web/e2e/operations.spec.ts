import type { Page } from '@playwright/test';
import { Client } from 'pg';
import { violations } from './accessibility';
import { cast, database } from './people';
import { expect, test } from './support';

const PARK = `
  INSERT INTO event_parked (id, consumer, subject, epoch, tx, position, recorded_at, event_id, type, state, attempts, error)
  SELECT gen_random_uuid(), $1, coalesce(subject_id::text, subject), epoch, tx, position, recorded_at, id, type, 'dead', 5, $2
    FROM event_log WHERE type = $3 AND ($4::uuid IS NULL OR subject_id = $4)
   ORDER BY epoch DESC, tx DESC, position DESC LIMIT 1`;

/** Two events that their consumers gave up: nobody can bring that about on a screen. */
async function park(): Promise<void> {
  const client = new Client({ connectionString: database() });
  await client.connect();
  try {
    await client.query(PARK, ['leads.team', 'Error: kein Team', 'crm.user.changed.v1', null]);
    await client.query(PARK, [
      'customers.contact',
      'Error: der Kunde ist unbekannt',
      'crm.lead.registered.v1',
      cast().leads['Hotel Adler'],
    ]);
  } finally {
    await client.end();
  }
}

/** A provider that was asked in vain: whoever could bring that about would have to break its server. */
async function suspendSmtp(): Promise<void> {
  const client = new Client({ connectionString: database() });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO email_circuits (provider, state, reason, response, opened_at, retry_at, openings, changes)
       VALUES ('smtp', 'open', 'consecutive_failures', '421 4.3.2 closing', now() - interval '3 min', now() + interval '5 min', 3, 5)
       ON CONFLICT (provider) DO UPDATE SET state = 'open', reason = EXCLUDED.reason, response = EXCLUDED.response,
         opened_at = EXCLUDED.opened_at, retry_at = EXCLUDED.retry_at, changes = email_circuits.changes + 1`,
    );
  } finally {
    await client.end();
  }
}

const openPage = async (page: Page, name: string) => {
  await page.getByRole('navigation', { name: 'Betrieb' }).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
};

test('whoever runs the system sees how it is, and settles what it gave up', async ({ as }) => {
  // Another density is a change of the account, and so an event of it.
  const page = await as('admin', { density: 'compact' });
  await park();
  await page.goto('/');

  await page
    .getByRole('navigation', { name: 'Hauptmenü' })
    .getByRole('link', { name: 'Betrieb' })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: 'Anbieter' })).toBeVisible();
  await page.getByRole('button', { name: 'E-Mail jetzt prüfen' }).click();
  const mail = page.getByRole('region', { name: 'E-Mail' });
  await expect(mail.getByText('In Ordnung')).toBeVisible();
  await expect(mail.getByText(/geprüft um/)).toBeVisible();

  await suspendSmtp();
  await page.reload();
  await expect(mail.getByText('Fünf Aufrufe hintereinander schlugen fehl.')).toBeVisible();
  await page.getByRole('button', { name: 'SMTP wieder verwenden' }).click();
  const again = page.getByRole('dialog', { name: 'SMTP wieder verwenden' });
  await again.getByLabel('Grund').fill('Der Anbieter läuft wieder.');
  await again.getByRole('button', { name: 'Wieder verwenden' }).click();
  await expect(mail.getByText('Ausgesetzt')).toHaveCount(0);
  await page.getByRole('button', { name: 'SMTP jetzt prüfen' }).click();
  await expect(mail.getByText('In Ordnung')).toHaveCount(2);

  await openPage(page, 'Verbraucher');
  const reader = page.getByRole('row', { name: /customers\.contact/ });
  await expect(reader.getByText('Tote Briefe', { exact: true })).toBeVisible();
  await reader.getByRole('link', { name: '1 aufgegeben' }).click();

  const rows = page.getByRole('table', { name: 'Ereignisse' }).getByRole('row');
  await expect(rows).toHaveCount(2);
  await expect(rows.getByRole('link', { name: /Hotel Adler/ })).toBeVisible();
  await rows.getByRole('link', { name: 'Lead erfasst' }).click();
  const drawer = page.getByRole('dialog', { name: 'Toter Brief' });
  await expect(drawer.getByText('Error: der Kunde ist unbekannt')).toBeVisible();
  await expect(drawer.getByRole('region', { name: 'Das Ereignis' })).toContainText('"leadId"');
  expect(await violations(page)).toEqual([]);
  await drawer.getByRole('button', { name: 'Verwerfen' }).click();
  const reasons = page.getByRole('dialog', { name: '„Lead erfasst“ verwerfen' });
  await reasons.getByRole('button', { name: 'Verwerfen' }).click();
  await expect(reasons.getByText('Mindestens 10 Zeichen.')).toBeVisible();
  await reasons.getByLabel('Grund').fill('Nur für den Test geparkt.');
  await reasons.getByRole('button', { name: 'Verwerfen' }).click();
  await expect(page.getByText('Kein toter Brief passt zu diesen Filtern.')).toBeVisible();
  await page.getByRole('button', { name: 'Rückgängig' }).click();
  await expect(rows).toHaveCount(2);

  await page.goto('/operations/dead-letters');
  await page.getByRole('link', { name: 'Benutzer geändert' }).click();
  await drawer.getByRole('button', { name: 'Wiederholen' }).click();
  await expect(page.getByText('1 Ereignis verarbeitet. Nichts wartet mehr.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Benutzer geändert' })).toHaveCount(0);
  await page.getByRole('link', { name: 'Lead erfasst' }).click();
  await drawer.getByRole('button', { name: 'Verwerfen' }).click();
  await reasons.getByLabel('Grund').fill('Nur für den Test geparkt.');
  await reasons.getByRole('button', { name: 'Verwerfen' }).click();
  await expect(page.getByText('Keine toten Briefe')).toBeVisible();
  // Whoever leaves the page lets go what is held back.
  await page.evaluate(() => window.dispatchEvent(new Event('pagehide')));
  await expect
    .poll(async () => {
      const answer = await page.request.get('/v1/dead-letters');
      return ((await answer.json()) as { items: unknown[] }).items.length;
    })
    .toBe(0);

  await openPage(page, 'Aufträge');
  await expect(page.getByRole('row', { name: /E-Mails senden email\.send/ })).toContainText(
    /In Ordnung|Läuft gerade/,
  );

  await openPage(page, 'Ereignisse');
  await page.getByText('Katalog', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Ereignisart suchen' }).fill('lead.registered');
  await expect(page.getByText('1 Art', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Neueste davon' }).click();
  await page.getByRole('table').getByRole('link', { name: 'Lead erfasst' }).first().click();
  const event = page.getByRole('dialog', { name: 'Ereignis' });
  await expect(event.getByRole('region', { name: 'Als JSON' })).toContainText(
    'crm.lead.registered.v1',
  );
  await event.getByRole('link', { name: 'Alles aus dieser Anfrage' }).click();
  await expect(page).toHaveURL(/correlation=/);
  // Until the answer is there, what was asked before stays in sight.
  await expect(page.getByRole('table').getByRole('link', { name: 'Lead erfasst' })).toHaveCount(1);
});

test('whoever audits reads, and whoever sells is told that this is not theirs', async ({ as }) => {
  const [auditor, anna] = [await as('auditor'), await as('anna')];

  await auditor.goto('/operations');
  await expect(auditor.getByRole('heading', { level: 1, name: 'Anbieter' })).toBeVisible();
  await openPage(auditor, 'Tote Briefe');
  await expect(auditor.getByText(/^Keine\. Hier steht jede E-Mail/)).toBeVisible();

  await anna.goto('/operations/jobs');
  await expect(anna.getByRole('heading', { level: 1 })).toContainText('Betrieb sehen');
  await expect(anna.getByRole('link', { name: 'Betrieb' })).toHaveCount(0);
});
