import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the protection of a lead is derived from, and when somebody has to look at it next. */
export class LeadProtection2026112623402 implements MigrationInterface {
  name = 'LeadProtection2026112623402';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        -- Null: the registration.
        ADD COLUMN protected_from timestamptz,
        ADD COLUMN protection_extension_days integer NOT NULL DEFAULT 0,
        ADD COLUMN protection_noticed_at timestamptz,
        ADD COLUMN protection_reminded_at timestamptz,
        ADD COLUMN protection_lapsed_at timestamptz,
        -- The row is the schedule: when its protection is looked at next; nothing happens by this alone.
        ADD COLUMN protection_due_at timestamptz,
        ADD COLUMN pseudonymised_at timestamptz,
        ADD CONSTRAINT leads_protection_extension_check CHECK (protection_extension_days >= 0);
      -- A look at the earliest instant at which anything can be due; the look sets the next one.
      UPDATE leads SET protection_due_at = registered_at + interval '10 days'
       WHERE owner_id IS NOT NULL AND status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED');
      CREATE INDEX leads_protection_due_idx ON leads (protection_due_at) WHERE protection_due_at IS NOT NULL;

      -- What a keyed digest says instead of a person: the same for the same person, with the number of its key.
      ALTER TABLE lead_contacts ADD COLUMN pseudonym text;
      CREATE INDEX activities_progress_idx ON activities (subject_id, occurred_at DESC) WHERE progress;
      GRANT UPDATE (text) ON activities TO relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE UPDATE (text) ON activities FROM relance_system;
      DROP INDEX activities_progress_idx;
      ALTER TABLE lead_contacts DROP COLUMN pseudonym;
      ALTER TABLE leads DROP COLUMN protected_from, DROP COLUMN protection_extension_days,
        DROP COLUMN protection_noticed_at, DROP COLUMN protection_reminded_at, DROP COLUMN protection_lapsed_at,
        DROP COLUMN protection_due_at, DROP COLUMN pseudonymised_at;
    `);
  }
}
