import { Database } from '../../src/core/database';
import { seededRandom } from '../../src/core/ids';
import { TestClock } from '../../src/core/test-clock';
import { DemoDays } from '../../src/demo-days';
import { DemoHouses } from '../../src/demo-houses';
import { hireAuditor, hireTeam, Worker } from '../../src/demo-team';
import { Sessions, systemScope } from '../../src/identity';
import { Crm } from '../support/crm';

const DAY_MS = 86_400_000;

describe('the demo team', () => {
  it('lives its days through the system itself, and leaves only what is marked as simulated', async () => {
    const until = new Date('2026-03-18T15:00:00Z');
    const plan = { days: 7, leads: 18, imported: 4, importDay: 1 };
    const crm = await Crm.start({
      at: new Date(Math.floor(until.getTime() / DAY_MS - plan.days) * DAY_MS).toISOString(),
      env: { RELANCE_DEMO: '1', EMAIL_MAILBOX_PORT: '0' },
    });
    const [admin] = await crm.sql<{ id: string }>('SELECT id FROM users');
    const token = await crm.app
      .get(Database)
      .transaction(systemScope('demo'), (tx) =>
        crm.app.get(Sessions).open(tx, admin?.id ?? '', '127.0.0.1', 'test'),
      );

    const team = await hireTeam(crm.app, new Worker(crm.app, token, admin?.id ?? '', []));
    const houses = new DemoHouses(team.sales, seededRandom(5));
    const days = new DemoDays(team, houses, () => crm.clock.now(), plan);
    await days.live(crm.app.get(TestClock), until, () => undefined);
    await hireAuditor(team.admin);

    const marked = await crm.sql<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.columns JOIN pg_class ON relname = table_name AND NOT relispartition
        WHERE table_schema = 'public' AND column_name = 'simulated' ORDER BY 1`,
    );
    const counts: Record<string, { all: number; real: number }> = {};
    for (const { name } of marked) {
      const [row] = await crm.sql<{ all: number; real: number }>(
        `SELECT count(*)::int AS "all", count(*) FILTER (WHERE NOT simulated)::int AS real FROM ${name}`,
      );
      if (row) counts[name] = row;
    }
    const real = Object.entries(counts).filter(
      ([name, row]) => row.real > 0 && name !== 'event_log',
    );
    expect(real).toEqual([]);
    const early = await crm.sql<{ type: string }>(
      'SELECT DISTINCT type FROM event_log WHERE NOT simulated',
    );
    expect(early).toEqual([]);
    expect(counts['leads']?.all).toBe(18);
    for (const table of ['email_messages', 'follow_ups', 'activities', 'conversation_responses'])
      expect([table, (counts[table]?.all ?? 0) > 0]).toEqual([table, true]);
    // Simulated mail goes nowhere else, but the demo's people read and answer theirs.
    expect(days.counts.mails).toBeGreaterThan(0);
    expect(crm.clock.now()).toEqual(until);
    await crm.stop();
  });
});
