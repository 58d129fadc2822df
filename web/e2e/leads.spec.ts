import type { Page } from '@playwright/test';
import { cast } from './people';
import { expect, test, unique, untilLive } from './support';

/** The next field by Tab, then text: nothing here touches a pointer. */
async function tabTo(page: Page, label: string): Promise<void> {
  for (let steps = 0; steps < 40; steps += 1) {
    const name = await page.evaluate(() => {
      const at = document.activeElement;
      return at instanceof HTMLInputElement
        ? (at.labels?.[0]?.textContent ?? at.ariaLabel ?? '')
        : '';
    });
    if (name.replace(' *', '') === label) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reaches ${label}`);
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await tabTo(page, label);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('option', { name: option, exact: true })).toBeVisible();
  for (let steps = 0; steps < 20; steps += 1) {
    const selected = await page
      .getByRole('option', { name: option, exact: true })
      .getAttribute('data-combobox-selected');
    if (selected !== null) break;
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
}

async function registerByKeyboard(
  page: Page,
  company: string,
  email: string,
  city: string,
): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('n');
  await expect(page.getByLabel('Firma')).toBeFocused();
  await page.keyboard.type(company);
  await tabTo(page, 'Ort');
  await page.keyboard.type(city);
  await tabTo(page, 'Nachname');
  await page.keyboard.type('Vogt');
  await tabTo(page, 'E-Mail');
  await page.keyboard.type(email);
  await choose(page, 'Quelle', 'Empfehlung');
  const submit = page.getByRole('button', { name: 'Lead erfassen' });
  for (let steps = 0; steps < 20; steps += 1) {
    if (await submit.evaluate((button) => button === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
}

test.describe('a lead registered by keyboard', () => {
  test('appears at once in the cockpit of another browser, and as a change of its list', async ({
    as,
  }) => {
    const [anna, cockpit, list] = [await as('anna'), await as('manager'), await as('admin')];
    const company = unique('Seeblick');
    await cockpit.goto('/');
    await list.goto('/leads');
    await anna.goto('/');
    await untilLive(cockpit);
    await untilLive(list);
    const rows = list.getByRole('table', { name: 'Leads' }).locator('tbody tr');
    const first = await rows.first().locator('[data-row-link]').textContent();

    await registerByKeyboard(
      anna,
      company,
      `${company.replace(' ', '.').toLowerCase()}@seeblick.example`,
      unique('Seeort'),
    );

    await expect(anna.getByRole('heading', { level: 1, name: company })).toBeVisible();
    const feed = cockpit.getByRole('region', { name: 'Gerade passiert' });
    const registered = feed.getByRole('listitem').filter({ hasText: company });
    await expect(registered).toContainText(`${company} als Lead erfasst`);
    await expect(registered).toContainText('Anna Keller');

    const pill = list.getByRole('button', { name: /^\d+ Änderung(en)? – aktualisieren$/ });
    await expect(pill).toBeVisible();
    expect(await rows.first().locator('[data-row-link]').textContent()).toBe(first);
    await pill.click();
    await expect(rows.first()).toContainText(company);
    await expect(pill).toBeHidden();
  });

  test('is refused as a duplicate, and a manager may say why it is another', async ({ as }) => {
    const page = await as('manager');
    const company = unique('Doppelt');
    const email = `${company.replace(' ', '.').toLowerCase()}@doppelt.example`;
    await page.goto('/');
    await registerByKeyboard(page, company, email, unique('Erstort'));
    await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();

    await registerByKeyboard(page, unique('Ganz anders'), email, unique('Zweitort'));

    const problem = page.getByRole('alert');
    await expect(problem).toContainText(
      'Dieser Lead gehört schon Claudia Brandt (gleiche E-Mail).',
    );
    await expect(problem.getByRole('link', { name: 'Öffnen' })).toBeVisible();
    await problem.getByRole('button', { name: 'Trotzdem anlegen' }).click();
    await expect(problem).toContainText('Bitte mindestens 10 Zeichen.');
    await problem
      .getByLabel('Warum ist es ein anderer?')
      .fill('Zweiter Betrieb derselben Inhaberin');
    await problem.getByRole('button', { name: 'Trotzdem anlegen' }).click();
    await expect(page.getByRole('heading', { level: 1, name: /^Ganz anders/ })).toBeVisible();
  });
});

test.describe('a lead that resembles another', () => {
  test('is shown with the one it resembles, and anybody may confirm it', async ({ as }) => {
    const page = await as('anna');
    const company = unique('Ähnlich');
    const slug = company.replace(' ', '.').toLowerCase().replace('ä', 'ae');
    const city = unique('Ort');
    await page.goto('/');
    await registerByKeyboard(page, company, `eins@${slug}.example`, city);
    await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();

    await registerByKeyboard(page, company, `zwei@other-${slug}.example`, city);

    const problem = page.getByRole('alert');
    await expect(problem).toContainText('ähnliche');
    await expect(problem).toContainText('ähnlicher Name am selben Ort');
    await problem.getByRole('link', { name: 'Öffnen' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();
    await page.goBack();
    await expect(page.getByLabel('Firma')).toHaveValue(company);
  });
});

test.describe('the lead form', () => {
  test('shows an error of the server at its field and keeps the input', async ({ as }) => {
    const page = await as('anna');
    const company = unique('Fehler');
    await page.goto('/leads/new');
    await page.getByLabel('Firma').fill(company);
    await page.getByLabel('Website').fill('kein rechner');
    await page.getByRole('combobox', { name: 'Quelle' }).click();
    await page.getByRole('option', { name: 'Partner' }).click();
    await page.getByRole('button', { name: 'Lead erfassen' }).click();

    await expect(page.getByRole('alert')).toContainText('Nicht gespeichert.');
    await expect(page.getByLabel('Website')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.getByLabel('Firma')).toHaveValue(company);
  });

  test('explains what is missing instead of being disabled', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads/new');
    await page.getByRole('button', { name: 'Eingaben leeren' }).click();
    await page.getByRole('button', { name: 'Lead erfassen' }).click();

    await expect(page.getByLabel('Firma')).toBeFocused();
    await expect(page.getByText('Bitte ausfüllen.')).toHaveCount(2);
  });

  test('lets a list be set by typing the beginning of a choice, closed or open', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads/new');
    const source = page.getByRole('combobox', { name: 'Quelle' });
    await source.focus();
    await page.keyboard.type('web');
    await expect(source).toHaveValue('Webformular');
    const country = page.getByRole('combobox', { name: 'Land' });
    await country.focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('option', { name: 'Schweiz' })).toBeVisible();
    await page.keyboard.type('sch');
    await expect(country).toHaveValue('Schweiz');
    await expect(page.getByRole('option', { name: 'Schweiz' })).toBeHidden();
  });

  test('keeps its draft over a reload', async ({ as }) => {
    const page = await as('anna');
    const company = unique('Entwurf');
    await page.goto('/leads/new');
    await page.getByLabel('Firma').fill(company);
    await expect
      .poll(() => page.evaluate(() => sessionStorage.getItem('relance.draft.lead')))
      .toContain(company);
    await page.reload();

    await expect(page.getByLabel('Firma')).toHaveValue(company);
  });

  test('asks for the first contact of a fair', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads/new');
    const note = page.getByRole('textbox', { name: 'Notiz', exact: true });
    await expect(note).toBeHidden();
    await page.getByRole('combobox', { name: 'Quelle' }).click();
    await page.getByRole('option', { name: 'Messe' }).click();

    await expect(note).toBeVisible();
  });
});

test.describe('the leads list', () => {
  test('is the same for whoever opens its URL', async ({ as }) => {
    const [one, other] = [await as('admin'), await as('manager')];
    await one.goto('/leads?view=all');
    await expect(one.getByRole('table', { name: 'Leads' })).toBeVisible();
    await one.keyboard.press('f');
    await one.getByRole('button', { name: 'Betriebsart', exact: true }).click();
    await one.getByRole('checkbox', { name: 'Hotel', exact: true }).check();
    await one.keyboard.press('Escape');
    await one.keyboard.press('/');
    await one.keyboard.type('Freiburg');
    await expect(one).toHaveURL(/businessType=HOTEL/);
    await expect(one).toHaveURL(/q=Freiburg/);
    await one.getByRole('button', { name: 'Firma' }).click();
    await expect(one).toHaveURL(/sort=company/);
    const rows = (page: Page) => page.getByRole('table', { name: 'Leads' }).locator('tbody tr');
    await expect(rows(one).first()).toContainText('Freiburg');

    await other.goto(one.url());

    await expect(rows(other).first()).toContainText('Freiburg');
    // Not the whole row: the time in it goes on.
    const leads = (page: Page) => rows(page).locator('[data-row-link]').allTextContents();
    const mine = await leads(other);
    expect(mine).not.toEqual([]);
    expect((await leads(one)).filter((lead) => mine.includes(lead))).toEqual(mine);
    await expect(other.getByRole('button', { name: /Betriebsart Hotel/ })).toBeVisible();
  });

  test('is kept as a view, says when it differs, and comes back after it was removed', async ({
    as,
  }) => {
    const [page, colleague] = [await as('manager'), await as('anna')];
    const name = unique('Empfohlen');
    const tab = (of: Page) => of.getByRole('navigation', { name: 'Ansichten' }).getByText(name);
    await page.goto('/leads?source=REFERRAL');
    await page.getByRole('button', { name: 'Ansicht speichern' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(name);
    await page.getByRole('checkbox', { name: 'Auch für das Team' }).check();
    await page.getByRole('button', { name: 'Speichern', exact: true }).click();
    await expect(page).toHaveURL(/view=[0-9a-f-]{36}$/);
    await colleague.goto(page.url());
    await expect(tab(colleague)).toBeVisible();
    await expect(colleague.getByRole('button', { name: /Quelle Empfehlung/ })).toBeVisible();

    await page.getByRole('button', { name: 'Firma' }).click();
    await expect(page.getByText('• geändert')).toBeVisible();
    await page.getByRole('button', { name: 'Speichern', exact: true }).click();
    await expect(page.getByText('• geändert')).toBeHidden();
    await page.getByRole('button', { name: `Ansicht ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Ansicht entfernen' }).click();
    await expect(tab(page)).toBeHidden();
    await page.getByRole('button', { name: 'Rückgängig' }).click();

    await expect(tab(page)).toBeVisible();
    await expect(page).toHaveURL(/view=[0-9a-f-]{36}$/);
  });

  test('finds what is overdue and whose clock stands, and shows the columns that one wants', async ({
    as,
  }) => {
    const [page, manager] = [await as('anna'), await as('manager')];
    const company = unique('Rückruf');
    const post = async (who: Page, path: string, data: object) => {
      const headers = { 'x-relance-client': 'web' };
      const answer = await who.request.post(path, { headers, data });
      expect(answer.ok(), await answer.text()).toBe(true);
      return (await answer.json()) as { id: string; registeredAt: string };
    };
    const lead = { company: { name: company }, source: 'REFERRAL' };
    const { id, registeredAt } = await post(page, '/v1/leads', lead);
    const dueAt = new Date(Date.parse(registeredAt) - 3_600_000).toISOString();
    await post(page, '/v1/tasks', { leadId: id, text: 'Zurückrufen', dueAt });
    const stops = `/v1/leads/${id}/clock-stops`;
    const stop = await post(page, stops, { reason: 'Betriebsferien bis April' });
    await post(manager, `${stops}/${stop.id}/approval`, { reason: 'Wie besprochen' });
    const table = page.getByRole('table', { name: 'Leads' });
    const heads = () => table.getByRole('columnheader').allTextContents();
    await page.goto(`/leads?q=${encodeURIComponent(company)}`);
    await expect(table.getByRole('row').nth(1)).toContainText(company);
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Nächster Kontakt', exact: true }).press('Enter');
    await page.getByRole('checkbox', { name: 'Überfällig' }).press('Space');
    await page.keyboard.press('Escape');

    await expect(page).toHaveURL(/due=overdue/);
    await expect(table.getByRole('row').nth(1)).toContainText('Aufgabe');
    await expect(table.getByRole('row').nth(1)).toContainText('Überfällig');
    await expect(table.getByText('Uhr angehalten').last()).toBeVisible();

    await page.getByRole('button', { name: 'Spalten' }).press('Enter');
    await page.getByRole('checkbox', { name: 'Volumen / Jahr' }).press('Space');
    await page.getByRole('checkbox', { name: 'Quelle' }).press('Space');
    await page.getByRole('button', { name: 'Quelle nach vorn' }).press('Enter');
    await expect(page.getByRole('checkbox', { name: 'Firma' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Spalten' })).toBeFocused();
    await expect(page).toHaveURL(/cols=contact,status,owner,source,nextTouch,score/);
    const chosen = await heads();
    expect(chosen).toContain('Quelle');
    expect(chosen).not.toContain('Volumen / Jahr');

    await page.getByRole('button', { name: 'Ansicht speichern' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill(company);
    await page.getByRole('button', { name: 'Speichern', exact: true }).click();
    await expect(page).toHaveURL(/view=[0-9a-f-]{36}$/);
    await page.reload();
    await expect(table.getByRole('row').nth(1)).toContainText(company);
    expect(await heads()).toEqual(chosen);
    await page.getByRole('button', { name: 'Filter Nächster Kontakt entfernen' }).click();
    await expect(page).not.toHaveURL(/due=/);
  });

  test('has one act done to all of it, says what came of it, and takes it back', async ({ as }) => {
    const page = await as('manager');
    await page.goto('/leads');
    const bar = page.getByRole('toolbar', { name: 'Auswahl' });
    await page.getByRole('table', { name: 'Leads' }).getByRole('checkbox').nth(1).check();
    await bar.getByRole('button', { name: /^Alle \d+ auswählen$/ }).click();
    await bar.getByRole('button', { name: 'Schlagwort' }).click();
    const dialog = page.getByRole('dialog', { name: /^Schlagwort für \d+ Leads$/ });
    await dialog.getByRole('textbox', { name: 'Schlagwort' }).fill(unique('Messe'));
    await dialog.getByRole('button', { name: 'Schlagwort' }).click();
    await expect(page.getByText(/\d+ Leads haben das Schlagwort\./)).toBeVisible();
    await expect(bar).toBeHidden();

    await page.getByRole('button', { name: 'Rückgängig' }).click();

    await expect(page.getByText(/\d+ Leads zurückgenommen\./)).toBeVisible();
    await expect(page).not.toHaveURL(/bulk=/);
  });

  test('forgets nothing that is chosen while the search is still on its way', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads');
    await expect(page.getByRole('table', { name: 'Leads' })).toBeVisible();

    await page.getByRole('searchbox').fill('Freiburg');
    await page.getByRole('button', { name: 'Firma' }).click();

    await expect(page).toHaveURL(/q=Freiburg/);
    await expect(page).toHaveURL(/sort=company/);
  });

  test('says which filter it does not know', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads?colour=blue');

    await expect(page.getByText('Filter „colour“ unbekannt, ignoriert.')).toBeVisible();
    await expect(page.getByRole('table', { name: 'Leads' })).toBeVisible();
  });

  test('offers to reset filters that match nothing', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads?q=gibtesnicht');
    await expect(page.getByText('Kein Lead passt zu diesen Filtern.')).toBeVisible();

    await page.getByRole('button', { name: 'Filter zurücksetzen' }).click();

    await expect(page.getByRole('table', { name: 'Leads' })).toBeVisible();
  });

  test('is walked by keys, and its cursor is the focus', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads');
    const links = page.getByRole('table', { name: 'Leads' }).locator('[data-row-link]');
    await expect(links.first()).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(links.nth(1)).toBeFocused();
    await page.keyboard.press('k');
    await expect(links.first()).toBeFocused();
    const name = await links.first().textContent();

    await page.keyboard.press('Enter');

    await expect(page.getByRole('heading', { level: 1, name: name ?? '' })).toBeVisible();
    await page.keyboard.press(']');
    await expect(
      page.getByRole('heading', { level: 1, name: name ?? '', exact: true }),
    ).toBeHidden();
  });
});

