import type { Page } from '@playwright/test';
import { violations } from './accessibility';
import { expect, test, unique } from './support';

interface Made {
  id: string;
}

async function newLead(page: Page, company: string, over = {}, said = {}): Promise<Made> {
  const answer = await page.request.post('/v1/leads', {
    headers: { 'x-relance-client': 'web' },
    data: {
      company: { name: company, city: unique('Doppelort'), country: 'DE', ...over },
      contacts: [
        { lastName: 'Vogt', email: `${unique('vogt').replace(' ', '.')}@doppelt.example` },
      ],
      source: 'REFERRAL',
      ...said,
    },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return (await answer.json()) as Made;
}

test.describe('two leads that are one company', () => {
  test('become one by keyboard, are separated by undo and from the page of the other', async ({
    as,
  }) => {
    const anna = await as('anna');
    const [here, there] = [unique('Gasthof Hier'), unique('Gasthof Dort')];
    const into = await newLead(anna, here);
    const other = await newLead(
      anna,
      there,
      { businessType: 'HOTEL' },
      { decisionMakerAccess: 'DIRECT' },
    );
    const choose = async () => {
      await anna.getByRole('button', { name: 'Weitere Aktionen' }).focus();
      await anna.keyboard.press('Enter');
      await anna.getByRole('menuitem', { name: 'Zusammenführen …' }).press('Enter');
      await anna.getByLabel('Welcher Lead ist dieselbe Firma?').fill(there);
      await anna.getByRole('button', { name: new RegExp(there) }).press('Enter');
    };
    const merge = async () => {
      await anna.getByLabel('Begründung').fill('Dasselbe Haus, zweimal erfasst');
      await anna.getByRole('button', { name: 'Zusammenführen', exact: true }).press('Enter');
      await expect(anna.getByText(`${there} ist jetzt Teil von ${here}.`)).toBeVisible();
    };

    await anna.goto(`/leads/${into.id}`);
    await choose();
    const dialog = anna.getByRole('dialog');
    await expect(dialog.getByText('1 Kontakt')).toBeVisible();
    await expect(dialog.getByRole('radio', { name: `Hotel (${there})` })).toBeChecked();
    await expect(dialog.getByRole('radio', { name: `Direkter Zugang (${there})` })).toBeChecked();
    await dialog.getByRole('radio', { name: `${there} (${there})` }).check();
    await dialog.getByRole('radio', { name: `${here} (${here})` }).check();
    expect(await violations(anna)).toEqual([]);
    await merge();
    await expect(anna.getByRole('region', { name: 'Kontakte' }).getByRole('listitem')).toHaveCount(
      2,
    );

    await anna.getByRole('button', { name: 'Rückgängig' }).click();
    await expect(anna.getByText(`${there} steht wieder für sich.`)).toBeVisible();
    await expect(anna.getByRole('region', { name: 'Kontakte' }).getByRole('listitem')).toHaveCount(
      1,
    );

    await choose();
    await merge();
    await anna.setViewportSize({ width: 375, height: 800 });
    await anna.goto(`/leads/${other.id}`);
    const note = anna.getByRole('note').filter({ hasText: 'Teil von' });
    await expect(note.getByRole('link', { name: here })).toBeVisible();
    await note.getByRole('button', { name: 'Zusammenführung aufheben' }).click();
    await dialog.getByLabel('Begründung').fill('Es sind doch zwei Häuser');
    await dialog.getByRole('button', { name: 'Zusammenführung aufheben' }).click();
    await expect(note).toBeHidden();
    await expect(anna.getByRole('region', { name: 'Kontakte' }).getByRole('listitem')).toHaveCount(
      1,
    );
    expect(
      await anna.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    ).toBe(true);
  });
});
