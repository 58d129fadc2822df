import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often what was said of a sample was corrected, and since when a lead had stood where it stood before. */
export class SecondThoughts2026112711003 implements MigrationInterface {
  name = 'SecondThoughts2026112711003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads ADD COLUMN status_before_since timestamptz;
      COMMENT ON COLUMN leads.status_before_since IS 'null: since its registration';
      UPDATE leads l SET status_before_since = e.at
        FROM (SELECT subject_id, time AS at,
                     row_number() OVER (PARTITION BY subject_id ORDER BY epoch DESC, tx DESC, position DESC) AS nr
                FROM event_log WHERE type = 'crm.lead.status.changed.v1') e
       WHERE e.subject_id = l.id AND e.nr = 2;
      CREATE TEMPORARY TABLE samples_as_merged ON COMMIT DROP AS
        SELECT r.merge_id, r.row_key FROM lead_merge_rows r JOIN lead_samples s ON s.id::text = r.row_key
         WHERE r.table_name = 'lead_samples' AND r.digest = relance.lead_merge_digest(to_jsonb(s));
      ALTER TABLE lead_samples ADD COLUMN feedback_number int NOT NULL DEFAULT 0;
      UPDATE lead_samples SET feedback_number = 1 WHERE feedback_at IS NOT NULL;`);
    await runner.query(DIGESTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TEMPORARY TABLE samples_as_merged ON COMMIT DROP AS
        SELECT r.merge_id, r.row_key FROM lead_merge_rows r JOIN lead_samples s ON s.id::text = r.row_key
         WHERE r.table_name = 'lead_samples' AND r.digest = relance.lead_merge_digest(to_jsonb(s));
      ALTER TABLE lead_samples DROP COLUMN feedback_number;
      ALTER TABLE leads DROP COLUMN status_before_since;`);
    await runner.query(DIGESTS);
  }
}

/** A sample that had not changed since it went along has not by a new column. */
const DIGESTS = `
  UPDATE lead_merge_rows r SET digest = relance.lead_merge_digest(to_jsonb(s))
    FROM lead_samples s, samples_as_merged m
   WHERE m.merge_id = r.merge_id AND m.row_key = r.row_key AND r.table_name = 'lead_samples' AND s.id::text = r.row_key;
  DROP TABLE samples_as_merged`;