test.describe('a fact of a lead', () => {
  const lead = () => `/leads/${cast().leads['Hotel Adler']}`;
  const street = (page: Page) =>
    page.getByRole('button', { name: 'Straße ändern' }).locator('.inline-value');

  async function edit(page: Page, field: string, value: string): Promise<void> {
    await page.getByRole('button', { name: `${field} ändern` }).click();
    await page.getByRole('textbox', { name: field }).fill(value);
    await page.keyboard.press('Enter');
  }

  test('is edited in place, restored by Escape, and shown to others', async ({ as }) => {
    const [anna, manager] = [await as('anna'), await as('manager')];
    await anna.goto(lead());
    await manager.goto(lead());
    await untilLive(manager);
    const before = await street(anna).textContent();
    await street(anna).click();
    await anna.getByRole('textbox', { name: 'Straße' }).fill('Nirgendwo 1');
    await anna.keyboard.press('Escape');
    await expect(street(anna)).toHaveText(before ?? '');
    await expect(anna.getByRole('button', { name: 'Straße ändern' })).toBeFocused();

    const value = unique('Hauptstraße');
    await edit(anna, 'Straße', value);

    await expect(street(anna)).toHaveText(value);
    await expect(street(manager)).toHaveText(value);
  });

  test('of the relationship is chosen, emptied and written in lines', async ({ as }) => {
    const page = await as('anna');
    await page.goto(lead());
    const card = page.getByRole('region', { name: 'Beziehung und Bedarf' });
    const fact = (field: string) => card.getByRole('button', { name: `${field} ändern` });
    const choose = async (option: string) => {
      await fact('Entscheider').click();
      await card.getByRole('combobox', { name: 'Entscheider' }).click();
      await page.getByRole('option', { name: option }).click();
      await card.getByRole('button', { name: 'Speichern' }).click();
    };
    await choose('Über andere');
    await expect(fact('Entscheider')).toContainText('Über andere');
    await choose('Über andere');
    await expect(fact('Entscheider')).toContainText('–');

    await fact('Notizen zum Bedarf').click();
    const notes = card.getByRole('textbox', { name: 'Notizen zum Bedarf' });
    await notes.fill('Kocht allein');
    await notes.press('End');
    await notes.press('Enter');
    await page.keyboard.type('und ohne Beikoch');
    await page.keyboard.press('Control+Enter');

    await expect(fact('Notizen zum Bedarf').locator('.inline-value')).toHaveText(
      'Kocht allein\nund ohne Beikoch',
      { useInnerText: true },
    );
  });

  test('that two people change is decided field by field', async ({ as }) => {
    const [anna, manager] = [await as('anna'), await as('manager')];
    await anna.goto(lead());
    await manager.goto(lead());
    await street(anna).click();
    await edit(manager, 'Straße', 'Ihre Straße 1');
    await expect(street(manager)).toHaveText('Ihre Straße 1');

    await anna.getByRole('textbox', { name: 'Straße' }).fill('Meine Straße 2');
    await anna.keyboard.press('Enter');

    const dialog = anna.getByRole('dialog', { name: 'Zwei Änderungen zugleich' });
    await expect(dialog).toContainText('Claudia Brandt hat den Eintrag um');
    await expect(dialog.getByRole('radio', { name: 'Ihre Straße 1' })).toBeChecked();
    await dialog.getByRole('radio', { name: 'Meine Straße 2' }).check();
    await dialog.getByRole('button', { name: 'Auswahl speichern' }).click();
    await expect(street(anna)).toHaveText('Meine Straße 2');
    await expect(street(manager)).toHaveText('Meine Straße 2');
  });

  test('that does not overlap is merged silently', async ({ as }) => {
    const [anna, manager] = [await as('anna'), await as('manager')];
    await anna.goto(lead());
    await manager.goto(lead());
    await street(anna).click();
    await edit(manager, 'PLZ', '79100');
    await expect(manager.getByRole('button', { name: 'PLZ ändern' })).toContainText('79100');

    const value = unique('Neue Straße');
    await anna.getByRole('textbox', { name: 'Straße' }).fill(value);
    await anna.keyboard.press('Enter');

    await expect(street(anna)).toHaveText(value);
    await expect(
      anna.getByText('PLZ wurde inzwischen von Claudia Brandt geändert, übernommen.'),
    ).toBeVisible();
    await edit(manager, 'PLZ', '79098');
  });
});

