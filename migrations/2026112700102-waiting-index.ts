import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What waits for an answer is counted for every reader of the inbox, and read by when it is due. */
export class WaitingIndex2026112700102 implements MigrationInterface {
  name = 'WaitingIndex2026112700102';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS conversations_waiting_idx');
    await runner.query(
      'CREATE INDEX CONCURRENTLY conversations_waiting_idx ON conversations (answer_due_at, id) WHERE waiting_since IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX conversations_waiting_idx');
  }
}
