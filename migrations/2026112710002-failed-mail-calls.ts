import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last failures of a provider, which are few; what went well costs no index. */
export class FailedMailCalls2026112710002 implements MigrationInterface {
  name = 'FailedMailCalls2026112710002';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS email_attempts_failed_idx');
    await runner.query(`
      CREATE INDEX CONCURRENTLY email_attempts_failed_idx ON email_attempts (provider, finished_at)
       WHERE state IN ('transient', 'not_accepted', 'ambiguous')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX email_attempts_failed_idx');
  }
}
