import { Client } from 'pg';
import { asSuperuser, testDatabase, type TestDatabase } from '../support/database';
import { startGround } from '../support/ground';

const PARTITIONS = `SELECT inhrelid::regclass::text AS name FROM pg_inherits
  WHERE inhparent = 'event_log'::regclass ORDER BY 1`;
const DROP_ALL = `DO $$ DECLARE p regclass; BEGIN
  FOR p IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'event_log'::regclass LOOP
    EXECUTE format('DROP TABLE %s', p);
  END LOOP; END $$`;

describe('the partitions of the log', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await testDatabase();
  });
  afterEach(() => database.drop());

  it.each([
    ['UTC', '2026-10-10', ['2026_10', '2026_11', '2026_12']],
    ['America/New_York', '2026-10-10', ['2026_10', '2026_11', '2026_12']],
    ['Europe/Berlin', '2027-02-10', ['2027_02', '2027_03', '2027_04']],
    ['Pacific/Kiritimati', '2026-12-31T12:00:00Z', ['2026_12', '2027_01', '2027_02']],
  ])('are three months in a row where it is %s', async (zone, at, months) => {
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      await client.query(`SET timezone = '${zone}'`);
      await client.query(DROP_ALL);

      await client.query('SELECT relance.ensure_event_partitions($1)', [at]);

      const { rows } = await client.query<{ name: string }>(PARTITIONS);
      expect(rows.map(({ name }) => name)).toEqual(months.map((month) => `event_log_${month}`));
    } finally {
      await client.end();
    }
  });

  it('are there before the first write, however long nothing ran', async () => {
    await asSuperuser(database, DROP_ALL);

    const ground = await startGround(database, { env: { ROLES: 'api' } });

    expect(await ground.count(1)).toBe(true);
    await ground.app.close();
  });

  it('are made ahead by workers alone, as parked events are retried by them alone', async () => {
    const loopsOf = async (ROLES: string) => {
      const ground = await startGround(database, { env: { ROLES } });
      const names = ground.loops.names();
      await ground.app.close();
      return names.filter((name) => ['events.parked', 'events.partitions'].includes(name));
    };

    expect(await loopsOf('api')).toEqual([]);
    expect((await loopsOf('worker')).sort()).toEqual(['events.parked', 'events.partitions']);
  });
});
