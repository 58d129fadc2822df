import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Recording an event costs every business transaction: the log's primary key answers what this index did. */
export class LeanEventLog2026112623701 implements MigrationInterface {
  name = 'LeanEventLog2026112623701';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX event_log_tx_idx');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX event_log_tx_idx ON event_log (tx)');
  }
}
