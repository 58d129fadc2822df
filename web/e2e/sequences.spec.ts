import { expect, test, unique } from './support';
import { violations } from './accessibility';

const HEADERS = { 'x-relance-client': 'web' };

test.describe('a sequence', () => {
  test('is drafted, changed, compared and tried before anybody is asked to activate it', async ({
    as,
  }) => {
    const page = await as('admin');
    await page.goto('/sequences');
    await page
      .getByRole('link', { name: /^Muster, dann Großbestellung v\d+$/ })
      .first()
      .click();
    await page.getByRole('button', { name: /Als Entwurf beginnen|Zum Entwurf/ }).click();
    await expect(page.getByText('Entwurf', { exact: true }).first()).toBeVisible();

    const t7 = page.getByRole('group', { name: 'Schritt T7' });
    await t7.getByLabel('Tage nach dem Anker').fill('9');
    await expect(page.getByText('Noch nicht gespeichert')).toBeVisible();
    await page.getByRole('button', { name: 'Entwurf speichern' }).click();
    await page.getByRole('link', { name: 'Unterschied' }).click();
    await expect(page.getByText('T7 Tage nach dem Anker: 7 9')).toBeVisible();

    await page.getByRole('link', { name: 'Simulation' }).click();
    await page.getByRole('button', { name: 'Simulieren' }).click();
    await expect(page.getByText(/Leads? durchgespielt\./)).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: 'In Kraft setzen' }).click();
    const dialog = page.getByRole('dialog');
    await expect(
      dialog.getByText('Neue Leads durchlaufen von jetzt an diese Version.'),
    ).toBeVisible();
    await dialog.getByRole('button', { name: 'In Kraft setzen' }).click();
    await expect(dialog.getByText('Bitte mindestens 3 Zeichen.')).toBeVisible();
  });
});

test.describe('a step by WhatsApp', () => {
  test('names its template and content, goes on by mail, and stands in comparison and list', async ({
    as,
  }) => {
    const page = await as('admin');
    const content = unique('Broschüre');
    const key = content.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    const made = await page.request.post('/v1/content-packages', {
      headers: HEADERS,
      data: {
        key,
        name: content,
        items: [{ kind: 'text', content: { de: { body: 'Unsere Musterbox' } } }],
        bodies: { title: { de: content }, closing: null },
      },
    });
    const { id } = (await made.json()) as { id: string };
    const approved = await page.request.post(`/v1/content-packages/${id}/approval`, {
      headers: HEADERS,
      data: { reason: 'Es gibt nur mich allein' },
    });
    expect(approved.status(), await approved.text()).toBe(200);
    const { items } = (await (await page.request.get('/v1/sequences')).json()) as {
      items: { state: string; steps: object[] }[];
    };
    const name = key.replace('brosch-re', 'whatsapp-probe');
    const drafted = await page.request.post('/v1/sequences', {
      headers: HEADERS,
      data: { key: name, steps: items.find(({ state }) => state === 'active')?.steps },
    });
    expect(drafted.status(), await drafted.text()).toBe(201);
    const sequence = (await drafted.json()) as { id: string };

    await page.goto(`/sequences/${name}/v/1`);
    const t3 = page.getByRole('group', { name: 'Schritt T3' });
    await t3.getByLabel('Kanal').click();
    await page.getByRole('option', { name: 'WhatsApp, sonst E-Mail' }).click();
    await page.getByRole('button', { name: 'Entwurf speichern' }).click();
    await expect(t3.getByText('Bitte eine Vorlage wählen.')).toBeVisible();
    await expect(t3.getByText('Bitte einen Inhalt wählen.')).toBeVisible();

    await t3.getByLabel('Vorlage (WhatsApp)').click();
    await page.getByRole('option', { name: /^followup-t3/ }).click();
    await expect(t3.getByRole('group', { name: 'So sieht es aus' })).toBeVisible();
    await t3.getByLabel('Inhalt hinter der Schaltfläche').click();
    await page.getByRole('option', { name: content }).click();
    await page.getByRole('button', { name: 'Entwurf speichern' }).click();
    await expect(page.getByText('Entwurf v1 gespeichert.')).toBeVisible();
    expect(await violations(page)).toEqual([]);

    const { items: kept } = (await (await page.request.get('/v1/sequences')).json()) as {
      items: { id: string; steps: { key: string; channel: string; whatsapp: unknown }[] }[];
    };
    const step = kept.find((one) => one.id === sequence.id)?.steps.find((one) => one.key === 'T3');
    expect(step).toMatchObject({
      channel: 'whatsapp-else-email',
      whatsapp: { template: 'followup-t3', package: key },
    });
  });
});

