import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two people who change one draft: whoever saves second is told. */
export class SequenceRevisions2026112700901 implements MigrationInterface {
  name = 'SequenceRevisions2026112700901';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sequences ADD COLUMN revision integer NOT NULL DEFAULT 1`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE sequences DROP COLUMN revision`);
  }
}
