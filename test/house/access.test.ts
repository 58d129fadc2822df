import { Client } from 'pg';
import { testDatabase } from '../support/database';

type Database = Awaited<ReturnType<typeof testDatabase>>;

/** Tables without row-level security, each with its reason. */
const OPEN_TABLES: Record<string, string> = {
  migrations: 'the runner of migrations writes it as the owner, and nobody else has a right to it',
};

/** Indexes that may serve only roles without a filter, each with its reason. */
const LEAKY_INDEXES: Record<string, string> = {};

interface Fault {
  why: string;
  what: string;
}

/** What to do about each kind of fault; `%` is the thing found. */
const CURES: Record<string, string> = {
  'no-rls': '%: ENABLE ROW LEVEL SECURITY in its migration, or give a reason in OPEN_TABLES.',
  'no-policy': '%: write a policy for what is granted, or do not grant it.',
  'public-policy': '%: name the roles of the policy; PUBLIC is everybody who can log in.',
  'public-grant': '%: REVOKE it; rights are given to scope roles by name.',
  'app-owner': '%: change the owner to relance_owner; an owner is not held by policies.',
  overlap: '%: REVOKE the membership; policies of both roles would be added up.',
  'strong-login': '%: the login must be NOINHERIT and without rights; run scripts/roles.sql.',
  'strong-role': '%: take LOGIN, SUPERUSER and BYPASSRLS from the role; run scripts/roles.sql.',
  'plain-view': '%: create the view WITH (security_invoker = true).',
  'materialized-view': '%: keep a table with policies instead; a materialized view has none.',
  'definer-path': '%: SET search_path = pg_catalog, public, pg_temp on the function, pg_temp last.',
  'definer-public':
    '%: REVOKE ALL ON FUNCTION … FROM PUBLIC and grant it to the roles that need it.',
  'definer-owner': '%: give the function to relance_owner or relance_search.',
  'leaky-index':
    '%: use a type whose comparison is leakproof (uuid, text, bigint, timestamptz), or give a reason in LEAKY_INDEXES.',
};

