import type { Page, WebSocketRoute } from '@playwright/test';
import { cast } from './people';
import { expect, test, unique, untilLive } from './support';

/** The page's line to the server, which a test may cut and mend. */
async function lineOf(page: Page) {
  let cut = false;
  let open: WebSocketRoute | null = null;
  let opened = 0;
  await page.routeWebSocket('**/ws/events', (socket) => {
    if (cut) {
      void socket.close({ code: 1001 });
      return;
    }
    opened += 1;
    open = socket;
    socket.connectToServer();
  });
  return {
    cut: async () => {
      cut = true;
      await open?.close({ code: 1001 });
    },
    mend: () => {
      cut = false;
    },
    opened: () => opened,
  };
}

async function register(page: Page, company: string): Promise<void> {
  const answer = await page.request.post('/v1/leads', {
    headers: { 'x-relance-client': 'web' },
    data: { company: { name: company, city: company }, contacts: [], source: 'REFERRAL' },
  });
  expect(answer.status(), await answer.text()).toBe(201);
}

test.describe('the live connection', () => {
  test('resumes after a cut without losing or doubling anything', async ({ as }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    const line = await lineOf(page);
    await page.goto('/');
    await untilLive(page);
    const feed = page.getByRole('region', { name: 'Gerade passiert' });
    const before = unique('Vorher');
    await register(anna, before);
    await expect(feed.getByRole('listitem').first()).toContainText(before);

    await line.cut();
    const [one, two] = [unique('Im Funkloch eins'), unique('Im Funkloch zwei')];
    await register(anna, one);
    await register(anna, two);
    await expect(
      page.getByText(/Live unterbrochen\. Stand \d\d:\d\d\. Wir verbinden neu\./),
    ).toBeVisible();
    await expect(feed).not.toContainText(one);
    line.mend();

    await untilLive(page);
    await expect(feed.getByRole('listitem').first()).toContainText(two);
    await expect(feed.getByRole('listitem').nth(1)).toContainText(one);
    for (const company of [before, one, two])
      await expect(feed.getByRole('listitem').filter({ hasText: company })).toHaveCount(1);
    await expect(page.getByText('Live unterbrochen')).toHaveCount(0);
  });

  test('is one for all tabs of a browser, and the next tab takes over', async ({ as }) => {
    const first = await as('manager');
    const second = await first.context().newPage();
    const [one, other] = [await lineOf(first), await lineOf(second)];
    await first.goto('/');
    await untilLive(first);
    await second.goto('/');
    await untilLive(second);
    expect([one.opened(), other.opened()]).toEqual([1, 0]);

    const anna = await as('anna');
    const company = unique('Zwei Fenster');
    await register(anna, company);
    await expect(
      second.getByRole('region', { name: 'Gerade passiert' }).getByRole('listitem').first(),
    ).toContainText(company);

    await first.close();
    await expect.poll(() => other.opened()).toBe(1);
    const after = unique('Nach dem Schließen');
    await register(anna, after);
    await expect(
      second.getByRole('region', { name: 'Gerade passiert' }).getByRole('listitem').first(),
    ).toContainText(after);
  });

  test('does not move the feed under the hand', async ({ as }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    await page.goto('/');
    await untilLive(page);
    const feed = page.getByRole('region', { name: 'Gerade passiert' });
    const first = await feed.getByRole('listitem').first().textContent();
    await feed.hover();
    const company = unique('Unter der Hand');
    await register(anna, company);

    await expect(feed.getByRole('button', { name: /neu – anzeigen/ })).toBeVisible();
    expect(await feed.getByRole('listitem').first().textContent()).toBe(first);
    await page.getByRole('heading', { level: 1 }).hover();
    await expect(feed.getByRole('listitem').first()).toContainText(company);
  });

  test('keeps the numbers of the cockpit, which open their list', async ({ as }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    await page.goto('/');
    await untilLive(page);
    const tile = page
      .getByRole('list', { name: 'Leads nach Status' })
      .getByRole('listitem')
      .filter({ hasText: 'Registriert' });
    const shown = tile.locator('.live-number');
    const count = async () => Number((await shown.textContent())?.replace(/\D/g, ''));
    const before = await count();
    await register(anna, unique('Zahl'));
    await expect.poll(count).toBe(before + 1);

    await tile.getByRole('link').click();

    await expect(page.getByText(new RegExp(`^\\d+ von ${before + 1}$`))).toBeVisible();
  });

  test('never shows a colleague what is not theirs', async ({ as }) => {
    const [jonas, manager, anna] = [await as('jonas'), await as('manager'), await as('anna')];
    await jonas.goto('/');
    await manager.goto('/');
    await untilLive(jonas);
    await untilLive(manager);
    const company = unique('Nur Annas');
    await register(anna, company);
    await expect(manager.getByRole('region', { name: 'Gerade passiert' })).toContainText(company);

    await expect(jonas.getByRole('region', { name: 'Gerade passiert' })).not.toContainText(company);
    expect(cast().people.jonas.name).toBe('Jonas Wolf');
  });
});
