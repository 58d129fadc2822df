import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

const HOUR_MS = 3_600_000;
const LEADS = 12;

/** Time passes and nobody is there to notice. */
function down(world: FollowUpWorld, until: string): void {
  world.crm.clock.turnTo(new Date(until));
}

/** Every step has a decision, and what was sent kept its distance. */
async function account(world: FollowUpWorld, leads: readonly string[]) {
  const states: Record<string, number> = {};
  const gaps: number[] = [];
  for (const id of leads) {
    const { followUps } = await world.trace(id);
    for (const { step, state, reason, decisions } of followUps) {
      expect(decisions.length).toBeGreaterThan(0);
      const key = [step, state, reason].filter(Boolean).join(' ');
      states[key] = (states[key] ?? 0) + 1;
    }
    const [t3, t7] = followUps.map(({ handedOverAt }) =>
      handedOverAt ? Date.parse(handedOverAt) : null,
    );
    if (t3 && t7) gaps.push((t7 - t3) / HOUR_MS);
  }
  return { states, gaps };
}

/** What the guard of lateness said at the last decision of a step, for each lead. */
async function lateness(world: FollowUpWorld, leads: readonly string[], step: string) {
  const said = [];
  for (const id of leads) {
    const { followUps } = await world.trace(id);
    const guards = followUps.find((f) => f.step === step)?.decisions.at(-1)?.guards;
    const guard = guards?.find(({ key }) => key === 'lateness');
    said.push({ result: guard?.result, notAfter: new Date(String(guard?.value['notAfter'])) });
  }
  return said;
}

describe('the server was down', () => {
  let world: FollowUpWorld;
  let leads: string[];

  beforeEach(async () => {
    // A Monday; a day each between four registrations.
    world = await followUpWorld({ at: '2026-03-02T08:30:00Z' });
    leads = [];
    for (let nr = 0; nr < LEADS; nr++) leads.push(await world.register({ nr }));
  });
  afterEach(() => world.stop());

  it('from day 2 to day 9: T3 is made up for in time, T7 counts from then', async () => {
    await world.advanceTo('2026-03-04T08:30:00Z');
    down(world, '2026-03-11T08:30:00Z');
    await world.advanceTo('2026-04-15T08:30:00Z');

    const { states, gaps } = await account(world, leads);
    expect(states).toEqual({ 'T3 handed_over': LEADS, 'T7 handed_over': LEADS });
    expect(gaps).toHaveLength(LEADS);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(96);
    expect(world.sink.mails).toHaveLength(2 * LEADS);
    const atOnce = world.mails().slice(0, LEADS);
    expect(new Set(atOnce.map(({ date }) => date.toISOString()))).toEqual(
      new Set(['2026-03-11T08:30:00.000Z']),
    );
    for (const { result } of await lateness(world, leads, 'T3')) expect(result).toBe('passed');
  });

  it('from day 2 to day 10: T3 is too late by its 48 hours of open windows, T7 has not been', async () => {
    await world.advanceTo('2026-03-04T08:30:00Z');
    down(world, '2026-03-12T12:00:00Z');
    await world.advanceTo('2026-04-15T08:30:00Z');

    const { states } = await account(world, leads);
    expect(states).toEqual({ 'T3 skipped TOO_LATE': LEADS, 'T7 handed_over': LEADS });
    for (const { result, notAfter } of await lateness(world, leads, 'T3')) {
      expect(result).toBe('refused');
      // Thursday from 9:30 local time, four working days of nine hours, and Thursday until 12:30.
      expect(notAfter).toEqual(new Date('2026-03-12T11:30:00Z'));
    }
  });

  it('from day 5 to day 40: T3 went before, T7 is too late and says so', async () => {
    await world.advanceTo('2026-03-07T08:30:00Z');
    down(world, '2026-04-11T08:30:00Z');
    await world.advanceTo('2026-05-04T08:30:00Z');

    const { states } = await account(world, leads);
    expect(states).toEqual({ 'T3 handed_over': LEADS, 'T7 skipped TOO_LATE': LEADS });
    // The owner is reminded of the protection by then, which is no mail to a lead.
    const toLeads = world.sink.mails.filter(({ to }) => to[0]?.endsWith('@hotel.example'));
    expect(toLeads).toHaveLength(LEADS);
    for (const { result, notAfter } of await lateness(world, leads, 'T7')) {
      expect(result).toBe('refused');
      expect(notAfter < new Date('2026-04-11T08:30:00Z')).toBe(true);
    }
  });

  it('at a mail server that refuses: T3 stays in the queue, and T7 waits for it', async () => {
    world.sink.misbehave = () => ({ at: 'rcpt', reply: '451 4.3.0 try again later' });
    await world.advanceTo('2026-03-10T08:30:00Z');

    const before = await world.trace(leads[0]!);
    expect(before.followUps.map(({ state, reason }) => [state, reason])).toEqual([
      ['queued', null],
      ['planned', 'PREVIOUS_OPEN'],
    ]);
    expect(world.sink.mails).toHaveLength(0);
  });
});
