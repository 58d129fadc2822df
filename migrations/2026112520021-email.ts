import type { MigrationInterface, QueryRunner } from 'typeorm';

const WRITERS = 'relance_sales, relance_manager, relance_admin, relance_system';
const ALL_SEEING = 'relance_admin, relance_auditor, relance_system';
const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';

/** Mails, each attempt to send them, templates, who must not be written to, and what came in. */
export class Email2026112520021 implements MigrationInterface {
  name = 'Email2026112520021';

  async up(runner: QueryRunner): Promise<void> {
    await templates(runner);
    await messages(runner);
    await suppression(runner);
    await arrivals(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name = 'email_messages';
      DROP TABLE email_mailbox;
      DROP TABLE email_inbound;
      DROP TABLE email_unsubscriptions;
      DROP TABLE email_suppressions;
      DROP TABLE email_attempts;
      DROP TABLE email_messages;
      DROP TABLE email_contents;
      DROP TABLE email_template_versions;
      DROP FUNCTION email_template_versions_refuse_change();
      DROP TABLE email_templates;
    `);
  }
}

async function templates(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE email_templates (
      id uuid NOT NULL CONSTRAINT email_templates_pkey PRIMARY KEY,
      key text NOT NULL CONSTRAINT email_templates_key_key UNIQUE
        CONSTRAINT email_templates_key_check CHECK (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
      purpose text NOT NULL,
      stream text NOT NULL
        CONSTRAINT email_templates_stream_check CHECK (stream IN ('transactional', 'followup', 'notification', 'marketing')),
      business_type text,
      season text,
      territory text,
      created_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX email_templates_purpose_idx ON email_templates (purpose);
    CREATE TABLE email_template_versions (
      id uuid NOT NULL CONSTRAINT email_template_versions_pkey PRIMARY KEY,
      template_id uuid NOT NULL CONSTRAINT email_template_versions_template_id_fkey REFERENCES email_templates (id),
      number integer NOT NULL CONSTRAINT email_template_versions_number_check CHECK (number >= 1),
      state text NOT NULL
        CONSTRAINT email_template_versions_state_check CHECK (state IN ('draft', 'published', 'archived')),
      row_version integer NOT NULL DEFAULT 1,
      bodies jsonb NOT NULL,
      checksum bytea NOT NULL,
      uses text[] NOT NULL DEFAULT '{}',
      findings jsonb NOT NULL DEFAULT '[]',
      edited_by uuid,
      edited_at timestamptz NOT NULL,
      published_by uuid,
      published_at timestamptz,
      CONSTRAINT email_template_versions_number_key UNIQUE (template_id, number),
      CONSTRAINT email_template_versions_published_at_check CHECK ((state = 'draft') = (published_at IS NULL))
    );
    CREATE UNIQUE INDEX email_template_versions_published_key ON email_template_versions (template_id) WHERE state = 'published';
    CREATE UNIQUE INDEX email_template_versions_draft_key ON email_template_versions (template_id) WHERE state = 'draft';

    -- What was published is what was sent: only its state may still change, and only to archived.
    CREATE FUNCTION email_template_versions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF OLD.state = 'draft' THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;
      IF TG_OP = 'UPDATE' AND NEW.state = 'archived'
         AND to_jsonb(NEW) - '{state,row_version}'::text[] = to_jsonb(OLD) - '{state,row_version}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'a published version is never changed' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER email_template_versions_frozen BEFORE UPDATE OR DELETE ON email_template_versions
      FOR EACH ROW EXECUTE FUNCTION email_template_versions_refuse_change();

    GRANT SELECT ON email_templates, email_template_versions TO relance_app;
    GRANT INSERT, UPDATE ON email_templates TO relance_admin, relance_system;
    GRANT INSERT, UPDATE, DELETE ON email_template_versions TO relance_admin, relance_system;
    ALTER TABLE email_templates ENABLE ROW LEVEL SECURITY;
    ALTER TABLE email_template_versions ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON email_templates FOR SELECT TO relance_app USING (true);
    CREATE POLICY everybody_reads ON email_template_versions FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON email_templates TO relance_admin, relance_system USING (true) WITH CHECK (true);
    CREATE POLICY admin_all ON email_template_versions TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}

async function messages(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- What was really sent, packed against its template, which never changes; may be purged without touching the mail.
    CREATE TABLE email_contents (
      sha256 bytea NOT NULL CONSTRAINT email_contents_pkey PRIMARY KEY,
      template_version_id uuid NOT NULL
        CONSTRAINT email_contents_template_version_id_fkey REFERENCES email_template_versions (id),
      locale text NOT NULL,
      packed bytea NOT NULL,
      stored_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE email_messages (
      id uuid NOT NULL CONSTRAINT email_messages_pkey PRIMARY KEY,
      subject_id uuid,
      owner_id uuid,
      team_id uuid,
      territory text,
      simulated boolean NOT NULL DEFAULT false,
      contact_id uuid,
      stream text NOT NULL
        CONSTRAINT email_messages_stream_check CHECK (stream IN ('transactional', 'followup', 'notification', 'marketing')),
      idempotency_key text NOT NULL CONSTRAINT email_messages_idempotency_key_key UNIQUE
        CONSTRAINT email_messages_idempotency_key_check CHECK (length(idempotency_key) BETWEEN 1 AND 256),
      payload_hash bytea NOT NULL,
      to_address text NOT NULL,
      to_name text,
      to_hash bytea NOT NULL,
      contact_keys text[] NOT NULL,
      template_version_id uuid NOT NULL
        CONSTRAINT email_messages_template_version_id_fkey REFERENCES email_template_versions (id),
      locale text NOT NULL,
      variables jsonb NOT NULL,
      sender_user_id uuid,
      thread_key text,
      gate_name text,
      gate_ref text,
      about_kind text NOT NULL,
      about_id uuid NOT NULL,
      legal_basis text,
      consent_id uuid,
      priority integer NOT NULL,
      -- due_at, not_after, dated_at, sent_at, settled_at are business time; retry_at and lease_until are the database's.
      due_at timestamptz NOT NULL,
      not_after timestamptz NOT NULL,
      retry_at timestamptz,
      retry_seconds integer,
      attempts integer NOT NULL DEFAULT 0,
      status text NOT NULL DEFAULT 'queued' CONSTRAINT email_messages_status_check
        CHECK (status IN ('queued', 'claimed', 'sent', 'unknown', 'failed', 'suppressed', 'cancelled')),
      reason text,
      claim_epoch integer NOT NULL DEFAULT 0,
      claimed_by text,
      lease_until timestamptz,
      dated_at timestamptz,
      provider text,
      provider_message_id text,
      sent_at timestamptz,
      settled_at timestamptz,
      bounced_at timestamptz,
      unsubscribed_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT email_messages_gate_check CHECK ((gate_name IS NULL) = (gate_ref IS NULL)),
      CONSTRAINT email_messages_claim_check CHECK ((status = 'claimed') = (lease_until IS NOT NULL)),
      CONSTRAINT email_messages_reason_check CHECK ((status IN ('failed', 'suppressed', 'cancelled')) = (reason IS NOT NULL)),
      CONSTRAINT email_messages_sent_at_check CHECK ((status = 'sent') = (sent_at IS NOT NULL))
    );
    -- Fresh ones by urgency, retried ones by the instant of their retry: a provider that is down does not slow the fresh.
    CREATE INDEX email_messages_due_idx ON email_messages (priority, due_at, id) WHERE status = 'queued' AND retry_at IS NULL;
    CREATE INDEX email_messages_retry_idx ON email_messages (retry_at) WHERE status = 'queued' AND retry_at IS NOT NULL;
    CREATE INDEX email_messages_lease_idx ON email_messages (lease_until) WHERE status = 'claimed';
    CREATE INDEX email_messages_unknown_idx ON email_messages (settled_at) WHERE status = 'unknown';
    CREATE INDEX email_messages_dead_idx ON email_messages (settled_at) WHERE status = 'failed';
    CREATE INDEX email_messages_about_idx ON email_messages (about_kind, about_id);
    CREATE INDEX email_messages_subject_id_idx ON email_messages (subject_id, id) WHERE subject_id IS NOT NULL;
    CREATE INDEX email_messages_to_hash_idx ON email_messages (to_hash, id);
    CREATE INDEX email_messages_thread_key_idx ON email_messages (thread_key, id) WHERE thread_key IS NOT NULL;
    CREATE INDEX email_messages_owner_id_idx ON email_messages (owner_id, id);
    CREATE INDEX email_messages_team_id_idx ON email_messages (team_id, id);
    INSERT INTO access_tables (table_name) VALUES ('email_messages');
    CREATE TRIGGER email_messages_access_fill BEFORE INSERT ON email_messages
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill();

    -- Committed before the provider is called: whoever finds one in flight and its process dead does not know.
    CREATE TABLE email_attempts (
      message_id uuid NOT NULL CONSTRAINT email_attempts_message_id_fkey REFERENCES email_messages (id) ON DELETE CASCADE,
      claim_epoch integer NOT NULL,
      provider text NOT NULL,
      worker text NOT NULL,
      state text NOT NULL DEFAULT 'in_flight' CONSTRAINT email_attempts_state_check CHECK
        (state IN ('in_flight', 'accepted', 'permanent', 'transient', 'throttled', 'not_accepted', 'ambiguous')),
      content_sha256 bytea NOT NULL,
      handed_at timestamptz NOT NULL,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      finished_at timestamptz,
      phase text,
      code text,
      enhanced text,
      response text,
      CONSTRAINT email_attempts_pkey PRIMARY KEY (message_id, claim_epoch),
      CONSTRAINT email_attempts_finished_at_check CHECK ((state = 'in_flight') = (finished_at IS NULL))
    );
    CREATE UNIQUE INDEX email_attempts_in_flight_key ON email_attempts (message_id) WHERE state = 'in_flight';

    GRANT SELECT, INSERT, UPDATE ON email_messages TO ${WRITERS};
    GRANT SELECT ON email_messages, email_attempts, email_contents TO relance_auditor;
    GRANT SELECT ON email_attempts, email_contents TO relance_admin;
    GRANT SELECT, INSERT, UPDATE, DELETE ON email_attempts, email_contents TO relance_system;
    ALTER TABLE email_messages ENABLE ROW LEVEL SECURITY;
    ALTER TABLE email_attempts ENABLE ROW LEVEL SECURITY;
    ALTER TABLE email_contents ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON email_messages TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
    CREATE POLICY manager_teams ON email_messages TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
    CREATE POLICY admin_all ON email_messages TO relance_admin, relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON email_messages FOR SELECT TO relance_auditor USING (true);
    CREATE POLICY all_read ON email_attempts FOR SELECT TO ${ALL_SEEING} USING (true);
    CREATE POLICY all_read ON email_contents FOR SELECT TO ${ALL_SEEING} USING (true);
    CREATE POLICY system_all ON email_attempts TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON email_contents TO relance_system USING (true) WITH CHECK (true);
  `);
}

async function suppression(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Keyed by a digest, so that it outlives the erasure of the address.
    CREATE TABLE email_suppressions (
      id uuid NOT NULL CONSTRAINT email_suppressions_pkey PRIMARY KEY,
      to_hash bytea NOT NULL,
      scope text NOT NULL CONSTRAINT email_suppressions_scope_check
        CHECK (scope IN ('all', 'transactional', 'followup', 'notification', 'marketing')),
      reason text NOT NULL CONSTRAINT email_suppressions_reason_check
        CHECK (reason IN ('UNSUBSCRIBED', 'HARD_BOUNCE', 'COMPLAINT', 'MANUAL')),
      message_id uuid,
      note text,
      added_by text NOT NULL,
      added_at timestamptz NOT NULL,
      removed_by text,
      removed_at timestamptz,
      removed_why text,
      CONSTRAINT email_suppressions_removed_check
        CHECK ((removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (removed_why IS NULL))
    );
    CREATE UNIQUE INDEX email_suppressions_active_key ON email_suppressions (to_hash, scope, reason) WHERE removed_at IS NULL;
    CREATE INDEX email_suppressions_added_at_idx ON email_suppressions (added_at, id);

    -- The proof of each withdrawal and of each change of mind.
    CREATE TABLE email_unsubscriptions (
      id uuid NOT NULL CONSTRAINT email_unsubscriptions_pkey PRIMARY KEY,
      message_id uuid NOT NULL CONSTRAINT email_unsubscriptions_message_id_fkey REFERENCES email_messages (id) ON DELETE CASCADE,
      suppression_id uuid CONSTRAINT email_unsubscriptions_suppression_id_fkey REFERENCES email_suppressions (id),
      method text NOT NULL CONSTRAINT email_unsubscriptions_method_check CHECK (method IN ('ONE_CLICK', 'PAGE', 'UNDO')),
      stream text NOT NULL,
      asked_at timestamptz NOT NULL,
      request_id uuid,
      cancelled_message_ids uuid[] NOT NULL DEFAULT '{}'
    );
    CREATE INDEX email_unsubscriptions_message_id_idx ON email_unsubscriptions (message_id, id);

    GRANT SELECT ON email_suppressions TO relance_app;
    GRANT INSERT, UPDATE ON email_suppressions TO relance_manager, relance_admin, relance_system;
    GRANT SELECT ON email_unsubscriptions TO ${ALL_SEEING};
    GRANT INSERT ON email_unsubscriptions TO relance_system;
    ALTER TABLE email_suppressions ENABLE ROW LEVEL SECURITY;
    ALTER TABLE email_unsubscriptions ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON email_suppressions FOR SELECT TO relance_app USING (true);
    CREATE POLICY writers_all ON email_suppressions TO relance_manager, relance_admin, relance_system
      USING (true) WITH CHECK (true);
    CREATE POLICY all_read ON email_unsubscriptions FOR SELECT TO ${ALL_SEEING} USING (true);
    CREATE POLICY system_adds ON email_unsubscriptions FOR INSERT TO relance_system WITH CHECK (true);
  `);
}

async function arrivals(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE email_inbound (
      id uuid NOT NULL CONSTRAINT email_inbound_pkey PRIMARY KEY,
      raw_sha256 bytea NOT NULL CONSTRAINT email_inbound_raw_sha256_key UNIQUE,
      from_hash bytea NOT NULL,
      kind text NOT NULL CONSTRAINT email_inbound_kind_check
        CHECK (kind IN ('HUMAN', 'AUTO_REPLY', 'BOUNCE', 'COMPLAINT', 'RECEIPT', 'LIST')),
      matched_message_id uuid CONSTRAINT email_inbound_matched_message_id_fkey REFERENCES email_messages (id),
      matched_by text,
      received_at timestamptz NOT NULL
    );
    CREATE INDEX email_inbound_from_hash_idx ON email_inbound (from_hash, received_at) WHERE kind = 'HUMAN';

    -- The development mailbox: what capture mode kept from leaving.
    CREATE TABLE email_mailbox (
      id uuid NOT NULL CONSTRAINT email_mailbox_pkey PRIMARY KEY,
      mail_from text NOT NULL,
      rcpt_to text[] NOT NULL,
      subject_line text NOT NULL,
      raw bytea NOT NULL,
      received_at timestamptz NOT NULL
    );

    GRANT SELECT ON email_inbound TO relance_app;
    GRANT INSERT, UPDATE ON email_inbound TO relance_system;
    GRANT SELECT, DELETE ON email_mailbox TO relance_admin;
    GRANT SELECT, INSERT, DELETE ON email_mailbox TO relance_system;
    ALTER TABLE email_inbound ENABLE ROW LEVEL SECURITY;
    ALTER TABLE email_mailbox ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON email_inbound FOR SELECT TO relance_app USING (true);
    CREATE POLICY system_all ON email_inbound TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY admin_all ON email_mailbox TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}
