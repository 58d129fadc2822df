import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The key of a fact names its subject. Who writes facts needs to know only which of their own were new, so people's
 * roles no longer read the keys of others.
 */
export class EventKeysUnread2026112623601 implements MigrationInterface {
  name = 'EventKeysUnread2026112623601';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE SELECT ON event_keys FROM relance_sales, relance_manager, relance_admin;
      GRANT SELECT (event_id) ON event_keys TO relance_sales, relance_manager, relance_admin;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE SELECT (event_id) ON event_keys FROM relance_sales, relance_manager, relance_admin;
      GRANT SELECT ON event_keys TO relance_sales, relance_manager, relance_admin;
    `);
  }
}
