import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How the house stands with a company, and the chain that the company belongs to. */
export class LeadRelationship2026112713001 implements MigrationInterface {
  name = 'LeadRelationship2026112713001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads
        ADD COLUMN chain text,
        ADD COLUMN relationship_status text,
        ADD COLUMN decision_maker_access text,
        ADD COLUMN competitor text,
        ADD CONSTRAINT leads_relationship_status_check
          CHECK (relationship_status IN ('NONE', 'INITIAL', 'REGULAR', 'TRUSTED', 'STRAINED')),
        ADD CONSTRAINT leads_decision_maker_access_check CHECK (decision_maker_access IN ('NONE', 'INDIRECT', 'DIRECT'))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads DROP COLUMN chain, DROP COLUMN relationship_status, DROP COLUMN decision_maker_access,
        DROP COLUMN competitor`);
  }
}