const FAULTS = `
  WITH tables AS (
    SELECT c.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'relance')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  ), scope AS (
    SELECT oid, rolname FROM pg_roles
     WHERE rolname IN ('relance_sales', 'relance_manager', 'relance_admin', 'relance_auditor', 'relance_system', 'relance_search')
  ), command(privilege, letter) AS (
    VALUES ('SELECT', 'r'), ('INSERT', 'a'), ('UPDATE', 'w'), ('DELETE', 'd')
  ), definer AS (
    SELECT p.* FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname IN ('public', 'relance') AND p.prosecdef
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  )
  SELECT 'no-rls' AS why, oid::regclass::text AS what FROM tables
   WHERE relkind IN ('r', 'p') AND NOT relrowsecurity AND relname <> ALL ($1)
  UNION ALL
  SELECT 'no-policy', format('%s by %s on %s', c.privilege, s.rolname, t.oid::regclass) FROM tables t, scope s, command c
   WHERE t.relkind IN ('r', 'p') AND t.relname <> ALL ($1)
     AND CASE c.privilege WHEN 'DELETE' THEN has_table_privilege(s.oid, t.oid, 'DELETE')
              ELSE has_any_column_privilege(s.oid, t.oid, c.privilege) END
     AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polpermissive
                        AND p.polcmd IN ('*', c.letter::"char")
                        AND EXISTS (SELECT FROM unnest(p.polroles) r WHERE r = 0 OR pg_has_role(s.oid, r, 'USAGE')))
  UNION ALL
  SELECT 'public-policy', format('%s on %s', polname, polrelid::regclass) FROM pg_policy WHERE 0 = ANY (polroles)
  UNION ALL
  SELECT 'public-grant', format('%s on %s', g.privilege_type, t.oid::regclass)
    FROM tables t, aclexplode(t.relacl) g WHERE g.grantee = 0
  UNION ALL
  SELECT 'app-owner', format('%s owns %s', r.rolname, t.oid::regclass) FROM tables t JOIN pg_roles r ON r.oid = t.relowner
   WHERE r.rolname LIKE 'relance\\_%' AND r.rolname <> 'relance_owner'
  UNION ALL
  SELECT 'overlap', format('%s is a member of %s', a.rolname, b.rolname) FROM scope a, scope b
   WHERE a.oid <> b.oid AND pg_has_role(a.oid, b.oid, 'USAGE')
  UNION ALL
  SELECT 'strong-login', r.rolname FROM pg_roles r WHERE r.rolname = 'relance_server'
     AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb
          OR EXISTS (SELECT FROM scope s WHERE pg_has_role(r.oid, s.oid, 'USAGE'))
          OR EXISTS (SELECT FROM tables t, command c WHERE t.relkind IN ('r', 'p') AND has_table_privilege(r.oid, t.oid, c.privilege)))
  UNION ALL
  SELECT 'strong-role', r.rolname FROM pg_roles r
   WHERE r.rolname LIKE 'relance\\_%' AND r.rolname <> 'relance_server' AND (r.rolsuper OR r.rolbypassrls)
  UNION ALL
  SELECT 'strong-role', r.rolname FROM pg_roles r JOIN scope USING (rolname) WHERE r.rolcanlogin
  UNION ALL
  SELECT 'plain-view', oid::regclass::text FROM tables WHERE relkind = 'v'
     AND NOT coalesce('security_invoker=true' = ANY (reloptions) OR 'security_invoker=on' = ANY (reloptions), false)
  UNION ALL
  SELECT 'materialized-view', format('%s by %s', t.oid::regclass, s.rolname) FROM tables t, scope s
   WHERE t.relkind = 'm' AND has_table_privilege(s.oid, t.oid, 'SELECT')
  UNION ALL
  SELECT 'definer-path', oid::regprocedure::text FROM definer
   WHERE NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c ~ '^search_path=.*pg_temp"?$')
  UNION ALL
  SELECT 'definer-public', oid::regprocedure::text FROM definer
   WHERE proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) g WHERE g.grantee = 0)
  UNION ALL
  SELECT 'definer-owner', oid::regprocedure::text FROM definer
   WHERE proowner::regrole::text NOT IN ('relance_owner', 'relance_search')
  UNION ALL
  SELECT 'leaky-index', format('%s (%s)', i.indexrelid::regclass, a.attname)
    FROM pg_index i JOIN tables t ON t.oid = i.indrelid AND t.relrowsecurity AND NOT t.relispartition
    JOIN pg_class ic ON ic.oid = i.indexrelid AND ic.relname <> ALL ($2)
    JOIN pg_am am ON am.oid = ic.relam AND am.amname = 'btree'
    CROSS JOIN LATERAL unnest(i.indclass::oid[]) WITH ORDINALITY k(opclass, nr)
    JOIN pg_opclass oc ON oc.oid = k.opclass
    JOIN pg_amop ao ON ao.amopfamily = oc.opcfamily AND ao.amoplefttype = oc.opcintype
                   AND ao.amoprighttype = oc.opcintype AND ao.amopstrategy = 3
    JOIN pg_operator o ON o.oid = ao.amopopr
    JOIN pg_proc p ON p.oid = o.oprcode AND NOT p.proleakproof
    LEFT JOIN pg_attribute a ON a.attrelid = i.indexrelid AND a.attnum = k.nr
  ORDER BY 1, 2`;

async function accessFaults(client: Client): Promise<string[]> {
  const { rows } = await client.query<Fault>(FAULTS, [
    Object.keys(OPEN_TABLES),
    Object.keys(LEAKY_INDEXES),
  ]);
  return rows.map(({ why, what }) => (CURES[why] ?? why).replace('%', what));
}

