import type { TimelinePage } from '../../src/cockpit/timeline/timeline.dto';
import type { MyDay } from '../../src/cockpit/dashboard/widgets.dto';
import type { ConversationPage, ConversationRow } from '../../src/conversations/inbox/inbox.dto';
import type { ResponseRow } from '../../src/conversations/responses/responses.dto';
import { Intake } from '../../src/email/inbound/intake.service';
import type { TaskPage } from '../../src/leads/tasks/tasks.dto';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';

describe('a mail of a person', () => {
  let world: FollowUpWorld;
  let serial = 0;

  beforeAll(async () => {
    world = await followUpWorld({ env: { EMAIL_REPLY_DOMAIN: 'reply.crm.example' } });
  });

  afterAll(() => world.stop());

  /** A lead writes back to its first follow-up, on a Friday at two when it is the first one. */
  const written = async (text: string) => {
    serial += 1;
    const nr = serial;
    const leadId = await world.register({ nr });
    // Over Easter the first one takes longer.
    await world.crm.days(nr === 1 ? 4 : 8);
    await write(nr, text);
    return { nr, leadId, chat: await chatOf(leadId) };
  };
  const write = async (nr: number, text: string) => {
    const address = world.addressOf(nr);
    const raw = world.sink.mails.find(({ to }) => to[0] === address)?.raw ?? '';
    const rcpt = /^Reply-To: .*?([^<>\s]+@[^<>\s]+)/m.exec(raw)?.[1] ?? '';
    const head = [`From: ${address}`, `To: ${rcpt}`, 'Subject: Re: Ihr Muster'];
    await world.crm.app.get(Intake).take({
      raw: Buffer.from([...head, 'Content-Type: text/plain; charset=utf-8', '', text].join('\r\n')),
      rcpt: [rcpt],
      mailFrom: address,
    });
    await world.crm.drain();
  };
  const chats = async (query: string) =>
    (await world.anna.get<ConversationPage>(`/v1/conversations?${query}`)).body.items;
  const chatOf = async (leadId: string): Promise<ConversationRow> => {
    const [chat] = await chats(`box=all&leadId=${leadId}`);
    if (!chat) throw new Error('Nobody talks.');
    return chat;
  };
  const waits = async (leadId: string) => (await chats(`box=waiting&leadId=${leadId}`)).length > 0;
  const myDay = async () => (await world.anna.get<MyDay>('/api/dashboard/my-day')).body;
  /** Facts by the act that they belong to, the one that leads at the front. */
  const actsOf = async (leadId: string) => {
    const { body } = await world.anna.get<TimelinePage>(`/v1/leads/${leadId}/timeline`);
    const byKey = new Map<string, string[]>();
    for (const { act: of, type } of body.items.toSorted(
      (a, b) => Number(b.act.leads) - Number(a.act.leads) || (a.type < b.type ? -1 : 1),
    ))
      byKey.set(of.key, [...(byKey.get(of.key) ?? []), type.replace(/^crm\.|\.v1$/g, '')]);
    return [...byKey.values()];
  };
  const act = (chat: ConversationRow, what: string, body: object) =>
    world.anna.post(`/v1/conversations/${chat.id}/${what}`, body, {
      headers: { 'if-match': `"conversation-${chat.id}-${String(chat.version)}"` },
    });

  it('waits for four hours of work, in the list, in My day and in the number of the inbox alike', async () => {
    const before = await myDay();

    const { leadId, chat } = await written('Haben Sie auch vegane Suppen?');

    expect(world.crm.clock.now().toISOString()).toBe('2026-03-06T13:00:00.000Z');
    expect(chat).toMatchObject({ state: 'open', channel: 'email' });
    expect(chat.waiting).toEqual({
      reason: null,
      since: '2026-03-06T13:00:00.000Z',
      dueAt: '2026-03-09T08:00:00.000Z',
    });
    expect(await waits(leadId)).toBe(true);
    const after = await myDay();
    expect(after.unanswered - before.unanswered).toBe(1);
    expect(after.inbox - before.inbox).toBe(1);
    expect(after.unanswered).toBe((await chats('box=waiting')).length);
  });

  it('that is positive or in doubt waits, once in the number of the inbox', async () => {
    const before = await myDay();

    const { leadId } = await written('Klingt interessant.');

    const after = await myDay();
    expect(await waits(leadId)).toBe(true);
    expect(after.answers - before.answers).toBe(1);
    expect(after.unanswered - before.unanswered).toBe(1);
    expect(after.inbox - before.inbox).toBe(1);
  });

  it.each([
    'Vielen Dank für die Information.',
    'Melden Sie sich bitte im Herbst noch einmal.',
    'Nein danke, wir haben kein Interesse.',
    'Bitte keine weiteren Mails, nehmen Sie mich aus dem Verteiler.',
  ])('that says all there is to say waits for nothing: %s', async (text) => {
    const { leadId, chat } = await written(text);

    expect(await waits(leadId)).toBe(false);
    expect(chat.waiting).toBeNull();
  });

  it('that complains is handed over like a complaint in a chat', async () => {
    const { leadId, chat } = await written(
      'Ich möchte mich beschweren: Ihre Lieferung kam aufgetaut an.',
    );

    expect(chat).toMatchObject({
      state: 'pending_agent',
      waiting: { reason: 'complaint' },
      assignee: { id: world.anna.id },
    });
    const { body } = await world.anna.get<TaskPage>(`/v1/tasks?leadId=${leadId}`);
    expect(body.items).toContainEqual(
      expect.objectContaining({ kind: 'ANSWER_CHAT', dueAt: chat.waiting?.dueAt }),
    );
  });

  it('waits no more once somebody answers it', async () => {
    const { leadId, chat } = await written('Was kostet die Box?');

    await world.anna.post(`/v1/conversations/${chat.id}/messages`, {
      kind: 'mail',
      text: 'Guten Tag, 4,90 Euro das Stück.',
    });

    expect(await waits(leadId)).toBe(false);
    expect(await chatOf(leadId)).toMatchObject({ state: 'open', waiting: null });
  });

  it('waits on after automatic mails, a call that nobody took, a conversion and a week', async () => {
    const { leadId, chat } = await written('Ja gerne, bitte senden Sie uns ein Angebot!');
    await world.anna.post(`/v1/leads/${leadId}/activities`, { kind: 'CALL', outcome: 'NO_ANSWER' });
    await world.crm.days(9);

    expect(await chatOf(leadId)).toMatchObject({
      state: 'open',
      customerId: expect.any(String),
      waiting: { since: chat.waiting?.since },
    });
  });

  it('waits no more once somebody talked to them', async () => {
    const { leadId } = await written('Was kostet die Box?');

    await world.anna.post(`/v1/leads/${leadId}/activities`, {
      kind: 'CALL',
      text: 'Preise genannt',
    });
    await world.crm.drain();

    expect(await waits(leadId)).toBe(false);
  });

  it('waits no more once a person finds that it refuses', async () => {
    const { leadId } = await written('Klingt interessant.');
    const { body } = await world.anna.get<{ items: ResponseRow[] }>(
      `/v1/responses?leadId=${leadId}`,
    );

    await world.anna.post(`/v1/responses/${body.items[0]?.id ?? ''}/decision`, {
      class: 'NEGATIVE',
    });

    expect(await waits(leadId)).toBe(false);
  });

  it('that was put off waits again when it comes back, since when it did', async () => {
    const { leadId, chat } = await written('Was kostet die Box?');
    const until = new Date(world.crm.clock.now().getTime() + 3_600_000).toISOString();

    await act(chat, 'snooze', { until });
    expect(await waits(leadId)).toBe(false);
    await world.crm.days(1);

    expect(await waits(leadId)).toBe(true);
    expect((await chatOf(leadId)).waiting).toEqual(chat.waiting);
  });

  it('waits no more once it is closed', async () => {
    const { leadId, chat } = await written('Was kostet die Box?');

    await act(chat, 'closing', { reason: 'resolved' });

    expect(await chatOf(leadId)).toMatchObject({ state: 'closed', waiting: null });
  });

  it('is one act with how it was read and what was logged of it, as is what we answer', async () => {
    const { leadId, chat } = await written('Was kostet die Box?');
    await world.anna.post(`/v1/conversations/${chat.id}/messages`, {
      kind: 'mail',
      text: 'Guten Tag, 4,90 Euro das Stück.',
    });
    await world.crm.drain();

    const acts = await actsOf(leadId);
    const [ours, theirs] = ['email.sent', 'email.received'].map((type) =>
      acts.find(([first]) => first === type),
    );
    expect(ours).toEqual(['email.sent', 'lead.activity.logged']);
    expect(theirs).toEqual(['email.received', 'lead.activity.logged', 'response.classified']);
  });

  it('that a person makes a customer by hand is one act with its status and activity', async () => {
    const leadId = await world.register({ nr: (serial += 1) });

    await world.maria.post(`/v1/leads/${leadId}/conversion`, {});
    await world.crm.drain();

    const found = (await actsOf(leadId)).find(([first]) => first === 'lead.converted');
    expect(found).toEqual(expect.arrayContaining(['lead.status.changed', 'lead.activity.logged']));
  });

  it('is listed by when the answer is due, the oldest first', async () => {
    // Leads whose protection lapsed meanwhile are Anna's no more.
    const { body } = await world.crm.admin.get<ConversationPage>('/v1/conversations?box=waiting');
    const due = body.items.map(({ waiting }) => waiting?.dueAt ?? '');

    expect(due.length).toBeGreaterThan(2);
    expect(due).toEqual(due.toSorted());
  });
});
