import { Client } from 'pg';
import { DataSource, QueryFailedError } from 'typeorm';
import { migrations } from '../../migrations';
import { testDatabase } from '../support/database';
import { filesBelow } from './support/files';
import { differences, schemaLines, type SchemaLines } from './support/schema';

/** A runner that knows the first `count` migrations, as the owner of the schema. */
async function runner(ownerUrl: string, count: number): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: migrations.slice(0, count),
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    poolSize: 1,
    extra: { options: '-c role=relance_owner' },
  }).initialize();
}

/** Names of files and classes; `index.ts` lists them in the order of their numbers. */
function nameFaults(names: readonly string[], files: readonly string[]): string[] {
  const numbers = names.map((name) => /(\d{13})$/.exec(name)?.[1] ?? '');
  const inFiles = files.map(
    (path) => /^migrations\/(\d{13})-[a-z0-9-]+\.ts$/.exec(path)?.[1] ?? path,
  );
  return [
    ...names
      .filter((_, index) => numbers[index] === '')
      .map((name) => `${name}: end the class with 13 digits, YYYYMMDDHHMM and one more.`),
    ...inFiles
      .filter((number) => !numbers.includes(number))
      .map(
        (number) => `migrations/${number}…: name it <13 digits>-<what>.ts and list it in index.ts.`,
      ),
    ...numbers
      .filter((number, index) => index > 0 && number <= (numbers[index - 1] ?? ''))
      .map((number) => `${number}: list migrations in the order of their numbers.`),
  ];
}

describe('the migrations', () => {
  it('are named by their instant and listed in order', () => {
    const files = filesBelow('migrations').filter((path) => !path.endsWith('index.ts'));

    expect(
      nameFaults(
        migrations.map(({ name }) => name),
        files,
      ),
    ).toEqual([]);
  });

  it('leave the schema as it was when undone, one by one, and again as it was when redone', async () => {
    const database = await testDatabase({ empty: true });
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      const done = await doAll(database.ownerUrl, client);
      const undone = await undoAll(database.ownerUrl, client);

      expect(downFaults(done, undone)).toEqual([]);
      expect(await doAll(database.ownerUrl, client)).toEqual(done);
    } finally {
      await client.end();
      await database.drop();
    }
  }, 1_200_000);
});

/** `[i]` is the schema with the first `i` migrations, reached from below. */
async function doAll(ownerUrl: string, client: Client): Promise<SchemaLines[]> {
  const states = [await schemaLines(client)];
  for (const count of migrations.keys()) {
    const source = await runner(ownerUrl, count + 1);
    await source.runMigrations();
    await source.destroy();
    states.push(await schemaLines(client));
  }
  return states;
}

/** `[i]` is the schema with the first `i` migrations, reached from above; a down that fails ends the walk. */
async function undoAll(ownerUrl: string, client: Client): Promise<(SchemaLines | undefined)[]> {
  const source = await runner(ownerUrl, migrations.length);
  const states: (SchemaLines | undefined)[] = [];
  states[migrations.length] = await schemaLines(client);
  try {
    for (let left = migrations.length - 1; left >= 0; left--) {
      await source.undoLastMigration();
      states[left] = await schemaLines(client);
    }
  } catch (error) {
    if (!(error instanceof QueryFailedError)) throw error;
  } finally {
    await source.destroy();
  }
  return states;
}

/** What each down left behind or took too much of; told once, of the migration that did it. */
function downFaults(
  done: readonly SchemaLines[],
  undone: readonly (SchemaLines | undefined)[],
): string[] {
  const told = new Set<string>();
  return migrations
    .map(({ name }, index) => ({ name, before: done[index] ?? [], after: undone[index] }))
    .reverse()
    .flatMap(({ name, before, after }) => {
      if (!after) return [`The down of ${name} must run, after those of the later migrations.`];
      return differences(before, after, 'bring back', 'remove')
        .filter((difference) => !told.has(difference) && told.add(difference))
        .map((difference) => `The down of ${name} must ${difference}`);
    });
}

describe('the check of migrations', () => {
  it('notices a name without a number, a file that is not listed and a wrong order', () => {
    const names = ['Leads', 'Users2026010112002', 'Teams2026010112001'];

    expect(nameFaults(names, ['migrations/2026010112003-more.ts'])).toEqual([
      'Leads: end the class with 13 digits, YYYYMMDDHHMM and one more.',
      'migrations/2026010112003…: name it <13 digits>-<what>.ts and list it in index.ts.',
      '2026010112001: list migrations in the order of their numbers.',
    ]);
  });

  it('notices what a down left behind and what it took too much of', async () => {
    const database = await testDatabase();
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    try {
      const before = await schemaLines(client);
      await client.query(
        'CREATE TABLE left_behind (id uuid CONSTRAINT left_behind_pkey PRIMARY KEY)',
      );
      await client.query('DROP FUNCTION relance.territories() CASCADE');

      const faults = differences(before, await schemaLines(client), 'bring back', 'remove');

      expect(faults).toContainEqual(
        expect.stringMatching(/^bring back: function relance.territories/),
      );
      expect(faults).toContainEqual(expect.stringMatching(/^remove: relation left_behind/));
      expect(faults).toContainEqual(expect.stringMatching(/^remove: constraint left_behind_pkey/));
    } finally {
      await client.end();
      await database.drop();
    }
  });
});
