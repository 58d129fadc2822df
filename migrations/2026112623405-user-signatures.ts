import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What stands under the letters of a user beside the name. */
export class UserSignatures2026112623405 implements MigrationInterface {
  name = 'UserSignatures2026112623405';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE users ADD COLUMN position text, ADD COLUMN phone text;
      GRANT SELECT (position, phone) ON users TO relance_manager, relance_admin, relance_auditor;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN position, DROP COLUMN phone');
  }
}