test.describe('the offers', () => {
  test('say what the ceiling does, and come back when they were deleted by mistake', async ({
    as,
  }) => {
    const page = await as('admin');
    await page.goto('/admin/offers?offer=new');
    const drawer = page.getByRole('dialog');
    await drawer.getByLabel('Rabatt in % (T7)').fill('60');
    await expect(drawer.getByText('Über der Obergrenze')).toBeVisible();
    await drawer.getByLabel('Saison').first().click();
    await page.getByRole('option', { name: 'Oktoberfest' }).click();
    await drawer.getByRole('combobox', { name: 'Gebiet' }).click();
    await page.getByRole('option', { name: 'Schweiz' }).click();
    await drawer.getByLabel('Mindestbestellung (Währung des Gebiets)').fill('1.234,50');
    await drawer.getByRole('button', { name: 'Angebot anlegen' }).click();
    await expect(drawer).toBeHidden();

    const row = page.getByRole('row', { name: /60\s%, höchstens 25\s%/ });
    await expect(row).toHaveCount(1);
    await row.getByRole('link').click();
    await drawer.getByRole('button', { name: 'Löschen' }).click();
    await expect(row).toHaveCount(0);
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    await expect(row).toHaveCount(1);

    expect(await violations(page)).toEqual([]);
    await row.getByRole('link').click();
    await drawer.getByRole('button', { name: 'Löschen' }).click();
    await expect(row).toHaveCount(0);
  });

  test('keep what another administrator changed meanwhile, and ask where both changed the same', async ({
    as,
  }) => {
    const page = await as('admin');
    const headers = { 'x-relance-client': 'web' };
    const fields = {
      ...{ businessType: 'HEALTH', territory: null, season: null, products: { de: [], en: [] } },
      ...{ discountPct: 11, minimumCents: 10_000, validFrom: '2026-01-01', validTo: null },
    };
    const made = await page.request.post('/v1/offers', { headers, data: fields });
    const { id } = (await made.json()) as { id: string };
    await page.goto(`/admin/offers?offer=${id}`);
    const drawer = page.getByRole('dialog', { name: 'Angebot bearbeiten' });
    await drawer.getByLabel('Rabatt in % (T7)').fill('12');
    const theirs = await page.request.put(`/v1/offers/${id}`, {
      headers: { ...headers, 'if-match': `"offer-${id}-1"` },
      data: { ...fields, discountPct: 13, minimumCents: 20_000 },
    });
    expect(theirs.status()).toBe(200);
    await drawer.getByRole('button', { name: 'Speichern' }).click();

    const question = page.getByRole('dialog', { name: 'Zwei Änderungen zugleich' });
    await expect(question.getByRole('row')).toHaveCount(2);
    await question.getByRole('radio', { name: /12\s%/ }).check();
    await question.getByRole('button', { name: 'Auswahl speichern' }).click();
    await expect(drawer).toBeHidden();
    const { items } = (await (await page.request.get('/v1/offers')).json()) as {
      items: { id: string; discountPct: number; minimumCents: number; version: number }[];
    };
    expect(items.find((one) => one.id === id)).toMatchObject({
      ...{ discountPct: 12, minimumCents: 20_000, version: 3 },
    });
    await page.request.delete(`/v1/offers/${id}`, {
      headers: { ...headers, 'if-match': `"offer-${id}-3"` },
    });
  });
});
