import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people say of a sample that they got. */
export class SampleFeedback2026112710205 implements MigrationInterface {
  name = 'SampleFeedback2026112710205';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_samples
        ADD COLUMN feedback_taste smallint,
        ADD COLUMN feedback_ease smallint,
        ADD COLUMN feedback_notes text,
        ADD COLUMN feedback_at timestamptz,
        ADD CONSTRAINT lead_samples_feedback_check CHECK (
          (feedback_at IS NULL) = (feedback_taste IS NULL) AND (feedback_at IS NULL) = (feedback_ease IS NULL)
          AND (state = 'FEEDBACK' OR feedback_at IS NULL)
          AND feedback_taste BETWEEN 1 AND 5 AND feedback_ease BETWEEN 1 AND 5);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_samples DROP COLUMN feedback_taste, DROP COLUMN feedback_ease, DROP COLUMN feedback_notes,
        DROP COLUMN feedback_at;
    `);
  }
}
