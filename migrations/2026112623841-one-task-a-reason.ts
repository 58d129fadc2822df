import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lead that lacks a consent or an owner lacks it for every step: one open task a lead and reason, not one a step. */
export class OneTaskAReason2026112623841 implements MigrationInterface {
  name = 'OneTaskAReason2026112623841';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM tasks t USING tasks first
       WHERE t.kind IN ('CONSENT_MISSING', 'OWNER_MISSING') AND t.done_at IS NULL AND first.done_at IS NULL
         AND first.subject_id = t.subject_id AND first.kind = t.kind
         AND (first.opened_at, first.id) < (t.opened_at, t.id)`);
    await runner.query(`
      UPDATE tasks SET subject_code = CASE kind WHEN 'OWNER_MISSING' THEN 'NO_OWNER' ELSE 'NO_CONSENT' END
       WHERE kind IN ('CONSENT_MISSING', 'OWNER_MISSING') AND done_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE tasks SET subject_code = 'T3'
       WHERE subject_code IN ('NO_CONSENT', 'NO_OWNER') AND done_at IS NULL`);
  }
}
