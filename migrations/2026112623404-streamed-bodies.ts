import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a request under a key said, when it was read as a stream. */
export class StreamedBodies2026112623404 implements MigrationInterface {
  name = 'StreamedBodies2026112623404';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_keys ADD COLUMN body_hash bytea');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency_keys DROP COLUMN body_hash');
  }
}
