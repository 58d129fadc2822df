import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is wrong with the installation, as it finds itself; and when each of its observers last looked. */
export class Alerts2026112700501 implements MigrationInterface {
  name = 'Alerts2026112700501';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alerts (
        id uuid NOT NULL CONSTRAINT alerts_pkey PRIMARY KEY,
        name text NOT NULL,
        subject text NOT NULL,
        source text NOT NULL,
        severity text NOT NULL CONSTRAINT alerts_severity_check CHECK (severity IN ('warning', 'critical')),
        since timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL,
        raised_at timestamptz,
        resolved_at timestamptz,
        measured jsonb NOT NULL,
        CONSTRAINT alerts_resolved_at_check CHECK (resolved_at IS NULL OR raised_at IS NOT NULL)
      );
      CREATE UNIQUE INDEX alerts_open_key ON alerts (name, subject) WHERE resolved_at IS NULL;
      CREATE INDEX alerts_resolved_at_idx ON alerts (resolved_at);

      -- Once a source: the row decides which process looks, and says when it was last looked.
      CREATE TABLE alert_rounds (
        source text NOT NULL CONSTRAINT alert_rounds_pkey PRIMARY KEY,
        evaluated_at timestamptz NOT NULL
      );

      ALTER TABLE alerts ENABLE ROW LEVEL SECURITY;
      ALTER TABLE alert_rounds ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_read ON alerts FOR SELECT TO relance_admin, relance_auditor USING (raised_at IS NOT NULL);
      CREATE POLICY all_read ON alert_rounds FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON alerts TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY system_all ON alert_rounds TO relance_system USING (true) WITH CHECK (true);
      GRANT SELECT ON alerts, alert_rounds TO relance_admin, relance_auditor;
      GRANT SELECT, INSERT, UPDATE, DELETE ON alerts, alert_rounds TO relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE alert_rounds; DROP TABLE alerts;');
  }
}
