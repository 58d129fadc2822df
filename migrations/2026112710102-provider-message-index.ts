import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A provider that does not name our mail names its own id of it. */
export class ProviderMessageIndex2026112710102 implements MigrationInterface {
  name = 'ProviderMessageIndex2026112710102';
  /** Indexes on a filled table are made beside the traffic, which no transaction can. */
  transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was broken off is left invalid: it is made anew.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS email_messages_provider_message_id_idx');
    await runner.query(
      `CREATE INDEX CONCURRENTLY email_messages_provider_message_id_idx ON email_messages (provider_message_id)
        WHERE provider IN ('sendgrid', 'ses')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // TypeORM undoes in a transaction, whatever the migration says.
    await runner.query('DROP INDEX email_messages_provider_message_id_idx');
  }
}
