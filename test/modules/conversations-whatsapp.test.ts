import type {
  ConversationPage,
  ConversationRow,
  ConversationView,
  ThreadMessage,
  ThreadPage,
} from '../../src/conversations/inbox/inbox.dto';
import { Responder } from '../../src/conversations/responder/responder.provider';
import type { ResponseRow } from '../../src/conversations/responses/responses.dto';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import type { TaskPage } from '../../src/leads/tasks/tasks.dto';
import { Crm, type Visitor } from '../support/crm';
import { WHATSAPP_ON, whatsApp } from '../support/whatsapp';

const HOUR_MS = 3_600_000;

describe('a chat', () => {
  let crm: Crm;
  let chat: ReturnType<typeof whatsApp>;
  let anna: Visitor;
  let ben: Visitor;
  let serial = 0;

  beforeAll(async () => {
    crm = await Crm.start({
      at: '2026-03-10T08:00:00Z',
      env: { ...WHATSAPP_ON, EMAIL_MAILBOX_PORT: '0' },
    });
    chat = whatsApp(crm);
    const team = await crm.team('Süd');
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: team });
    ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: team, territories: ['CH'] });
    await crm.drain();
  });
  afterAll(() => crm.stop());

  /** A lead of Anna's and the number of its contact. */
  const lead = async () => {
    serial += 1;
    const waId = `4915112345${String(600 + serial)}`;
    const { status, body } = await anna.post<LeadView>('/v1/leads', {
      company: {
        name: `Gasthof Nr ${String(serial)}`,
        city: `Ort ${String(serial)}`,
        country: 'DE',
      },
      contacts: [{ firstName: 'Eva', lastName: 'Brandt', mobile: `+${waId}` }],
      source: 'REFERRAL',
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return { leadId: body.id, contactId: body.contacts[0]?.id ?? '', waId };
  };
  const conversationsOf = async (leadId: string, who = anna) =>
    (await who.get<ConversationPage>(`/v1/conversations?box=all&leadId=${leadId}`)).body.items;
  const only = async (leadId: string): Promise<ConversationRow> => {
    const items = await conversationsOf(leadId);
    if (items.length !== 1) throw new Error(`There are ${String(items.length)} conversations.`);
    return items[0] as ConversationRow;
  };
  const thread = async (id: string, who = anna) =>
    (await who.get<ThreadPage>(`/v1/conversations/${id}/messages`)).body.items;
  const say = async (waId: string, text: string, at?: Date) => {
    await chat.text(waId, text, at && { at });
    await crm.drain();
  };
  const tasksOf = async (leadId: string) =>
    (await anna.get<TaskPage>(`/v1/tasks?leadId=${leadId}&kind=ANSWER_CHAT`)).body.items;
  const change = async (id: string, act: string, body: object) => {
    const etag = (await anna.get(`/v1/conversations/${id}`)).headers.get('etag') ?? '';
    return anna.post<ConversationView>(`/v1/conversations/${id}/${act}`, body, {
      headers: { 'if-match': etag },
    });
  };
  const factsOf = async (leadId: string, type: string) =>
    (
      await crm.sql<{ data: Record<string, unknown> }>(
        `SELECT data FROM event_log WHERE type = $2 AND subject_id = $1 ORDER BY tx, position`,
        [leadId, `crm.conversation.${type}.v1`],
      )
    ).map(({ data }) => data);

  it('is answered once, in a thread that only those see who see the lead', async () => {
    const { leadId, contactId, waId } = await lead();
    await say(waId, 'Guten Tag, was kostet die Probierbox?');

    const row = await only(leadId);
    expect(row).toMatchObject({
      channel: 'whatsapp',
      state: 'open',
      sender: 'Eva Brandt',
      contact: { id: contactId, name: 'Eva Brandt' },
      assignee: null,
      unread: 1,
      language: 'de',
      windowExpiresAt: '2026-03-11T08:00:00.000Z',
      lastMessage: { author: 'bot', excerpt: expect.stringContaining('keine Zahlen') },
    });
    expect(row.topics).toEqual(expect.arrayContaining(['price', 'product']));
    const messages = await thread(row.id);
    expect(messages.map(({ author, state, intent }) => [author, state, intent])).toEqual([
      ['bot', expect.stringMatching(/accepted|sent|delivered|read/), null],
      ['contact', null, 'price'],
    ]);
    expect(await conversationsOf(leadId, ben)).toEqual([]);
    expect((await ben.get(`/v1/conversations/${row.id}/messages`)).status).toBe(404);
    const found = await anna.get<ConversationPage>(
      `/v1/conversations?q=${encodeURIComponent('KOSTET probierbox')}`,
    );
    expect(found.body.items.map(({ id }) => id)).toContain(row.id);
    const strange = await ben.get<ConversationPage>('/v1/conversations?q=probierbox');
    expect(strange.body.items).toEqual([]);
  });

  it('that complains waits for the owner for four hours of work, and the program is silent', async () => {
    const { leadId, waId } = await lead();
    await say(waId, 'Die Lieferung war verdorben, ich möchte mich beschweren!');
    await say(waId, 'Hallo?');

    const row = await only(leadId);
    expect(row).toMatchObject({
      state: 'pending_agent',
      assignee: { id: anna.id },
      // 09:00 in Berlin, four hours later.
      waiting: { reason: 'complaint', dueAt: '2026-03-10T12:00:00.000Z' },
    });
    const authors = (await thread(row.id)).map(({ author }) => author);
    expect(authors.filter((author) => author === 'bot')).toHaveLength(1);
    expect(await tasksOf(leadId)).toEqual([
      expect.objectContaining({ assignee: { id: anna.id, name: 'Anna Keller' } }),
    ]);
    expect(await factsOf(leadId, 'escalated')).toEqual([
      expect.objectContaining({ reason: 'complaint', dueAt: '2026-03-10T12:00:00.000Z' }),
    ]);

    const sent = await anna.post<ThreadMessage>(`/v1/conversations/${row.id}/messages`, {
      kind: 'text',
      text: 'Das tut mir leid, ich kümmere mich darum.',
    });
    await crm.drain();

    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ state: 'queued', author: 'user', authorName: 'Anna Keller' });
    expect(await only(leadId)).toMatchObject({ state: 'open', waiting: null });
    expect(await tasksOf(leadId)).toEqual([]);
    expect((await thread(row.id))[0]).toMatchObject({
      id: sent.body.id,
      state: expect.stringMatching(/accepted|sent|delivered|read/),
    });

    await say(waId, 'Gut.');
    expect(await only(leadId)).toMatchObject({ state: 'open', waiting: null });
    await say(waId, 'Noch immer kein Anruf, das ist eine Frechheit!');
    expect(await only(leadId)).toMatchObject({
      state: 'pending_agent',
      assignee: { id: anna.id },
      waiting: { reason: 'complaint' },
    });
    expect(await tasksOf(leadId)).toHaveLength(1);
    const all = (await thread(row.id)).map(({ author }) => author);
    expect(all.filter((author) => author === 'bot')).toHaveLength(1);
  });

  it.each([
    ['is not understood twice', ['Qwertz', 'Asdfgh'], 'unsure'],
    ['wants a person', ['Ich möchte mit einem Menschen sprechen'], 'person_wanted'],
    ['is written by a machine too', Array.from({ length: 6 }, () => 'Danke'), 'too_many_answers'],
  ])('that %s is handed to a person', async (_, texts, reason) => {
    const { leadId, waId } = await lead();
    for (const text of texts) await say(waId, text);

    expect((await only(leadId)).waiting?.reason).toBe(reason);
  });

  it('whose responder fails is handed to a person with words that say so', async () => {
    const { leadId, waId } = await lead();
    const responder = crm.app.get(Responder);
    const answer = responder.answer.bind(responder);
    responder.answer = () => Promise.reject(new Error('503'));
    await say(waId, 'Was kostet das?');
    responder.answer = answer;

    const row = await only(leadId);
    expect(row.waiting?.reason).toBe('responder_failed');
    expect(row.lastMessage?.excerpt).toBe('Ihre Nachricht liegt Anna Keller vor.');
  });

  it('takes free words for 24 hours only, and approved templates after that', async () => {
    const { leadId, waId } = await lead();
    await say(waId, 'Danke');
    const { id } = await only(leadId);
    crm.clock.turnTo(new Date(crm.clock.now().getTime() + 24 * HOUR_MS));

    const late = await anna.post(`/v1/conversations/${id}/messages`, {
      kind: 'text',
      text: 'Noch da?',
    });
    expect([late.status, late.body['type']]).toEqual([409, '/problems/window-closed']);
    const { body } = await anna.get<{ items: { key: string; filled: object }[] }>(
      `/v1/conversations/${id}/templates`,
    );
    expect(body.items.find(({ key }) => key === 'content-ready')?.filled).toEqual({
      contactName: 'Eva Brandt',
    });
    const template = (templateKey: string, variables: object) =>
      anna.post(`/v1/conversations/${id}/messages`, {
        ...{ kind: 'template', templateKey, locale: 'de', variables },
      });
    expect((await template('content-ready', {})).status).toBe(400);
    expect((await template('followup-t3', {})).body).toMatchObject({ because: 'no-consent' });
    const sent = await template('content-ready', { title: 'Ihre Preisliste' });
    expect(sent.status).toBe(201);
    expect(sent.body['text']).toContain('Ihre Preisliste');
  });

  it('of somebody unknown becomes a lead of who sells there, unless that is switched off', async () => {
    await chat.say(
      '4915199999001',
      {
        type: 'text',
        text: { body: 'Ich habe Interesse' },
        referral: { source_id: 'ad-1', source_type: 'ad', headline: 'Messe Hamburg' },
      },
      { name: 'Kurt Neu' },
    );
    await crm.drain();

    const { body } = await anna.get<LeadPage>('/v1/leads?source=WHATSAPP');
    expect(body.items).toEqual([
      expect.objectContaining({ company: 'Kurt Neu', ownerId: anna.id, simulated: true }),
    ]);
    const leadId = body.items[0]?.id ?? '';
    const view = await anna.get<LeadView>(`/v1/leads/${leadId}`);
    expect(view.body.sourceCampaign).toBe('Messe Hamburg');
    expect((await only(leadId)).sender).toBe('Kurt Neu');

    await crm.admin.set('conversations.unknown-senders', { value: 'contact' });
    await say('4915199999002', 'Ich habe auch Interesse');
    await crm.admin.set('conversations.unknown-senders', { value: 'lead' });
    const after = await anna.get<LeadPage>('/v1/leads?source=WHATSAPP');
    expect(after.body.items).toHaveLength(1);
  });

  it('that wants to hear no more is closed, and the consent is taken back', async () => {
    const { leadId, contactId, waId } = await lead();
    await say(waId, 'Bitte keine Nachrichten mehr');

    expect(await only(leadId)).toMatchObject({ state: 'closed', closeReason: 'opted_out' });
    const consents = await crm.sql(
      `SELECT channel, state FROM lead_consents WHERE contact_id = $1`,
      [contactId],
    );
    expect(consents).toEqual([{ channel: 'whatsapp', state: 'revoked' }]);
    expect(await factsOf(leadId, 'closed')).toEqual([
      expect.objectContaining({ reason: 'opted_out' }),
    ]);
  });

  it('that says yes to our question is a firm yes, and waits for our next word', async () => {
    const { leadId, waId } = await lead();
    await say(waId, 'Hallo');
    const { id } = await only(leadId);
    await anna.post(`/v1/conversations/${id}/messages`, {
      kind: 'text',
      text: 'Dürfen wir Ihnen ein Angebot schicken?',
    });
    await crm.drain();
    crm.clock.turnTo(new Date(crm.clock.now().getTime() + 60_000));
    await say(waId, 'Ja');

    const { body } = await anna.get<{ items: ResponseRow[] }>(`/v1/responses?leadId=${leadId}`);
    expect(body.items[0]).toMatchObject({
      class: 'POSITIVE',
      confidence: 0.9,
      channel: 'whatsapp',
      sender: 'Eva Brandt',
      excerpt: 'Ja',
      evidence: [{ rule: 'thread.answers-question', words: 'ja' }, expect.anything()],
    });
    expect(await only(leadId)).toMatchObject({
      state: 'open',
      customerId: expect.any(String),
      waiting: { reason: null },
    });
  });

  it('waits for nobody when we wrote last, and for a person when a program cannot know', async () => {
    const { leadId, waId } = await lead();
    const waiting = async () =>
      (await anna.get<ConversationPage>(`/v1/conversations?box=waiting&leadId=${leadId}`)).body
        .items.length;

    await say(waId, 'Hallo');
    const greeted = await waiting();
    await say(waId, 'Was kostet die Box?');
    const asked = await waiting();
    const { id } = await only(leadId);
    await anna.post(`/v1/conversations/${id}/messages`, { kind: 'text', text: '4,90 Euro.' });
    await crm.drain();
    const answered = await waiting();
    await say(waId, 'Danke!');

    expect([greeted, asked, answered, await waiting()]).toEqual([0, 1, 0, 0]);
  });

  it('that is a day late stands in its thread and gets no answer', async () => {
    const { leadId, waId } = await lead();
    await say(waId, 'Was kostet das?', new Date(crm.clock.now().getTime() - 25 * HOUR_MS));

    const row = await only(leadId);
    expect((await thread(row.id)).map(({ author }) => author)).toEqual(['contact']);
  });

  it('is put aside, woken, closed and opened again by who names its version', async () => {
    const { leadId, waId } = await lead();
    await say(waId, 'Danke');
    const { id } = await only(leadId);
    const stale = await anna.post(
      `/v1/conversations/${id}/closing`,
      {},
      {
        headers: { 'if-match': '"conversation-0-0"' },
      },
    );
    const bare = await anna.post(`/v1/conversations/${id}/closing`, {});
    expect([stale.status, bare.status]).toEqual([412, 428]);

    const until = new Date(crm.clock.now().getTime() + HOUR_MS).toISOString();
    expect((await change(id, 'snooze', { until })).body).toMatchObject({ snoozedUntil: until });
    crm.clock.turnTo(new Date(until));
    await crm.drain();
    expect((await only(leadId)).state).toBe('open');

    expect((await change(id, 'closing', {})).body.closeReason).toBe('resolved');
    expect((await change(id, 'reopening', {})).body.state).toBe('open');
    await change(id, 'closing', {});
    await say(waId, 'Doch noch etwas');
    expect(await only(leadId)).toMatchObject({ state: 'open', closedAt: null });

    expect((await change(id, 'assignment', { assigneeId: ben.id })).status).toBe(409);
    expect((await change(id, 'assignment', { assigneeId: anna.id })).body).toMatchObject({
      assignee: { id: anna.id },
      answering: 'person',
    });
    expect((await anna.post<ConversationView>(`/v1/conversations/${id}/reading`)).body.unread).toBe(
      0,
    );
  });

  it('that everybody has left is closed by itself, and a later word begins another', async () => {
    const { leadId, waId } = await lead();
    await say(waId, 'Danke');
    crm.clock.turnTo(new Date(crm.clock.now().getTime() + 168 * HOUR_MS));
    await crm.drain();

    expect(await only(leadId)).toMatchObject({ state: 'closed', closeReason: 'inactive' });
    crm.clock.turnTo(new Date(crm.clock.now().getTime() + 24 * HOUR_MS));
    await say(waId, 'Hallo');
    expect((await conversationsOf(leadId)).map(({ state }) => state)).toEqual(['open', 'closed']);
  });
});