test.describe('an owner', () => {
  test('is changed by a manager, who can take it back', async ({ as }) => {
    const page = await as('manager');
    await page.goto(`/leads/${cast().leads['Bistro Malz']}`);
    const owner = page.locator('.fact-strip div', { hasText: 'Besitzer' }).locator('dd');
    await expect(owner).toHaveText('Anna Keller');
    await page.getByRole('button', { name: 'Zuweisen' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'An', exact: true }).click();
    await page.getByRole('option', { name: 'Jonas Wolf' }).click();
    await dialog.getByRole('button', { name: 'Zuweisen' }).click();
    await expect(owner).toHaveText('Jonas Wolf');

    await page.getByRole('button', { name: 'Rückgängig' }).click();

    await expect(owner).toHaveText('Anna Keller');
  });

  test('sees what a colleague does not', async ({ as }) => {
    const page = await as('jonas');
    await page.goto(`/leads/${cast().leads['Hotel Adler']}`);

    await expect(page.getByRole('alert')).toContainText('Diesen Lead gibt es nicht.');
  });

  test('is not offered to a reader', async ({ as }) => {
    const page = await as('auditor');
    await page.goto(`/leads/${cast().leads['Hotel Adler']}`);
    await expect(page.getByRole('heading', { level: 1, name: /Hotel Adler/ })).toBeVisible();

    await expect(page.getByRole('button', { name: 'Zuweisen' })).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Straße ändern' })).toHaveCount(0);
    await page.goto('/leads/new');
    await expect(page.getByText('Dafür fehlt Ihnen das Recht „Leads erfassen“.')).toBeVisible();
  });
});

