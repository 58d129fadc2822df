import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Administrators change what a market says and which rates of tax it has; whoever saves second is told. */
export class TerritoryVersions2026112711002 implements MigrationInterface {
  name = 'TerritoryVersions2026112711002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE territories ADD COLUMN version integer NOT NULL DEFAULT 1, ADD COLUMN changed_by uuid,
        ADD COLUMN changed_at timestamptz;
      GRANT UPDATE (name, legal_footer, version, changed_by, changed_at) ON territories TO relance_admin;
      GRANT INSERT, DELETE ON territory_tax_rates TO relance_admin;
      CREATE POLICY admin_changes ON territories FOR UPDATE TO relance_admin USING (true) WITH CHECK (true);
      CREATE POLICY admin_adds ON territory_tax_rates FOR INSERT TO relance_admin WITH CHECK (true);
      CREATE POLICY admin_removes ON territory_tax_rates FOR DELETE TO relance_admin USING (true)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY admin_removes ON territory_tax_rates;
      DROP POLICY admin_adds ON territory_tax_rates;
      DROP POLICY admin_changes ON territories;
      REVOKE INSERT, DELETE ON territory_tax_rates FROM relance_admin;
      REVOKE UPDATE (name, legal_footer, version, changed_by, changed_at) ON territories FROM relance_admin;
      ALTER TABLE territories DROP COLUMN version, DROP COLUMN changed_by, DROP COLUMN changed_at`);
  }
}
