import fc from 'fast-check';
import { register } from 'prom-client';
import { Loops } from '../../src/core/loops';
import { Database, systemDbScope } from '../../src/core/database';
import { EmailService } from '../../src/email';
import { midOf } from '../../src/email/mid.rules';
import { sampleValues } from '../../src/email/templates/variables.rules';
import { WebhookMeasureRunner } from '../../src/email/webhooks/webhook-measure.runner';
import { WebhookWorkRunner } from '../../src/email/webhooks/webhook-work.runner';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';
import { type NewMail, T3_VERSION } from '../support/mail';
import {
  Amazon,
  certificateUrl,
  SendGrid,
  SNS_HOST,
  snsMessage,
  TOPIC,
} from '../support/mail-providers';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('what mail providers report', () => {
  const sendGrid = new SendGrid();
  const before = new SendGrid();
  let amazon: Amazon;
  let world: FollowUpWorld;
  let serial = 0;

  beforeAll(async () => {
    amazon = await Amazon.start();
    world = await followUpWorld({
      env: {
        EMAIL_SENDGRID_WEBHOOK_PUBLIC_KEY: `${before.publicKey}, ${sendGrid.publicKey}`,
        EMAIL_SES_TOPIC_ARNS: TOPIC,
      },
    });
  });

  afterAll(async () => {
    await world.stop();
    await amazon.stop();
  });

  const now = () => world.crm.clock.now();
  const sql = <R extends object>(text: string, values: unknown[] = []) =>
    world.crm.sql<R>(text, values);
  const post = async (door: string, body: string, headers: Record<string, string>) => {
    const answer = await fetch(`${world.crm.url}/hooks/email/${door}`, {
      method: 'POST',
      headers,
      body,
    });
    await answer.text();
    return answer.status;
  };
  const tell = (events: readonly object[], by = sendGrid) => {
    const body = by.bodyOf(events);
    return post('sendgrid', body, by.headers(body, now()));
  };
  const publish = (more: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const message = snsMessage({
      MessageId: `sns-${String(++serial)}`,
      Timestamp: now().toISOString(),
      ...more,
    });
    return post('ses', JSON.stringify(message), {
      'content-type': 'text/plain; charset=UTF-8',
      'x-amz-sns-message-type': String(message['Type']),
      ...headers,
    });
  };
  const work = async () => {
    while (await world.crm.app.get(WebhookWorkRunner).step());
  };

  /** Mails that have left, each to somebody of their own; `lost` of them without our having heard so. */
  const mails = async (
    count: number,
    { lost = 0, ...change }: Partial<NewMail> & { lost?: number } = {},
  ) => {
    const given = Array.from({ length: count }, (): NewMail => {
      const nr = ++serial;
      return {
        idempotencyKey: `webhook:${String(nr)}`,
        stream: 'followup',
        to: { address: `gast${String(nr)}@hotel.example`, name: null },
        subjectId: null,
        templateVersionId: T3_VERSION,
        variables: sampleValues('de'),
        locale: 'de',
        senderUserId: null,
        about: { kind: 'test', id: `00000000-0000-4000-8000-${String(nr).padStart(12, '0')}` },
        dueAt: now(),
        notAfter: new Date(now().getTime() + 48 * HOUR_MS),
        legalBasis: { basis: 'OPT_IN', consentId: null },
        simulated: false,
        ...change,
      };
    });
    await world.crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) =>
        world.crm.app.get(EmailService).enqueueAll(tx, given),
      );
    const rows = await sql<{ id: string }>(
      'SELECT id FROM email_messages WHERE idempotency_key = ANY ($1) ORDER BY id',
      [given.map(({ idempotencyKey }) => idempotencyKey)],
    );
    const ids = rows.map(({ id }) => id);
    await lose(ids.slice(0, lost));
    await world.crm.drain();
    return ids;
  };
  /** As after a death between the call and its answer. */
  const lose = async (ids: readonly string[]) => {
    await sql(
      `INSERT INTO email_attempts (message_id, claim_epoch, provider, worker, state, content_sha256, handed_at, finished_at)
       SELECT id, 1, 'sendgrid', 'gone', 'ambiguous', '\\x00', $2, now() FROM unnest($1::uuid[]) AS id`,
      [ids, now()],
    );
    await sql(
      `UPDATE email_messages SET status = 'unknown', claim_epoch = 1, attempts = 1, settled_at = $2
        WHERE id = ANY ($1)`,
      [ids, now()],
    );
  };
  const event = (id: string, kind: string, more: object = {}) => ({
    email: 'gast@hotel.example',
    event: kind,
    timestamp: Math.floor(now().getTime() / 1000) - 60,
    sg_event_id: `${kind}-${id}-${String(Reflect.get(more, 'nr') ?? 0)}`,
    sg_message_id: 'abc.filter-1.0',
    mid: midOf(id),
    ...more,
  });
  const ses = (id: string, eventType: string, more: object = {}) => ({
    Message: JSON.stringify({
      eventType,
      mail: {
        messageId: `0107-${id}`,
        timestamp: now().toISOString(),
        sourceArn: 'arn:aws:ses:eu-central-1:123456789012:identity/relance.example',
        tags: { mid: [midOf(id)] },
      },
      ...more,
    }),
  });
  const states = async (ids: readonly string[]) =>
    new Map(
      (
        await sql<{ id: string } & Record<string, unknown>>(
          `SELECT m.id, m.status, m.reason, m.provider_message_id AS "providerId", m.delivered_at AS delivered,
                  m.bounced_at AS bounced, m.complained_at AS complained, m.unsubscribed_at IS NOT NULL AS unsubscribed,
                  ARRAY(SELECT s.reason || ' ' || s.scope FROM email_suppressions s
                         WHERE s.to_hash = m.to_hash AND s.removed_at IS NULL ORDER BY 1) AS suppressed,
                  ARRAY(SELECT replace(replace(l.type, 'crm.email.', ''), '.v1', '') FROM event_log l
                         WHERE l.data->>'messageId' = m.id::text AND l.type <> 'crm.email.queued.v1' ORDER BY 1) AS told
             FROM email_messages m WHERE m.id = ANY ($1)`,
          [ids],
        )
      ).map(({ id, ...state }) => [id, state]),
    );
  const state = async (id: string) => (await states([id])).get(id);
  const kept = async () =>
    (await sql<{ count: number }>('SELECT count(*)::int AS count FROM email_provider_events'))[0]
      ?.count;
  const counted = async (name: string, labels: Record<string, string>) => {
    const metric = await register.getSingleMetric(name)?.get();
    const hits = metric?.values.filter(({ labels: given }) =>
      Object.entries(labels).every(([key, value]) => given[key] === value),
    );
    return hits?.reduce((sum, { value }) => sum + value, 0) ?? 0;
  };

  it('is refused and kept nowhere, unless SendGrid signed just these bytes', async () => {
    const [id = ''] = await mails(1);
    const standing = await kept();
    const body = sendGrid.bodyOf([
      event(id, 'delivered'),
      event(id, 'bounce', { status: '5.1.1' }),
    ]);
    const good = sendGrid.headers(body, now());
    const { 'x-twilio-email-event-webhook-signature': signature, ...unsigned } = good;
    const anew = JSON.stringify(JSON.parse(body));

    const answers = [
      await post('sendgrid', body, unsigned),
      await post('sendgrid', anew, good),
      await post('sendgrid', body.trimEnd(), good),
      await post('sendgrid', body, new SendGrid().headers(body, now())),
      await post('sendgrid', body, { ...good, 'x-twilio-email-event-webhook-timestamp': '1' }),
      await post(
        'sendgrid',
        body,
        sendGrid.headers(body, new Date(now().getTime() - 26 * HOUR_MS)),
      ),
      await post('sendgrid', '{}', sendGrid.headers('{}', now())),
    ];

    expect(answers).toEqual([401, 401, 401, 401, 401, 401, 400]);
    expect(signature).toMatch(/=*$/);
    expect(await kept()).toBe(standing);
    const rejected = (reason: string) =>
      counted('crm_email_webhook_rejected_total', { provider: 'sendgrid', reason });
    expect([
      await rejected('unsigned'),
      await rejected('signature'),
      await rejected('stale'),
      await rejected('malformed'),
    ]).toEqual([1, 4, 1, 1]);
    await work();
    expect(await state(id)).toMatchObject({ delivered: null, bounced: null, suppressed: [] });
    await world.crm.app.get(WebhookMeasureRunner).step();
    const { body: figures } = await world.crm.admin.get('/v1/email-webhooks');
    expect(figures).toMatchObject({
      items: [
        { provider: 'sendgrid', open: true, rejectedLastDay: 7, eventsLastDay: standing },
        { provider: 'ses', open: true, rejectedLastDay: 0, lastEventAt: null, lagSeconds: 0 },
      ],
    });
    expect((await world.anna.get('/v1/email-webhooks')).status).toBe(403);

    expect(await tell([event(id, 'delivered')], before)).toBe(200);
    expect(await post('sendgrid', body, good)).toBe(200);
    expect(await kept()).toBe((standing ?? 0) + 2);
  });

  it('is refused unless SNS signed it for a topic of ours, and nobody but Amazon is asked', async () => {
    const [id = ''] = await mails(1);
    const standing = await kept();
    const said = ses(id, 'Delivery');
    const confirming = {
      Type: 'SubscriptionConfirmation',
      Message: 'You have chosen to subscribe',
      Token: 'tok en',
      SubscribeURL: `${SNS_HOST}/?Action=ConfirmSubscription&TopicArn=x&Token=y`,
    };
    const elsewhere = [
      'https://sns.evil.example/SimpleNotificationService-' + 'a'.repeat(32) + '.pem',
      certificateUrl().replace('.com/', '.com.evil.example/'),
      certificateUrl().replace('https', 'http'),
      certificateUrl().replace('.com/', '.com:443/'),
      certificateUrl().replace('sns.', 'user@sns.'),
      `${certificateUrl()}?x=1`,
    ];

    const answers = [
      await publish({ ...said, TopicArn: TOPIC.replace('ses', 'other') }),
      await publish({ ...said, SignatureVersion: '1' }),
      await publish({ ...said, Timestamp: new Date(now().getTime() - 26 * HOUR_MS).toISOString() }),
      await publish(said, { 'x-amz-sns-rawdelivery': 'true' }),
      await publish({
        ...confirming,
        SubscribeURL: 'https://127.0.0.1/?Action=ConfirmSubscription',
      }),
      await publish({ ...said, SigningCertURL: certificateUrl('b') }),
      await publish({ ...said, SigningCertURL: certificateUrl('c') }),
    ];
    for (const SigningCertURL of elsewhere)
      answers.push(await publish({ ...said, SigningCertURL }));
    const forged = { ...snsMessage({ ...said, MessageId: 'f', Timestamp: now().toISOString() }) };
    const asNotification = {
      'content-type': 'text/plain',
      'x-amz-sns-message-type': 'Notification',
    };
    answers.push(
      await post('ses', JSON.stringify({ ...forged, MessageId: 'g' }), asNotification),
      await post('ses', 'no JSON', asNotification),
    );

    expect(answers).toEqual([401, 401, 401, 401, 400, ...Array<number>(9).fill(401), 400]);
    expect(await kept()).toBe(standing);
    expect(new Set(amazon.asked)).toEqual(
      new Set([certificateUrl('a'), certificateUrl('b'), certificateUrl('c')]),
    );

    expect(await publish(confirming)).toBe(200);
    expect(amazon.asked.at(-1)).toBe(
      `${SNS_HOST}/?${String(new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn: TOPIC, Token: 'tok en' }))}`,
    );
    amazon.isDown = true;
    expect(await publish(confirming)).toBe(503);
    expect(await publish({ ...said, SigningCertURL: certificateUrl('d') })).toBe(503);
    amazon.isDown = false;

    expect(await publish({ Message: 'Successfully validated SNS topic' })).toBe(200);
    expect(await publish({ ...said, MessageId: 'once' })).toBe(200);
    expect(await publish({ ...said, MessageId: 'once' })).toBe(200);
    expect(await kept()).toBe((standing ?? 0) + 1);
    // Its certificate is asked for once.
    expect(amazon.asked.filter((url) => url === certificateUrl('a'))).toHaveLength(1);
    await work();
    expect(await state(id)).toMatchObject({ delivered: now(), told: ['delivered', 'sent'] });
  });

  it('comes to the same whatever the order, however often, and whatever we knew', async () => {
    const runs = 100;
    const at = Math.floor(now().getTime() / 1000) - 600;
    const about = (id: string) => [
      event(id, 'processed', { timestamp: at }),
      event(id, 'deferred', { timestamp: at + 1, response: '451 4.7.1 greylisted' }),
      event(id, 'deferred', { timestamp: at + 60, nr: 2 }),
      event(id, 'delivered', { timestamp: at + 90 }),
      event(id, 'bounce', { timestamp: at + 120, type: 'bounce', status: '5.1.1' }),
      event(id, 'bounce', { timestamp: at + 110, type: 'blocked', status: '5.7.1', nr: 2 }),
      event(id, 'spamreport', { timestamp: at + 200 }),
      event(id, 'unsubscribe', { timestamp: at + 210 }),
      event(id, 'open', { timestamp: at + 220 }),
      event(id, 'something_new', { timestamp: at + 230 }),
    ];
    const ids = await mails(runs, { lost: runs / 2 });
    const orders = fc.sample(
      fc
        .tuple(
          fc.shuffledSubarray([...about('').keys()], { minLength: 10 }),
          fc.array(fc.nat({ max: 9 }), { maxLength: 5 }),
        )
        .map(([all, again]) => [...all, ...again]),
      { numRuns: runs, seed: 11 },
    );
    const queues = ids.map((id, run) => (orders[run] ?? []).flatMap((nr) => about(id)[nr] ?? []));

    // In turn, so that what one mail is told lies apart in several requests and steps.
    for (let turn = 0; turn < 15; turn++) {
      const events = queues.flatMap((queue) => queue[turn] ?? []);
      if (events.length > 0) expect(await tell(events)).toBe(200);
      if (turn % 3 === 0) await work();
    }
    await work();

    const ends = await states(ids);
    expect([...ends.values()].filter(({ providerId }) => providerId === null)).toEqual([]);
    const different = [...ends.values()].map(({ providerId: _, ...end }) => JSON.stringify(end));
    expect([...new Set(different)]).toHaveLength(1);
    expect(ends.get(ids[0] ?? '')).toEqual({
      status: 'sent',
      reason: null,
      providerId: 'abc',
      delivered: new Date((at + 90) * 1000),
      bounced: new Date((at + 110) * 1000),
      complained: new Date((at + 200) * 1000),
      unsubscribed: true,
      suppressed: ['COMPLAINT all', 'HARD_BOUNCE all', 'UNSUBSCRIBED followup'],
      told: [
        ...['bounced', 'bounced', 'bounced', 'bounced', 'complained', 'delivered', 'sent'],
        'unsubscribed',
      ],
    });
    const [row] = await sql<{ events: number; open: number }>(
      `SELECT count(*)::int AS events, count(*) FILTER (WHERE state = 'pending')::int AS open
         FROM email_provider_events WHERE message_id = ANY ($1)`,
      [ids],
    );
    expect(row).toEqual({ events: runs * 9, open: 0 });
  });

  it('proves that a mail has left of which nobody knew, and even one that was given up', async () => {
    const [unknown = '', ended = '', other = ''] = await mails(3, { lost: 3 });
    await sql(
      `UPDATE email_messages SET status = 'failed', reason = 'UNRESOLVED_UNKNOWN' WHERE id = $1`,
      [ended],
    );
    // Another provider's attempt is not proven by this one.
    await sql(`UPDATE email_attempts SET provider = 'ses' WHERE message_id = ANY ($1)`, [
      [ended, other],
    ]);

    await tell([event(unknown, 'processed'), event(other, 'processed')]);
    await publish(ses(ended, 'Send'));
    await work();

    expect(await state(unknown)).toMatchObject({
      status: 'sent',
      providerId: 'abc',
      told: ['sent'],
    });
    expect(await state(ended)).toMatchObject({
      status: 'sent',
      reason: null,
      providerId: `0107-${ended}`,
      told: ['sent'],
    });
    expect(await state(other)).toMatchObject({ status: 'unknown', told: [] });
  });

  it('keeps from an address what it does not take, and from nobody what is our fault', async () => {
    const [hard = '', blocked = '', dropped = '', reported = ''] = await mails(4);
    const sibling = async (id: string) => {
      const [row] = await sql<{ to: string }>(
        'SELECT to_address AS to FROM email_messages WHERE id = $1',
        [id],
      );
      const [next = ''] = await mails(1, {
        to: { address: row?.to ?? '', name: null },
        dueAt: new Date(now().getTime() + HOUR_MS),
      });
      return next;
    };
    const waiting = [await sibling(hard), await sibling(blocked), await sibling(dropped)];

    await tell([
      event(hard, 'bounce', { type: 'bounce', status: '5.1.1' }),
      event(blocked, 'bounce', { type: 'blocked', status: '5.7.1' }),
      event(dropped, 'dropped', { reason: 'Bounced Address' }),
    ]);
    await publish(ses(reported, 'Complaint', { complaint: { complaintFeedbackType: 'abuse' } }));
    await work();

    expect((await state(hard))?.['suppressed']).toEqual(['HARD_BOUNCE all']);
    expect(await state(blocked)).toMatchObject({ suppressed: [], told: ['bounced', 'sent'] });
    expect((await state(dropped))?.['suppressed']).toEqual(['HARD_BOUNCE all']);
    expect((await state(reported))?.['suppressed']).toEqual(['COMPLAINT all']);
    const after = await states(waiting);
    expect(waiting.map((id) => after.get(id)?.['status'])).toEqual([
      'suppressed',
      'queued',
      'suppressed',
    ]);
  });

  it('pauses an address that returned mail on three days', async () => {
    const [one = '', two = '', three = ''] = await mails(1).then(async ([first = '']) => {
      const [row] = await sql<{ to: string }>(
        'SELECT to_address AS to FROM email_messages WHERE id = $1',
        [first],
      );
      return [first, ...(await mails(2, { to: { address: row?.to ?? '', name: null } }))];
    });
    const soft = (id: string, daysAgo: number) =>
      event(id, 'bounce', {
        type: 'bounce',
        status: '5.2.2',
        timestamp: Math.floor((now().getTime() - daysAgo * DAY_MS) / 1000),
      });

    await tell([soft(one, 2), soft(two, 1)]);
    await work();
    expect((await state(one))?.['suppressed']).toEqual([]);
    await tell([soft(three, 0)]);
    await work();

    expect((await state(one))?.['suppressed']).toEqual(['SOFT_BOUNCE all']);
  });

  it('stops the follow-ups of whoever calls a mail spam, as a report by mail does', async () => {
    const leadId = await world.register();
    await world.crm.days(4);
    const [mail] = await sql<{ id: string }>(
      `SELECT id FROM email_messages WHERE subject_id = $1 AND status = 'sent'`,
      [leadId],
    );
    expect((await world.trace(leadId)).next).toMatchObject({ step: 'T7' });

    await tell([event(mail?.id ?? '', 'spamreport')]);
    await world.crm.drain();

    const { enrolment, next } = await world.trace(leadId);
    expect(enrolment).toMatchObject({ state: 'stopped', reason: 'OPTED_OUT' });
    expect(next).toBeNull();
  });

  it('is told once, however it broke off before', async () => {
    const [id = ''] = await mails(1);
    await sql(`
      CREATE FUNCTION test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'refused by the test'; END $$;
      CREATE TRIGGER test_refuse BEFORE INSERT ON email_suppressions FOR EACH ROW EXECUTE FUNCTION test_refuse();`);
    const events = [event(id, 'spamreport'), event(id, 'delivered')];

    await tell(events);
    await work();

    expect(await state(id)).toMatchObject({ complained: null, told: ['delivered', 'sent'] });
    expect(
      await sql(`SELECT state, attempts, error FROM email_provider_events WHERE event_id = $1`, [
        events[0]?.sg_event_id,
      ]),
    ).toEqual([{ state: 'pending', attempts: 1, error: 'refused by the test' }]);
    await world.crm.app.get(WebhookMeasureRunner).step();
    world.crm.clock.turnTo(new Date(now().getTime() + 10 * 60_000));
    await world.crm.app.get(WebhookMeasureRunner).step();
    expect(await counted('crm_email_webhook_lag_seconds', { provider: 'sendgrid' })).toBe(600);

    await sql('DROP TRIGGER test_refuse ON email_suppressions; DROP FUNCTION test_refuse');
    await sql('UPDATE email_provider_events SET retry_at = NULL');
    await work();
    const told = await state(id);
    await tell(events);
    await work();

    expect(told).toMatchObject({
      suppressed: ['COMPLAINT all'],
      told: ['complained', 'delivered', 'sent'],
    });
    expect(await state(id)).toEqual(told);
    expect(
      await counted('crm_email_webhook_events_total', {
        outcome: 'duplicate',
        event: 'spamreport',
      }),
    ).toBeGreaterThan(0);
  });

  it('is ignored for what is simulated, and kept for a week where it is about no mail of ours', async () => {
    const [simulated = ''] = await mails(1, { simulated: true });
    const stranger = '0197f000-0000-7000-8000-00000000dead';

    await tell([event(simulated, 'bounce', { status: '5.1.1' }), event(stranger, 'delivered')]);
    await tell([{ event: 'delivered', timestamp: 1_700_000_000, sg_event_id: 'nameless' }]);
    await work();

    expect(await state(simulated)).toMatchObject({ bounced: null, suppressed: [] });
    const standing = async () =>
      (
        await sql<{ state: string }>(
          `SELECT state FROM email_provider_events WHERE named_message_id = ANY ($1) OR event_id = 'nameless'
            ORDER BY received_at, kind, event_id DESC`,
          [[simulated, stranger]],
        )
      ).map((row) => row.state);
    expect(await standing()).toEqual(['ignored', 'orphan', 'pending']);
    await world.crm.app.get(WebhookMeasureRunner).step();
    expect(await counted('crm_email_webhook_lag_seconds', { provider: 'sendgrid' })).toBe(0);

    world.crm.clock.turnTo(new Date(now().getTime() + 8 * DAY_MS));
    await work();

    expect(await standing()).toEqual(['ignored', 'orphan', 'orphan']);
    expect(world.crm.app.get(Loops).names()).toEqual(
      expect.arrayContaining(['email.webhooks', 'email.webhook-measure']),
    );
    world.crm.clock.turnTo(new Date(now().getTime() + 31 * DAY_MS));
    await world.crm.app.get(WebhookMeasureRunner).step();
    expect(await kept()).toBe(0);
  });
});
