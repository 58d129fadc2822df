import { faultsOf, type Place } from '../support/calendar';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

interface Home extends Place {
  readonly postalCode: string;
  readonly contactZone?: string;
}

const PLACES: readonly Home[] = [
  { country: 'DE', postalCode: '10115', state: 'BE', zone: 'Europe/Berlin' },
  { country: 'DE', postalCode: '80331', state: 'BY', zone: 'Europe/Berlin' },
  { country: 'DE', postalCode: '01067', state: 'SN', zone: 'Europe/Berlin' },
  { country: 'DE', postalCode: '20095', state: 'HH', zone: 'Europe/Berlin' },
  { country: 'DE', postalCode: '50667', state: 'NW', zone: 'Europe/Berlin' },
  { country: 'AT', postalCode: '1010', zone: 'Europe/Vienna' },
  { country: 'CH', postalCode: '8001', state: 'ZH', zone: 'Europe/Zurich' },
  { country: 'CH', postalCode: '6900', state: 'TI', zone: 'Europe/Zurich' },
  { country: 'CH', postalCode: '9050', state: 'AI', zone: 'Europe/Zurich' },
  {
    country: 'DE',
    postalCode: '70173',
    state: 'BW',
    zone: 'America/New_York',
    contactZone: 'America/New_York',
  },
];
const LEADS = 60;
const HOUR_MS = 3_600_000;

describe('thirty days over Easter', () => {
  let world: FollowUpWorld;
  const leads = new Map<string, { id: string; place: Home; wanted: boolean }>();

  beforeAll(async () => {
    // Monday of the week before Easter 2026, early in the morning.
    world = await followUpWorld({ at: '2026-03-30T05:00:00Z' });
    const herbert = await world.crm.person({
      name: 'Herbert',
      role: 'ADMIN',
      territories: ['DE', 'AT', 'CH'],
    });
    for (let nr = 0; nr < LEADS; nr++) {
      const place = PLACES[nr % PLACES.length]!;
      const wanted = nr % 7 !== 3;
      const id = await world.register({
        nr,
        who: herbert,
        company: { country: place.country, postalCode: place.postalCode },
        contact: place.contactZone ? { timeZone: place.contactZone } : {},
        ...(!wanted && { consent: null }),
      });
      leads.set(world.addressOf(nr), { id, place, wanted });
      await world.advanceTo(new Date(world.crm.clock.now().getTime() + 37 * 60_000).toISOString());
    }
    await world.advanceTo('2026-05-01T05:00:00Z');
  }, 1_200_000);
  afterAll(() => world.stop());

  it('brings every consenting lead one T3 and one T7, in order and four days apart', () => {
    for (const [address, { wanted }] of leads) {
      const mails = world.mails().filter(({ to }) => to === address);
      expect([address, mails.length]).toEqual([address, wanted ? 2 : 0]);
      if (!wanted) continue;
      const [t3, t7] = mails;
      expect(t3!.subject).toMatch(/Probierbox|tasting|sample/i);
      expect(t7!.date.getTime() - t3!.date.getTime()).toBeGreaterThanOrEqual(96 * HOUR_MS);
    }
  });

  it('keeps to the window and the holidays of each lead', () => {
    const found = world.mails().flatMap(({ to, date }) => faultsOf(date, leads.get(to)!.place));

    expect(found).toEqual([]);
  });

  it('tells of every other lead why not, and opens one task for its owner', async () => {
    const silent = [...leads.values()].filter(({ wanted }) => !wanted);
    for (const { id } of silent) {
      const trace = await world.trace(id, world.crm.admin);
      const [decision] = trace.followUps[0]!.decisions;
      expect(decision).toMatchObject({ outcome: 'skipped', reason: 'NO_CONSENT' });
      expect(decision!.counterfactual!.unless).toEqual(['NO_CONSENT']);
    }
    const tasks = await world.crm.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM tasks WHERE kind = 'CONSENT_MISSING'`,
    );
    expect(tasks[0]!.n).toBe(silent.length);
  });

  it('counts the same at the sink, in the log, in the rows and in the metrics', async () => {
    const [row] = await world.crm.sql<Record<string, number>>(
      `SELECT (SELECT count(*) FROM follow_ups WHERE state = 'handed_over')::int AS rows,
              (SELECT count(*) FROM event_log WHERE type = 'crm.email.sent.v1')::int AS log,
              (SELECT count(*) FROM event_log WHERE type = 'crm.lead.followup.processed.v1' AND data->>'outcome' = 'queued')::int AS decided,
              (SELECT count(*) FROM follow_ups WHERE state IN ('planned', 'queued'))::int AS open`,
    );
    const page = await (await fetch(`${world.crm.url}/metrics`)).text();
    const counted = [
      ...page.matchAll(/^followup_processed_total\{.*outcome="queued".*\} (\d+)$/gm),
    ];
    const sum = counted.reduce((total, match) => total + Number(match[1]), 0);
    const sunk = world.sink.mails.length;

    expect(row).toEqual({ rows: sunk, log: sunk, decided: sunk, open: 0 });
    expect(sum).toBe(sunk);
    expect(page).toMatch(/^followup_pending\{step="T3"\} 0$/m);
    expect(page).toMatch(/^crm_followup_overdue 0$/m);
  });
});
