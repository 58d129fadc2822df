import { Client } from 'pg';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import { testDatabase } from '../support/database';
import { filesBelow, load } from './support/files';
import { ownerOf } from './support/tables';

type EntityClass = new () => object;

/** Tables that are raw SQL and have no entity, each with its reason. Partitions are not listed; their parent is. */
const WITHOUT_ENTITY: Record<string, string> = {
  migrations: 'the runner of migrations makes it',
  event_epoch: 'one row, read inside one statement of the log',
  event_keys: 'written by the one statement that records events',
  event_log: 'partitioned, and TypeORM refuses xid8',
  event_cursors: 'xid8',
  event_parked: 'xid8',
  access_subjects: 'written by relance.access_place alone, read by policies',
  access_collaborators: 'two ids, read by policies',
  access_tables: 'written by migrations, read by relance.access_place',
  lead_merge_rows: 'written by relance.lead_merge_move, read by relance.lead_merge_return',
  audit_log: 'xid8',
  audit_head: 'one row, the end of the chain',
  whatsapp_pace: 'one row a number, read and written by the statements of its service alone',
  ...Object.fromEntries(
    [
      'touches',
      'responses',
      'conversions',
      'orders',
      'samples',
      'follow_ups',
      'leads',
      'revenues',
      'daily',
      'messages',
      'clicks',
      'grants',
      'deliveries',
      'turns',
      'letters',
      'merges',
    ].map((what) => [
      `analytics_${what}`,
      'written and counted by statements over sets, never as an object',
    ]),
  ),
  ...Object.fromEntries(
    [
      'payloads',
      'items',
      'contacts',
      'templates',
      'messages',
      'attempts',
      'inbound',
      'receipts',
      'numbers',
    ].map((what) => [
      `whatsapp_${what}`,
      'claimed, settled and counted by statements over sets, never as an object',
    ]),
  ),
  alert_rounds: 'one row a source, claimed by one statement',
  webhook_probes: 'one statement a minute writes it, another counts it',
  webhook_intake_minutes: 'counted up by one statement',
  loop_reports: 'one statement writes a row, another reads them all',
  idempotency_keys: 'claimed, answered and forgotten by single statements of the ground',
};

/** What an entity cannot say, each with its reason. Everything else of its table it must say. */
const INEXPRESSIBLE: readonly [definition: RegExp, reason: string][] = [
  [/^CREATE (UNIQUE )?INDEX .* USING (gin|gist|brin|hash) /, 'TypeORM knows no index methods'],
  [/^CREATE (UNIQUE )?INDEX .* DESC/, 'TypeORM knows no order in an index'],
  [/^CREATE (UNIQUE )?INDEX .* COLLATE /, 'TypeORM knows no collation in an index'],
  [/^CREATE (UNIQUE )?INDEX .*\([^)]*\(/, 'TypeORM knows no expressions in an index'],
];

/** What one schema says of the tables: columns, constraints and indexes in PostgreSQL's own words. */
const PARTS = `
  WITH tables AS (
    SELECT oid, relname FROM pg_class WHERE relnamespace = $1::regnamespace AND relname = ANY ($2)
  )
  SELECT format('%s.%s', t.relname, a.attname) AS name,
         format('%s %s default %s identity %s generated %s', format_type(a.atttypid, a.atttypmod),
                CASE WHEN a.attnotnull THEN 'not null' ELSE 'null' END,
                coalesce(pg_get_expr(d.adbin, d.adrelid), 'none'), a.attidentity, a.attgenerated) AS definition
    FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  UNION ALL
  SELECT k.conname, format('on %s %s', t.relname, pg_get_constraintdef(k.oid))
    FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid WHERE k.contype <> 'n'
  UNION ALL
  SELECT c.relname, replace(pg_get_indexdef(c.oid), format(' ON %I.', $1::text), ' ON ')
    FROM tables t JOIN pg_index i ON i.indrelid = t.oid JOIN pg_class c ON c.oid = i.indexrelid
   WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = c.oid AND k.conrelid = t.oid)
   ORDER BY 1, 2`;

interface Part {
  name: string;
  definition: string;
}

/** Every class of an `.entity.ts` file that is a table. */
function entityClasses(): EntityClass[] {
  const exported = filesBelow('src')
    .filter((path) => path.endsWith('.entity.ts'))
    .flatMap((path) => Object.values(load(path)));
  const tables = new Set(getMetadataArgsStorage().tables.map(({ target }) => target));
  return exported.filter((value): value is EntityClass => tables.has(value as EntityClass));
}

async function partsOf(url: string, schema: string, tables: readonly string[]): Promise<Part[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET search_path = ${schema}, public`);
    return (await client.query<Part>(PARTS, [schema, tables])).rows;
  } finally {
    await client.end();
  }
}

/** Builds the tables of the entities in a schema of their own, beside the migrated ones. */
async function build(url: string, schema: string, entities: EntityClass[]): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE SCHEMA ${schema}`);
  await client.end();
  const source = await new DataSource({
    type: 'postgres',
    url,
    schema,
    entities,
    synchronize: true,
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    poolSize: 1,
    extra: { options: `-c search_path=${schema},public` },
  }).initialize();
  const tables = source.entityMetadatas.map(({ tableName }) => tableName);
  await source.destroy();
  return tables;
}

