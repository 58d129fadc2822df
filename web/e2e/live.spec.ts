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

async function register(page: Page, company: string): Promise<{ id: string }> {
  const answer = await page.request.post('/v1/leads', {
    headers: { 'x-relance-client': 'web' },
    data: { company: { name: company, city: company }, contacts: [], source: 'REFERRAL' },
  });
  expect(answer.status(), await answer.text()).toBe(201);
  return (await answer.json()) as { id: string };
}

test.describe('the live connection', () => {
  test('resumes after a cut without losing or doubling anything', async ({ as }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    const line = await lineOf(page);
    await page.goto('/');
    await untilLive(page);
    const feed = page.getByRole('region', { name: 'Gerade passiert' });
    const [before, one, two] = [
      unique('Vorher'),
      unique('Im Funkloch eins'),
      unique('Im Funkloch zwei'),
    ];
    // What tests before this one set going may still come in between.
    const shown = async () =>
      (await feed.getByRole('listitem').allTextContents()).flatMap(
        (text) => [before, one, two].find((company) => text.includes(company)) ?? [],
      );
    await register(anna, before);
    await expect.poll(shown).toEqual([before]);

    await line.cut();
    await register(anna, one);
    await register(anna, two);
    await expect(
      page.getByText(/Live unterbrochen\. Stand \d\d:\d\d\. Wir verbinden neu\./),
    ).toBeVisible();
    line.mend();

    await untilLive(page);
    await expect.poll(shown).toEqual([two, one, before]);
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
    const feed = second.getByRole('region', { name: 'Gerade passiert' });
    await expect(feed).toContainText(company);

    await first.close();
    await expect.poll(() => other.opened()).toBe(1);
    const after = unique('Nach dem Schließen');
    await register(anna, after);
    await expect(feed).toContainText(after);
  });

  test('tells in the feed what is done, narrowed by an address that survives', async ({ as }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    await page.goto('/?feed=work');
    await untilLive(page);
    const company = unique('Mit Aufgabe');
    const { id } = await register(anna, company);
    const opened = await anna.request.post('/v1/tasks', {
      headers: { 'x-relance-client': 'web' },
      data: { leadId: id, text: 'Preisliste zeigen', dueAt: '2030-01-01T08:00:00Z' },
    });
    expect(opened.status(), await opened.text()).toBe(201);

    const feed = page.getByRole('region', { name: 'Gerade passiert' });
    const newest = feed.getByRole('listitem').first();
    await expect(newest).toContainText(`Aufgabe zu ${company}: Preisliste zeigen`);
    await expect(feed).not.toContainText(`${company} als Lead erfasst`);
    await page.reload();
    await expect(newest).toContainText(company);
    await newest.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: company })).toBeVisible();
  });

  test('does not move the feed under the hand', async ({ as }) => {
    const [page, anna] = [await as('manager'), await as('anna')];
    await page.goto('/');
    await untilLive(page);
    const feed = page.getByRole('region', { name: 'Gerade passiert' });
    // What stands above the feed comes when it is loaded, and would push the feed away from under the hand.
    for (const name of ['Wartet auf Ihre Freigabe', 'Team'])
      await expect(page.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
    await expect(page.locator('.skeleton')).toHaveCount(0);
    // Not the whole entry: the time in it goes on.
    const first = () => feed.getByRole('listitem').first().locator('.feed-text').textContent();
    await feed.hover();
    const before = await first();
    const company = unique('Unter der Hand');
    await register(anna, company);

    await expect(feed.getByRole('button', { name: /neu – anzeigen/ })).toBeVisible();
    expect(await first()).toBe(before);
    await page.getByRole('heading', { level: 1 }).hover();
    await expect(feed.getByRole('listitem').filter({ hasText: company })).toBeVisible();
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
