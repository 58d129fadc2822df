import type { Locator, Page } from '@playwright/test';
import { violations } from './accessibility';
import { cast } from './people';
import { expect, test, unique, untilLive } from './support';

const HEADERS = { 'x-relance-client': 'web' };

interface Made {
  id: string;
  version: number;
  contacts: { id: string }[];
}

async function send<T>(page: Page, path: string, data: object): Promise<T> {
  const answer = await page.request.post(path, { headers: HEADERS, data });
  expect(answer.ok(), `${path}: ${await answer.text()}`).toBe(true);
  return (await answer.json()) as T;
}

/** A lead of the person on the page, with one contact. */
async function newLead(page: Page): Promise<Made> {
  const name = unique('Arbeit');
  const slug = name.replace(' ', '.').toLowerCase();
  return send<Made>(page, '/v1/leads', {
    company: { name, city: unique('Werkort'), country: 'DE', businessType: 'HOTEL' },
    contacts: [{ firstName: 'Sabine', lastName: 'Vogt', email: `vogt@${slug}.example` }],
    source: 'REFERRAL',
  });
}

async function openLead(page: Page, { id }: { id: string }, search = ''): Promise<void> {
  await page.goto(`/leads/${id}${search}`);
  await expect(page.getByRole('heading', { level: 2, name: 'Verlauf' })).toBeVisible();
  await expect(timeline(page).getByRole('listitem').first()).toBeVisible();
}

const region = (page: Page, name: string): Locator => page.getByRole('region', { name });
const timeline = (page: Page): Locator => region(page, 'Verlauf');
const next = (page: Page): Locator => region(page, 'Wie es weitergeht und warum');
const dialog = (page: Page): Locator => page.getByRole('dialog');
const titles = (page: Page): Promise<string[]> =>
  timeline(page).locator('.entry-open').allTextContents();

