import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

const HOUR_MS = 3_600_000;

describe('a lead who stays silent', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld();
  });
  afterAll(() => world.stop());

  it('hears from us on day 3 and on day 7, and never again', async () => {
    const leadId = await world.register({ nr: 1 });

    await world.advanceTo('2026-04-01T13:00:00Z');

    const [t3, t7, ...further] = world.mails();
    expect(t3).toMatchObject({ to: 'chef1@hotel.example', date: new Date('2026-03-05T13:00:00Z') });
    expect(t7).toMatchObject({ to: 'chef1@hotel.example', date: new Date('2026-03-09T13:00:00Z') });
    expect(further).toEqual([]);
    const trace = await world.trace(leadId);
    expect(trace.enrolment).toMatchObject({ state: 'finished' });
    expect(trace.followUps.map(({ step, state, asks }) => [step, state, asks])).toEqual([
      ['T3', 'handed_over', 'why'],
      ['T7', 'handed_over', 'why'],
    ]);
  });

  it('that registered before a weekend waits for Monday, and T7 keeps four days from then', async () => {
    // A Wednesday afternoon: day 3 is a Saturday.
    await world.advanceTo('2026-04-08T12:00:00Z');
    world.sink.mails.length = 0;
    await world.register({ nr: 2 });

    await world.advanceTo('2026-04-30T12:00:00Z');

    const [t3, t7] = world.mails().map(({ date }) => date);
    expect(t3?.toISOString().slice(0, 10)).toBe('2026-04-13');
    expect(t7?.toISOString().slice(0, 10)).toBe('2026-04-17');
    expect((t7?.getTime() ?? 0) - (t3?.getTime() ?? 0)).toBeGreaterThanOrEqual(96 * HOUR_MS);
  });

  it('can ask why at any time, in German and in English', async () => {
    await world.advanceTo('2026-05-04T12:00:00Z');
    const leadId = await world.register({ nr: 3 });
    await world.crm.drain();

    const german = await world.trace(leadId);
    await world.anna.patch('/v1/me', { locale: 'en' });
    const english = await world.trace(leadId);

    expect(german.sentence).toBe('T3 ist für Do 07.05. 14:00 geplant.');
    expect(english.sentence).toBe('T3 is planned for Thu 7 May 14:00.');
    expect(german.next).toMatchObject({ step: 'T3', at: '2026-05-07T12:00:00.000Z' });
  });
});
