import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which leads have become part of one, asked whenever that one is handed over or its timeline is read. */
export class MergedLeadsIndex2026112710202 implements MigrationInterface {
  name = 'MergedLeadsIndex2026112710202';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS leads_merged_into_id_idx');
    await runner.query(
      'CREATE INDEX CONCURRENTLY leads_merged_into_id_idx ON leads (merged_into_id) WHERE merged_into_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX leads_merged_into_id_idx');
  }
}
