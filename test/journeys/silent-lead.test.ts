import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

describe('a lead who stays silent', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld();
  });
  afterAll(() => world.stop());

  it('hears from us on day 3 and on day 7, and never again', async () => {
    const leadId = await world.register({ nr: 1 });

    await world.advanceTo('2026-04-01T13:00:00Z');

    const mails = world.mails();
    console.log(mails, JSON.stringify(await world.trace(leadId), null, 1).slice(0, 3000));
    expect(mails.map(({ to }) => to)).toEqual(['chef1@hotel.example', 'chef1@hotel.example']);
  });
});
