import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A mail of ours may be what a person answers to one of theirs, and is headed as such. */
export class MailAnswers2026112624111 implements MigrationInterface {
  name = 'MailAnswers2026112624111';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE email_messages ADD COLUMN answers text[]');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE email_messages DROP COLUMN answers');
  }
}