/** Presses Tab until the focus stands on something with this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  // Some fields come when somebody begins to write, and Tab would overtake them.
  await expect(page.getByLabel(name, { exact: true }).first()).toBeVisible();
  for (let steps = 0; steps < 60; steps += 1) {
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLInputElement | null;
      return element?.labels?.[0]?.textContent ?? element?.ariaLabel ?? element?.textContent ?? '';
    });
    if (at === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${name}`);
}

test.describe('the work on a lead, by keyboard alone', () => {
  test('is written down, planned and done', async ({ as }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));
    await untilLive(page);

    await page.keyboard.press('a');
    await page.keyboard.type('Frau Vogt will im April starten.');
    await tabTo(page, 'Ergebnis');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('option', { name: 'Erfolgreich', exact: true })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Nächster Schritt');
    await page.keyboard.type('Angebot schicken');
    await tabTo(page, 'Am');
    await page.keyboard.type('+3');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+Enter');

    await expect(timeline(page).getByRole('listitem').filter({ hasText: 'April' })).toContainText(
      'Nächster Schritt: Angebot schicken',
    );
    // What the automation makes of it comes when it comes.
    const byPeople = (await titles(page)).filter(
      (title) => !/^(T\d |Antwort eingestuft)/.test(title),
    );
    expect(byPeople).toEqual(['Anruf', 'Status von Registriert auf Aktiv', 'Lead registriert']);
    await expect(page.getByText('Aktiv', { exact: true })).toBeVisible();
    await expect(page.getByLabel(/^Was ist passiert/)).toBeFocused();
    await page.keyboard.press('Escape');

    await page.keyboard.press('t');
    await page.keyboard.type('Musterbox packen');
    await tabTo(page, 'Fällig am');
    await page.keyboard.type('+1');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+Enter');
    await expect(timeline(page)).toContainText('Aufgabe: Musterbox packen');
    const task = region(page, 'Aufgaben').getByRole('checkbox', {
      name: 'Musterbox packen erledigt',
    });
    await task.focus();
    await page.keyboard.press('Space');

    await expect(region(page, 'Aufgaben')).toContainText('Nichts offen.');
    await page.getByRole('heading', { level: 1 }).hover();
    await expect(timeline(page)).toContainText('Aufgabe erledigt: Musterbox packen');
  });

  test('moves through the timeline and opens an entry', async ({ as }) => {
    const page = await as('anna');
    const lead = await newLead(page);
    for (const text of ['Eins', 'Zwei'])
      await send(page, `/v1/leads/${lead.id}/activities`, { kind: 'NOTE', text });
    await openLead(page, lead);

    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');

    const entries = timeline(page).locator('.entry-open');
    await expect(entries.nth(1)).toBeFocused();
    await expect(entries.nth(1)).toHaveAttribute('aria-expanded', 'true');
    await expect(page).toHaveURL(/item=/);
    await page.keyboard.press('w');
    await expect(next(page)).toBeFocused();
  });
});

test.describe('what happens next and why', () => {
  test('is paused with a reason, and goes on by undo', async ({ as }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));
    await expect(next(page)).toContainText(/T3 ist für .+ geplant/);
    await expect(page.locator('.fact-strip')).toContainText(/Nächster Kontakt\s*T3/);

    await page.keyboard.press('p');
    await page.keyboard.press('Control+a');
    await next(page).getByRole('button', { name: 'Pausieren' }).click();
    await expect(next(page)).toContainText('Bitte mindestens 3 Zeichen.');
    await next(page).getByLabel('Begründung').fill('Betriebsferien bis Januar');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');

    await expect(next(page)).toContainText('Die Follow-ups dieses Leads sind angehalten.');
    await expect(page.locator('.fact-strip')).toContainText('angehalten');
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    await expect(next(page)).toContainText(/T3 ist für .+ geplant/);
  });

  test('says at once that a step may not leave, and why, and keeps what was typed', async ({
    as,
  }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));

    await next(page).getByRole('button', { name: 'T3 jetzt senden' }).click();
    await expect(next(page)).toContainText('Bis dahin lässt es sich zurücknehmen.');
    await next(page).getByLabel('Begründung').fill('Frau Vogt hat darum gebeten');
    await next(page).getByRole('button', { name: 'T3 jetzt senden' }).click();

    await expect(next(page).getByRole('alert')).toContainText(
      'Es fehlt eine Einwilligung für Werbung',
    );
    await expect(next(page).getByLabel('Begründung')).toHaveValue('Frau Vogt hat darum gebeten');
    await expect(next(page)).toContainText(/T3 ist für .+ geplant/);
  });

  test('is for reading where somebody may not act', async ({ as }) => {
    const anna = await as('anna');
    const lead = await newLead(anna);
    const auditor = await as('auditor');
    await openLead(auditor, lead);

    await expect(next(auditor)).toContainText(/T3 ist für .+ geplant/);
    await expect(next(auditor).getByRole('button', { name: /Pausieren|senden/ })).toHaveCount(0);
    await expect(auditor.getByRole('form', { name: 'Eintragen' })).toHaveCount(0);
    await expect(auditor.getByRole('button', { name: 'Kontakt hinzufügen' })).toHaveCount(0);
    await expect(region(auditor, 'Einwilligungen').getByRole('button')).toHaveCount(0);
  });
});

test.describe('the timeline', () => {
  test('is a view of the URL: filter and open entry survive a reload', async ({ as }) => {
    const page = await as('anna');
    const lead = await newLead(page);
    await send(page, `/v1/leads/${lead.id}/activities`, { kind: 'NOTE', text: 'Am Stand gewesen' });
    await openLead(page, lead);

    await page.getByRole('combobox', { name: 'Verlauf filtern' }).click();
    await page.getByRole('option', { name: 'Aktivitäten' }).click();
    await expect(timeline(page).getByRole('listitem')).toHaveCount(1);
    await timeline(page).getByRole('button', { name: 'Notiz' }).click();
    await expect(page).toHaveURL(/filter=activities/);
    await expect(page).toHaveURL(/item=/);
    await page.reload();

    await expect(timeline(page).getByRole('listitem')).toHaveCount(1);
    await expect(timeline(page).getByRole('button', { name: 'Notiz' })).toHaveAttribute(
      'aria-expanded',
      'true',
    );
    await expect(timeline(page)).toContainText('Aufgezeichnet');
  });

  test('loads down to the entry that the URL names', async ({ as }) => {
    const page = await as('anna');
    const lead = await newLead(page);
    for (let nr = 0; nr < 55; nr += 1)
      await send(page, `/v1/leads/${lead.id}/activities`, { kind: 'NOTE', text: `Notiz ${nr}` });
    const answer = await page.request.get(`/v1/leads/${lead.id}/timeline?limit=100`);
    const { items } = (await answer.json()) as { items: { id: string; type: string }[] };
    const registered = items.find(({ type }) => type === 'crm.lead.registered.v1');

    await openLead(page, lead, `?item=${registered?.id}`);

    const entry = timeline(page).getByRole('button', { name: 'Lead registriert' });
    await expect(entry).toBeInViewport();
    await expect(entry).toBeFocused();
    await expect(timeline(page).getByRole('listitem')).toHaveCount(56);
  });

  test('announces what others do, and moves nothing under the hand', async ({ as }) => {
    const page = await as('anna');
    const manager = await as('manager');
    const lead = await newLead(page);
    await openLead(page, lead);
    await untilLive(page);
    const note = (text: string) =>
      send(manager, `/v1/leads/${lead.id}/activities`, { kind: 'NOTE', text });

    await page.getByRole('heading', { level: 1 }).hover();
    await note('Von der Teamleitung');
    await expect(timeline(page)).toContainText('Von der Teamleitung');
    await expect(timeline(page).getByRole('status').first()).toHaveText(
      '1 neuer Eintrag im Verlauf',
    );

    await timeline(page).getByRole('listitem').last().hover();
    const before = await titles(page);
    await note('Noch eine');
    const pill = timeline(page).getByRole('button', { name: '1 neuer Eintrag' });
    await expect(pill).toBeVisible();
    expect(await titles(page)).toEqual(before);
    await pill.click();
    await expect(timeline(page)).toContainText('Noch eine');
    await expect(pill).toBeHidden();
  });

  test('shows the text of a mail as text, whatever stands in it', async ({ as }) => {
    const page = await as('admin');
    const lead = cast().leads['Hotel Adler'] ?? '';
    const id = '019cbe15-6880-70cc-898f-9500802da093';
    const at = '2026-03-09T07:17:00.000Z';
    const mail = {
      messageId: id,
      about: { kind: 'follow-up', id },
      status: 'sent',
      reason: null,
      toAddress: 'vogt@hotel-adler.example',
      templateKey: 'sample-box',
      templateVersion: 1,
      locale: 'de',
      sentAt: at,
    };
    // What a mail says depends on the hour of sending; here it is one that means harm.
    await page.route(`**/v1/leads/${lead}/timeline**`, async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { items: object[] };
      const sent = { ...body.items.at(-1), id, type: 'crm.email.sent.v1', group: 'messages', mail };
      await route.fulfill({ json: { ...body, items: [sent, ...body.items] } });
    });
    await page.route(`**/v1/email-messages/${id}`, (route) =>
      route.fulfill({
        json: {
          ...mail,
          id,
          content: {
            subject: 'Ihre Musterbox <b>gratis</b>',
            html: '<script>document.title = "übernommen"</script><img src="https://fern.example/x.png">',
            plain: 'Guten Tag Frau Vogt,\n<script>document.title = "übernommen"</script>',
          },
        },
      }),
    );
    await openLead(page, { id: lead });

    await timeline(page)
      .getByRole('button', { name: 'E-Mail an vogt@hotel-adler.example' })
      .click();

    const text = timeline(page).getByRole('article');
    await expect(text).toContainText('Ihre Musterbox <b>gratis</b>');
    await expect(text).toContainText('<script>document.title = "übernommen"</script>');
    await expect(page).toHaveTitle(/Hotel Adler/);
    expect(await timeline(page).locator('script, iframe, img').count()).toBe(0);
  });
});

test.describe('consents', () => {
  test('are given with basis and proof, and taken back', async ({ as }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));
    const consents = region(page, 'Einwilligungen');
    await expect(consents).toContainText('E-Mail nicht erfragt');

    await consents
      .getByRole('button', { name: 'Einwilligung für E-Mail von Sabine Vogt eintragen' })
      .click();
    await dialog(page).getByRole('button', { name: 'Eintragen' }).click();
    await expect(dialog(page)).toContainText('Bitte nennen Sie die Quelle.');
    await expect(dialog(page)).toContainText('Bitte mindestens 10 Zeichen.');
    await dialog(page).getByLabel('Woher wir es wissen').fill('Messe Internorga');
    await dialog(page).getByLabel('Nachweis').fill('Karte vom Stand, unterschrieben');
    await dialog(page).getByRole('button', { name: 'Eintragen' }).click();

    await expect(dialog(page)).toHaveCount(0);
    await expect(consents).toContainText('Erteilt');
    await expect(consents).toContainText('Einwilligung · Messe Internorga');
    await consents.getByRole('button', { name: /für E-Mail von Sabine Vogt widerrufen/ }).click();
    await dialog(page).getByLabel('Woher wir es wissen').fill('Am Telefon');
    await dialog(page).getByRole('button', { name: 'Eintragen' }).click();

    await expect(consents).toContainText('Widerrufen');
    await expect(consents).toContainText('Am Telefon');
  });

  test('to count clicks are asked apart, on no other basis, and told on the timeline', async ({
    as,
  }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));
    const consents = region(page, 'Einwilligungen');
    await expect(consents).toContainText('Klickzählung nicht erfragt');

    await consents
      .getByRole('button', { name: 'Einwilligung für Klickzählung von Sabine Vogt eintragen' })
      .click();
    await expect(dialog(page)).toContainText('von der Einwilligung in Werbung unabhängig');
    await expect(dialog(page).getByLabel('Grundlage')).toHaveCount(0);
    await dialog(page).getByLabel('Woher wir es wissen').fill('Formular der Messe');
    await dialog(page).getByLabel('Nachweis').fill('Zweites Kästchen angekreuzt');
    await dialog(page).getByRole('button', { name: 'Eintragen' }).click();

    await expect(dialog(page)).toHaveCount(0);
    await expect(consents).toContainText('Klickzählung Erteilt');
    await expect(consents).toContainText('E-Mail nicht erfragt');
    await expect(timeline(page)).toContainText('Zählen von Klicks in E-Mails erlaubt');
  });
});

test.describe('the people at a lead', () => {
  test('are added, made the primary one, blocked and removed, and most can be undone', async ({
    as,
  }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));
    const people = region(page, 'Kontakte');

    await people.getByRole('button', { name: 'Kontakt hinzufügen' }).click();
    await dialog(page).getByRole('button', { name: 'Kontakt hinzufügen' }).click();
    await expect(dialog(page)).toContainText('Bitte Name, E-Mail oder Telefon angeben.');
    await dialog(page).getByLabel('Vorname').fill('Marc');
    await dialog(page).getByLabel('Nachname').fill('Lehmann');
    await dialog(page).getByRole('button', { name: 'Kontakt hinzufügen' }).click();
    const marc = people.getByRole('listitem').filter({ hasText: 'Marc Lehmann' });
    const more = () => marc.getByRole('button', { name: 'Mehr zu Marc Lehmann' }).click();
    await expect(marc).toBeVisible();

    await more();
    await page.getByRole('menuitem', { name: 'Zum Hauptkontakt machen' }).click();
    await expect(marc).toContainText('Hauptkontakt');
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    await expect(people.getByRole('listitem').filter({ hasText: 'Sabine' })).toContainText(
      'Hauptkontakt',
    );

    await more();
    await page.getByRole('menuitem', { name: 'Sperren' }).click();
    await dialog(page).getByLabel('Begründung').fill('Möchte keinen Kontakt mehr');
    await dialog(page).getByRole('button', { name: 'Sperren' }).click();
    await expect(marc).toContainText('Gesperrt');

    await more();
    await page.getByRole('menuitem', { name: 'Entfernen' }).click();
    await expect(marc).toHaveCount(0);
    await page
      .getByRole('status')
      .filter({ hasText: 'Marc Lehmann ist entfernt.' })
      .getByRole('button', { name: 'Rückgängig' })
      .click();
    await expect(marc).toBeVisible();
  });

  test('show both values when two change the same', async ({ as }) => {
    const page = await as('anna');
    const lead = await newLead(page);
    await openLead(page, lead);
    const people = region(page, 'Kontakte');
    await people.getByRole('button', { name: 'Mehr zu Sabine Vogt' }).click();
    await page.getByRole('menuitem', { name: 'Bearbeiten' }).click();
    await dialog(page).getByLabel('Funktion').fill('Einkaufsleitung');
    await dialog(page).getByLabel('Nachname').fill('Vogt-Adler');

    const manager = await as('manager');
    const path = `/v1/leads/${lead.id}/contacts/${lead.contacts[0]?.id}`;
    const changed = await manager.request.patch(path, {
      headers: { ...HEADERS, 'if-match': `"lead-${lead.id}-${lead.version}"` },
      data: { position: 'Direktion', title: 'Dr.' },
    });
    expect(changed.status(), await changed.text()).toBe(200);
    await dialog(page).getByRole('button', { name: 'Speichern' }).click();

    await expect(dialog(page)).toContainText('Claudia Brandt');
    await expect(dialog(page).getByRole('radio', { name: 'Direktion' })).toBeChecked();
    await dialog(page).getByRole('radio', { name: 'Einkaufsleitung' }).check();
    await dialog(page).getByRole('button', { name: 'Speichern' }).click();

    await expect(dialog(page)).toHaveCount(0);
    await expect(people).toContainText('Dr. Sabine Vogt-Adler');
    await expect(people).toContainText('Einkaufsleitung');
  });
});

test.describe('what a lead is given beside mail', () => {
  test('is a box, from the wish to the door', async ({ as }) => {
    const page = await as('anna');
    await openLead(page, await newLead(page));
    const boxes = region(page, 'Muster');

    await boxes.getByRole('button', { name: 'Muster anfordern' }).click();
    await dialog(page).getByRole('button', { name: 'Muster anfordern' }).click();
    await expect(dialog(page)).toContainText('Bitte sagen Sie, was in die Box soll.');
    await dialog(page).getByLabel('Inhalt der Box').fill('2 kg Spätzle');
    await dialog(page).getByRole('button', { name: 'Muster anfordern' }).click();
    await expect(boxes).toContainText('Angefordert');
    await boxes.getByRole('button', { name: 'Versandt: 2 kg Spätzle' }).click();
    await dialog(page).getByLabel('Sendungsnummer').fill('DP-4711');
    await dialog(page).getByRole('button', { name: 'Versandt', exact: true }).click();
    await expect(boxes).toContainText('Sendungsnummer DP-4711');
    await boxes.getByRole('button', { name: 'Zugestellt: 2 kg Spätzle' }).click();
    await dialog(page).getByRole('button', { name: 'Zugestellt', exact: true }).click();

    await expect(boxes).toContainText('Zugestellt');
    await expect(boxes.getByRole('button', { name: /Spätzle/ })).toHaveText(
      'Link für Rückmeldung kopieren',
    );
    await page.reload();
    await expect(timeline(page)).toContainText('Muster zugestellt');
  });

  test('is a clock that stands, when the manager agrees', async ({ as }) => {
    const page = await as('anna');
    const lead = await newLead(page);
    await openLead(page, lead);
    const clock = region(page, 'Uhr anhalten');

    await clock.getByRole('button', { name: 'Beantragen' }).click();
    await dialog(page).getByLabel('Begründung').fill('Umbau der Küche bis zum Frühjahr');
    await dialog(page).getByRole('button', { name: 'Beantragen' }).click();
    await expect(clock).toContainText('Beantragt');
    const manager = await as('manager');
    await openLead(manager, lead);
    await region(manager, 'Uhr anhalten').getByRole('button', { name: 'Anhalten' }).click();
    await dialog(manager).getByLabel('Begründung').fill('Mit der Leitung besprochen');
    await dialog(manager).getByRole('button', { name: 'Anhalten' }).click();

    // The salesperson's page hears of it.
    await expect(clock).toContainText('Angehalten');
    await clock.getByRole('button', { name: 'Weiterlaufen lassen' }).click();
    await expect(clock).toContainText('Beendet');
    await expect(clock).toContainText('Die Uhr läuft');
  });
});

// Colours do not depend on the width, nor places on the colours: each of both is seen once.
for (const [theme, width] of [
  ['light', 375],
  ['dark', 1440],
] as const) {
  test(`the lead page and what opens on it are accessible, ${theme} at ${width}`, async ({
    as,
  }) => {
    const page = await as('anna', { theme });
    await page.setViewportSize({ width, height: 900 });
    const lead = await newLead(page);
    await send(page, `/v1/leads/${lead.id}/activities`, {
      kind: 'NOTE',
      text: 'Lang. '.repeat(120),
    });
    await openLead(page, lead);
    const check = async (state: string) => {
      expect(await violations(page), `${state} ${theme} ${width}`).toEqual([]);
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(wider, `${state} ${width}: wider than the window`).toBeLessThanOrEqual(0);
    };
    await timeline(page).getByRole('button', { name: 'Notiz' }).click();
    await page.getByRole('button', { name: 'Aktivität', exact: true }).click();
    await expect(page.getByLabel('Nächster Schritt')).toBeVisible();
    await check('entry and composer');

    await next(page).getByRole('button', { name: 'T3 überspringen' }).click();
    await next(page).getByRole('button', { name: 'T3 überspringen' }).click();
    await check('reason');

    await page.getByRole('button', { name: 'Kontakt hinzufügen' }).click();
    await expect(dialog(page)).toBeVisible();
    await check('contact');
    await page.keyboard.press('Escape');
    await expect(dialog(page)).toHaveCount(0);
    await page.getByRole('button', { name: /für E-Mail von .+ eintragen/ }).click();
    await expect(dialog(page)).toBeVisible();
    await check('consent');
  });
}

test.describe('an opportunity', () => {
  test('is written down, moved, corrected and told in the timeline; a manager wins it', async ({
    as,
  }) => {
    const page = await as('anna');
    const lead = await newLead(page);
    await openLead(page, lead);
    const panel = region(page, 'Chancen');
    await panel.getByRole('button', { name: 'Chance eintragen' }).click();
    await dialog(page).getByLabel('Worum es geht').fill('Beilagen für das Bankett');
    await dialog(page).getByLabel('Wert im Jahr').fill('24000');
    await dialog(page).getByRole('button', { name: 'Eintragen' }).click();
    await panel.getByLabel('Stand von „Beilagen für das Bankett“').selectOption('PROPOSAL');
    await expect(
      timeline(page).getByText('Chance „Beilagen für das Bankett“: Angebot'),
    ).toBeVisible();

    await panel.getByRole('button', { name: 'Mehr zu „Beilagen für das Bankett“' }).click();
    await page.getByRole('menuitem', { name: 'Bearbeiten' }).click();
    await dialog(page).getByLabel('Wert im Jahr').fill('26500');
    await dialog(page).getByRole('button', { name: 'Speichern' }).click();
    await expect(panel.getByText(/26\.500\s€/)).toBeVisible();
    await expect(panel.getByText('Als gewonnen schließt die Teamleitung')).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const manager = await as('manager');
    await openLead(manager, lead);
    await region(manager, 'Chancen')
      .getByRole('button', { name: /gewonnen$/ })
      .click();
    await expect(region(manager, 'Chancen').getByText('Gewonnen')).toBeVisible();
    // One act, one line: what was won stands inside of what it made of the lead.
    await timeline(manager)
      .getByRole('button', { name: 'Lead ist Kunde geworden', exact: true })
      .click();
    await expect(
      timeline(manager).getByText('Chance „Beilagen für das Bankett“: Gewonnen'),
    ).toBeVisible();
  });
});