function partFaults(migrated: readonly Part[], built: readonly Part[]): string[] {
  const say = ({ name, definition }: Part) => `${name}: ${definition}`;
  const [there, here] = [new Set(migrated.map(say)), new Set(built.map(say))];
  return [
    ...migrated
      .filter((part) => !here.has(say(part)))
      .filter(({ definition }) => !INEXPRESSIBLE.some(([form]) => form.test(definition)))
      .map(
        (part) =>
          `The migration has and the entity lacks "${say(part)}": declare it, with this name.`,
      ),
    ...built
      .filter((part) => !there.has(say(part)))
      .map(
        (part) =>
          `The entity has and the migration lacks "${say(part)}": write a migration or correct the entity.`,
      ),
  ];
}

describe('the entities', () => {
  it('and the migrated schema agree in columns, constraints and indexes', async () => {
    const database = await testDatabase();
    try {
      const tables = await build(database.superUrl, 'built', entityClasses());
      const migrated = await partsOf(database.superUrl, 'public', tables);
      const built = await partsOf(database.superUrl, 'built', tables);

      expect(partFaults(migrated, built)).toEqual([]);
    } finally {
      await database.drop();
    }
  });

  it('cover every table that has no reason to be without one', async () => {
    const database = await testDatabase();
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ relname: string }>(
        `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
            AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`,
      );
      const tables = rows.map(({ relname }) => relname);
      const classes = new Set<unknown>(entityClasses());
      const known = new Set(
        getMetadataArgsStorage()
          .tables.filter(({ target }) => classes.has(target))
          .map(({ name }) => name),
      );

      expect(
        tables
          .filter((table) => !known.has(table) && !(table in WITHOUT_ENTITY))
          .map((table) => `${table} has no entity: write one, or give a reason in WITHOUT_ENTITY.`),
      ).toEqual([]);
      expect(
        Object.keys(WITHOUT_ENTITY)
          .filter((table) => !tables.includes(table) || known.has(table))
          .map((table) => `${table} needs no reason any more: remove it from WITHOUT_ENTITY.`),
      ).toEqual([]);
    } finally {
      await client.end();
      await database.drop();
    }
  });

  it('stay within one module with their foreign keys', async () => {
    const database = await testDatabase();
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ name: string; from: string; to: string }>(
        `SELECT conname AS name, conrelid::regclass::text AS from, confrelid::regclass::text AS to
           FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
      );

      expect(
        rows
          .filter(({ from, to }) => ownerOf(from) !== ownerOf(to))
          .map(
            ({ name, from, to }) =>
              `${name}: keep an id of ${to} in ${from} without a foreign key; the tables have different owners.`,
          ),
      ).toEqual([]);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});

describe('the check of entities', () => {
  const part = { name: 'leads_status_check', definition: "on leads CHECK (status = 'NEW')" };

  it('notices what the entity lacks', () => {
    expect(partFaults([part], [])).toEqual([
      expect.stringContaining('The migration has and the entity lacks "leads_status_check'),
    ]);
  });

  it('passes over what an entity cannot say, and nothing more', () => {
    const index = (rest: string) => ({
      name: 'x_idx',
      definition: `CREATE INDEX x_idx ON x ${rest}`,
    });
    const said = ['USING btree (a, b)', "USING btree (a) WHERE (state = 'A'::text)"].map(index);
    const unsaid = [
      'USING gin (search gin_trgm_ops)',
      'USING btree (a, b DESC)',
      'USING btree (name COLLATE "de-x-icu")',
      'USING btree (lower(name))',
    ].map(index);

    expect(partFaults(unsaid, [])).toEqual([]);
    expect(partFaults(said, [])).toHaveLength(2);
  });

  it('notices another expression under the same name', () => {
    const other = { ...part, definition: "on leads CHECK (status = 'OLD')" };

    expect(partFaults([part], [other])).toHaveLength(2);
  });
});
