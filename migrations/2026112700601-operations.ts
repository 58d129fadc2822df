import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What those who run the system look at: how the loops of every process go, and how the providers did of late. */
export class Operations2026112700601 implements MigrationInterface {
  name = 'Operations2026112700601';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row a process, written again every few seconds; nothing of it is worth a line of the write-ahead log.
      CREATE UNLOGGED TABLE loop_reports (
        process text NOT NULL CONSTRAINT loop_reports_pkey PRIMARY KEY,
        roles text NOT NULL,
        started_at timestamptz NOT NULL,
        reported_at timestamptz NOT NULL DEFAULT now(),
        loops jsonb NOT NULL
      );
      ALTER TABLE loop_reports ENABLE ROW LEVEL SECURITY;
      GRANT SELECT, INSERT, UPDATE, DELETE ON loop_reports TO relance_system;
      GRANT SELECT ON loop_reports TO relance_admin, relance_auditor;
      CREATE POLICY system_all ON loop_reports TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY all_read ON loop_reports FOR SELECT TO relance_admin, relance_auditor USING (true);

      -- Attempts are written in the order of time, so a few ranges of pages tell where the last day stands.
      CREATE INDEX email_attempts_handed_at_idx ON email_attempts USING brin (handed_at) WITH (pages_per_range = 32);
      CREATE INDEX whatsapp_attempts_handed_at_idx ON whatsapp_attempts USING brin (handed_at) WITH (pages_per_range = 32);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX whatsapp_attempts_handed_at_idx;
      DROP INDEX email_attempts_handed_at_idx;
      DROP TABLE loop_reports;
    `);
  }
}
