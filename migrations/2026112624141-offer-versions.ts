import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Two people may change one offer: the second says which version they had read. */
export class OfferVersions2026112624141 implements MigrationInterface {
  name = 'OfferVersions2026112624141';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE offers ADD COLUMN version integer NOT NULL DEFAULT 1');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE offers DROP COLUMN version');
  }
}
