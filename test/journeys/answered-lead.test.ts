import type { Crm } from '../support/crm';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

interface Mailbox {
  items: { id: string; subject: string; to: string[] }[];
}
interface InboundMails {
  items: {
    id: string;
    kind: string;
    leadId: string;
    visibleText: string;
    about: { kind: string };
  }[];
}

describe('a lead who answers', () => {
  let world: FollowUpWorld;
  let crm: Crm;

  const kept = async (nr: number) =>
    (await crm.admin.get<Mailbox>(`/v1/dev/mailbox?to=${world.addressOf(nr)}`)).body.items;
  const answer = async (nr: number, body: Record<string, unknown>) => {
    const [newest] = await kept(nr);
    const replied = await crm.admin.post<{ inboundId: string; kind: string }>(
      `/v1/dev/mailbox/${newest?.id ?? ''}/reply`,
      body,
    );
    expect(replied.status).toBe(201);
    await crm.drain();
    return replied.body;
  };

  beforeAll(async () => {
    world = await followUpWorld({ env: { EMAIL_MODE: 'capture', EMAIL_MAILBOX_PORT: '0' } });
    crm = world.crm;
    for (const nr of [1, 2, 3, 4, 5]) await world.register({ nr });
    await world.advanceTo('2026-03-06T13:00:00Z');
  });
  afterAll(() => world.stop());

  it('to T3 hears no T7, and the owner reads the answer at the lead', async () => {
    const text = 'Ja, bitte schicken Sie uns die Probierbox.';

    const { inboundId } = await answer(1, { text });

    const mine = await world.anna.get<InboundMails>('/v1/inbound-mails');
    expect(mine.body.items).toMatchObject([
      { id: inboundId, kind: 'HUMAN', visibleText: text, about: { kind: 'follow-up' } },
    ]);
    const trace = await world.trace(mine.body.items[0]?.leadId ?? '');
    expect(trace.enrolment).toMatchObject({ state: 'stopped', reason: 'ANSWERED' });
    expect(trace.followUps.map(({ step, state, reason }) => [step, state, reason])).toEqual([
      ['T3', 'handed_over', null],
      ['T7', 'cancelled', 'ANSWERED'],
    ]);
    const [message] = (
      await crm.admin.get<{ items: { repliedAt: string | null }[] }>(
        `/v1/email-messages?leadId=${mine.body.items[0]?.leadId ?? ''}`,
      )
    ).body.items;
    expect(message?.repliedAt).toBe('2026-03-06T13:00:00.000Z');
  });

  it('is read by nobody whose lead it is not', async () => {
    const team = await crm.team('Nord');
    const bert = await crm.person({ name: 'Bert Ohm', role: 'SALES', teamId: team });
    const [first] = (await world.anna.get<InboundMails>('/v1/inbound-mails')).body.items;

    const list = await bert.get<InboundMails>('/v1/inbound-mails');
    const one = await bert.get(`/v1/inbound-mails/${first?.id ?? ''}`);

    expect(list.body.items).toEqual([]);
    expect(one).toMatchObject({ status: 404, body: { type: '/problems/inbound-mail-not-found' } });
  });

  it('whose server returns the mail, or who calls it spam or withdraws by mail, hears no T7, and one who is away does when back', async () => {
    await answer(3, { as: 'BOUNCE' });
    await answer(4, { as: 'COMPLAINT' });
    await answer(5, { as: 'UNSUBSCRIBE' });
    // Away until Friday the 20th: back on Monday, and written to on Tuesday.
    const away = await answer(2, { as: 'OUT_OF_OFFICE' });
    await world.advanceTo('2026-03-23T22:00:00Z');
    expect(await kept(2)).toHaveLength(1);
    await world.advanceTo('2026-03-24T13:00:00Z');
    expect(await kept(2)).toHaveLength(2);

    await world.advanceTo('2026-04-02T13:00:00Z');

    for (const nr of [1, 3, 4, 5]) expect(await kept(nr)).toHaveLength(1);
    expect(away.kind).toBe('AUTO_REPLY');
    const reasons = await crm.sql(`SELECT reason FROM email_suppressions ORDER BY added_at, id`);
    expect(reasons).toEqual([
      { reason: 'HARD_BOUNCE' },
      { reason: 'COMPLAINT' },
      { reason: 'UNSUBSCRIBED' },
    ]);
  });

  it('writes on the page of a kept mail, which nobody else can use', async () => {
    const [mail] = await kept(1);
    const page = (await crm.admin.get<string>(`/dev/mailbox/${mail?.id ?? ''}`)).body;
    const action = /action="([^"]+)"/.exec(page)?.[1] ?? '';
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const post = (path: string, body: string) =>
      fetch(`${crm.url}${path}`, { method: 'POST', headers: form, body });

    const taken = await post(action, 'as=HUMAN&text=Noch+eine+Frage');
    const empty = await post(action, 'as=HUMAN&text=');
    const forged = await post(action.replace(/.$/, '0').replace(/(.)0$/, '$10'), 'as=HUMAN&text=x');

    expect(await taken.text()).toContain('gelesen als <strong>Antwort eines Menschen</strong>');
    expect(await empty.text()).toContain('Nichts wurde gesendet');
    expect(forged.status).toBe(404);
  });
});
