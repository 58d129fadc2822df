import type { CampaignView } from '../../src/conversations/campaigns/campaigns.dto';
import type { PackageView } from '../../src/conversations/content/content.dto';
import type { GrantView } from '../../src/conversations/content/grants.dto';
import type { ConversationPage, ThreadPage } from '../../src/conversations/inbox/inbox.dto';
import type { ResponseRow } from '../../src/conversations/responses/responses.dto';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';
import { whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const MINUTE = 60_000;
const OPT_IN = {
  channel: 'whatsapp',
  state: 'given',
  basis: 'OPT_IN',
  source: 'Messe',
  proof: 'Karte vom Stand, unterschrieben',
};
const LINK = 'https://files.example/preisliste.pdf';
const PACKAGE = {
  key: 'brochure',
  name: 'Broschüre',
  bodies: { title: { de: 'Ihre Broschüre' }, closing: null },
  items: [
    { kind: 'text', content: { de: { body: 'Erster Teil' }, en: { body: 'First part' } } },
    { kind: 'document', content: { de: { link: LINK, filename: 'Preisliste.pdf' } } },
    { kind: 'text', content: { de: { body: 'Dritter Teil' } } },
  ],
};

describe('kept content', () => {
  let world: FollowUpWorld;
  let wa: ReturnType<typeof whatsApp>;
  let nr = 0;

  beforeAll(async () => {
    world = await followUpWorld({ env: WHATSAPP_ON });
    wa = whatsApp(world.crm);
    await wa.drain();
    const { admin } = world.crm;
    const made = await admin.post<PackageView>('/v1/content-packages', PACKAGE);
    const approve = (body: object) =>
      admin.post<{ type: string; state: string }>(
        `/v1/content-packages/${made.body.id}/approval`,
        body,
      );
    expect((await approve({})).body.type).toBe('/problems/content-reason-needed');
    expect((await approve({ reason: 'Ich bin hier allein' })).body.state).toBe('approved');
  });
  afterAll(() => world.stop());

  const later = async (ms: number) => {
    const { clock } = world.crm;
    clock.turnTo(new Date(clock.now().getTime() + ms));
    await wa.drain();
  };
  /** Long enough for messages that wait for each other. */
  const flow = async (messages = 4) => {
    for (let i = 0; i < messages; i++) await later(6_000);
  };
  const contactOf = async (leadId: string) =>
    (await world.anna.get<{ contacts: { id: string }[] }>(`/v1/leads/${leadId}`)).body.contacts[0]
      ?.id ?? '';
  const person = async (consent: object | null = OPT_IN) => {
    nr += 1;
    const waId = `49151100000${String(10 + nr)}`;
    const leadId = await world.register({
      contact: { mobile: `+${waId}` },
      ...{ consent: consent as Record<string, unknown> | null },
    });
    return { waId, leadId, contactId: await contactOf(leadId) };
  };
  const grant = async (who: { leadId: string; contactId: string }, template = true) => {
    const { leadId, contactId } = who;
    const made = await world.anna.post<GrantView & { type: string }>('/v1/content-grants', {
      ...{ leadId, contactId, packageKey: 'brochure' },
      ...(template && { templateKey: 'content-ready' }),
    });
    await wa.drain();
    return made;
  };
  const view = async (id: string) =>
    (await world.anna.get<GrantView>(`/v1/content-grants/${id}`)).body;
  const to = (waId: string) => wa.fake.messages().filter((one) => one.to.endsWith(waId));
  const saidTo = (waId: string) =>
    to(waId).map(({ body }) => {
      const { type } = body as { type: string };
      const inner = body[type] as { body?: string | { text: string }; link?: string };
      const text = typeof inner.body === 'object' ? inner.body.text : inner.body;
      return text ?? inner.link ?? type;
    });
  const tap = (waId: string, payload: string) =>
    wa.tap(waId, payload, 'Unterlagen', to(waId).at(-1)?.wamid);
  const responsesOf = async (leadId: string) =>
    (await world.anna.get<{ items: ResponseRow[] }>(`/v1/responses?leadId=${leadId}`)).body.items;
  const facts = (id: string) =>
    world.crm.sql<{ type: string; data: Record<string, unknown> }>(
      `SELECT type, data FROM event_log WHERE subject = $1 AND type LIKE 'crm.content.%' ORDER BY position`,
      [id],
    );

  it('shows what stood on the button, also where the tap brings only its payload', async () => {
    const eva = await person();
    const { body } = await grant(eva);
    const payload = `v1:unlock:grant:${body.id}`;

    await wa.tap(eva.waId, payload, payload, to(eva.waId).at(-1)?.wamid);
    await flow();
    await wa.tap(eva.waId, 'v1:unlock:all', 'v1:unlock:all');
    await flow();

    const { body: chats } = await world.anna.get<ConversationPage>(
      `/v1/conversations?box=all&leadId=${eva.leadId}`,
    );
    const { body: thread } = await world.anna.get<ThreadPage>(
      `/v1/conversations/${chats.items[0]?.id ?? ''}/messages`,
    );
    const taps = thread.items.filter(({ kind }) => kind === 'click').map(({ text }) => text);
    expect(taps).toEqual([null, 'Unterlagen schicken']);
  });

  it('is announced, brought in order to whoever taps, once in ten minutes, and says so', async () => {
    const eva = await person();
    const { status, body } = await grant(eva);

    expect([status, body.state, saidTo(eva.waId)]).toEqual([201, 'pending', ['template']]);
    await tap(eva.waId, `v1:unlock:grant:${body.id}`);
    await flow();

    const items = ['Erster Teil', LINK, 'Dritter Teil'];
    const closing = expect.stringContaining('Das war alles') as string;
    expect(saidTo(eva.waId)).toEqual(['template', ...items, closing]);
    await tap(eva.waId, `V1:UNLOCK:GRANT:${body.id}`);
    await flow();
    expect(saidTo(eva.waId)).toHaveLength(5);
    expect(await view(body.id)).toMatchObject({
      ...{ state: 'delivered', unlockedVia: 'button', clicks: 2 },
      items: { total: 3, accepted: 3, failed: 0 },
    });
    expect(await facts(body.id)).toMatchObject([
      { type: 'crm.content.unlocked.v1', data: { number: 1, via: 'button' } },
      { type: 'crm.content.delivered.v1', data: { outcome: 'delivered', items: 3, accepted: 3 } },
    ]);
    expect(await responsesOf(eva.leadId)).toMatchObject([
      { class: 'ENGAGED', confidence: 0.6, evidence: [{ rule: 'tap.unlock' }] },
    ]);

    await later(10 * MINUTE);
    await tap(eva.waId, `v1:unlock:grant:${body.id}`);
    await flow();
    expect(saidTo(eva.waId)).toHaveLength(9);
  });

  it('goes on where it stopped when the contact asks again', async () => {
    const eva = await person();
    const { body } = await grant(eva);
    await tap(eva.waId, 'UNLOCK_LATEST');
    await wa.drain();
    await later(6_000);
    const second = to(eva.waId).at(-1);
    const errors = [{ code: 131053, title: 'Media upload error' }];
    await wa.receipt(second?.wamid ?? '', 'failed', { errors });
    await flow();

    expect(await view(body.id)).toMatchObject({
      state: 'partially_failed',
      deliveries: [{ state: 'accepted' }, { state: 'failed' }, { state: 'waiting' }, {}],
    });
    await tap(eva.waId, `v1:unlock:grant:${body.id}`);
    await flow();

    const closing = expect.stringContaining('Das war alles') as string;
    expect(saidTo(eva.waId).slice(1)).toEqual([
      ...['Erster Teil', LINK, LINK, 'Dritter Teil', closing],
    ]);
    expect((await view(body.id)).state).toBe('delivered');
  });

  it('answers politely when there is nothing, and unknown buttons with the menu', async () => {
    const eva = await person();
    await grant(eva);
    await tap(eva.waId, `v1:unlock:grant:${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`);
    await flow(1);
    await tap(eva.waId, 'SOMETHING_ELSE');
    await flow(1);

    expect(saidTo(eva.waId).slice(1)).toEqual([
      expect.stringContaining('18:00'),
      expect.stringContaining('Womit können wir helfen?'),
    ]);
  });

  it.each([
    ['v1:fu:interested:', 'POSITIVE', 'Vielen Dank für Ihr Interesse'],
    ['v1:fu:later:', 'NEUTRAL', 'Gerne. Bis zum 15. März'],
    ['v1:optout', 'UNSUBSCRIBE', 'keine Werbung mehr'],
  ])('hears a tap on %s as %s', async (payload, found, answer) => {
    const eva = await person();
    const { body } = await grant(eva);
    await tap(eva.waId, payload.endsWith(':') ? payload + body.id : payload);
    await flow(1);

    expect(await responsesOf(eva.leadId)).toMatchObject([{ class: found, confidence: 1 }]);
    expect(saidTo(eva.waId).at(-1)).toContain(answer);
    if (found === 'UNSUBSCRIBE') expect((await view(body.id)).state).toBe('expired');
  });

  it('is refused to whoever did not agree, and to a sales user of somebody else', async () => {
    const eva = await person(null);
    const ben = await world.crm.person({ name: 'Ben Fremd', role: 'SALES' });
    const { leadId, contactId } = eva;

    expect((await grant(eva)).body.type).toBe('/problems/no-whatsapp-opt-in');
    const foreign = { leadId, contactId, packageKey: 'brochure' };
    expect((await ben.post('/v1/content-grants', foreign)).status).toBe(404);
    expect((await ben.post('/v1/content-packages', PACKAGE)).status).toBe(403);
  });

  it('that waits for more than three days is asked for at 18:00, once a day, until it expires', async () => {
    const eva = await person();
    const { body } = await grant(eva, false);
    const { clock } = world.crm;
    const prompts = async () =>
      (
        await world.crm.sql<{ at: Date }>(
          `SELECT m.queued_at AS at FROM whatsapp_messages m WHERE m.about_kind = 'content-prompt' AND m.about_id = $1
            ORDER BY m.id`,
          [eva.contactId],
        )
      ).map(({ at }) => at.toISOString());
    for (let day = 0; day < 5; day++) {
      clock.turnTo(new Date(clock.now().getTime() + 24 * 60 * MINUTE));
      clock.turnTo(new Date(clock.now().toISOString().replace(/T.*/, 'T17:00:00.000Z')));
      await wa.drain();
    }

    expect(await prompts()).toEqual(
      ['05', '06', '07'].map((day) => `2026-03-${day}T17:00:00.000Z`),
    );
    clock.turnTo(new Date(Date.parse(body.expiresAt)));
    await wa.drain();
    expect((await view(body.id)).state).toBe('expired');
  });

  it('goes to the contacts of a campaign who agreed, and says why not to the others', async () => {
    const { admin, clock } = world.crm;
    clock.turnTo(new Date('2026-05-05T21:00:00Z'));
    const [eva, max] = [await person(), await person(null)];
    const filter = { id: [eva.leadId, max.leadId] };
    const made = await admin.post<CampaignView>('/v1/campaigns', {
      ...{ name: 'Mai', packageKey: 'brochure', templateKey: 'content-ready', filter },
    });
    expect(made.body.audience).toEqual({ leads: 2, contacts: 2, reachable: 1 });
    await admin.post(`/v1/campaigns/${made.body.id}/start`, {});
    await wa.drain();
    const read = async () => (await admin.get<CampaignView>(`/v1/campaigns/${made.body.id}`)).body;

    // It is eleven at night where they are.
    expect(await read()).toMatchObject({ state: 'running', counts: { waiting: 1, skipped: 1 } });
    clock.turnTo(new Date('2026-05-06T06:00:00Z'));
    await wa.drain();
    expect(saidTo(eva.waId)).toEqual(['template']);
    expect(await read()).toMatchObject({
      state: 'finished',
      counts: { contacts: 2, announced: 1, skipped: 1, sent: 1, failed: 0 },
      problems: [{ reason: 'NO_OPT_IN', contacts: 1 }],
    });
    const again = await admin.post<{ type: string }>(`/v1/campaigns/${made.body.id}/pause`, {
      reason: 'zu spät',
    });
    expect(again.body.type).toBe('/problems/campaign-state-not-possible');
  });
});
