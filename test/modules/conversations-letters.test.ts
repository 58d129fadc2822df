import type {
  ConversationPage,
  ConversationView,
  ThreadMessage,
  ThreadPage,
} from '../../src/conversations/inbox/inbox.dto';
import type { TimelinePage } from '../../src/cockpit/timeline/timeline.dto';
import type { WebhookMetrics } from '../../src/cockpit/webhook/webhook.dto';
import { Database, systemDbScope } from '../../src/core/database';
import { Suppressions } from '../../src/email';
import { Intake } from '../../src/email/inbound/intake.service';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';

type Time = WebhookMetrics['data']['chat']['response_time']['human'];

const REPLY_DOMAIN = 'reply.crm.example';

/** The header section of a mail with its folded lines joined. */
function head(raw: string): ReadonlyMap<string, string> {
  const section = raw.slice(0, raw.search(/\r?\n\r?\n/)).replace(/\r?\n[ \t]+/g, ' ');
  return new Map(
    section.split(/\r?\n/).map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

describe('a thread by mail', () => {
  let world: FollowUpWorld;
  let serial = 0;

  beforeAll(async () => {
    world = await followUpWorld({ env: { EMAIL_REPLY_DOMAIN: REPLY_DOMAIN } });
  });

  afterAll(() => world.stop());

  const sentTo = (address: string) =>
    world.sink.mails
      .filter(({ to }) => to[0] === address)
      .map(({ raw }) => ({ raw, ...mailOf(raw) }));
  const mailOf = (raw: string) => {
    const fields = head(raw);
    const get = (name: string) => fields.get(name) ?? '';
    return { fields, get };
  };
  const take = async (address: string, lines: readonly string[], rcpt: string) => {
    await world.crm.app.get(Intake).take({
      raw: Buffer.from(
        [...lines, 'Content-Type: text/plain; charset=utf-8', '', 'Was kostet die Box?'].join(
          '\r\n',
        ),
      ),
      rcpt: [rcpt],
      mailFrom: address,
    });
    await world.crm.drain();
  };

  /** A lead that has got its first follow-up and answered it from a mail program. */
  const answered = async () => {
    serial += 1;
    const leadId = await world.register({ nr: serial });
    await world.crm.days(6);
    const address = world.addressOf(serial);
    const [first] = sentTo(address);
    const rcpt = /<?([^<>\s]+)>?$/.exec(first?.get('reply-to') ?? '')?.[1] ?? '';
    const ours = first?.get('message-id') ?? '';
    const theirs = `<q${String(serial)}@hotel.example>`;
    await take(
      address,
      [
        `Message-ID: ${theirs}`,
        `In-Reply-To: ${ours}`,
        `References: ${first?.get('references') ?? ''} ${ours}`,
        `From: Eva Brandt <${address}>`,
        `To: ${rcpt}`,
        'Subject: AW: Re: Eine Probierbox',
      ],
      rcpt,
    );
    const { body } = await world.anna.get<ConversationPage>(
      `/v1/conversations?box=all&leadId=${leadId}`,
    );
    return { leadId, address, ours, theirs, id: body.items[0]?.id ?? '' };
  };
  const write = (id: string, text: string, who = world.anna) =>
    who.post<ThreadMessage & { type: string }>(`/v1/conversations/${id}/messages`, {
      kind: 'mail',
      text,
    });
  const responseTimes = async () =>
    (await world.anna.get<WebhookMetrics>('/api/webhook/metrics?days=366')).body.data.chat
      .response_time;
  const view = async (id: string) =>
    (await world.anna.get<ConversationView>(`/v1/conversations/${id}`)).body;
  const thread = async (id: string) =>
    (await world.anna.get<ThreadPage>(`/v1/conversations/${id}/messages`)).body.items;

  it('takes an answer, which leaves as a mail beneath the one that it answers', async () => {
    const { address, ours, theirs, id } = await answered();
    expect(await view(id)).toMatchObject({
      unread: 1,
      canSend: { mail: true, text: false, template: false, because: null },
    });

    const written = await write(id, 'Guten Tag Frau Brandt,\n\n"Box" & Karte <kostenlos>.');
    const queued = await thread(id);
    await world.crm.drain();

    expect(written.status).toBe(201);
    expect(written.body).toMatchObject({
      direction: 'outbound',
      author: 'user',
      authorName: 'Anna Keller',
      state: 'queued',
      subject: 'Re: Eine Probierbox',
      text: 'Guten Tag Frau Brandt,\n\n"Box" & Karte <kostenlos>.',
      repliesToId: queued[1]?.id,
    });
    const letter = sentTo(address)[1];
    expect(letter?.get('subject')).toBe('Re: Eine Probierbox');
    expect(letter?.get('in-reply-to')).toBe(theirs);
    expect(letter?.get('references').split(' ').slice(-2)).toEqual([ours, theirs]);
    expect(letter?.get('from')).toContain('Anna Keller');
    expect(letter?.get('reply-to')).toContain(`@${REPLY_DOMAIN}`);
    for (const machine of ['auto-submitted', 'x-auto-response-suppress', 'precedence'])
      expect(letter?.fields.has(machine)).toBe(false);
    expect(letter?.fields.has('list-unsubscribe')).toBe(false);
    const html = Buffer.from(letter?.raw.split(/\r?\n\r?\n/).at(-1) ?? '', 'base64').toString();
    expect(html).toContain('&#34;Box&#34; &amp; Karte &lt;kostenlos&gt;.');
    const said = await thread(id);
    expect(said).toHaveLength(3);
    expect(said[0]).toMatchObject({ state: 'sent', text: expect.stringContaining('Karte') });
    expect(said[0]?.at.sentAt).not.toBeNull();
  });

  it('that is answered waits for nobody: read, with whoever wrote, and without follow-ups', async () => {
    const { leadId, id } = await answered();
    await write(id, 'Gern am Donnerstag.');
    await world.crm.drain();

    expect(await view(id)).toMatchObject({
      state: 'open',
      unread: 0,
      waiting: null,
      assignee: { id: world.anna.id },
      lastMessage: { author: 'user', excerpt: 'Gern am Donnerstag.' },
    });
    const { body } = await world.anna.get<TimelinePage>(`/v1/leads/${leadId}/timeline?limit=200`);
    const mail = body.items.find(
      ({ type, mail: one }) =>
        type === 'crm.email.sent.v1' && one?.templateKey === 'personal-letter',
    );
    expect(mail?.mail).toMatchObject({ status: 'sent', about: { kind: 'conversation', id } });
    expect(body.items.find(({ activity }) => activity?.kind === 'EMAIL')?.activity).toMatchObject({
      meaningful: true,
      progress: false,
      text: 'Gern am Donnerstag.',
      loggedBy: { id: world.anna.id },
    });
    await world.crm.days(10);
    const trace = await world.trace(leadId);
    expect(trace.enrolment?.state).toBe('stopped');
    expect(trace.next).toBeNull();
  });

  it('counts for the time to an answer, beside the chats and together with them', async () => {
    const { id } = await answered();
    const before = await responseTimes();
    world.crm.clock.turnTo(new Date(world.crm.clock.now().getTime() + 90 * 60_000));
    await write(id, 'Gern am Donnerstag.');
    await world.crm.drain();
    const after = await responseTimes();

    const spent = ({ count, avg_ms: mean }: Time) => count * (mean ?? 0);
    expect(after.by_channel.email.human.count).toBe(before.by_channel.email.human.count + 1);
    const took = spent(after.by_channel.email.human) - spent(before.by_channel.email.human);
    expect(Math.round(took / 60_000)).toBe(90);
    expect(after.human).toEqual(after.by_channel.email.human);
    expect(after.by_channel.whatsapp.human).toEqual({ count: 0, avg_ms: null, p95_ms: null });
    expect(after.automatic.count).toBe(0);
  });

  it('goes on when they answer the answer', async () => {
    const { leadId, address, id } = await answered();
    await write(id, 'Gern am Donnerstag.');
    await world.crm.drain();
    const letter = sentTo(address)[1];
    const rcpt = /<?([^<>\s]+)>?$/.exec(letter?.get('reply-to') ?? '')?.[1] ?? '';

    await take(
      address,
      [
        `Message-ID: <again${String(serial)}@hotel.example>`,
        `In-Reply-To: ${letter?.get('message-id') ?? ''}`,
        `From: ${address}`,
        `To: ${rcpt}`,
        'Subject: Re: Eine Probierbox',
      ],
      rcpt,
    );

    const { body } = await world.anna.get<ConversationPage>(
      `/v1/conversations?box=all&leadId=${leadId}`,
    );
    expect(body.items.map((one) => one.id)).toEqual([id]);
    expect(await thread(id)).toHaveLength(4);
  });

  it('is closed to an address that gets no mail at all, not to one that wants no advertising', async () => {
    const { address, id } = await answered();
    const suppress = (scope: 'all' | 'followup') =>
      world.crm.app
        .get(Database)
        .transaction(systemDbScope('test'), (tx) =>
          world.crm.app
            .get(Suppressions)
            .add(tx, address, { scope, reason: scope === 'all' ? 'HARD_BOUNCE' : 'UNSUBSCRIBED' }),
        );
    await suppress('followup');
    expect((await write(id, 'Gern.')).status).toBe(201);
    await suppress('all');

    const refused = await write(id, 'Noch etwas.');

    expect([refused.status, refused.body.type]).toEqual([409, '/problems/recipient-suppressed']);
    expect((await view(id)).canSend).toMatchObject({ mail: false, because: 'suppressed' });
    expect((await thread(id)).filter(({ author }) => author === 'user')).toHaveLength(1);
  });

  it('takes no words of a chat, and none of somebody who only reads', async () => {
    const { id } = await answered();

    const chat = await world.anna.post<{ type: string }>(`/v1/conversations/${id}/messages`, {
      kind: 'text',
      text: 'Hallo',
    });
    const empty = await write(id, '   ');

    expect([chat.status, chat.body.type]).toEqual([409, '/problems/channel-cannot-send']);
    expect(empty.status).toBe(400);
  });
});
