import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Crm } from '../support/crm';
import { envelope, fields, whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const run = promisify(execFile);

const FOLLOW_UP = {
  kind: 'template',
  templateKey: 'followup-t3',
  locale: 'de',
  variables: { contactName: 'Eva Brandt', company: 'Hotel Adler', ownerName: 'Anna Weber' },
  payloads: ['v1:unlock:all'],
} as const;

describe('sending by WhatsApp', () => {
  let crm: Crm;
  let wa: ReturnType<typeof whatsApp>;
  let lead: string;
  let serial = 0;

  beforeAll(async () => {
    crm = await Crm.start({ env: { ...WHATSAPP_ON, WHATSAPP_TIMEOUT_SECONDS: '0.2' } });
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

  const number = (end = '') => {
    serial += 1;
    return `+49${String(10 + serial)}77${end}`;
  };
  /** A follow-up that everything is right about but, at times, the number. */
  const followUp = (phone: string, change: object = {}) =>
    wa.mail(lead, phone, {
      purpose: 'followup',
      consentId: lead,
      content: FOLLOW_UP,
      ...change,
    });
  const send = async (message: ReturnType<typeof followUp>) => {
    const [queued] = await wa.enqueue(message);
    await wa.work();
    return stateOf(queued?.messageId ?? '');
  };
  const stateOf = async (id: string) => {
    const found = (await wa.run((tx) => wa.queries.outbound(tx, [id]))).get(id);
    return { id, state: found?.state, reason: found?.reason, errorCode: found?.errorCode };
  };
  const reach = async (phone: string) =>
    (await wa.run((tx) => wa.queries.reach(tx, [phone]))).get(phone);
  const last = () => {
    const sent = wa.fake.messages().at(-1);
    if (!sent) throw new Error('Nothing was handed over.');
    return sent;
  };

  it('says a template as its reader sees it and as Graph takes it', async () => {
    const phone = number();

    const { id, state } = await send(followUp(phone));

    expect(state).toBe('accepted');
    expect(last().body).toMatchObject({
      to: phone,
      biz_opaque_callback_data: id,
      template: {
        name: 'relance_followup_t3',
        language: { code: 'de' },
        components: [
          {
            type: 'body',
            parameters: [{ text: 'Eva Brandt' }, { text: 'Hotel Adler' }, { text: 'Anna Weber' }],
          },
          { type: 'button', index: '0', parameters: [{ payload: 'v1:unlock:all' }] },
        ],
      },
    });
    const found = (await wa.run((tx) => wa.queries.outbound(tx, [id]))).get(id);
    expect(found?.text).toContain('Guten Tag Eva Brandt, vielen Dank');
  });

  it('hears a tap as what its button means, about the lead that the message was about', async () => {
    const phone = number();
    const { id } = await send(followUp(phone));

    await wa.tap(phone.slice(1), 'v1:unlock:all', 'Details schicken', last().wamid);
    await wa.work();

    const told = (await wa.facts()).filter(({ data }) => data['repliesTo'] === id);
    expect(told).toMatchObject([
      { type: 'message.received', data: { kind: 'click', leadId: lead } },
      {
        type: 'button.clicked',
        data: {
          button: 'unlock',
          target: { kind: 'all', id: null },
          source: 'template',
          templateKey: 'followup-t3',
          leadId: lead,
        },
      },
    ]);
  });

  it.each([
    ['131047', 'failed', 'window_closed', 131047],
    ['131009', 'failed', 'bad_request', 131009],
    ['500', 'queued', undefined, 500],
    ['130429', 'queued', undefined, 130429],
  ])('refused with %s it is %s', async (code, state, reason, errorCode) => {
    const told = await send(followUp(number(`000${code}`)));

    expect(told).toMatchObject({ state, errorCode: code === '500' ? 500 : errorCode });
    if (reason !== undefined) expect(told.reason).toBe(reason);
  });

  it('leaves a number alone that is not on WhatsApp, and one that has stopped', async () => {
    const [nowhere, stopped] = [number('000131026'), number('000131050')];

    await send(followUp(nowhere));
    await send(followUp(stopped));

    expect(await reach(nowhere)).toMatchObject({ coolUntil: expect.any(Date), optedOutAt: null });
    expect(await reach(stopped)).toMatchObject({ optedOutAt: crm.clock.now() });
    expect(await send(followUp(nowhere))).toMatchObject({
      state: 'suppressed',
      reason: 'cool_off',
    });
    expect(await send(followUp(stopped))).toMatchObject({
      state: 'suppressed',
      reason: 'opted_out',
    });
    const preferences = (await wa.facts()).filter(
      ({ type }) => type === 'message.preference.changed',
    );
    expect(preferences).toMatchObject([{ data: { marketing: 'stopped' } }]);
  });

  it('does not know whether an unanswered message left, until a receipt proves it', async () => {
    const { id, state } = await send(followUp(number('000999')));
    expect(state).toBe('unknown');
    const before = wa.fake.messages().length;
    await wa.work();
    expect(wa.fake.messages()).toHaveLength(before);

    await wa.fake.receipts(last(), {
      statuses: ['delivered'],
      errorCode: 0,
      shuffle: false,
      duplicate: false,
    });
    await wa.work();

    expect(await stateOf(id)).toMatchObject({ state: 'delivered', reason: null });
    const told = (await wa.facts()).filter(({ data }) => data['messageId'] === id);
    expect(told.map(({ type, data }) => data['status'] ?? type)).toEqual([
      'unknown',
      'message.sent',
      'delivered',
    ]);
  });

  it('keeps a receipt that came before the answer to the call, and believes it then', async () => {
    const [queued] = await wa.enqueue(followUp(number('000999')));
    const id = queued?.messageId ?? '';
    await wa.receipt('wamid.TEST.EARLY', 'sent', { biz_opaque_callback_data: id });

    await wa.work();

    expect(await stateOf(id)).toMatchObject({ state: 'sent', reason: null });
    const parked = await crm.sql(
      'SELECT message_id AS id FROM whatsapp_receipts WHERE wamid = $1',
      ['wamid.TEST.EARLY'],
    );
    expect(parked).toEqual([{ id }]);
  });

  it('keeps the order of what hangs together, and cancels what lost its predecessor', async () => {
    const phone = number();
    await wa.text(phone.slice(1), 'Ja bitte');
    await wa.work();
    const [one] = await wa.enqueue(wa.mail(lead, phone));
    const [two] = await wa.enqueue(
      wa.mail(lead, phone, { afterMessageId: one?.messageId ?? null }),
    );
    await wa.work();
    expect(await stateOf(two?.messageId ?? '')).toMatchObject({ state: 'queued' });

    await wa.receipt(last().wamid, 'sent');
    await wa.work();
    expect(await stateOf(two?.messageId ?? '')).toMatchObject({ state: 'accepted' });

    const closed = await send(wa.mail(lead, number()));
    const behind = await send(wa.mail(lead, phone, { afterMessageId: closed.id }));
    expect([closed.reason, behind.reason]).toEqual(['window_closed', 'previous_failed']);
  });

  it('is told by its gate whether it is still wanted, after everything committed before', async () => {
    const phone = number();
    const seen: (Date | undefined)[] = [];
    wa.service.registerGate('test', async (tx, refs) => {
      seen.push((await wa.queries.lastHeardFrom(tx, [phone])).get(phone));
      return new Map(refs.map((ref) => [ref, { kind: 'cancel', reason: 'ANSWERED' } as const]));
    });
    await wa.post(
      envelope(wa.message(phone.slice(1), { type: 'text', text: { body: 'x' } }).value),
    );
    const [queued] = await wa.enqueue(followUp(phone, { gate: { name: 'test', ref: 'r' } }));

    await wa.work();

    expect(seen).toEqual([crm.clock.now()]);
    expect(await stateOf(queued?.messageId ?? '')).toMatchObject({
      state: 'cancelled',
      reason: 'ANSWERED',
    });
  });

  it('writes to a pair no faster than WhatsApp allows', async () => {
    const phone = number();
    await wa.text(phone.slice(1), 'Los');
    await wa.work();

    await wa.enqueue(...Array.from({ length: 12 }, () => wa.mail(lead, phone)));
    await wa.work();

    expect(wa.fake.messages().filter(({ to }) => to === phone)).toHaveLength(10);
  });

  it('stops with the account and goes on when somebody releases it', async () => {
    const blocked = await send(followUp(number('000190')));
    const waiting = await send(followUp(number()));
    expect([blocked.state, waiting.state]).toEqual(['queued', 'queued']);
    const view = await crm.admin.get('/v1/whatsapp/number');
    expect(view.body).toMatchObject({ mode: 'simulated', blockedBy: 'token' });

    await crm.sql(`DELETE FROM whatsapp_messages WHERE id = $1`, [blocked.id]);
    const released = await crm.admin.post('/v1/whatsapp/number/release', {
      reason: 'Neues Token eingetragen',
    });
    await crm.sql(`UPDATE whatsapp_messages SET retry_at = NULL WHERE id = $1`, [waiting.id]);
    await wa.work();

    expect(released.body).toMatchObject({ blockedBy: null });
    expect(await stateOf(waiting.id)).toMatchObject({ state: 'accepted' });
    expect(
      (await crm.admin.post('/v1/whatsapp/number/release', { reason: 'Noch einmal bitte' })).status,
    ).toBe(404);
  });

  it('uses no template that Meta has paused, and hands one in again that it refused', async () => {
    const notice = (event: string) =>
      wa.post(
        fields({
          field: 'message_template_status_update',
          value: {
            event,
            message_template_name: 'relance_followup_t3',
            message_template_language: 'de',
          },
        }),
      );
    await notice('PAUSED');
    await wa.work();
    expect(await send(followUp(number()))).toMatchObject({
      state: 'suppressed',
      reason: 'template_paused',
    });
    await notice('REJECTED');
    await wa.work();
    const { body } = await crm.admin.get<{ items: { id: string; key: string; status: string }[] }>(
      '/v1/whatsapp/templates',
    );
    const rejected = body.items.find(({ status }) => status === 'rejected');

    const submitted = await crm.admin.post(
      `/v1/whatsapp/templates/${rejected?.id ?? ''}/submission`,
    );
    const again = await crm.admin.post(`/v1/whatsapp/templates/${rejected?.id ?? ''}/submission`);

    expect([submitted.status, again.status]).toEqual([200, 409]);
    expect(await send(followUp(number()))).toMatchObject({ state: 'accepted' });
    expect((await crm.admin.post(`/v1/whatsapp/templates/${lead}/submission`)).status).toBe(404);
  });

  it('gives up what nobody can work off, goes on with the rest, and works it off when asked to', async () => {
    const from = number().slice(1);
    const bad = wa.message(from, { type: 'text', text: { body: 'x' }, timestamp: 'gestern' });
    await wa.post(envelope(bad.value));
    const good = await wa.text(from, 'Guten Tag');
    await wa.work();

    const { body } = await crm.admin.get<{ items: { id: string; key: string; error: string }[] }>(
      '/v1/whatsapp/dead-letters',
    );
    const letter = body.items.find(({ key }) => key === `msg:${bad.wamid}`);
    expect(letter?.error).toContain('timestamp');
    expect((await wa.facts()).some(({ data }) => data['wamid'] === good)).toBe(true);

    await crm.sql(
      `UPDATE whatsapp_payloads p SET body = replace(body, '"gestern"', '"1772438400"') FROM whatsapp_items i WHERE i.payload_id = p.id AND i.id = $1`,
      [letter?.id],
    );
    const replayed = await crm.admin.post(`/v1/whatsapp/dead-letters/${letter?.id ?? ''}/replay`);
    await wa.work();

    expect(replayed.status).toBe(204);
    expect((await wa.facts()).some(({ data }) => data['wamid'] === bad.wamid)).toBe(true);
    expect(
      (await crm.admin.post(`/v1/whatsapp/dead-letters/${letter?.id ?? ''}/replay`)).status,
    ).toBe(404);
  });

  it('is driven by npm run simulate as by WhatsApp itself', async () => {
    const phone = number();
    const { id } = await send(followUp(phone));
    const simulate = async (...args: string[]) => {
      const port = new URL(wa.fake.url).port;
      const script = join(__dirname, '../../scripts/simulate.mjs');
      const { stdout } = await run(process.execPath, [script, ...args, '--port', port]);
      return JSON.parse(stdout) as { status: number };
    };

    const answers = [
      await simulate('click', '--from', phone, '--label', 'Details schicken'),
      await simulate('text', '--from', phone, '--body', 'Danke'),
      await simulate('status', '--statuses', 'sent,delivered', '--shuffle', '--duplicate'),
    ];
    await wa.work();

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stateOf(id)).toMatchObject({ state: 'delivered' });
    const heard = (await wa.facts()).filter(({ data }) => data['repliesTo'] === id);
    expect(heard.map(({ type }) => type)).toEqual(['message.received', 'button.clicked']);
    await expect(simulate('click', '--from', '+491')).rejects.toThrow();
  });

  it('takes back what a dead process held: unsent without an attempt, unknown with one', async () => {
    const held = await wa.enqueue(followUp(number()), followUp(number()));
    const [unsent = '', perhaps = ''] = held.map(({ messageId }) => messageId);
    await crm.sql(
      `UPDATE whatsapp_messages SET state = 'claimed', claim_epoch = 1, claimed_by = 'dead', lease_until = now() - interval '1 s'
        WHERE id = ANY ($1)`,
      [[unsent, perhaps]],
    );
    await crm.sql(
      `INSERT INTO whatsapp_attempts (message_id, claim_epoch, worker, handed_at) VALUES ($1, 1, 'dead', $2)`,
      [perhaps, crm.clock.now()],
    );

    await wa.work();

    expect((await stateOf(unsent)).state).toBe('accepted');
    expect((await stateOf(perhaps)).state).toBe('unknown');
  });

  it('counts what came in, minute by minute, and audits strangers once', async () => {
    const text = JSON.stringify(envelope({}));
    const forged = {
      'content-type': 'application/json',
      'x-hub-signature-256': `sha256=${createHash('sha256').update('no').digest('hex')}`,
    };
    await wa.post(text, forged);
    await wa.post(text, forged);

    await wa.work();

    const [minute] = await crm.sql<{ requests: number; bad: number; acks: number; sum: number }>(
      `SELECT sum(requests)::int AS requests, sum(bad_signature)::int AS bad, sum(ack_count)::int AS acks,
              sum((SELECT sum(n) FROM unnest(ack_buckets) n))::int AS sum FROM webhook_intake_minutes`,
    );
    expect(minute?.bad).toBe(2);
    expect(minute?.acks).toBe((minute?.requests ?? 0) - 2);
    expect(minute?.sum).toBe(minute?.acks);
    const audited = await crm.sql(
      `SELECT after FROM audit_log WHERE act = 'webhook.signature.refused'`,
    );
    expect(audited).toEqual([{ after: { requests: 2 } }]);
  });
});
