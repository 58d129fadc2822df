import type { MyDay, Pipeline, Sending } from '../../src/cockpit/dashboard/widgets.dto';
import type { Feed } from '../../src/cockpit/feed/feed.dto';
import type { Visitor } from '../support/crm';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

const T3_DAY = '2026-03-05T13:30:00Z';

describe('the cockpit of a team at work', () => {
  let world: FollowUpWorld;
  let fremd: Visitor;
  const leads: Record<'wanted' | 'silent' | 'bought', string> = {
    wanted: '',
    silent: '',
    bought: '',
  };

  const feed = async (query = '', who = world.anna) => {
    const { status, body } = await who.get<Feed>(`/api/dashboard/feed${query}`);
    expect(status).toBe(200);
    return body;
  };
  const told = async (query = '', who = world.anna) =>
    (await feed(query, who)).items.map(({ sentence, detail }) =>
      detail === null ? sentence : `${sentence} (${detail})`,
    );

  /** What the tests below only read: a step that leaves, one that may not, and a lead that becomes a customer and buys. */
  beforeAll(async () => {
    world = await followUpWorld();
    const { crm, anna, maria } = world;
    fremd = await crm.person({ name: 'Frida Fremd', role: 'SALES' });
    const volume = { annualVolume: { cents: 1_200_000, currency: 'EUR' } };
    leads.wanted = await world.register({ company: volume });
    leads.silent = await world.register({ consent: null });
    leads.bought = await world.register({ company: { name: 'Gasthof Linde', ...volume } });
    const dueAt = '2026-03-03T08:00:00.000Z';
    await anna.post('/v1/tasks', { leadId: leads.wanted, text: 'Muster zeigen', dueAt });
    const { body } = await maria.post<{ customer: { id: string } }>(
      `/v1/leads/${leads.bought}/conversion`,
      {},
    );
    await anna.post(`/v1/customers/${body.customer.id}/orders`, {
      number: 'A-1',
      orderedAt: '2026-03-02T10:00:00Z',
      amount: { cents: 48_050, currency: 'EUR' },
    });
    await world.advanceTo(T3_DAY);
  });

  afterAll(() => world.stop());

  it('is told by the feed in words, the newest first', async () => {
    const lines = await told();

    expect(lines[0]).toMatch(/^T3 (an Hotel Nr 1 gesendet|für Hotel Nr 2 übersprungen)/);
    expect(lines).toEqual(
      expect.arrayContaining([
        'T3 an Hotel Nr 1 gesendet',
        'T3 für Hotel Nr 2 übersprungen (Es fehlt eine Einwilligung für Werbung auf diesem Kanal.)',
        'Gasthof Linde hat bestellt: 480,50\u00a0€',
        'Gasthof Linde ist Kunde (Maria Brandt)',
        'Aufgabe zu Hotel Nr 1: Muster zeigen (Anna Keller · fällig 03.03.2026)',
        'Hotel Nr 1 als Lead erfasst (Anna Keller)',
      ]),
    );
    expect(lines.indexOf('Gasthof Linde hat bestellt: 480,50\u00a0€')).toBeLessThan(
      lines.indexOf('Hotel Nr 1 als Lead erfasst (Anna Keller)'),
    );
    const items = (await feed('?limit=3')).items;
    expect(items.map(({ sequence }) => sequence)).toEqual(
      items.map(({ sequence }) => sequence).sort((a, b) => (a < b ? 1 : -1)),
    );
    expect(items.every(({ leadId, customerId }) => leadId !== null || customerId !== null)).toBe(
      true,
    );
  });

  it('speaks the language of the reader', async () => {
    await world.maria.patch('/v1/me', { locale: 'en' });

    expect(await told('', world.maria)).toEqual(
      expect.arrayContaining(['T3 sent to Hotel Nr 1', 'Gasthof Linde ordered: 480.50\u00a0€']),
    );
  });

  it('shows nobody what they may not see, and of a wide view only one’s own when asked', async () => {
    expect(await told('', fremd)).toEqual([]);
    expect(await told('?scope=own', world.maria)).toEqual([]);
    expect((await told('', world.maria)).length).toBeGreaterThan(5);
    expect((await world.anna.get('/api/dashboard/feed?scope=team')).status).toBe(400);
  });

  it('is narrowed by what and by whom, and goes on from where a reader was', async () => {
    const customers = await feed('?filter=customers');
    const linde = await told('?q=linde');
    const { asOfSequence } = await feed();
    await world.anna.post(`/v1/leads/${leads.silent}/activities`, { kind: 'CALL', text: 'Hallo' });

    expect(new Set(customers.items.map(({ group }) => group))).toEqual(new Set(['customers']));
    expect(linde.length).toBeGreaterThan(2);
    expect(linde.filter((line) => !line.includes('Gasthof Linde'))).toEqual([]);
    expect(await told(`?after=${asOfSequence}&filter=work`)).toEqual(['Anruf bei Hotel Nr 2']);
  });

  it('adds up in my day, the pipeline and sending', async () => {
    const { body: day } = await world.anna.get<MyDay>('/api/dashboard/my-day');
    const { body: pipeline } = await world.anna.get<Pipeline>('/api/dashboard/pipeline');
    const { body: sending } = await world.anna.get<Sending>('/api/dashboard/sending');
    const { body: other } = await fremd.get<Pipeline>('/api/dashboard/pipeline');

    expect(day).toMatchObject({
      scope: 'own',
      tasksOverdue: 2,
      proposals: null,
      protectionEnding: 0,
    });
    const part = (status: string) => pipeline.parts.filter((one) => one.status === status);
    expect(part('CONVERTED')).toMatchObject([
      { leads: 1, value: [{ cents: 1_200_000, currency: 'EUR' }], unvalued: 0 },
    ]);
    expect(pipeline.parts.reduce((sum, one) => sum + one.leads, 0)).toBe(3);
    expect(pipeline.parts.reduce((sum, one) => sum + one.unvalued, 0)).toBe(1);
    expect(sending).toMatchObject({ queued: 0, sent: 1, failed: 0, unknown: 0 });
    expect(other.parts).toEqual([]);
  });
});
