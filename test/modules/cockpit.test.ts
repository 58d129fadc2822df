import { StreamWorld } from '../support/stream-world';

describe('the stream', () => {
  let world: StreamWorld;

  beforeAll(async () => {
    world = await StreamWorld.start();
  });

  afterAll(() => world.stop());

  it('greets, takes subscriptions and shows what happens', async () => {
    const anna = await world.reader('SALES', 'a');
    const client = await world.open(anna, 'leads');
    const lead = await world.lead({ owner: anna.id, team: world.teams.a });

    const id = await world.happens(lead);

    expect(await client.first((frame) => frame.id === id)).toMatchObject({
      v: 1,
      type: 'crm.lead.status.changed.v1',
      channel: 'leads',
      subject: lead,
      data: { leadId: lead, to: 'QUALIFIED' },
    });
  });
});
