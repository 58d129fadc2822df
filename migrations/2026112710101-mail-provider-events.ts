import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What mail providers report is kept before they are answered, and told once. */
export class MailProviderEvents2026112710101 implements MigrationInterface {
  name = 'MailProviderEvents2026112710101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE email_provider_events (
        id uuid NOT NULL CONSTRAINT email_provider_events_pkey PRIMARY KEY,
        provider text NOT NULL,
        event_id text NOT NULL,
        kind text NOT NULL,
        -- What it names; message_id is the mail that it was found to be about.
        named_message_id uuid,
        provider_message_id text,
        wire_message_id text,
        occurred_at timestamptz NOT NULL,
        said jsonb NOT NULL,
        received_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        attempts integer NOT NULL DEFAULT 0,
        retry_at timestamptz,
        settled_at timestamptz,
        error text,
        message_id uuid CONSTRAINT email_provider_events_message_id_fkey REFERENCES email_messages (id),
        about_hash bytea,
        bounce_class text,
        CONSTRAINT email_provider_events_event_id_key UNIQUE (provider, event_id),
        CONSTRAINT email_provider_events_provider_check CHECK (provider IN ('sendgrid', 'ses')),
        CONSTRAINT email_provider_events_state_check
          CHECK (state IN ('pending', 'applied', 'ignored', 'orphan', 'dead')),
        CONSTRAINT email_provider_events_settled_at_check CHECK ((state = 'pending') = (settled_at IS NULL)),
        CONSTRAINT email_provider_events_bounce_class_check
          CHECK (bounce_class IN ('hard', 'soft', 'delayed', 'blocked'))
      );
      CREATE INDEX email_provider_events_pending_idx ON email_provider_events (id) WHERE state = 'pending';
      CREATE INDEX email_provider_events_received_at_idx ON email_provider_events (provider, received_at);
      CREATE INDEX email_provider_events_message_id_idx ON email_provider_events (message_id, id)
        WHERE message_id IS NOT NULL;
      CREATE INDEX email_provider_events_about_hash_idx ON email_provider_events (about_hash, occurred_at)
        WHERE bounce_class = 'soft';
      GRANT SELECT ON email_provider_events TO relance_admin, relance_auditor;
      GRANT SELECT, INSERT, UPDATE, DELETE ON email_provider_events TO relance_system;
      ALTER TABLE email_provider_events ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_read ON email_provider_events FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON email_provider_events TO relance_system USING (true) WITH CHECK (true);

      -- What was turned away is stored nowhere else; only how much.
      CREATE TABLE email_webhook_hours (
        provider text NOT NULL,
        hour timestamptz NOT NULL,
        rejected integer NOT NULL,
        CONSTRAINT email_webhook_hours_pkey PRIMARY KEY (provider, hour),
        CONSTRAINT email_webhook_hours_provider_check CHECK (provider IN ('sendgrid', 'ses'))
      );
      GRANT SELECT ON email_webhook_hours TO relance_admin, relance_auditor;
      GRANT SELECT, INSERT, UPDATE, DELETE ON email_webhook_hours TO relance_system;
      ALTER TABLE email_webhook_hours ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_read ON email_webhook_hours FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON email_webhook_hours TO relance_system USING (true) WITH CHECK (true);

      ALTER TABLE email_unsubscriptions
        DROP CONSTRAINT email_unsubscriptions_method_check,
        ADD CONSTRAINT email_unsubscriptions_method_check
          CHECK (method IN ('ONE_CLICK', 'PAGE', 'MAIL', 'PROVIDER', 'UNDO'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM email_unsubscriptions WHERE method = 'PROVIDER';
      ALTER TABLE email_unsubscriptions
        DROP CONSTRAINT email_unsubscriptions_method_check,
        ADD CONSTRAINT email_unsubscriptions_method_check
          CHECK (method IN ('ONE_CLICK', 'PAGE', 'MAIL', 'UNDO'));
      DROP TABLE email_webhook_hours;
      DROP TABLE email_provider_events;
    `);
  }
}
