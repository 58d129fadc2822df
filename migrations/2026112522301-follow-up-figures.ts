import type { MigrationInterface, QueryRunner } from 'typeorm';

const INDEXES = {
  follow_ups_step_idx: "(step) WHERE state = 'planned'",
  follow_ups_skipped_idx: "(settled_at) WHERE state = 'skipped'",
  follow_ups_first_sent_idx: "(subject_id, handed_over_at, id) WHERE state = 'handed_over'",
};

/** The cockpit counts what is planned, what was skipped lately and the first follow-up of each lead. */
export class FollowUpFigures2026112522301 implements MigrationInterface {
  name = 'FollowUpFigures2026112522301';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const [name, what] of Object.entries(INDEXES)) {
      // One that was broken off is left invalid: it is made anew.
      await runner.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await runner.query(`CREATE INDEX CONCURRENTLY ${name} ON follow_ups ${what}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    for (const name of Object.keys(INDEXES)) await runner.query(`DROP INDEX ${name}`);
  }
}
