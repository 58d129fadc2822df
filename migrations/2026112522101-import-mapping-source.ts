import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Says where the meaning of an import's columns comes from, so that a person knows how far to trust it. */
export class ImportMappingSource2026112522101 implements MigrationInterface {
  name = 'ImportMappingSource2026112522101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_imports ADD COLUMN mapping_source text NOT NULL DEFAULT 'guessed'
        CONSTRAINT lead_imports_mapping_source_check CHECK (mapping_source IN ('guessed', 'remembered', 'chosen'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE lead_imports DROP COLUMN mapping_source`);
  }
}
