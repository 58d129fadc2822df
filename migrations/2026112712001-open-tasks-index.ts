import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads are listed by when somebody next turns to them: the open tasks of some days, among all that were ever done. */
export class OpenTasksIndex2026112712001 implements MigrationInterface {
  name = 'OpenTasksIndex2026112712001';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS tasks_open_due_at_idx');
    await runner.query(
      'CREATE INDEX CONCURRENTLY tasks_open_due_at_idx ON tasks (due_at, subject_id) WHERE done_at IS NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX tasks_open_due_at_idx');
  }
}