describe('access in the database', () => {
  let database: Database;
  let client: Client;

  beforeAll(async () => {
    database = await testDatabase();
    client = new Client({ connectionString: database.superUrl });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('is decided by policies on every table, by roles that overlap nowhere', async () => {
    expect(await accessFaults(client)).toEqual([]);
  });

  it('refuses a query by the login of the server outside a transaction', async () => {
    const server = new Client({ connectionString: database.serverUrl });
    await server.connect();
    try {
      await expect(server.query('SELECT 1 FROM event_log')).rejects.toMatchObject({
        code: '42501',
      });
    } finally {
      await server.end();
    }
  });

  it.each([
    ['CREATE TABLE probe (id uuid)', 'probe: ENABLE ROW LEVEL SECURITY'],
    [
      `CREATE TABLE probe (id uuid); ALTER TABLE probe ENABLE ROW LEVEL SECURITY; GRANT SELECT ON probe TO relance_sales`,
      'SELECT by relance_sales on probe: write a policy',
    ],
    [
      `CREATE TABLE probe (id uuid, kind text); ALTER TABLE probe ENABLE ROW LEVEL SECURITY;
       GRANT UPDATE (kind) ON probe TO relance_manager`,
      'UPDATE by relance_manager on probe: write a policy',
    ],
    [
      `CREATE TABLE probe (id uuid); ALTER TABLE probe ENABLE ROW LEVEL SECURITY; CREATE POLICY all_of_it ON probe USING (true)`,
      'all_of_it on probe: name the roles',
    ],
    [
      `CREATE TABLE probe (id uuid); ALTER TABLE probe ENABLE ROW LEVEL SECURITY; GRANT SELECT ON probe TO PUBLIC`,
      'SELECT on probe: REVOKE it',
    ],
    [
      `CREATE TABLE probe (id uuid); ALTER TABLE probe ENABLE ROW LEVEL SECURITY; ALTER TABLE probe OWNER TO relance_search`,
      'relance_search owns probe: change the owner',
    ],
    ['GRANT relance_admin TO relance_sales', 'relance_sales is a member of relance_admin: REVOKE'],
    ['ALTER ROLE relance_server BYPASSRLS', 'relance_server: the login must be NOINHERIT'],
    ['GRANT SELECT ON event_log TO relance_server', 'relance_server: the login must be NOINHERIT'],
    ['ALTER ROLE relance_manager LOGIN', 'relance_manager: take LOGIN'],
    ['CREATE VIEW probe AS SELECT 1 AS one', 'probe: create the view WITH (security_invoker'],
    [
      `CREATE MATERIALIZED VIEW probe AS SELECT 1 AS one; GRANT SELECT ON probe TO relance_sales`,
      'probe by relance_sales: keep a table',
    ],
    [
      `CREATE FUNCTION probe() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'`,
      'probe(): SET search_path',
    ],
    [
      `CREATE FUNCTION probe() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1'`,
      'probe(): REVOKE ALL ON FUNCTION',
    ],
    [
      `CREATE FUNCTION probe() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT 1'`,
      'probe(): give the function to relance_owner',
    ],
    [
      `CREATE TABLE probe (amount numeric); ALTER TABLE probe ENABLE ROW LEVEL SECURITY;
       CREATE INDEX probe_amount_idx ON probe (amount)`,
      'probe_amount_idx (amount): use a type',
    ],
  ])('would be missed by nobody: %s', async (breakage, sentence) => {
    await client.query('BEGIN');
    try {
      await client.query(breakage);

      expect(await accessFaults(client)).toContainEqual(expect.stringContaining(sentence));
    } finally {
      await client.query('ROLLBACK');
    }
  });

  it('has a reason for every table and index that is left out', async () => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
    );
    const names = rows.map(({ name }) => name);

    expect(
      [...Object.keys(OPEN_TABLES), ...Object.keys(LEAKY_INDEXES)].filter(
        (name) => !names.includes(name),
      ),
    ).toEqual([]);
  });
});
