import { CANARY_ID } from '../../src/core/canary.rules';
import { Database, type Tx } from '../../src/core/database';
import { AccessQueries, maySee, systemScope } from '../../src/identity';
import type { Visibility } from '../../src/identity/access.rules';
import { type Role, type Scope, scopeOf } from '../../src/identity/scope.rules';
import { Crm } from '../support/crm';

const NOBODY = '00000000-0000-7000-8000-00000000dead';

describe('the scope in the database', () => {
  let crm: Crm;
  let db: Database;
  const [teamA, teamB] = [
    '00000000-0000-7000-8000-0000000000a1',
    '00000000-0000-7000-8000-0000000000a2',
  ];
  const people: Record<'anna' | 'ben' | 'mia', string> = { anna: '', ben: '', mia: '' };
  const subjects = ['f1', 'f2', 'f3'].map((end) => `00000000-0000-7000-8000-0000000000${end}`);

  const scope = (role: Role, userId: string, teamIds: string[] = [], territories = ['DE']): Scope =>
    scopeOf({ userId, role, teamIds, territories, capabilities: [] }, null);
  const place = (
    by: Scope,
    subjectId: string,
    ownerId: string | null,
    teamId: string | null,
    territory = 'DE',
  ) =>
    db.transaction(by, (tx) =>
      crm.app
        .get(AccessQueries)
        .place(tx, { subjectId, kind: 'lead', ownerId, teamId, territory, simulated: false }),
    );
  const admin = () => scope('ADMIN', people.mia);
  const refused = { code: '42501' };

  beforeAll(async () => {
    crm = await Crm.start();
    db = crm.app.get(Database);
    for (const name of ['anna', 'ben', 'mia'] as const)
      people[name] = (await crm.person({ name, role: name === 'mia' ? 'MANAGER' : 'SALES' })).id;
    await crm.sql(`INSERT INTO teams (id, name) VALUES ($1, 'A'), ($2, 'B')`, [teamA, teamB]);
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM access_subjects'));

  it('is nothing for the server’s own login outside a transaction', async () => {
    for (const table of [
      'users',
      'sessions',
      'event_log',
      'audit_log',
      'settings',
      'access_subjects',
    ])
      await expect(db.dataSource.query(`SELECT 1 FROM ${table}`)).rejects.toMatchObject(refused);
  });

  it('hides sessions and the hashes of passwords from every person', async () => {
    for (const role of ['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const) {
      const by = scope(role, people.anna);
      for (const query of ['SELECT password_hash FROM users', 'SELECT token_hash FROM sessions'])
        await expect(db.transaction(by, (tx) => tx.rows(query))).rejects.toMatchObject(refused);
    }
  });

  it('agrees with maySee on every kind of event', async () => {
    const none = null;
    const rows: Visibility[] = [];
    for (const audience of ['subject', 'operations', 'everybody'] as const)
      for (const subjectId of [none, subjects[0]!, subjects[1]!, CANARY_ID])
        for (const ownerId of [none, people.anna, people.ben])
          for (const teamId of [none, teamA, teamB])
            for (const territory of [none, 'DE', 'CH'])
              if (audience !== 'subject' || subjectId !== none)
                rows.push({ audience, subjectId, ownerId, teamId, territory });
    // Past the trigger, which would fill the columns from a subject that is not placed.
    await crm.sql(
      `SET session_replication_role = replica; INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, subject_id, owner_id, team_id, territory, data)
       SELECT 1, gen_random_uuid(), 'matrix', '/test', r.nr::text, 'k', now(), r."audience", r."subjectId", r."ownerId", r."teamId", r."territory", '{}'
         FROM jsonb_to_recordset('${JSON.stringify(rows.map((row, nr) => ({ ...row, nr })))}') AS
           r(nr int, "audience" text, "subjectId" uuid, "ownerId" uuid, "teamId" uuid, "territory" text)`,
    );
    await place(admin(), subjects[0]!, people.ben, teamA);
    await crm.sql('INSERT INTO access_collaborators VALUES ($1, $2), ($1, $3)', [
      subjects[0],
      people.anna,
      people.mia,
    ]);

    for (const by of [
      scope('SALES', people.anna, [teamA]),
      scope('SALES', people.ben, [teamB], ['DE', 'CH']),
      scope('SALES', people.mia, [], []),
      scope('MANAGER', people.mia, [teamA]),
      scope('MANAGER', people.mia, [teamA, teamB], ['CH']),
      scope('MANAGER', people.anna, [], []),
      scope('ADMIN', people.anna),
      scope('AUDITOR', people.anna),
      systemScope('test'),
    ]) {
      const [seen, shared] = await db.transaction(by, async (tx) => [
        (
          await tx.rows<{ nr: number }>(
            `SELECT subject::int AS nr FROM event_log WHERE type = 'matrix' ORDER BY 1`,
          )
        ).map((r) => r.nr),
        await crm.app.get(AccessQueries).collaboratingSubjects(tx, by.userId ?? NOBODY),
      ]);
      const expected = rows.flatMap((row, nr) => (maySee(by, row, shared) ? [nr] : []));

      expect({ role: by.role, seen }).toEqual({ role: by.role, seen: expected });
    }
  });

  describe('places a subject', () => {
    const anna = () => scope('SALES', people.anna, [teamA]);
    const ben = () => scope('SALES', people.ben, [teamA]);
    const mia = () => scope('MANAGER', people.mia, [teamA]);
    const [lead] = subjects as [string];

    it('that is new for oneself, not for a colleague or in another team', async () => {
      await expect(place(anna(), lead, people.ben, teamA)).rejects.toMatchObject(refused);
      await expect(place(anna(), lead, people.anna, teamB)).rejects.toMatchObject(refused);
      await expect(place(anna(), lead, null, null)).rejects.toMatchObject(refused);
      await place(anna(), lead, people.anna, teamA);
    });

    it('of one’s own by letting it go, not by giving it away', async () => {
      await place(anna(), lead, people.anna, teamA);

      await expect(place(anna(), lead, people.ben, teamA)).rejects.toMatchObject(refused);
      await place(anna(), lead, null, teamA);
    });

    it('that is free in one’s territory, the second one no longer', async () => {
      await place(admin(), lead, null, null);
      const elsewhere = scope('SALES', people.ben, [teamA], ['CH']);

      await expect(place(elsewhere, lead, people.ben, teamA)).rejects.toMatchObject(refused);
      await place(anna(), lead, people.anna, teamA);
      await expect(place(ben(), lead, people.ben, teamA)).rejects.toMatchObject(refused);
    });

    /** Until a second transaction stands in line behind a first one. */
    const somebodyWaits = () =>
      crm.sql(`DO $$ BEGIN
        WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') LOOP
          PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
        END LOOP; END $$`);
    const placeIn = (tx: Tx, ownerId: string) =>
      crm.app.get(AccessQueries).place(tx, {
        subjectId: lead,
        kind: 'lead',
        ownerId,
        teamId: teamA,
        territory: 'DE',
        simulated: false,
      });

    it('that is free for one of two who want it at the same moment', async () => {
      await place(admin(), lead, null, null);
      let second: Promise<void> | undefined;

      await db.transaction(anna(), async (tx) => {
        await placeIn(tx, people.anna);
        second = place(ben(), lead, people.ben, teamA);
        second.catch(() => undefined);
        await somebodyWaits();
      });

      await expect(second).rejects.toMatchObject(refused);
    });

    it('with the rows that another transaction is just adding to it', async () => {
      await crm.sql(`CREATE TABLE probe (subject_id uuid, owner_id uuid, team_id uuid, territory text);
        ALTER TABLE probe OWNER TO relance_owner; INSERT INTO access_tables VALUES ('probe');
        CREATE TRIGGER fill BEFORE INSERT ON probe FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain');
        ALTER TABLE probe ENABLE ROW LEVEL SECURITY; GRANT INSERT ON probe TO relance_system;
        CREATE POLICY adds ON probe FOR INSERT TO relance_system WITH CHECK (true)`);
      await place(admin(), lead, people.anna, teamA);
      let moved: Promise<void> | undefined;

      await db.transaction(systemScope('test'), async (tx) => {
        await tx.rows('INSERT INTO probe (subject_id) VALUES ($1)', [lead]);
        moved = place(admin(), lead, people.ben, teamA);
        await somebodyWaits();
      });
      await moved;

      expect(await crm.sql('SELECT owner_id FROM probe')).toEqual([{ owner_id: people.ben }]);
      await crm.sql(`DELETE FROM access_tables WHERE table_name = 'probe'; DROP TABLE probe`);
    });

    it('of the own team as its manager, and none of another', async () => {
      await place(admin(), lead, people.anna, teamA);
      await place(mia(), lead, people.ben, teamA);
      await place(mia(), lead, people.ben, teamB);

      await expect(place(mia(), lead, people.mia, teamA)).rejects.toMatchObject(refused);
    });

    it('never as an auditor', async () => {
      await expect(
        place(scope('AUDITOR', people.anna), lead, people.anna, null),
      ).rejects.toMatchObject(refused);
    });

    it('with every row of every registered table, but for the log, which keeps what was', async () => {
      await crm.sql(`CREATE TABLE probe (subject_id uuid, owner_id uuid, team_id uuid, territory text);
        INSERT INTO access_tables VALUES ('probe')`);
      await crm.sql('ALTER TABLE probe OWNER TO relance_owner');
      await crm.sql(
        `CREATE TRIGGER fill BEFORE INSERT ON probe FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain')`,
      );
      await place(admin(), lead, people.anna, teamA);
      await crm.sql('INSERT INTO probe (subject_id, owner_id) VALUES ($1, $2)', [lead, people.ben]);
      const insert = `INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, subject_id, data)
        VALUES (1, gen_random_uuid(), 'placed', '/test', 'x', 'k', now(), 'subject', '${lead}', '{}')`;
      await crm.sql(insert);
      expect(await crm.sql('SELECT owner_id, territory FROM probe')).toEqual([
        { owner_id: people.anna, territory: 'DE' },
      ]);

      await place(admin(), lead, people.ben, teamB, 'CH');
      await crm.sql(insert);

      expect(await crm.sql('SELECT * FROM probe')).toEqual([
        { subject_id: lead, owner_id: people.ben, team_id: teamB, territory: 'CH' },
      ]);
      expect(
        await crm.sql(
          `SELECT owner_id, team_id, territory FROM event_log WHERE type = 'placed' ORDER BY position`,
        ),
      ).toEqual([
        { owner_id: people.anna, team_id: teamA, territory: 'DE' },
        { owner_id: people.ben, team_id: teamB, territory: 'CH' },
      ]);
      await crm.sql(`DELETE FROM access_tables WHERE table_name = 'probe'; DROP TABLE probe`);
    });
  });

  describe('lets collaborate', () => {
    const [lead] = subjects as [string];
    const collaborate = (by: Scope, userId: string) =>
      db.transaction(by, (tx) => crm.app.get(AccessQueries).addCollaborator(tx, lead, userId));
    const listed = (by: Scope) =>
      db.transaction(by, (tx) => crm.app.get(AccessQueries).collaborators(tx, lead));
    const anna = () => scope('SALES', people.anna, [teamA]);
    const ben = () => scope('SALES', people.ben, [teamB], ['CH']);

    beforeEach(() => place(admin(), lead, people.anna, teamA));

    it('whom the owner asks, not who asks himself', async () => {
      await expect(collaborate(ben(), people.ben)).rejects.toMatchObject(refused);

      expect(await collaborate(anna(), people.ben)).toBe(true);
      expect(await collaborate(anna(), people.ben)).toBe(false);
    });

    it('who then sees with whom, and may leave but not ask others', async () => {
      await collaborate(anna(), people.ben);
      await collaborate(anna(), people.mia);

      expect(await listed(ben())).toEqual(expect.arrayContaining([people.ben, people.mia]));
      expect(await listed(scope('SALES', NOBODY))).toEqual([]);
      await expect(collaborate(ben(), NOBODY)).rejects.toMatchObject(refused);
      const remove = (by: Scope, userId: string) =>
        db.transaction(by, (tx) => crm.app.get(AccessQueries).removeCollaborator(tx, lead, userId));
      expect(await remove(ben(), people.mia)).toBe(false);
      expect(await remove(ben(), people.ben)).toBe(true);
      expect(await remove(anna(), people.mia)).toBe(true);
    });
  });
});
