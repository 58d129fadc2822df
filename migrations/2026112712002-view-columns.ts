import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A saved view keeps which columns it shows, and in which order. */
export class ViewColumns2026112712002 implements MigrationInterface {
  name = 'ViewColumns2026112712002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_views ADD COLUMN columns text[]
        CONSTRAINT lead_views_columns_check CHECK (cardinality(columns) > 0);
      COMMENT ON COLUMN lead_views.columns IS 'null: those that the list shows by itself'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE lead_views DROP COLUMN columns');
  }
}
