import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads are listed by their tags; for whoever sees all of them a rare one is found by this. */
export class TagsIndex2026112710206 implements MigrationInterface {
  name = 'TagsIndex2026112710206';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS leads_tags_idx');
    await runner.query('CREATE INDEX CONCURRENTLY leads_tags_idx ON leads USING gin (tags)');
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX leads_tags_idx');
  }
}
