import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A lead that became part of another one is counted with that one. */
export class MergedLeadsCountedOnce2026112710203 implements MigrationInterface {
  name = 'MergedLeadsCountedOnce2026112710203';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE analytics_merges (
        id uuid NOT NULL CONSTRAINT analytics_merges_pkey PRIMARY KEY,
        lead_id uuid NOT NULL,
        merged_at timestamptz,
        unmerged_at timestamptz
      );
      CREATE INDEX analytics_merges_lead_id_idx ON analytics_merges (lead_id);
      ALTER TABLE analytics_merges ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON analytics_merges TO relance_system USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON analytics_merges TO relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE analytics_merges');
  }
}