test.describe('a board', () => {
  test('moves a lead by mouse, keyboard and menu, where its status may go', async ({ as }) => {
    const page = await as('anna');
    const company = unique('Tafel');
    const answer = await page.request.post('/v1/leads', {
      headers: { 'x-relance-client': 'web' },
      data: {
        company: { name: company, annualVolume: { cents: 8_400_000, currency: 'EUR' } },
        contacts: [{ lastName: 'Vogt', role: 'CHEF' }],
        source: 'REFERRAL',
      },
    });
    expect(answer.status(), await answer.text()).toBe(201);
    await page.goto(`/leads?q=${encodeURIComponent(company)}`);
    await page.getByText('Kanban', { exact: true }).click();
    const column = (name: string) => page.getByRole('region', { name, exact: true });
    const card = (name: string) => column(name).getByRole('listitem').filter({ hasText: company });
    await expect(card('Registriert')).toContainText('0 T');
    await expect(column('Registriert')).toContainText(/1\s*84.000\s€/);

    await card('Registriert').dragTo(column('Qualifiziert'));

    await expect(card('Qualifiziert')).toBeVisible();
    await expect(page.locator('[data-target]')).toHaveCount(0);
    await expect(page.getByText(`${company} ist qualifiziert.`)).toBeVisible();
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    await expect(card('Registriert')).toBeVisible();

    await card('Registriert').getByRole('link').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await expect(card('Qualifiziert')).toBeVisible();
    await card('Qualifiziert').getByRole('link').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByText('Ein Status geht nur aufwärts.').first()).toBeVisible();
    await expect(card('Qualifiziert')).toBeVisible();

    await page.getByRole('button', { name: `${company} verschieben` }).click();
    const upward = page.getByRole('menuitem', { name: 'Kunde' });
    await expect(upward).toContainText('durch eine Regel');
    await page.getByRole('menuitem', { name: 'Verloren' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Begründung').fill('Kauft beim Wettbewerb');
    await dialog.getByRole('button', { name: 'Lead schließen' }).click();
    await expect(page.getByText('Kein Lead passt zu diesen Filtern.')).toBeVisible();
  });
});
