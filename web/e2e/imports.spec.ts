import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Locator, Page } from '@playwright/test';
import { ZipFile } from 'yazl';
import { violations } from './accessibility';
import { cast } from './people';
import { expect, test, unique } from './support';

/** The file of the users: 600 rows from Excel, with ten rows of each kind of defect. */
const EXCEL = readFileSync(join(import.meta.dirname, '../../test/fixtures/leads-excel-de.csv'));

interface Upload {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const csv = (name: string, content: Buffer | string): Upload => ({
  name: `${unique(name)}.csv`,
  mimeType: 'text/csv',
  buffer: Buffer.from(content),
});
/** Rows with addresses that nobody has. */
function fresh(count: number): string[] {
  const run = unique('x').replace(/\W/g, '');
  return Array.from(
    { length: count },
    (_, at) => `Gasthof ${run} ${String(at)};info${String(at)}@${run}.example;Ort ${run}`,
  );
}
const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** As a spreadsheet would store it: a zip of XML. */
async function workbook(count: number): Promise<Buffer> {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = ['Firma;E-Mail;Ort', ...fresh(count)].map(
    (row) => `<row>${row.split(';').map(cell).join('')}</row>`,
  );
  const zip = new ZipFile();
  const parts = {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="a"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`,
  };
  for (const [name, xml] of Object.entries(parts)) zip.addBuffer(Buffer.from(xml), name);
  zip.end();
  return buffer(zip.outputStream);
}
const table = (...rows: string[]) => ['Firma;E-Mail;Ort', ...rows].join('\r\n');

async function choose(page: Page, file: Upload, act?: () => Promise<void>): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  // The page has to hear that its dialog is awaited before it hears of the key, and keys overtake.
  await page.evaluate(() => undefined);
  await (act ?? (() => page.getByRole('button', { name: 'Datei auswählen' }).click()))();
  await (await chooser).setFiles(file);
}

const title = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('heading', { level: 1, name });
const step = (page: Page): Locator => page.locator('[aria-current="step"]');

/** From the leads to the preview of a file whose columns are clear. */
async function toPreview(page: Page, file: Upload): Promise<void> {
  await page.goto('/leads/imports/new');
  await choose(page, file);
  await expect(title(page, file.name)).toBeVisible();
  await page.getByRole('button', { name: 'Weiter zur Vorschau' }).click();
  await expect(page.getByRole('region', { name: 'Zeilen der Datei' })).toBeVisible();
}

test.describe('a file of leads', () => {
  test('may be a workbook, and the import is taken back and undone', async ({ as }) => {
    const page = await as('admin');
    const name = `${unique('Mappe')}.xlsx`;
    await toPreview(page, { name, mimeType: XLSX_TYPE, buffer: await workbook(2) });
    await expect(page.locator('.page-sub')).toContainText('2 Zeilen · Excel-Mappe');
    await page.getByRole('button', { name: '2 Leads anlegen' }).click();
    await expect(page.getByText('Der Import ist fertig.')).toBeVisible();

    await page.getByRole('button', { name: 'Import zurücknehmen' }).click();
    await expect(page.getByText('Der Import wird zurückgenommen.')).toBeVisible();
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    await expect(page.getByText('Der Import ist fertig.')).toBeVisible();

    await page.getByRole('link', { name: 'Angelegte Leads ansehen' }).click();
    await expect(page.locator('.pager-summary')).toHaveText('2 von 2');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Exportieren' }).click();
    await page.getByRole('menuitem', { name: 'Excel-Mappe (.xlsx)' }).click();
    const file = readFileSync(await (await download).path());
    expect(file.subarray(0, 2).toString()).toBe('PK');
  });

  test('says once which rows lie outside of the territories, before anything is made', async ({
    as,
  }) => {
    const page = await as('anna');
    const rows = fresh(3).map((row, at) => `${row};${at === 0 ? 'DE' : 'CH'}`);
    await toPreview(page, csv('Fern', ['Firma;E-Mail;Ort;Land', ...rows].join('\r\n')));

    await expect(
      page.getByText('2 Zeilen liegen außerhalb Ihrer Gebiete (Deutschland)'),
    ).toHaveCount(1);
    await expect(page.getByRole('button', { name: '1 Lead anlegen' })).toBeVisible();
  });

  test('is mapped, previewed, imported and reported to the row', async ({ as }) => {
    const page = await as('admin');
    const file = csv('Messe', EXCEL);
    await page.goto('/leads');
    await page.getByRole('link', { name: 'Importieren' }).click();
    await choose(page, file);

    await expect(title(page, file.name)).toBeVisible();
    await expect(step(page)).toContainText('Zuordnung');
    await expect(page.locator('.page-sub')).toContainText('600 Zeilen · Windows-1252 · Semikolon');
    const company = page.getByRole('row').filter({ hasText: 'Catering Bärenwirt GmbH' });
    await expect(company.getByRole('combobox', { name: 'Bedeutung von „Firma“' })).toHaveValue(
      'Firma',
    );
    await page.getByRole('button', { name: 'Weiter zur Vorschau' }).click();

    const results = page.getByRole('navigation', { name: 'Ergebnisse' });
    await expect(results.getByRole('link')).toHaveText([
      'Alle Zeilen 600',
      'anlegen 490',
      'überspringen 20',
      'Fehler 90',
    ]);
    await results.getByRole('link', { name: 'Fehler' }).click();
    const reasons = page.getByRole('list', { name: 'Gründe' });
    await expect(reasons.getByRole('link')).toHaveCount(9);
    await reasons.getByRole('link', { name: 'E-Mail ungültig 10' }).click();
    const rows = page.getByRole('table', { name: 'Zeilen der Datei' }).locator('tbody tr');
    await expect(rows).toHaveCount(10);
    await expect(rows.first()).toContainText('ist keine E-Mail-Adresse.');
    expect(new URL(page.url()).searchParams.get('reason')).toBe('invalid_email');

    await rows.first().getByRole('link').click();
    const detail = page.getByRole('dialog', { name: 'Zeile 71' });
    await expect(detail).toContainText('E-Mail');
    await expect(detail.locator('[data-fault]')).toHaveCount(1);
    await page.keyboard.press('Escape');
    await expect(detail).toBeHidden();

    await results.getByRole('link', { name: 'überspringen' }).click();
    await expect(rows).toHaveCount(20);
    await expect(rows.first()).toContainText(/Gleiche (E-Mail|Telefonnummer) wie Zeile \d+\./);
    await results.getByRole('link', { name: 'Alle Zeilen' }).click();
    await page.getByRole('link', { name: 'Formel bleibt Text 10' }).click();
    await expect(rows).toHaveCount(10);

    await page.getByRole('link', { name: 'Zuordnung anpassen' }).click();
    await expect(step(page)).toContainText('Zuordnung');
    await page.getByRole('button', { name: 'Weiter zur Vorschau' }).click();
    await page.getByRole('button', { name: '490 Leads anlegen' }).click();

    await expect(page.getByText('Der Import ist fertig.')).toBeVisible();
    await expect(page.locator('.import-figure')).toHaveText([
      'Angelegt490',
      'Übersprungen20',
      'Fehler90',
    ]);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Fehlerzeilen als CSV' }).click();
    const errors = readFileSync(await (await download).path(), 'utf8');
    expect(errors.match(/^\d+;(Übersprungen|Fehler);/gm)).toHaveLength(110);

    await page.getByRole('link', { name: 'Angelegte Leads ansehen' }).click();
    await expect(page.locator('.pager-summary')).toHaveText('50 von 490');
    await expect(page.getByRole('group', { name: 'Filter' })).toContainText(file.name);

    await toPreview(page, csv('Nochmal', EXCEL));
    await expect(page.getByText('Keine Zeile wird zu einem Lead.')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Schon importiert 490' })).toBeVisible();
    await expect(page.getByRole('button', { name: /anlegen$/ })).toHaveCount(0);
  });

  test('is paged forth and back', async ({ as }) => {
    const page = await as('anna');
    await toPreview(page, csv('Seiten', table(...fresh(120))));
    const first = page.getByRole('table', { name: 'Zeilen der Datei' }).locator('tbody tr').first();

    for (const [act, row] of [
      ['Weiter', '52'],
      ['Weiter', '102'],
      ['Zurück', '52'],
      ['Zurück', '2'],
    ] as const) {
      await page.getByRole('navigation', { name: 'Seiten' }).getByText(act).click();
      await expect(first.getByRole('link')).toHaveText(row);
    }
    await expect(page.getByRole('button', { name: 'Zurück' })).toBeDisabled();
  });
});

/** Tab until something of that role and name has focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('Tab never gets there');
}

test.describe('an import by keyboard', () => {
  test('goes from the palette to the leads', async ({ as }) => {
    const page = await as('anna');
    const [row = ''] = fresh(1);
    const file = csv('Tasten', `Kunde X;Adresse Y;Irgendwas\r\n${row}`);
    await page.goto('/');
    await expect(title(page, 'Cockpit')).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Suchen oder Befehl' })).toBeFocused();
    await page.keyboard.type('Leads importieren');
    await page.keyboard.press('Enter');
    await expect(title(page, 'Leads importieren')).toBeVisible();
    await tabTo(page, page.getByRole('button', { name: 'Datei auswählen' }));
    await choose(page, file, () => page.keyboard.press('Enter'));

    await expect(title(page, file.name)).toBeVisible();
    const next = page.getByRole('button', { name: 'Weiter zur Vorschau' });
    await tabTo(page, next);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toContainText('Keine Spalte bedeutet „Firma“.');
    for (const [column, meaning] of [
      ['Kunde X', 'Firma'],
      ['Adresse Y', 'E-Mail'],
    ] as const) {
      const field = page.getByRole('combobox', { name: `Bedeutung von „${column}“` });
      await field.focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(meaning);
      // Before the list is narrowed, the first choice is to import nothing.
      await expect(page.getByRole('option', { name: 'Nicht importieren' })).toHaveCount(0);
      await page.keyboard.press('ArrowDown');
      await expect(page.getByRole('option', { name: meaning, exact: true })).toHaveAttribute(
        'data-combobox-selected',
        'true',
      );
      await page.keyboard.press('Enter');
      await expect(field).toHaveValue(meaning);
    }
    await expect
      .poll(() => page.evaluate(() => Object.values(sessionStorage).join()))
      .toContain('["company","email",null]');
    await page.reload();
    await expect(page.getByRole('combobox', { name: 'Bedeutung von „Kunde X“' })).toHaveValue(
      'Firma',
    );
    await tabTo(page, next);
    await page.keyboard.press('Enter');

    const start = page.getByRole('button', { name: '1 Lead anlegen' });
    await expect(start).toBeVisible();
    await tabTo(page, start);
    await page.keyboard.press('Enter');
    const open = page.getByRole('link', { name: 'Angelegte Leads ansehen' });
    await expect(open).toBeVisible();
    await tabTo(page, open);
    await page.keyboard.press('Enter');
    await expect(page.locator('.pager-summary')).toHaveText('1 von 1');
  });
});

test.describe('an import with many duplicates', () => {
  test('waits for the manager, who releases it', async ({ as }) => {
    const [anna, manager, jonas] = [await as('anna'), await as('manager'), await as('jonas')];
    const [first = '', second = ''] = fresh(2);
    const file = csv('Doppelt', table(first, first.replace('Gasthof', 'Haus'), second));
    await toPreview(anna, file);
    await expect(anna.getByText('33,3 % Dubletten')).toBeVisible();
    await anna.getByRole('button', { name: 'Zur Freigabe senden' }).click();
    await expect(anna.getByText('Wartet auf Freigabe durch die Teamleitung.')).toBeVisible();
    await expect(anna.getByRole('button', { name: 'Import freigeben' })).toHaveCount(0);
    await jonas.goto(anna.url());
    await expect(jonas.getByText('Diesen Import gibt es nicht.')).toBeVisible();

    await manager.goto('/leads/imports');
    const line = manager.getByRole('row').filter({ hasText: file.name });
    await expect(line).toContainText('Wartet auf Freigabe');
    await line.getByRole('link').click();
    await expect(manager.getByText('Anna Keller bittet um Freigabe.')).toBeVisible();
    await manager.getByRole('button', { name: 'Import freigeben' }).click();
    const dialog = manager.getByRole('dialog', { name: 'Import freigeben?' });
    await expect(dialog).toContainText('2 Leads werden für Anna Keller angelegt.');
    await dialog.getByRole('button', { name: 'Import freigeben' }).click();

    await expect(manager.getByText('Der Import ist fertig.')).toBeVisible();
    // By itself, without a hand on the page.
    await expect(anna.getByText('Der Import ist fertig.')).toBeVisible();
    await expect(anna.locator('.import-figure').first()).toHaveText('Angelegt2');
  });
});

test.describe('a file that is none', () => {
  test('is refused with what to do', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads/imports/new');
    const problem = page.getByRole('alert');
    const many = ['Firma;E-Mail', ...Array.from({ length: 10_001 }, (_, i) => `F${String(i)};`)];

    for (const [file, sentence] of [
      [
        { ...csv('x', 'x'), name: 'angebot.pdf' },
        'Diese Datei ist weder CSV noch eine Excel-Mappe.',
      ],
      [csv('leer', ''), 'Die Datei ist leer.'],
      [csv('kaputt', 'Firma;E-Mail\n"A;B\n'), 'Ein Anführungszeichen ist nicht geschlossen'],
      [csv('viele', many.join('\n')), 'Sie dürfen bis zu 10.000 Zeilen'],
    ] as const) {
      await choose(page, file);
      await expect(problem).toContainText(sentence);
      await expect(problem).toBeFocused();
    }
  });

  test('is taken by drop as well as by the dialog', async ({ as }) => {
    const page = await as('anna');
    await page.goto('/leads/imports/new');
    const drop = async (names: string[]) =>
      page.evaluate(
        ([content, ...files]) => {
          const data = new DataTransfer();
          for (const name of files) data.items.add(new File([content ?? ''], name));
          const zone = document.querySelector('.drop');
          zone?.dispatchEvent(
            new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }),
          );
        },
        [table(...fresh(1)), ...names],
      );

    await expect(page.getByRole('button', { name: 'Datei auswählen' })).toBeVisible();
    await drop(['eins.csv', 'zwei.csv']);
    await expect(page.getByRole('alert')).toContainText('Bitte nur eine Datei auf einmal.');
    await drop(['eins.csv']);
    await expect(title(page, 'eins.csv')).toBeVisible();
  });
});

test.describe('an import in two hands', () => {
  test('shows where it is when it has moved on', async ({ as }) => {
    const [page, other] = [await as('anna'), await as('anna')];
    await toPreview(page, csv('Zwei', table(...fresh(2))));
    await other.goto(page.url().replace('step=preview', 'step=mapping'));
    await other.getByRole('combobox', { name: 'Bedeutung von „Ort“' }).click();
    await other.getByRole('option', { name: 'Straße' }).click();
    await page.getByRole('button', { name: '2 Leads anlegen' }).click();
    await expect(page.getByText('Der Import ist fertig.')).toBeVisible();

    await other.getByRole('button', { name: 'Weiter zur Vorschau' }).click();

    await expect(other.getByText('Der Import ist inzwischen weiter.')).toBeVisible();
    await expect(other.getByText('Die Zuordnung lässt sich nicht mehr ändern')).toBeVisible();
  });
});

test.describe('who may not import', () => {
  test('reads, and is told so at the address', async ({ as }) => {
    const page = await as('auditor');
    await page.goto('/leads');
    await expect(title(page, 'Leads')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Importieren' })).toHaveCount(0);
    await page.locator('main').getByRole('link', { name: 'Importe' }).click();
    await expect(title(page, 'Importe')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Datei importieren' })).toHaveCount(0);
    await page.goto('/leads/imports/new');
    await expect(page.getByText('Dafür fehlt Ihnen das Recht „Leads importieren“.')).toBeVisible();
  });
});

for (const theme of ['light', 'dark'] as const)
  test(`every step is accessible and fits, ${theme}`, async ({ as }) => {
    test.setTimeout(600_000);
    const page = await as('anna', { theme });
    const [first = '', second = ''] = fresh(2);
    const file = csv('Zugang', table(first, first, second, 'ohne;keine Adresse;Ort', '=1+1;;'));
    const check = async (state: string) => {
      for (const width of [375, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = () =>
          page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
        await expect.poll(overflow, `${state} ${String(width)}`).toBe(0);
        expect(await violations(page), `${state} ${theme} ${String(width)}`).toEqual([]);
      }
    };
    await page.goto('/leads/imports/new');
    await choose(page, { ...file, name: 'x.pdf' });
    await expect(page.getByRole('alert')).toBeVisible();
    await check('refused file');
    await choose(page, file);
    await expect(title(page, file.name)).toBeVisible();
    await check('mapping');
    await page.getByRole('button', { name: 'Weiter zur Vorschau' }).click();
    await expect(page.getByRole('link', { name: 'Zeile 2 ansehen' })).toBeVisible();
    await check('preview');
    await page.getByRole('link', { name: 'Zeile 5 ansehen' }).click();
    await expect(page.getByRole('dialog', { name: 'Zeile 5' })).toBeVisible();
    await check('row');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Zur Freigabe senden' }).click();
    await expect(page.getByText('Wartet auf Freigabe durch')).toBeVisible();
    await check('waiting');
    await page.goto('/leads/imports');
    await expect(page.getByRole('link', { name: file.name })).toBeVisible();
    await check('list');
  });

test('an upload goes on after the session was lost', async ({ as }) => {
  const page = await as('jonas');
  const { jonas } = cast().people;
  const file = csv('Sitzung', table(...fresh(1)));
  await page.goto('/leads/imports/new');
  await expect(page.getByRole('button', { name: 'Datei auswählen' })).toBeVisible();
  await page.context().clearCookies();
  await choose(page, file);

  const dialog = page.getByRole('dialog', { name: 'Ihre Sitzung ist abgelaufen' });
  await dialog.getByLabel('Passwort', { exact: true }).fill(jonas.password);
  await dialog.getByRole('button', { name: 'Anmelden' }).click();

  await expect(title(page, file.name)).toBeVisible();
});
