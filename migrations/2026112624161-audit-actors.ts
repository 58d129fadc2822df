import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one person did is read like what was done to one subject. */
export class AuditActors2026112624161 implements MigrationInterface {
  name = 'AuditActors2026112624161';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX audit_log_actor_id_idx ON audit_log (actor_id, epoch, tx, position)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX audit_log_actor_id_idx');
  }
}
