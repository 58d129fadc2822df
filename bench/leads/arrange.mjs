import { createHash, randomBytes, randomUUID } from 'node:crypto';

const OWNERS = 200;

/**
 * Leads of 200 sales users in 20 teams, a contact each, written past the API; one of the owners and an auditor are signed in.
 * @returns {Promise<{owner: string, seller: object, auditor: object}>} the headers of both
 */
export async function arrangeLeads({ sql }, count) {
  await sql(`
    CREATE UNLOGGED TABLE bench_owners AS
      SELECT i, gen_random_uuid() AS id, NULL::uuid AS team FROM generate_series(0, ${OWNERS - 1}) i;
    INSERT INTO teams (id, name) SELECT gen_random_uuid(), 'Team ' || i FROM generate_series(0, 19) i;
    UPDATE bench_owners o SET team = t.id FROM teams t WHERE t.name = 'Team ' || o.i % 20;
    INSERT INTO users (id, email, name, role, team_id, territories)
      SELECT id, id || '@relance.example', 'Verkauf ' || i, 'SALES', team, '{DE}' FROM bench_owners;
    CREATE UNLOGGED TABLE bench_leads AS
      SELECT g.i, gen_random_uuid() AS id, gen_random_uuid() AS contact, o.id AS owner, o.team,
             now() - g.i * interval '20 seconds' AS at
        FROM generate_series(1, ${count}) g(i) JOIN bench_owners o ON o.i = (g.i::bigint * 7919) % ${OWNERS}`);
  await sql(`
    INSERT INTO access_subjects (subject_id, kind, owner_id, team_id, territory)
      SELECT id, 'lead', owner, team, 'DE' FROM bench_leads;
    INSERT INTO leads (id, subject_id, owner_id, team_id, territory, company_name, company_key, postal_code, city, country,
         business_type, stage, source, annual_volume_cents, annual_volume_currency, registered_at, last_activity_at, changed_at, search)
      SELECT id, id, owner, team, 'DE', 'Gasthof Nr ' || i, 'gasthof nr ' || i, '10115', 'Berlin', 'DE', 'RESTAURANT', 1,
             'REFERRAL', 1200000, 'EUR', at, at, at, 'gasthof' FROM bench_leads;
    INSERT INTO lead_contacts (id, lead_id, subject_id, owner_id, team_id, territory, first_name, last_name, email, is_primary)
      SELECT contact, id, id, owner, team, 'DE', 'Eva', 'Brandt', 'chef' || i || '@gasthof.example', true FROM bench_leads`);
  await sql('VACUUM ANALYZE leads');
  await sql('VACUUM ANALYZE lead_contacts');
  await sql('ANALYZE access_subjects');
  const [{ id: owner }] = await sql('SELECT id FROM bench_owners WHERE i = 7');
  const auditor = randomUUID();
  await sql(
    `INSERT INTO users (id, email, name, role) VALUES ($1, 'a@relance.example', 'Prüfung', 'AUDITOR')`,
    [auditor],
  );
  return { owner, seller: await signIn(sql, owner), auditor: await signIn(sql, auditor) };
}

/** @returns the headers of somebody who is signed in */
async function signIn(sql, user) {
  const token = randomBytes(32).toString('base64url');
  await sql(
    `INSERT INTO sessions (id, token_hash, user_id, expires_at, address, user_agent)
     VALUES ($1, $2, $3, now() + interval '1 day', '127.0.0.1', 'bench')`,
    [randomUUID(), createHash('sha256').update(token).digest(), user],
  );
  return { authorization: `Bearer ${token}` };
}
