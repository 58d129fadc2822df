import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What somebody made due by hand remembers when it was due before, for as long as it can be taken back. */
export class FollowUpRecall2026112623503 implements MigrationInterface {
  name = 'FollowUpRecall2026112623503';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE follow_ups ADD COLUMN recall_due_at timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE follow_ups DROP COLUMN recall_due_at');
  }
}
