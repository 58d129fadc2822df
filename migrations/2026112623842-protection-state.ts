import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the protection of a lead stood at the last look, for lists and counts; the look itself derives it from the facts. */
export class ProtectionState2026112623842 implements MigrationInterface {
  name = 'ProtectionState2026112623842';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads ADD COLUMN protection_state text
        CONSTRAINT leads_protection_state_check
        CHECK (protection_state IN ('PROTECTED', 'REMINDER_DUE', 'GRACE', 'LAPSED', 'STOPPED'));
      -- The next look says it of those that have an owner.
      UPDATE leads SET protection_due_at = registered_at
       WHERE owner_id IS NOT NULL AND status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED');
      UPDATE leads SET protection_state = 'LAPSED' WHERE owner_id IS NULL AND protection_lapsed_at IS NOT NULL;
      CREATE INDEX leads_protection_state_idx ON leads (protection_state, owner_id) WHERE protection_state IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE leads DROP COLUMN protection_state');
  }
}
