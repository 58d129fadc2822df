import type { Feed } from '../../src/cockpit/feed/feed.dto';
import type { TimelinePage } from '../../src/cockpit/timeline/timeline.dto';
import type { WebhookPeople, WebhookRecent } from '../../src/cockpit/webhook/webhook.dto';
import type { ConversationPage } from '../../src/conversations/inbox/inbox.dto';
import type { LeadView } from '../../src/leads/leads.dto';
import { Crm, type Visitor } from '../support/crm';
import { type Frame, StreamClient } from '../support/stream';
import { WHATSAPP_ON, whatsApp } from '../support/whatsapp';

/** The eve of Corpus Christi, 16:00 in Germany: Bavaria rests the day after, Berlin works. */
const EVE = '2026-06-03T14:00:00Z';

describe('somebody whose number a lead has', () => {
  let crm: Crm;
  let chat: ReturnType<typeof whatsApp>;
  let anna: Visitor;
  let serial = 0;

  beforeAll(async () => {
    crm = await Crm.start({ at: EVE, env: { ...WHATSAPP_ON, EMAIL_MAILBOX_PORT: '0' } });
    chat = whatsApp(crm);
    const team = await crm.team('Süd');
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: team });
    await crm.drain();
  });
  afterAll(() => crm.stop());

  const lead = async (postalCode = '10115') => {
    serial += 1;
    const waId = `4915112346${String(700 + serial)}`;
    const { status, body } = await anna.post<LeadView>('/v1/leads', {
      company: {
        ...{ name: `Gasthof Nr ${String(serial)}`, city: `Ort ${String(serial)}`, country: 'DE' },
        postalCode,
      },
      contacts: [{ firstName: 'Eva', lastName: 'Brandt', mobile: `+${waId}` }],
      source: 'REFERRAL',
      override: { reason: 'Ein anderes Haus am Ort' },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return { leadId: body.id, contactId: body.contacts[0]?.id ?? '', waId };
  };
  const say = async (waId: string, text: string) => {
    await chat.text(waId, text);
    await crm.drain();
  };
  const answeredLeads = async () =>
    (await anna.get<WebhookPeople>('/api/webhook/crm-analytics')).body.data;

  const screen = async (who: Visitor) => {
    const client = await StreamClient.open(`${crm.url}/ws/events`, {
      headers: { cookie: who.cookieHeader },
    });
    await client.subscribe('buttons', 'conversations', 'webhook', 'metrics');
    return client;
  };
  const numbersOf = ({ data }: Frame, channel: string) =>
    (data as { numbers?: Record<string, Record<string, number | null>> }).numbers?.[channel];

  it('is theirs from the first message on: in its fact, timeline, feed and figures', async () => {
    const { leadId, contactId, waId } = await lead();
    const before = await answeredLeads();

    await say(waId, 'Guten Tag, was kostet die Probierbox?');

    const facts = await crm.sql<{ leadId: string; contactId: string }>(
      `SELECT data ->> 'leadId' AS "leadId", data ->> 'contactId' AS "contactId" FROM event_log
        WHERE type = 'crm.message.received.v1' AND subject_id = $1`,
      [leadId],
    );
    expect(facts).toEqual([{ leadId, contactId }]);
    const { body: timeline } = await anna.get<TimelinePage>(`/v1/leads/${leadId}/timeline`);
    expect(timeline.items.find(({ type }) => type === 'crm.message.received.v1')).toMatchObject({
      message: { text: 'Guten Tag, was kostet die Probierbox?' },
    });
    const { body: recent } = await anna.get<WebhookRecent>('/api/webhook/events/recent');
    expect(recent.data.items.filter((item) => item.lead_id === leadId)).toContainEqual(
      expect.objectContaining({ what: 'in', kind: 'text' }),
    );
    const { body: feed } = await anna.get<Feed>('/api/dashboard/feed');
    expect(feed.items.map((item) => item.leadId)).toContain(leadId);
    const after = await answeredLeads();
    expect(after.leads_answered).toBe(before.leads_answered + 1);
    const mine = (of: typeof after) => of.by_owner.find(({ owner_id: id }) => id === anna.id);
    expect(mine(after)?.messages_in).toBe((mine(before)?.messages_in ?? 0) + 1);
  });

  it('moves the numbers of three channels on the screens of their colleague, and of nobody else', async () => {
    const { waId } = await lead();
    const stranger = await crm.person({
      ...{ name: 'Frieda Fremd', role: 'SALES', teamId: await crm.team('Nord') },
    });
    const [mine, theirs] = [await screen(anna), await screen(stranger)];
    const snapshot = await mine.first((frame) => numbersOf(frame, 'buttons') !== undefined);
    const before = numbersOf(snapshot, 'buttons');
    const chats = await mine.first((frame) => numbersOf(frame, 'conversations') !== undefined);
    const waitingBefore = numbersOf(chats, 'conversations')?.['waiting'] ?? 0;

    await say(waId, 'Guten Tag, was kostet die Probierbox?');
    await chat.tap(waId, 'v1:interested', 'Rufen Sie mich an');
    await crm.drain();

    const isTold = (frame: Frame, channel: string, name: string, value: number) =>
      frame.type === 'metrics.update' && numbersOf(frame, channel)?.[name] === value;
    const clicks = (before?.['clicks24h'] ?? 0) + 1;
    await mine.first((frame) => isTold(frame, 'buttons', 'clicks24h', clicks));
    const one = waitingBefore + 1;
    const waiting = await mine.first((frame) => isTold(frame, 'conversations', 'waiting', one));
    expect(numbersOf(waiting, 'conversations')).toMatchObject({ waiting: one, snoozed: 0 });
    const whole = await mine.first(
      (frame) =>
        frame.type === 'metrics.update' && (numbersOf(frame, 'webhook')?.['accepted24h'] ?? 0) > 0,
    );
    expect(numbersOf(whole, 'webhook')).toMatchObject({ signatureFailures24h: 0, deadLetters: 0 });
    expect(theirs.frames.filter(({ type }) => type === 'metrics.update')).toEqual([]);
    for (const client of [mine, theirs]) {
      client.close();
      await client.closed;
    }
  });

  it('whom nobody has is nobody’s, and becomes theirs when the lead is there', async () => {
    const waId = '4915112346999';
    await crm.admin.set('conversations.unknown-senders', { value: 'contact' });
    await say(waId, 'Hallo');
    const [stranger] = await crm.sql<{ subject: string | null }>(
      `SELECT i.subject_id AS subject FROM whatsapp_inbound i JOIN whatsapp_contacts c ON c.id = i.whatsapp_contact_id
        WHERE c.wa_id = $1`,
      [waId],
    );
    const { body } = await anna.post<LeadView>('/v1/leads', {
      company: { name: 'Café Spät', city: 'Mainz', country: 'DE' },
      contacts: [{ firstName: 'Ines', lastName: 'Lenz', mobile: `+${waId}` }],
      source: 'REFERRAL',
    });

    await say(waId, 'Noch da?');

    expect(stranger).toEqual({ subject: null });
    const facts = await crm.sql<{ leadId: string }>(
      `SELECT data ->> 'leadId' AS "leadId" FROM event_log
        WHERE type = 'crm.message.received.v1' AND subject_id = $1`,
      [body.id],
    );
    expect(facts).toEqual([{ leadId: body.id }]);
    const stored = await crm.sql<{ subject: string }>(
      `SELECT DISTINCT i.subject_id AS subject FROM whatsapp_inbound i
         JOIN whatsapp_contacts c ON c.id = i.whatsapp_contact_id WHERE c.wa_id = $1`,
      [waId],
    );
    expect(stored).toEqual([{ subject: body.id }]);
  });

  it.each([
    ['Berlin, which works', '10115', '2026-06-04T09:00:00.000Z'],
    ['Bavaria, which rests', '80331', '2026-06-05T09:00:00.000Z'],
  ])('and who complains before a holiday waits four hours of work of %s', async (_, code, due) => {
    const { leadId, waId } = await lead(code);

    await say(waId, 'Die Lieferung war verdorben, ich möchte mich beschweren!');

    const { body } = await anna.get<ConversationPage>(`/v1/conversations?box=all&leadId=${leadId}`);
    expect(body.items[0]).toMatchObject({ state: 'pending_agent', waiting: { dueAt: due } });
  });
});
