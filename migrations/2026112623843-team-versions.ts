import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who changes a team says which version they saw. */
export class TeamVersions2026112623843 implements MigrationInterface {
  name = 'TeamVersions2026112623843';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE teams ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN changed_by uuid',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE teams DROP COLUMN version, DROP COLUMN changed_by');
  }
}
