import { type ConfigError, readConfig } from '../../src/core/config';
import { Database, systemDbScope, type Tx } from '../../src/core/database';
import { Crm } from '../support/crm';
import { envelope, signed, VERIFY_TOKEN, whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const EVA = '4915112345678';

describe('the settings of WhatsApp', () => {
  const faultsOf = (env: Record<string, string>) => {
    try {
      readConfig({ DATABASE_URL: 'postgres://x/x', ...env });
      return [];
    } catch (error) {
      return (error as ConfigError).faults.filter((fault) => fault.startsWith('WHATSAPP_'));
    }
  };

  it('say at once what the cloud needs', () => {
    expect(faultsOf({ WHATSAPP_MODE: 'cloud' })).toEqual(
      ['APP_SECRET', 'VERIFY_TOKEN', 'ACCESS_TOKEN', 'PHONE_NUMBER_ID'].map(
        (key) => `WHATSAPP_${key}: is required when WHATSAPP_MODE is cloud`,
      ),
    );
  });

  it('refuse the stand-in in production', () => {
    expect(faultsOf({ RELANCE_ENV: 'production', WHATSAPP_MODE: 'simulated' })).toEqual([
      expect.stringContaining('simulated is refused in production'),
    ]);
  });
});

describe('WhatsApp', () => {
  let crm: Crm;
  let wa: ReturnType<typeof whatsApp>;
  let lead: string;

  beforeAll(async () => {
    crm = await Crm.start({ env: WHATSAPP_ON });
    wa = whatsApp(crm);
    const made = await crm.admin.post<{ id: string }>('/v1/leads', {
      company: { name: 'Hotel Adler', city: 'Ulm', country: 'DE' },
      contacts: [{ firstName: 'Eva', lastName: 'Brandt', email: 'eva@adler.example' }],
      source: 'REFERRAL',
    });
    lead = made.body.id;
    await wa.drain();
  });
  afterAll(() => crm.stop());

  const items = async () =>
    (await crm.sql<{ n: number }>('SELECT count(*)::int AS n FROM whatsapp_items'))[0]?.n;

  it('answers the handshake with the challenge, and nobody who does not know the word', async () => {
    const ask = (token: string) =>
      fetch(
        `${crm.url}/webhook?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=1158201444`,
      );
    const good = await ask(VERIFY_TOKEN);

    expect(good.status).toBe(200);
    expect(good.headers.get('content-type')).toContain('text/plain');
    expect(await good.text()).toBe('1158201444');
    expect((await ask('another-word')).status).toBe(403);
  });

  it('keeps what is signed, once, and tells the log of it', async () => {
    const { value, wamid } = wa.message(EVA, { type: 'text', text: { body: 'Guten Tag' } });

    const answers = [await wa.post(envelope(value)), await wa.post(envelope(value))];
    await wa.work();

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const told = (await wa.facts()).filter(({ data }) => data['wamid'] === wamid);
    expect(told).toMatchObject([
      { type: 'message.received', data: { kind: 'text', leadId: null } },
    ]);
    const { messageId } = told[0]?.data as { messageId: string };
    const found = await wa.run((tx) => wa.queries.inbound(tx, [messageId]));
    expect(found.get(messageId)).toMatchObject({
      text: 'Guten Tag',
      phone: `+${EVA}`,
      profileName: 'Eva Brandt',
      late: false,
    });
  });

  it('turns away and forgets what nobody signed', async () => {
    const before = await items();
    const text = JSON.stringify(envelope({}));
    const wrong = { ...signed(text, 'another-secret-of-nobody') };

    const { status, text: answer } = await wa.post(text, wrong);

    expect([status, JSON.parse(answer)]).toMatchObject([
      401,
      { type: '/problems/webhook-not-signed' },
    ]);
    expect((await wa.post(text, { 'content-type': 'application/json' })).status).toBe(401);
    expect(await items()).toBe(before);
  });

  it.each([
    ['{"object": ', 'malformed'],
    ['[]', 'malformed'],
    ['{"object":"page","entry":[]}', 'ignored'],
  ])('keeps %j as %s', async (text, kind) => {
    expect((await wa.post(text, signed(text))).status).toBe(200);

    const kept = await crm.sql('SELECT kind FROM whatsapp_payloads WHERE body = $1', [text]);
    expect(kept).toEqual([{ kind }]);
  });

  it('answers 503 when the database does not take it, and keeps it when it comes again', async () => {
    const { value, wamid } = wa.message(EVA, { type: 'text', text: { body: 'Noch einmal' } });
    await crm.sql('ALTER TABLE whatsapp_payloads RENAME TO whatsapp_payloads_away');

    const down = await wa.post(envelope(value));

    await crm.sql('ALTER TABLE whatsapp_payloads_away RENAME TO whatsapp_payloads');
    expect([down.status, JSON.parse(down.text)]).toMatchObject([
      503,
      { type: '/problems/webhook-unavailable' },
    ]);
    expect((await wa.post(envelope(value))).status).toBe(200);
    await wa.work();
    expect((await wa.facts()).filter(({ data }) => data['wamid'] === wamid)).toHaveLength(1);
  });

  it('takes up to three megabytes, and nobody needs a session or waits for a turn', async () => {
    const { value } = wa.message(EVA, { type: 'text', text: { body: 'x'.repeat(2_500_000) } });
    const big = JSON.stringify(envelope({}, { filler: 'x'.repeat(3_200_000) }));

    expect((await wa.post(envelope(value))).status).toBe(200);
    expect((await wa.post(big)).status).toBe(413);
  });

  it('works off what one person wrote in its order, in one body or in many', async () => {
    const said = ['eins', 'zwei', 'drei', 'vier'].map((body) =>
      wa.message('4915700000001', { type: 'text', text: { body } }),
    );
    const [a, b, c, d] = said.map(({ value }) => value);
    await wa.post(envelope(a ?? {}, b ?? {}));
    await wa.post(envelope(c ?? {}));
    await wa.post(envelope(d ?? {}));

    await wa.work();

    const order = await crm.sql<{ text: string }>(
      `SELECT text FROM whatsapp_inbound WHERE wamid = ANY ($1) ORDER BY id`,
      [said.map(({ wamid }) => wamid)],
    );
    expect(order.map(({ text }) => text)).toEqual(['eins', 'zwei', 'drei', 'vier']);
  });

  it('marks what is older than a day, and opens no window for it', async () => {
    const old = new Date(crm.clock.now().getTime() - 25 * 3_600_000);
    const wamid = await wa.text('4915700000002', 'Gestern', { at: old });
    await wa.work();

    const [kept] = await crm.sql('SELECT late FROM whatsapp_inbound WHERE wamid = $1', [wamid]);
    const reach = await wa.run((tx) => wa.queries.reach(tx, ['+4915700000002']));

    expect(kept).toEqual({ late: true });
    expect(reach.get('+4915700000002')).toMatchObject({ windowUntil: null });
  });

  it('follows a person to another number', async () => {
    await wa.text('4915700000003', 'Hallo');
    await wa.work();
    const before = await wa.run((tx) => wa.queries.reach(tx, ['+4915700000003']));
    await wa.say('4915700000003', {
      type: 'system',
      system: { type: 'user_changed_number', body: 'moved', wa_id: '4915700000004' },
    });
    await wa.work();

    const after = await wa.run((tx) => wa.queries.reach(tx, ['+4915700000004']));

    const id = before.get('+4915700000003')?.whatsappContactId;
    expect(id).toEqual(expect.any(String));
    expect(after.get('+4915700000004')?.whatsappContactId).toBe(id);
  });

  it('hides from a seller what belongs to nobody, until it is linked to a lead of theirs', async () => {
    const anna = await crm.person({ name: 'Anna Keller', role: 'SALES' });
    const mine = await anna.post<{ id: string }>('/v1/leads', {
      company: { name: 'Gasthof Krone', city: 'Ulm', country: 'DE' },
      contacts: [{ firstName: 'Otto', lastName: 'Maier', email: 'otto@krone.example' }],
      source: 'REFERRAL',
    });
    const wamid = await wa.text('4915700000005', 'Wer sind Sie?');
    await wa.work();
    const [row] = await crm.sql<{ id: string; person: string }>(
      'SELECT id, whatsapp_contact_id AS person FROM whatsapp_inbound WHERE wamid = $1',
      [wamid],
    );
    const asAnna = <T>(act: (tx: Tx) => Promise<T>) =>
      crm.app.get(Database).transaction(
        {
          ...systemDbScope('test'),
          dbRole: 'relance_sales',
          settings: { user_id: [anna.id], team_ids: [], territories: ['DE'] },
        },
        act,
      );
    const seen = () => asAnna(async (tx) => (await wa.queries.inbound(tx, [row?.id ?? ''])).size);

    const before = await seen();
    await wa.run((tx) =>
      wa.service.link(tx, row?.person ?? '', { subjectId: mine.body.id, contactId: null }),
    );

    expect([before, await seen()]).toEqual([0, 1]);
    const [queued] = await asAnna((tx) =>
      wa.service.enqueueAll(tx, [wa.mail(mine.body.id, '+4915700000005')]),
    );
    const about = { kind: 'test', id: mine.body.id };
    const withdrawn = await asAnna((tx) => wa.service.cancel(tx, about, 'CHANGED_MIND'));
    expect([queued?.replayed, withdrawn]).toEqual([false, 1]);
    await expect(
      asAnna((tx) => wa.service.enqueueAll(tx, [wa.mail(lead, '+4915700000005')])),
    ).rejects.toThrow('row-level security');
  });

  it('sends a text into an open window and follows it to the eyes of its reader', async () => {
    await wa.text(EVA, 'Haben Sie Pommes?');
    await wa.work();
    const message = wa.mail(lead, `+${EVA}`);

    const [queued] = await wa.enqueue(message);
    await wa.work();
    const sent = wa.fake.messages().at(-1);
    if (!sent || !queued) throw new Error('Nothing was handed over.');
    await wa.fake.receipts(sent, {
      statuses: ['sent', 'delivered', 'read'],
      errorCode: 0,
      shuffle: true,
      duplicate: true,
    });
    await wa.work();

    expect(sent.body).toMatchObject({ to: `+${EVA}`, text: { body: 'Guten Tag' } });
    const found = await wa.run((tx) => wa.queries.outbound(tx, [queued.messageId]));
    expect(found.get(queued.messageId)).toMatchObject({ state: 'read', text: 'Guten Tag' });
    const told = (await wa.facts()).filter(({ data }) => data['messageId'] === queued.messageId);
    expect(told.map(({ type, data }) => data['status'] ?? type)).toEqual(
      expect.arrayContaining(['message.sent', 'delivered', 'read']),
    );
  });
});
