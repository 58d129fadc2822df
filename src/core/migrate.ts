import { DataSource } from 'typeorm';
import { migrations } from '../../migrations';

const LOCK = 7_203_511; // any fixed number: two processes that migrate at once take turns

async function connect(url: string): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    poolSize: 2,
    applicationName: 'relance-migrate',
    extra: { options: '-c role=relance_owner' },
  }).initialize();
}

/**
 * Applies what is pending, as relance_owner, one process at a time.
 * @returns the names of the migrations applied
 */
export async function migrate({ ownerUrl }: { ownerUrl: string }): Promise<string[]> {
  const source = await connect(ownerUrl);
  const guard = source.createQueryRunner();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [LOCK]);
    return (await source.runMigrations()).map((m) => m.name);
  } finally {
    await guard.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await guard.release();
    await source.destroy();
  }
}

/** Undoes the newest migration; for development and the house test. */
export async function revert({ ownerUrl }: { ownerUrl: string }): Promise<void> {
  const source = await connect(ownerUrl);
  try {
    await source.undoLastMigration();
  } finally {
    await source.destroy();
  }
}

/** Names of migrations that the code has and the database behind `url` has not; any login will do. */
export async function pending({ url }: { url: string }): Promise<string[]> {
  const source = await new DataSource({
    type: 'postgres',
    url,
    installExtensions: false,
  }).initialize();
  try {
    const known = await source.query<{ name: string }[]>(
      `SELECT name FROM relance.applied_migrations()`,
    );
    const applied = new Set(known.map((m) => m.name));
    return migrations.map((m) => m.name).filter((name) => !applied.has(name));
  } catch (error) {
    if (
      Reflect.get(Object(error), 'code') === '3F000' ||
      Reflect.get(Object(error), 'code') === '42883'
    )
      return migrations.map((m) => m.name);
    throw error;
  } finally {
    await source.destroy();
  }
}
