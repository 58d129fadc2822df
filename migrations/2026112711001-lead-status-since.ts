import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How long a lead has stood where it stands, and where it stood before. */
export class LeadStatusSince2026112711001 implements MigrationInterface {
  name = 'LeadStatusSince2026112711001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads ADD COLUMN status_since timestamptz, ADD COLUMN status_before text;
      COMMENT ON COLUMN leads.status_since IS 'null: since its registration';
      UPDATE leads l SET status_since = e.at, status_before = e.before
        FROM (SELECT DISTINCT ON (subject_id) subject_id, time AS at, data->>'from' AS before
                FROM event_log WHERE type = 'crm.lead.status.changed.v1'
               ORDER BY subject_id, epoch DESC, tx DESC, position DESC) e
       WHERE e.subject_id = l.id`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE leads DROP COLUMN status_since, DROP COLUMN status_before`);
  }
}
