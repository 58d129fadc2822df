import type { Feed } from '../../src/cockpit/feed/feed.dto';
import type { TimelinePage } from '../../src/cockpit/timeline/timeline.dto';
import type { Pipeline } from '../../src/cockpit/dashboard/widgets.dto';
import type {
  OpportunityPage,
  OpportunityView,
} from '../../src/customers/opportunities/opportunities.dto';
import type { Visitor } from '../support/crm';
import { customersWorld, type CustomersWorld } from '../support/customers';

type Answer = OpportunityView & { type?: string };

describe('an opportunity', () => {
  let world: CustomersWorld;

  beforeAll(async () => {
    world = await customersWorld();
  });
  afterAll(() => world.crm.stop());

  const open = (about: object, who: Visitor = world.anna) =>
    who.post<Answer>('/v1/opportunities', {
      title: 'Beilagen für das Bankett',
      amount: { cents: 1_000_000, currency: 'EUR' },
      ...about,
    });
  const etag = ({ id, version }: Answer) => ({
    headers: { 'if-match': `"opportunity-${id}-${String(version)}"` },
  });
  const close = (at: Answer, body: object, who: Visitor) =>
    who.post<Answer>(`/v1/opportunities/${at.id}/outcome`, body, etag(at));

  it('begins with a stage that says how likely it is, and moves on', async () => {
    const { id } = await world.lead();

    const { status, body } = await open({ leadId: id });
    const moved = await world.anna.patch<Answer>(
      `/v1/opportunities/${body.id}`,
      { stage: 'PROPOSAL' },
      etag(body),
    );
    const again = await world.anna.patch<Answer>(
      `/v1/opportunities/${body.id}`,
      { stage: 'PROPOSAL', amount: { cents: 1_000_000, currency: 'EUR' } },
      etag(moved.body),
    );
    const stale = await world.anna.patch<Answer>(
      `/v1/opportunities/${body.id}`,
      { stage: 'NEEDS' },
      etag(body),
    );

    expect([status, body]).toMatchObject([201, { stage: 'QUALIFICATION', probability: 25 }]);
    expect(moved.body).toMatchObject({ stage: 'PROPOSAL', probability: 60, version: 2 });
    expect([again.status, again.body.version]).toEqual([200, 2]);
    expect([stale.status, stale.body.type]).toEqual([412, '/problems/stale-version']);
    const events = await world.events('crm.opportunity.changed.v1', id);
    expect(events.map(({ data }) => [data['from'], data['to']])).toEqual([
      ['QUALIFICATION', 'PROPOSAL'],
    ]);
  });

  it('needs a lead that somebody owns', async () => {
    const { id } = await world.lead();
    await world.free(id);

    const { status, body } = await open({ leadId: id });

    expect([status, body.type]).toEqual([409, '/problems/lead-not-owned']);
  });

  it('makes a customer of its lead when it is won, which a manager does, and stays with the customer', async () => {
    const { id } = await world.lead();
    const { body } = await open({ leadId: id });

    const tooEarly = await close(body, { outcome: 'won' }, world.anna);
    const won = await close(body, { outcome: 'won' }, world.maria);
    const again = await close(won.body, { outcome: 'lost' }, world.maria);

    expect([tooEarly.status, tooEarly.body.type]).toEqual([409, '/problems/lead-needs-conversion']);
    expect(won.body).toMatchObject({ stage: 'WON', probability: 100 });
    expect([again.status, again.body.type]).toEqual([409, '/problems/opportunity-closed']);
    expect((await world.read(id)).status).toBe('CONVERTED');
    const { body: customers } = await world.anna.get<{ items: { id: string }[] }>(
      `/v1/customers?leadId=${id}`,
    );
    const customerId = customers.items[0]?.id ?? '';
    const { body: next } = await open({ customerId });
    const kept = await world.anna.get<OpportunityPage>(
      `/v1/opportunities?customerId=${customerId}`,
    );
    expect(kept.body.items.map((one) => one.id)).toEqual([next.id, body.id]);
    expect((await close(next, { outcome: 'won' }, world.anna)).status).toBe(201);
  });

  it('counts in the pipeline while it is open, for whoever sees it', async () => {
    const before = await valueOf(world.ben);
    const { id } = await world.lead({}, world.ben);
    const { body } = await open({ leadId: id, stage: 'NEGOTIATION' }, world.ben);

    expect(await valueOf(world.ben)).toBe(before + 1_000_000);
    expect((await world.frieda.get(`/v1/opportunities/${body.id}`)).status).toBe(404);
    expect((await open({ leadId: id }, world.frieda)).status).toBe(404);
    expect((await open({}, world.ben)).status).toBe(400);

    await close(body, { outcome: 'lost', reason: 'Zu teuer' }, world.ben);
    expect(await valueOf(world.ben)).toBe(before);
  });

  it('is told in the lead’s timeline by its name and by whom, and in the feed in words of both languages', async () => {
    const { id } = await world.lead({ company: { name: 'Gasthof Chance', city: 'Ulm' } });
    const { body } = await open({ leadId: id });
    const { body: moved } = await world.anna.patch<Answer>(
      `/v1/opportunities/${body.id}`,
      { stage: 'PROPOSAL' },
      etag(body),
    );
    await close(moved, { outcome: 'lost', reason: 'Zu teuer' }, world.anna);

    const timeline = await world.anna.get<TimelinePage>(`/v1/leads/${id}/timeline?filter=changes`);
    const told = timeline.body.items.filter(({ opportunity }) => opportunity !== null);
    expect(
      told.map(({ type, data, opportunity, people }) => [
        type,
        data['to'],
        opportunity?.title,
        people[0]?.name,
      ]),
    ).toEqual([
      ['crm.opportunity.changed.v1', 'LOST', 'Beilagen für das Bankett', 'Anna Keller'],
      ['crm.opportunity.changed.v1', 'PROPOSAL', 'Beilagen für das Bankett', 'Anna Keller'],
      ['crm.opportunity.opened.v1', undefined, 'Beilagen für das Bankett', 'Anna Keller'],
    ]);
    const sentences = async (who: Visitor) =>
      (await who.get<Feed>('/api/dashboard/feed')).body.items
        .filter(({ leadId, group }) => leadId === id && group === 'customers')
        .map(({ sentence }) => sentence);
    expect(await sentences(world.anna)).toEqual([
      'Bei Gasthof Chance verloren: 10.000,00\u00a0€',
      'Chance bei Gasthof Chance (10.000,00\u00a0€): jetzt Angebot',
      'Chance bei Gasthof Chance: 10.000,00\u00a0€',
    ]);
    await world.anna.patch('/v1/me', { locale: 'en' });
    expect(await sentences(world.anna)).toEqual([
      'Lost at Gasthof Chance: 10,000.00\u00a0€',
      'Opportunity at Gasthof Chance (10,000.00\u00a0€): now proposal',
      'Opportunity at Gasthof Chance: 10,000.00\u00a0€',
    ]);
  });

  async function valueOf(who: Visitor): Promise<number> {
    const { body } = await who.get<Pipeline>('/api/dashboard/pipeline');
    const stage = body.opportunities.find((one) => one.stage === 'NEGOTIATION');
    expect(stage?.probability).toBe(80);
    return stage?.value[0]?.cents ?? 0;
  }
});
