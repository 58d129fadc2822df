import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The last mails that left: how many of them came back. */
export class SentMails2026112700502 implements MigrationInterface {
  name = 'SentMails2026112700502';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS email_messages_sent_at_idx');
    await runner.query(
      'CREATE INDEX CONCURRENTLY email_messages_sent_at_idx ON email_messages (sent_at) WHERE sent_at IS NOT NULL AND NOT simulated',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX email_messages_sent_at_idx');
  }
}
