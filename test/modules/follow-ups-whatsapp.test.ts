import type { Simulation } from '../../src/follow-ups/simulation/simulation.dto';
import type { Trace } from '../support/follow-ups';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';
import { whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const OPT_IN = {
  channel: 'whatsapp',
  state: 'given',
  basis: 'OPT_IN',
  source: 'Messe',
  proof: 'Karte vom Stand, unterschrieben',
};
const DAY = 86_400_000;

describe('follow-ups by WhatsApp', () => {
  let world: FollowUpWorld;
  let wa: ReturnType<typeof whatsApp>;
  let nr = 0;
  let sequence = '';

  beforeAll(async () => {
    world = await followUpWorld({ env: WHATSAPP_ON });
    wa = whatsApp(world.crm);
    await wa.drain();
    const { admin } = world.crm;
    const { body } = await admin.get<{ items: { steps: Record<string, unknown>[] }[] }>(
      '/v1/sequences',
    );
    const steps = body.items[0]?.steps ?? [];
    const bare = steps.map((step) => ({ ...step, channel: 'whatsapp' }));
    const faulty = await admin.post('/v1/sequences', { key: 'sample-then-bulk', steps: bare });
    expect(faulty.status).toBe(400);
    const draft = await admin.post<{ id: string }>('/v1/sequences', {
      key: 'sample-then-bulk',
      steps: steps.map((step) => ({
        ...step,
        channel: 'whatsapp-else-email',
        whatsapp: {
          template: `followup-${String(step['key']).toLowerCase()}`,
          package: 'brochure',
        },
      })),
    });
    sequence = draft.body.id;
    const activated = await admin.post(`/v1/sequences/${draft.body.id}/activation`, {
      reason: 'WhatsApp dazu',
    });
    expect(activated.status).toBe(200);
    const item = { kind: 'text', content: { de: { body: 'Unsere Musterbox' } } };
    const made = await admin.post<{ id: string }>('/v1/content-packages', {
      ...{ key: 'brochure', name: 'Broschüre', items: [item] },
      bodies: { title: { de: 'Broschüre' }, closing: null },
    });
    const reason = { reason: 'Ich bin hier allein' };
    await admin.post(`/v1/content-packages/${made.body.id}/approval`, reason);
  });
  afterAll(() => world.stop());

  const turn = async (ms: number) => {
    const { clock } = world.crm;
    clock.turnTo(new Date(clock.now().getTime() + ms));
    await wa.drain();
  };
  const lead = async (
    consent: Record<string, unknown> | null = OPT_IN,
    waId = `49151200000${String(10 + nr)}`,
  ) => {
    nr += 1;
    const mail = { channel: 'email', state: 'given', basis: 'OPT_IN' };
    const leadId = await world.register({
      nr,
      contact: { mobile: `+${waId}` },
      consent: { ...OPT_IN, ...mail },
    });
    if (consent) {
      const { body } = await world.anna.get<{ contacts: { id: string }[] }>(`/v1/leads/${leadId}`);
      const contactId = body.contacts[0]?.id;
      await world.anna.post(`/v1/leads/${leadId}/consents`, { contactId, ...consent });
    }
    await wa.drain();
    return { leadId, waId, address: world.addressOf(nr) };
  };
  const stepOf = async (leadId: string, key = 'T3'): Promise<Trace['followUps'][number]> =>
    (await world.trace(leadId)).followUps.find(({ step }) => step === key)!;
  /** Turns the clock to when a step is due, and an hour more. */
  const comes = async (leadId: string, key = 'T3') => {
    const { dueAt } = await stepOf(leadId, key);
    world.crm.clock.turnTo(new Date(Date.parse(dueAt) + 3_600_000));
    await wa.drain();
  };
  const to = (waId: string) => wa.fake.messages().filter((one) => one.to.endsWith(waId));
  const channelGuard = (step: Trace['followUps'][number]) =>
    step.decisions.at(-1)?.guards.find(({ key }) => key === 'channel')?.value;

  it('goes with its three buttons and the way out; a tap brings what it promised and ends the silence', async () => {
    const eva = await lead();
    await comes(eva.leadId);
    const step = await stepOf(eva.leadId);

    expect(step).toMatchObject({ state: 'handed_over', channel: 'whatsapp' });
    const [sent] = to(eva.waId);
    const said = JSON.stringify(sent?.body);
    for (const payload of [`v1:unlock:grant:${step.id}`, `v1:fu:interested:${step.id}`])
      expect(said).toContain(payload);
    expect(said).toContain(`v1:fu:later:${step.id}`);
    expect(world.mails().filter((mail) => mail.to === eva.address)).toEqual([]);
    await wa.tap(eva.waId, `v1:unlock:grant:${step.id}`, 'Unterlagen', sent?.wamid);
    await turn(6_000);
    await turn(6_000);
    expect(JSON.stringify(to(eva.waId).map(({ body }) => body))).toContain('Unsere Musterbox');
    expect(await stepOf(eva.leadId, 'T7')).toMatchObject({
      state: 'cancelled',
      reason: 'ANSWERED',
    });
  });

  it('goes by mail without an opt-in, and says why', async () => {
    const eva = await lead(null);
    await comes(eva.leadId);
    const step = await stepOf(eva.leadId);

    expect(step).toMatchObject({ state: 'handed_over', channel: 'email' });
    expect(channelGuard(step)).toMatchObject({
      channel: 'email',
      instead: [{ channel: 'whatsapp', reason: 'NO_CONSENT' }],
    });
    expect(to(eva.waId)).toEqual([]);
  });

  it('goes by mail when WhatsApp cannot deliver it, and exactly once by each', async () => {
    // To this number the stand-in never delivers.
    const eva = await lead(OPT_IN, '491510009131026');
    await comes(eva.leadId);
    const [sent] = to(eva.waId);
    const errors = [{ code: 131026, title: 'Message undeliverable' }];
    await wa.receipt(sent?.wamid ?? '', 'failed', { errors });
    await wa.drain();
    await turn(DAY);
    const step = await stepOf(eva.leadId);

    expect(step).toMatchObject({ state: 'handed_over', channel: 'email' });
    expect(step.decisions.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['queued', null],
      ['deferred', 'CHANNEL_FAILED'],
      ['queued', null],
    ]);
    expect(to(eva.waId)).toHaveLength(1);
    expect(world.mails().filter((mail) => mail.to === eva.address)).toHaveLength(1);
  });

  it('waits for two weeks after "not now", and is not ended by it', async () => {
    const eva = await lead();
    await comes(eva.leadId);
    const step = await stepOf(eva.leadId);
    await wa.tap(eva.waId, `v1:fu:later:${step.id}`, 'Jetzt nicht', to(eva.waId)[0]?.wamid);
    await wa.drain();
    const tapped = world.crm.clock.now();
    const next = await stepOf(eva.leadId, 'T7');

    expect(next.state).toBe('planned');
    const days = (Date.parse(next.dueAt) - tapped.getTime()) / DAY;
    expect(days).toBeGreaterThan(13);
    expect(days).toBeLessThan(18);
    await comes(eva.leadId, 'T7');
    expect((await stepOf(eva.leadId, 'T7')).state).toBe('handed_over');
  });

  it('waits just as long in a simulation, which finds no difference to what happened', async () => {
    const eva = await lead();
    const from = world.crm.clock.now();
    await comes(eva.leadId);
    const step = await stepOf(eva.leadId);
    await wa.tap(eva.waId, `v1:fu:later:${step.id}`, 'Jetzt nicht', to(eva.waId)[0]?.wamid);
    await wa.drain();
    await comes(eva.leadId, 'T7');
    const sent = await stepOf(eva.leadId, 'T7');

    const { status, body } = await world.crm.admin.post<Simulation>(
      `/v1/sequences/${sequence}/simulation`,
      { from, to: world.crm.clock.now(), leads: [eva.leadId] },
    );

    expect(status).toBe(200);
    expect(body.differences.map(({ step: key, then, now }) => [key, then, now])).toEqual([]);
    expect(body.sends.map(({ step: key, channel }) => [key, channel])).toEqual([
      ['T3', 'whatsapp'],
      ['T7', 'whatsapp'],
    ]);
    const late = Date.parse(body.sends[1]?.at ?? '') - Date.parse(sent.handedOverAt ?? '');
    expect(Math.abs(late)).toBeLessThanOrEqual(5 * 60_000);
  });

  it('goes by mail while its template is paused, and says so', async () => {
    const eva = await lead();
    const pause = (status: string) =>
      world.crm.sql(`UPDATE whatsapp_templates SET status = $1 WHERE key = 'followup-t3'`, [
        status,
      ]);
    await pause('paused');
    await comes(eva.leadId);
    const step = await stepOf(eva.leadId);

    expect(step).toMatchObject({ state: 'handed_over', channel: 'email' });
    expect(channelGuard(step)).toMatchObject({
      instead: [{ channel: 'whatsapp', reason: 'TEMPLATE_INCOMPLETE' }],
    });
    await pause('approved');
  });
});
