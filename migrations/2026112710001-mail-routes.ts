import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Several ways by which mail leaves: which of them are down, and how fast each may be asked, for all processes together. */
export class MailRoutes2026112710001 implements MigrationInterface {
  name = 'MailRoutes2026112710001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE email_circuits (
        provider text NOT NULL CONSTRAINT email_circuits_pkey PRIMARY KEY
          CONSTRAINT email_circuits_provider_check CHECK (provider IN ('sendgrid', 'ses', 'smtp')),
        state text NOT NULL DEFAULT 'closed' CONSTRAINT email_circuits_state_check
          CHECK (state IN ('closed', 'open', 'half_open')),
        reason text CONSTRAINT email_circuits_reason_check
          CHECK (reason IN ('consecutive_failures', 'failure_rate', 'account', 'probe_failed')),
        response text,
        changes integer NOT NULL DEFAULT 0,
        changed_at timestamptz NOT NULL DEFAULT now(),
        opened_at timestamptz,
        retry_at timestamptz,
        openings integer NOT NULL DEFAULT 0,
        good_probes integer NOT NULL DEFAULT 0,
        probe_by text,
        probe_until timestamptz,
        closed_at timestamptz,
        CONSTRAINT email_circuits_open_check CHECK ((state = 'closed') = (opened_at IS NULL)),
        CONSTRAINT email_circuits_retry_at_check CHECK ((state = 'closed') = (retry_at IS NULL)),
        CONSTRAINT email_circuits_probe_check CHECK ((probe_by IS NULL) = (probe_until IS NULL))
      );
      CREATE TABLE email_limit_buckets (
        key text NOT NULL CONSTRAINT email_limit_buckets_pkey PRIMARY KEY,
        emission_seconds double precision NOT NULL
          CONSTRAINT email_limit_buckets_emission_seconds_check CHECK (emission_seconds > 0),
        least_seconds double precision NOT NULL
          CONSTRAINT email_limit_buckets_least_seconds_check CHECK (least_seconds > 0),
        free_at timestamptz NOT NULL DEFAULT now(),
        paced_at timestamptz NOT NULL DEFAULT now(),
        day_cap integer,
        day_used integer NOT NULL DEFAULT 0,
        blocked_until timestamptz,
        asked_at timestamptz
      );
      GRANT SELECT, INSERT, UPDATE ON email_circuits, email_limit_buckets TO relance_system;
      GRANT SELECT ON email_circuits, email_limit_buckets TO relance_admin, relance_auditor;
      GRANT UPDATE ON email_circuits TO relance_admin;
      ALTER TABLE email_circuits ENABLE ROW LEVEL SECURITY;
      ALTER TABLE email_limit_buckets ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON email_circuits TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY system_all ON email_limit_buckets TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY operators_select ON email_circuits FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY operators_select ON email_limit_buckets FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY admin_update ON email_circuits FOR UPDATE TO relance_admin USING (true) WITH CHECK (true);

      ALTER TABLE email_attempts ADD COLUMN scope text CONSTRAINT email_attempts_scope_check
        CHECK (scope IN ('recipient', 'content', 'account', 'message', 'provider', 'rate', 'daily'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE email_attempts DROP COLUMN scope;
      DROP TABLE email_limit_buckets;
      DROP TABLE email_circuits;
    `);
  }
}
