import type { ConversationPage, ThreadPage } from '../../src/conversations/inbox/inbox.dto';
import { Intake } from '../../src/email/inbound/intake.service';
import type { ResponseRow } from '../../src/conversations/responses/responses.dto';
import type { TaskPage } from '../../src/leads/tasks/tasks.dto';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';

describe('an answer by mail', () => {
  let world: FollowUpWorld;
  let serial = 0;

  beforeAll(async () => {
    world = await followUpWorld({ env: { EMAIL_REPLY_DOMAIN: 'reply.crm.example' } });
  });

  afterAll(() => world.stop());

  /** A lead that has got its first follow-up, and what it answers. */
  const answered = async (text: string, headers: Record<string, string> = {}) => {
    serial += 1;
    const leadId = await world.register({ nr: serial });
    await world.crm.days(6);
    const address = world.addressOf(serial);
    const raw = world.sink.mails.find(({ to }) => to[0] === address)?.raw ?? '';
    const replyTo = /^Reply-To: (.*)$/m.exec(raw)?.[1]?.trim() ?? '';
    const rcpt = /<([^>]+)>/.exec(replyTo)?.[1] ?? replyTo;
    const head = {
      'Message-ID': `<r${String(serial)}@hotel.example>`,
      From: address,
      To: rcpt,
      Subject: 'Re: Ihr Muster',
      ...headers,
      'Content-Type': 'text/plain; charset=utf-8',
    };
    const lines = Object.entries(head).map(([key, value]) => `${key}: ${value}`);
    await world.crm.app.get(Intake).take({
      raw: Buffer.from([...lines, '', text].join('\r\n')),
      rcpt: [rcpt],
      mailFrom: address,
    });
    await world.crm.drain();
    const { body } = await world.anna.get<{ items: ResponseRow[] }>(
      `/v1/responses?leadId=${leadId}`,
    );
    return { leadId, address, responses: body.items };
  };
  const statusOf = async (leadId: string) =>
    (await world.anna.get<{ status: string }>(`/v1/leads/${leadId}`)).body.status;
  const suppressed = (scope: string) =>
    world.crm.sql(
      `SELECT 1 FROM email_suppressions WHERE scope = $1 AND reason = 'UNSUBSCRIBED' AND removed_at IS NULL`,
      [scope],
    );

  it('that says yes makes a customer, says why, and waits for words of ours', async () => {
    const { leadId, responses } = await answered('Ja gerne, bitte senden Sie uns ein Angebot!');

    expect(responses).toEqual([
      expect.objectContaining({
        class: 'POSITIVE',
        state: 'decided',
        channel: 'email',
        source: { kind: 'mail', id: expect.any(String) },
        followUpId: expect.any(String),
        conversationId: expect.any(String),
        language: 'de',
      }),
    ]);
    expect(await statusOf(leadId)).toBe('CONVERTED');
    const { body: conversations } = await world.anna.get<ConversationPage>(
      `/v1/conversations?box=all&leadId=${leadId}`,
    );
    expect(conversations.items).toEqual([
      expect.objectContaining({
        ...{ channel: 'email', state: 'open', customerId: expect.any(String) },
        waiting: expect.objectContaining({ reason: null }),
      }),
    ]);
    const { body: thread } = await world.anna.get<ThreadPage>(
      `/v1/conversations/${conversations.items[0]?.id ?? ''}/messages`,
    );
    expect(thread.items).toEqual([
      expect.objectContaining({
        direction: 'inbound',
        repliesToId: thread.items[1]?.id,
        text: 'Ja gerne, bitte senden Sie uns ein Angebot!',
        response: expect.objectContaining({ class: 'POSITIVE' }),
      }),
      expect.objectContaining({
        direction: 'outbound',
        state: 'sent',
        text: expect.stringContaining('Probierbox'),
        about: { kind: 'follow-up', id: responses[0]?.followUpId },
      }),
    ]);
    expect(thread.items[1]?.text).not.toContain('/e/u/');
    const [converted] = await world.crm.sql<{ data: Record<string, unknown> }>(
      `SELECT data FROM event_log WHERE type = 'crm.lead.converted.v1' AND subject_id = $1`,
      [leadId],
    );
    expect(converted?.data).toMatchObject({
      responseId: responses[0]?.id,
      followUpId: responses[0]?.followUpId,
    });
    const [judged] = await world.crm.sql<{ step: string }>(
      `SELECT facts ->> 'step' AS step FROM conversion_evaluations WHERE subject_id = $1`,
      [leadId],
    );
    expect(judged?.step).toBe('T3');
  });

  it('in doubt waits for a person, whose word converts', async () => {
    const { leadId, responses } = await answered('Klingt interessant.');
    expect(responses[0]).toMatchObject({ class: 'POSITIVE', state: 'review' });
    expect(await statusOf(leadId)).toBe('ACTIVE');

    const decided = await world.anna.post(`/v1/responses/${responses[0]?.id ?? ''}/decision`, {
      class: 'POSITIVE',
    });
    await world.crm.drain();

    expect(decided.status).toBe(200);
    expect(await statusOf(leadId)).toBe('CONVERTED');
  });

  it('that wants no more mails is heeded: address, consent, and no conversion', async () => {
    const { leadId, responses } = await answered(
      'Bitte keine weiteren Mails, nehmen Sie mich aus dem Verteiler.',
    );

    expect(responses[0]).toMatchObject({ class: 'UNSUBSCRIBE', state: 'decided' });
    expect(await suppressed('followup')).toHaveLength(1);
    const consents = await world.crm.sql<{ state: string }>(
      `SELECT state FROM lead_consents WHERE lead_id = $1 ORDER BY given_at`,
      [leadId],
    );
    expect(consents.at(-1)?.state).toBe('revoked');
    expect(await statusOf(leadId)).toBe('ACTIVE');
  });

  it('that threatens with the law stops everything and goes to the manager', async () => {
    const { leadId } = await answered('Unterlassen Sie das, sonst hören Sie von meinem Anwalt.');

    expect(await suppressed('all')).toHaveLength(1);
    const { body } = await world.maria.get<TaskPage>(`/v1/tasks?leadId=${leadId}`);
    expect(body.items).toContainEqual(
      expect.objectContaining({ kind: 'LEGAL_THREAT', assignee: null }),
    );
  });

  it('of a machine pauses for a week, or until the day that it names', async () => {
    const machine = { 'Auto-Submitted': 'auto-replied' };
    const named = await answered('Ich bin bis 30.04.2026 nicht im Haus.', machine);
    const unnamed = await answered('Ich bin nicht im Haus.', machine);

    expect(named.responses[0]).toMatchObject({
      class: 'AUTO_REPLY',
      confidence: null,
      pauseUntil: '2026-04-30',
    });
    expect(unnamed.responses[0]?.class).toBe('AUTO_REPLY');
    const week = new Date(world.crm.clock.now().getTime() + 7 * 86_400_000).toISOString();
    expect(unnamed.responses[0]?.pauseUntil).toBe(week.slice(0, 10));
  });

  it('is read once, however often it arrives', async () => {
    const { leadId, responses } = await answered('Vielen Dank für die Information.');
    await world.crm.drain();

    expect(responses).toHaveLength(1);
    const events = await world.crm.sql(
      `SELECT 1 FROM event_log WHERE type = 'crm.response.classified.v1' AND subject_id = $1`,
      [leadId],
    );
    expect(events).toHaveLength(1);
    expect(responses[0]).toMatchObject({ class: 'NEUTRAL', state: 'decided' });
  });
});
