import { violations } from './accessibility';
import { expect, test } from './support';

test.describe('the templates', () => {
  test('are edited beside what they say, and go out by a second person', async ({ as }) => {
    const page = await as('admin');
    await page.goto('/templates');
    await page.getByRole('button', { name: 'Neue Vorlage' }).click();
    const dialog = page.getByRole('dialog');
    const key = `probe-${String(test.info().parallelIndex)}-${String(test.info().retry)}`;
    await dialog.getByLabel('Name').fill('Nicht So');
    await dialog.getByRole('button', { name: 'Entwurf anlegen' }).click();
    await expect(dialog.getByText('einzelne Bindestriche')).toBeVisible();
    await dialog.getByLabel('Name').fill(key);
    await dialog.getByRole('button', { name: 'Entwurf anlegen' }).click();
    await expect(page.getByRole('heading', { level: 1, name: key })).toBeVisible();

    const letter = page.frameLocator('iframe');
    await expect(letter.locator('.card').first()).toHaveCSS(
      'background-color',
      'rgb(255, 255, 255)',
    );
    await page.getByText('Dunkel', { exact: true }).click();
    await expect(letter.locator('.card').first()).toHaveCSS('background-color', 'rgb(32, 36, 40)');

    const subject = page.getByLabel('Betreff');
    await subject.fill('{{ nichts }}');
    await expect(page.getByText('Diese Variable gibt es nicht')).toBeVisible();
    await subject.fill('Für ');
    await page.getByText('Variable einfügen').click();
    await page.getByRole('button', { name: 'lead.company' }).click();
    await expect(subject).toHaveValue('Für {{ lead.company }}');
    await page.getByLabel('Mit den Werten von').first().click();
    const option = page.getByRole('option').first();
    const company = ((await option.textContent()) ?? '').split(',')[0] ?? '';
    await option.click();
    await expect(page.getByText(`Für ${company}`)).toBeVisible();

    expect(await violations(page)).toEqual([]);

    await page.reload();
    await expect(subject).toHaveValue('Für {{ lead.company }}');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByRole('button', { name: 'Test an mich' }).click();
    await expect(page.getByText('Der Test ist unterwegs')).toBeVisible();

    await page.getByRole('button', { name: 'Veröffentlichen' }).click();
    await dialog.getByRole('button', { name: 'Veröffentlichen' }).click();
    await expect(dialog.getByText('Mindestens 10 Zeichen.')).toBeVisible();
    await dialog.getByLabel('Grund').fill('Probelauf am Bildschirm');
    await dialog.getByRole('button', { name: 'Veröffentlichen' }).click();
    await expect(page.getByText('Veröffentlicht v1').first()).toBeVisible();

    await page.getByRole('button', { name: 'Als Entwurf beginnen' }).click();
    await expect(page.getByText('Entwurf v2').first()).toBeVisible();
    await subject.fill('Neu für {{ lead.company }}');
    await page.getByRole('button', { name: 'Unterschied' }).click();
    await dialog.getByText('Betreff').click();
    await expect(dialog.getByRole('listitem')).toHaveText([
      'Entfernt: Für {{ lead.company }}',
      'Neu: Neu für {{ lead.company }}',
    ]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Entwurf verwerfen' }).click();
    await expect(page.getByText('Entwurf verworfen')).toBeVisible();
    await expect(subject).toHaveValue('Für {{ lead.company }}');
  });
});
