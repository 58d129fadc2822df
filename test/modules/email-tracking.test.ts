import { BROWSER, PAGES, TRACKING, trackedWorld, type TrackedWorld } from '../support/tracked-mail';

const REVOKED = { channel: 'email', purpose: 'tracking', state: 'revoked', source: 'Telefon' };

describe('tracking of mail', () => {
  let world: TrackedWorld;

  beforeAll(async () => {
    world = await trackedWorld();
  });
  afterAll(() => world.stop());

  const setting = (key: string, value: unknown, who = world.crm.admin) => who.set(key, { value });
  const rows = async (table: string) =>
    (await world.crm.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;
  /** A mail whose reader has had it for an hour. */
  const read = async (consents?: readonly object[]) => {
    const mailed = await world.mailed(consents);
    await world.seconds(3600);
    return mailed;
  };
  const link = (letter: { links: readonly string[] }, at = 0) => letter.links[at] ?? '';
  const signs = async (messageId: string) =>
    (
      await world.crm.sql<{ sign: string | null }>(
        'SELECT machine_by AS sign FROM email_hits WHERE message_id = $1 ORDER BY occurred_at, id',
        [messageId],
      )
    ).map(({ sign }) => sign);

  describe('without consent', () => {
    it.each<[string, object[]]>([
      ['to it', []],
      ['to it any more', [{ ...TRACKING, givenAt: '2026-03-01T10:00:00Z' }, REVOKED]],
      ['but a refusal', [{ ...REVOKED, state: 'refused' }]],
    ])('%s leaves links as they are and keeps nothing', async (_, consents) => {
      await setting('email.open-tracking', true);
      const before = await rows('email_links');

      const { letter, messageId } = await world.mailed(consents);

      expect(letter.links).toEqual([]);
      expect(letter.html).not.toContain('/e/c/');
      expect(letter.html).not.toContain('/e/o/');
      expect(letter.html).toContain('href="https://shop.example/box?for=hotel&amp;x=1"');
      for (const page of PAGES) expect(letter.plain).toContain(page);
      expect(await rows('email_links')).toBe(before);
      const [sent] = await world.crm.sql(
        `SELECT data FROM event_log WHERE type = 'crm.email.sent.v1' AND data->>'messageId' = $1 AND NOT data ? 'measured'`,
        [messageId],
      );
      expect(sent).toBeDefined();
      await setting('email.open-tracking', false);
    });
  });

  describe('with consent', () => {
    it('puts links of ours in both forms, but for those of the law and of withdrawal', async () => {
      const { letter, messageId } = await world.mailed();

      expect(letter.links).toHaveLength(PAGES.length);
      expect(letter.trap).toMatch(/^\/e\/c\/[0-9a-z]{4}\.[0-9a-z]{26}\.0\.[0-9a-z]{16}$/);
      expect(letter.picture).toBeNull();
      for (const page of PAGES) expect(`${letter.html}${letter.plain}`).not.toContain(page);
      for (const path of letter.links) expect(letter.plain).toContain(`https://crm.example${path}`);
      expect(letter.html).toContain('href="https://shop.example/impressum"');
      expect(letter.html).toContain('href="https://crm.example/e/u/');
      const links = await world.crm.sql<{ url: string }>(
        'SELECT url FROM email_links WHERE message_id = $1 ORDER BY number',
        [messageId],
      );
      expect(links.map(({ url }) => url)).toEqual([PAGES[0], ...PAGES]);
    });

    it('shows its own people the letter as it was written', async () => {
      const { messageId } = await world.mailed();

      const { body } = await world.crm.admin.get<{ content: { html: string } }>(
        `/v1/email-messages/${messageId}`,
      );

      expect(body.content.html).not.toContain('/e/c/');
      expect(body.content.html).toContain('https://shop.example/recipes');
    });

    it('leads on and tells of a person once a link and day', async () => {
      const { letter, messageId, leadId } = await read();
      const at = world.crm.clock.now();

      const followed = await world.fetch(link(letter), { headers: { cookie: 'relance=x' } });
      await world.seconds(6);
      await world.fetch(link(letter));
      await world.seconds(6);
      await world.fetch(link(letter, 1));
      await world.seconds(6);

      expect(followed.status).toBe(302);
      expect(followed.headers.get('location')).toBe(PAGES[0]);
      expect(followed.headers.get('referrer-policy')).toBe('no-referrer');
      expect(followed.headers.get('cache-control')).toBe('no-store');
      expect(followed.headers.get('x-robots-tag')).toBe('noindex');
      expect(followed.headers.get('set-cookie')).toBeNull();
      const told = await world.told(messageId);
      expect(told.map(({ data }) => [data['link'], data['place'], data['machine']])).toEqual([
        [1, 'https://shop.example/box', null],
        [2, 'https://shop.example/recipes', null],
      ]);
      expect(told[0]?.data).toMatchObject({
        leadId,
        agent: 'Chrome',
        occurredAt: at.toISOString(),
      });
      expect(await world.firsts(messageId)).toEqual({ opened: null, clicked: at });
      expect(await signs(messageId)).toEqual([null, null, null]);
    });

    it('keeps neither where somebody was nor what program exactly they used', async () => {
      const { letter, messageId } = await read();

      await world.fetch(link(letter));
      await world.seconds(6);

      const [hit] = await world.crm.sql<{ kept: string }>(
        'SELECT h::text AS kept FROM email_hits h WHERE message_id = $1',
        [messageId],
      );
      const [event] = await world.told(messageId);
      for (const kept of [hit?.kept, JSON.stringify(event?.data)]) {
        expect(kept).toContain('Chrome');
        expect(kept).not.toMatch(/127\.0\.0\.1|::1|Windows|141/);
        expect(kept).not.toContain(BROWSER);
      }
    });

    it.each<
      [
        string,
        (
          path: string,
          letter: { trap: string | null; links: readonly string[] },
        ) => Promise<unknown>,
        string[],
      ]
    >([
      ['that asks for the head alone', (path) => world.fetch(path, { method: 'HEAD' }), ['HEAD']],
      [
        'that asks for the head before it fetches',
        async (path) => {
          await world.fetch(path, { method: 'HEAD' });
          await world.seconds(1);
          await world.fetch(path);
        },
        ['HEAD', 'HEAD'],
      ],
      [
        'that is known',
        (path) => world.fetch(path, { agent: 'Barracuda Sentinel' }),
        ['KNOWN_AGENT'],
      ],
      ['without a name', (path) => world.fetch(path, { agent: '' }), ['KNOWN_AGENT']],
      [
        'that looks ahead',
        (path) => world.fetch(path, { headers: { 'sec-purpose': 'prefetch' } }),
        ['PREFETCH'],
      ],
      [
        'that follows what nobody sees',
        async (path, { trap }) => {
          await world.fetch(path);
          await world.seconds(1);
          await world.fetch(trap ?? '');
        },
        ['HONEYPOT', 'HONEYPOT'],
      ],
      [
        'that follows three links in five seconds',
        async (_, { links }) => {
          for (const path of links) {
            await world.fetch(path);
            await world.seconds(2);
          }
        },
        ['BURST', 'BURST', 'BURST'],
      ],
    ])('knows a machine %s', async (_, act, expected) => {
      const { letter, messageId } = await read();

      await act(link(letter), letter);
      await world.seconds(20);

      expect(await signs(messageId)).toEqual(expected);
      const told = await world.told(messageId);
      expect(told).toHaveLength(1);
      expect(told[0]?.machine).toBe(expected[0]);
      expect(await world.firsts(messageId)).toEqual({ opened: null, clicked: null });
    });

    it('knows a machine that is quicker than a reader, and a person who is not', async () => {
      const { letter, messageId } = await world.mailed();

      await world.fetch(link(letter));
      await world.seconds(2);
      await world.fetch(link(letter, 1));
      await world.seconds(1);
      await world.fetch(link(letter));
      await world.seconds(6);

      expect(await signs(messageId)).toEqual(['TOO_SOON', 'TOO_SOON', null]);
    });

    it('leads on and keeps nothing once the contact has taken the consent back', async () => {
      const { letter, messageId, leadId, contactId } = await read();
      await world.fetch(link(letter));
      await world.say(leadId, { ...REVOKED, contactId });

      const followed = await world.fetch(link(letter, 1));
      await world.seconds(6);

      expect(followed.status).toBe(302);
      expect(await world.told(messageId)).toEqual([]);
      expect(await world.firsts(messageId)).toEqual({ opened: null, clicked: null });
      expect(await signs(messageId)).toHaveLength(1);
    });

    it('leads on and keeps nothing once the contact is no more', async () => {
      const { letter, messageId, leadId, contactId } = await read();
      const { headers } = await world.anna.get(`/v1/leads/${leadId}`);
      const removed = await world.anna.send(
        'DELETE',
        `/v1/leads/${leadId}/contacts/${contactId}`,
        undefined,
        { headers: { 'if-match': headers.get('etag') ?? '' } },
      );
      expect(removed.status).toBeLessThan(300);

      expect((await world.fetch(link(letter))).status).toBe(302);
      await world.seconds(6);
      expect(await signs(messageId)).toEqual([]);
    });

    it('asks the consent once more when the mail is handed over', async () => {
      const { leadId, contactId, email } = await world.registered();
      world.sink.misbehave = () => ({ at: 'rcpt', reply: '450 4.2.0 Later' });
      await world.untilWritten(leadId);
      const [before] = await world.crm.sql<{ status: string; consent: string | null }>(
        'SELECT status, tracking_consent_id AS consent FROM email_messages WHERE subject_id = $1',
        [leadId],
      );
      expect(before).toMatchObject({ status: 'queued' });
      expect(before?.consent).not.toBeNull();
      await world.say(leadId, { ...REVOKED, contactId });
      world.sink.misbehave = () => undefined;
      await world.crm.sql('UPDATE email_messages SET retry_at = now() WHERE subject_id = $1', [
        leadId,
      ]);
      await world.crm.drain();

      const sent = world.sink.to(email).at(-1)?.raw ?? '';
      expect(sent).toContain('X-CRM-Mid');
      expect(Buffer.from(sent.split('base64\r\n\r\n')[1] ?? '', 'base64').toString()).not.toContain(
        '/e/c/',
      );
    });
  });

  describe('a click', () => {
    interface MyDay {
      hotClicks: number;
    }
    interface Hot {
      data: { items: { lead_id: string; channel: string; button: string }[] };
    }
    const hot = async () => ({
      count: (await world.anna.get<MyDay>('/api/dashboard/my-day')).body.hotClicks,
      items: (await world.anna.get<Hot>('/api/webhook/hot-clicks')).body.data.items,
    });

    it('is told on the timeline and in the feed, of a person alone', async () => {
      const { letter, leadId } = await read();

      await world.fetch(link(letter), { method: 'HEAD' });
      await world.seconds(6);
      await world.fetch(link(letter, 1));
      await world.seconds(6);

      const timeline = await world.anna.get<{ items: { type: string; data: object }[] }>(
        `/v1/leads/${leadId}/timeline`,
      );
      const clicks = timeline.body.items.filter(({ type }) => type === 'crm.email.clicked.v1');
      expect(clicks.map(({ data }) => data)).toEqual([
        expect.objectContaining({ machine: null, place: 'https://shop.example/recipes' }),
        expect.objectContaining({ machine: 'HEAD' }),
      ]);
      const feed = await world.anna.get<{
        items: { leadId: string; kind: string; sentence: string }[];
      }>('/api/dashboard/feed');
      const ours = feed.body.items.filter(
        (item) => item.leadId === leadId && item.kind === 'clicked',
      );
      expect(ours).toHaveLength(1);
      expect(ours[0]?.sentence).toContain('hat einen Link in unserer E-Mail angeklickt');
    });

    it('is hot for a day, until somebody has turned to the lead', async () => {
      await world.seconds(86_400);
      const { letter, leadId } = await read();
      const before = await hot();

      await world.fetch(link(letter), { agent: 'Barracuda Sentinel' });
      await world.seconds(6);
      expect(await hot()).toEqual(before);
      await world.fetch(link(letter));
      await world.seconds(6);

      const after = await hot();
      expect(after.count).toBe(before.count + 1);
      expect(after.items).toContainEqual(
        expect.objectContaining({ lead_id: leadId, channel: 'email', button: 'link' }),
      );
      await world.anna.post(`/v1/leads/${leadId}/activities`, { kind: 'CALL', text: 'Angerufen' });
      expect((await hot()).items.map(({ lead_id }) => lead_id)).not.toContain(leadId);
    });

    it('stands in the queue of follow-ups', async () => {
      const { letter, leadId, messageId } = await read();
      await world.fetch(link(letter));
      await world.seconds(6);

      const { body } = await world.anna.get<{
        items: { leadId: string; step: string; clickedAt: string | null; openedAt: null }[];
      }>('/v1/follow-ups?state=handed_over&sort=-dueAt&limit=200');
      const row = body.items.find((item) => item.leadId === leadId);

      expect(row).toMatchObject({ step: 'T3', openedAt: null });
      expect(row?.clickedAt).toBe((await world.firsts(messageId))?.clicked?.toISOString());
    });

    it('is a stage of the funnel, of those who consented', async () => {
      interface Performance {
        total: { clicked: number | null; opened: number | null };
      }
      const { letter } = await read();
      await world.fetch(link(letter), { method: 'HEAD' });
      await world.seconds(6);
      const of = async () =>
        (await world.crm.admin.get<Performance>('/v1/analytics/performance')).body.total.clicked;
      const before = await of();

      await world.fetch(link(letter));
      await world.seconds(6);

      expect(await of()).toBe((before ?? 0) + 1);
    });
  });

  describe('a link', () => {
    it('is worth nothing when a single bit of it is another', async () => {
      const { letter } = await read();
      const token = link(letter).slice('/e/c/'.length);
      const mac = token.lastIndexOf('.') + 1;
      const before = await rows('email_hits');
      const flipped = Array.from(token).flatMap((letter, at) =>
        Array.from({ length: 7 }, (_, bit) => {
          const other = String.fromCharCode(letter.charCodeAt(0) ^ (1 << bit));
          return `${token.slice(0, at)}${encodeURIComponent(other)}${token.slice(at + 1)}`;
        }),
      );
      const of = (tokens: string[]) => Promise.all(tokens.map((t) => world.fetch(`/e/c/${t}`)));

      const answers = await of(flipped);
      const others = await of([token.slice(0, mac), `${token}0`, 'x', token.toUpperCase()]);

      expect(flipped.length).toBe(token.length * 7);
      expect(new Set([...answers, ...others].map(({ status }) => status))).toEqual(new Set([404]));
      expect(await rows('email_hits')).toBe(before);
      expect((await world.fetch(`/e/c/${token}`)).status).toBe(302);
    });

    it('of another kind is none', async () => {
      const { letter } = await read();
      const unsubscribe = /\/e\/u\/([0-9a-z]+)/.exec(letter.html)?.[1] ?? '';
      const [kid, mid, , mac] = link(letter).slice('/e/c/'.length).split('.');

      for (const token of [unsubscribe, `${kid ?? ''}.${mid ?? ''}.${mac ?? ''}`])
        expect((await world.fetch(`/e/c/${token}`)).status).toBe(404);
    });

    it('says in the language of the reader that it is none', async () => {
      const german = await world.fetch('/e/c/x');
      const english = await world.fetch('/e/c/x', { headers: { 'accept-language': 'en-GB' } });

      expect(await german.text()).toContain('Dieser Link gilt nicht mehr');
      expect(await english.text()).toContain('This link is no longer valid');
      expect(german.headers.get('cache-control')).toBe('no-store');
      expect(german.headers.get('content-security-policy')).toContain("default-src 'none'");
    });

    it('leads nowhere where a host is blocked, and who may block it is an administrator', async () => {
      const { letter } = await read();

      expect(
        (await setting('email.blocked-link-hosts', ['shop.example'], world.maria)).status,
      ).toBe(403);
      expect((await setting('email.blocked-link-hosts', ['shop.example'])).status).toBe(200);
      await world.crm.drain();
      expect((await world.fetch(link(letter))).status).toBe(404);
      await setting('email.blocked-link-hosts', []);
      await world.crm.drain();
      expect((await world.fetch(link(letter))).status).toBe(302);
    });
  });

  describe('opening', () => {
    it('is measured only where it is switched on, by an administrator', async () => {
      expect((await setting('email.open-tracking', true, world.maria)).status).toBe(403);
      expect((await world.mailed()).letter.picture).toBeNull();
      await setting('email.open-tracking', true);
      await world.crm.drain();
      const { letter, messageId } = await read();

      const picture = await world.fetch(letter.picture ?? '');
      await world.seconds(6);
      await world.fetch(letter.picture ?? '', {
        agent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)',
      });
      await world.seconds(6);
      await world.fetch(letter.picture ?? '');
      await world.seconds(6);

      expect(picture.status).toBe(200);
      expect(picture.headers.get('content-type')).toBe('image/gif');
      expect(picture.headers.get('cache-control')).toBe('no-store');
      expect((await picture.arrayBuffer()).byteLength).toBe(43);
      expect((await world.told(messageId)).map(({ fact, machine }) => [fact, machine])).toEqual([
        ['crm.email.opened.v1', null],
        ['crm.email.opened.v1', 'KNOWN_AGENT'],
      ]);
      expect((await world.firsts(messageId))?.opened).not.toBeNull();
      const again = await read();
      await setting('email.open-tracking', false);
      await world.crm.drain();
      const before = await rows('email_hits');
      expect((await world.fetch(again.letter.picture ?? '')).status).toBe(200);
      expect((await world.fetch('/e/o/x.gif')).status).toBe(200);
      expect(await rows('email_hits')).toBe(before);
    });
  });

  it('forgets after 13 months who fetched what, and after 400 days where links lead', async () => {
    const { letter, messageId } = await read();
    await world.fetch(link(letter));
    await world.seconds(6);
    const aged = (days: number) =>
      world.crm.sql(
        `WITH m AS (UPDATE email_messages SET dated_at = dated_at - make_interval(days => $2) WHERE id = $1)
         UPDATE email_hits SET occurred_at = occurred_at - make_interval(days => $2) WHERE message_id = $1`,
        [messageId, days],
      );

    await aged(385);
    await world.crm.drain();
    expect((await world.fetch(link(letter))).status).toBe(302);
    expect(await signs(messageId)).toHaveLength(2);
    await aged(20);
    await world.crm.drain();

    expect((await world.fetch(link(letter))).status).toBe(404);
    expect(await signs(messageId)).not.toContain('KNOWN_AGENT');
    expect((await world.told(messageId)).length).toBe(1);
  });

  it('figures are those of the log', async () => {
    const [kept] = await world.crm.sql<{ people: number; firsts: number }>(
      `SELECT count(DISTINCT h.message_id) FILTER (WHERE h.fact = 'clicked' AND h.machine_by IS NULL AND h.judge_at IS NULL
                AND m.tracking_ended_at IS NULL)::int AS people,
              (SELECT count(*)::int FROM email_messages WHERE first_clicked_at IS NOT NULL) AS firsts
         FROM email_hits h JOIN email_messages m ON m.id = h.message_id`,
    );
    const [told] = await world.crm.sql<{ people: number }>(
      `SELECT count(DISTINCT data->>'messageId')::int AS people FROM event_log
        WHERE type = 'crm.email.clicked.v1' AND data->>'machine' IS NULL`,
    );

    expect(kept?.firsts).toBeGreaterThan(3);
    expect(told?.people).toBe(kept?.firsts);
  });
});
