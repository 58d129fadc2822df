import type { MigrationInterface, QueryRunner } from 'typeorm';

const WRITERS = 'relance_sales, relance_manager, relance_admin, relance_system';
const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
/** What belongs to a lead or customer, and is seen by nobody but those who see all until it does. */
const SCOPED = ['whatsapp_contacts', 'whatsapp_inbound', 'whatsapp_messages'];
/** Records of the channel itself, without whose they are. */
const OPERATIONS = ['whatsapp_attempts', 'whatsapp_receipts'];
const ACCESS_COLUMNS = `
      subject_id uuid,
      owner_id uuid,
      team_id uuid,
      territory text,
      simulated boolean NOT NULL DEFAULT false`;

/** The channel WhatsApp: what came in as it was sent, people, messages both ways, receipts, templates, numbers. */
export class WhatsApp2026112623801 implements MigrationInterface {
  name = 'WhatsApp2026112623801';

  async up(runner: QueryRunner): Promise<void> {
    await intake(runner);
    await people(runner);
    await messages(runner);
    await account(runner);
    await runner.query(
      `INSERT INTO access_tables (table_name) VALUES ${SCOPED.map((table) => `('${table}')`).join(', ')}`,
    );
    for (const table of SCOPED) await runner.query(policies(table));
    for (const table of OPERATIONS)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY all_read ON ${table} FOR SELECT TO relance_admin, relance_auditor USING (true);
        CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name = ANY ('{${SCOPED.join(',')}}');
      DROP TABLE whatsapp_receipts;
      DROP TABLE whatsapp_attempts;
      DROP TABLE whatsapp_inbound;
      DROP TABLE whatsapp_messages;
      DROP TABLE whatsapp_templates;
      DROP TABLE whatsapp_numbers;
      DROP FUNCTION relance.whatsapp_person(uuid, text, boolean);
      DROP TABLE whatsapp_contacts;
      DROP TABLE webhook_intake_minutes;
      DROP TABLE whatsapp_items;
      DROP TABLE whatsapp_payloads;
    `);
  }
}

function policies(table: string): string {
  return `
    CREATE TRIGGER ${table}_access_fill BEFORE INSERT OR UPDATE OF subject_id ON ${table}
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill();
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
    CREATE POLICY manager_teams ON ${table} TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
    CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
  `;
}

async function intake(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Bodies of signed requests as they came; one that brought nothing new is not kept.
    CREATE TABLE whatsapp_payloads (
      id uuid NOT NULL CONSTRAINT whatsapp_payloads_pkey PRIMARY KEY,
      kind text NOT NULL
        CONSTRAINT whatsapp_payloads_kind_check CHECK (kind IN ('work', 'malformed', 'ignored')),
      -- Base 64 of what is no UTF-8.
      body text NOT NULL,
      received_at timestamptz NOT NULL
    );
    CREATE INDEX whatsapp_payloads_received_at_idx ON whatsapp_payloads (received_at);

    -- One message, receipt or notice of a body, once: the key decides.
    CREATE TABLE whatsapp_items (
      id uuid NOT NULL CONSTRAINT whatsapp_items_pkey PRIMARY KEY,
      key text NOT NULL CONSTRAINT whatsapp_items_key_key UNIQUE
        CONSTRAINT whatsapp_items_key_check CHECK (length(key) BETWEEN 1 AND 512),
      payload_id uuid NOT NULL
        CONSTRAINT whatsapp_items_payload_id_fkey REFERENCES whatsapp_payloads (id) ON DELETE CASCADE,
      -- Which of the items that the body holds.
      position integer NOT NULL,
      kind text NOT NULL CONSTRAINT whatsapp_items_kind_check CHECK (kind IN
        ('message', 'receipt', 'template', 'number', 'account', 'preference', 'errors', 'other')),
      -- What has to be worked in order.
      lane text NOT NULL,
      -- The wa_id of whoever wrote, of messages.
      heard_from text,
      state text NOT NULL DEFAULT 'pending'
        CONSTRAINT whatsapp_items_state_check CHECK (state IN ('pending', 'done', 'dead')),
      attempts integer NOT NULL DEFAULT 0,
      retry_at timestamptz,
      error text,
      received_at timestamptz NOT NULL,
      settled_at timestamptz,
      CONSTRAINT whatsapp_items_settled_at_check CHECK ((state = 'pending') = (settled_at IS NULL))
    );
    CREATE INDEX whatsapp_items_payload_id_idx ON whatsapp_items (payload_id);
    CREATE INDEX whatsapp_items_pending_idx ON whatsapp_items (lane, id) WHERE state = 'pending';
    CREATE INDEX whatsapp_items_due_idx ON whatsapp_items (id) WHERE state = 'pending';
    CREATE INDEX whatsapp_items_dead_idx ON whatsapp_items (id) WHERE state = 'dead';
    CREATE INDEX whatsapp_items_heard_idx ON whatsapp_items (heard_from, received_at)
      WHERE heard_from IS NOT NULL AND state <> 'done';

    -- What is in no event; acknowledge times in buckets, whose limits the code names.
    CREATE TABLE webhook_intake_minutes (
      minute timestamptz NOT NULL CONSTRAINT webhook_intake_minutes_pkey PRIMARY KEY,
      requests integer NOT NULL DEFAULT 0,
      accepted integer NOT NULL DEFAULT 0,
      duplicate integer NOT NULL DEFAULT 0,
      bad_signature integer NOT NULL DEFAULT 0,
      malformed integer NOT NULL DEFAULT 0,
      ignored integer NOT NULL DEFAULT 0,
      unavailable integer NOT NULL DEFAULT 0,
      ack_count integer NOT NULL DEFAULT 0,
      ack_sum_ms double precision NOT NULL DEFAULT 0,
      ack_buckets integer[] NOT NULL
    );

    GRANT SELECT ON whatsapp_payloads, whatsapp_items TO relance_admin, relance_auditor;
    GRANT UPDATE ON whatsapp_items TO relance_admin;
    GRANT SELECT, INSERT, UPDATE, DELETE ON whatsapp_payloads, whatsapp_items TO relance_system;
    GRANT SELECT ON webhook_intake_minutes TO relance_app;
    GRANT INSERT, UPDATE, DELETE ON webhook_intake_minutes TO relance_system;
    ALTER TABLE whatsapp_payloads ENABLE ROW LEVEL SECURITY;
    ALTER TABLE whatsapp_items ENABLE ROW LEVEL SECURITY;
    ALTER TABLE webhook_intake_minutes ENABLE ROW LEVEL SECURITY;
    CREATE POLICY all_read ON whatsapp_payloads FOR SELECT TO relance_admin, relance_auditor USING (true);
    CREATE POLICY system_all ON whatsapp_payloads TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY all_read ON whatsapp_items FOR SELECT TO relance_admin, relance_auditor USING (true);
    CREATE POLICY admin_replays ON whatsapp_items FOR UPDATE TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON whatsapp_items TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY everybody_reads ON webhook_intake_minutes FOR SELECT TO relance_app USING (true);
    CREATE POLICY system_all ON webhook_intake_minutes TO relance_system USING (true) WITH CHECK (true);
  `);
}

async function people(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- A person at WhatsApp, who may hide the number, change it, or belong to nobody we know.
    CREATE TABLE whatsapp_contacts (
      id uuid NOT NULL CONSTRAINT whatsapp_contacts_pkey PRIMARY KEY,${ACCESS_COLUMNS},
      contact_id uuid,
      wa_id text CONSTRAINT whatsapp_contacts_wa_id_key UNIQUE,
      user_id text CONSTRAINT whatsapp_contacts_user_id_key UNIQUE,
      -- As we dial it, in E.164; what WhatsApp makes of it is wa_id.
      phone text CONSTRAINT whatsapp_contacts_phone_key UNIQUE,
      profile_name text,
      -- The row that this person goes on as, after a change of number.
      moved_to_id uuid CONSTRAINT whatsapp_contacts_moved_to_id_fkey REFERENCES whatsapp_contacts (id),
      last_heard_at timestamptz,
      window_until timestamptz,
      cool_until timestamptz,
      cool_reason text
        CONSTRAINT whatsapp_contacts_cool_reason_check CHECK (cool_reason IN ('undeliverable', 'marketing_limit')),
      opted_out_at timestamptz,
      -- Pacing of the pair, by the clock of the database.
      paced_until timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT whatsapp_contacts_known_check CHECK (num_nonnulls(wa_id, user_id, phone, moved_to_id) > 0),
      CONSTRAINT whatsapp_contacts_cool_check CHECK ((cool_until IS NULL) = (cool_reason IS NULL))
    );
    CREATE INDEX whatsapp_contacts_subject_id_idx ON whatsapp_contacts (subject_id) WHERE subject_id IS NOT NULL;
    CREATE INDEX whatsapp_contacts_owner_id_idx ON whatsapp_contacts (owner_id);
    CREATE INDEX whatsapp_contacts_team_id_idx ON whatsapp_contacts (team_id);

    -- Who queues a message names a number and learns an id, and nothing of the person behind it.
    CREATE FUNCTION relance.whatsapp_person(p_id uuid, p_phone text, p_simulated boolean) RETURNS uuid
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      found_id uuid;
    BEGIN
      SELECT id INTO found_id FROM whatsapp_contacts
       WHERE (phone = p_phone OR wa_id = substr(p_phone, 2)) AND moved_to_id IS NULL ORDER BY id LIMIT 1;
      IF found_id IS NULL THEN
        INSERT INTO whatsapp_contacts (id, phone, simulated) VALUES (p_id, p_phone, p_simulated)
        ON CONFLICT (phone) DO UPDATE SET phone = EXCLUDED.phone RETURNING id INTO found_id;
      END IF;
      RETURN found_id;
    END $$;
    REVOKE ALL ON FUNCTION relance.whatsapp_person(uuid, text, boolean) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION relance.whatsapp_person(uuid, text, boolean) TO ${WRITERS};

    GRANT SELECT ON whatsapp_contacts TO relance_sales, relance_manager, relance_admin, relance_auditor;
    GRANT SELECT, INSERT, UPDATE ON whatsapp_contacts TO relance_system;
  `);
}

async function messages(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE whatsapp_templates (
      id uuid NOT NULL CONSTRAINT whatsapp_templates_pkey PRIMARY KEY,
      version integer NOT NULL DEFAULT 1,
      key text NOT NULL CONSTRAINT whatsapp_templates_key_check CHECK (key ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
      locale text NOT NULL,
      -- What WhatsApp knows it by, together with the locale.
      name text NOT NULL CONSTRAINT whatsapp_templates_name_check CHECK (name ~ '^[a-z0-9_]+$'),
      external_id text CONSTRAINT whatsapp_templates_external_id_key UNIQUE,
      status text NOT NULL DEFAULT 'draft' CONSTRAINT whatsapp_templates_status_check
        CHECK (status IN ('draft', 'pending', 'approved', 'rejected', 'paused', 'disabled')),
      category text NOT NULL CONSTRAINT whatsapp_templates_category_check
        CHECK (category IN ('marketing', 'utility', 'authentication')),
      quality text CONSTRAINT whatsapp_templates_quality_check CHECK (quality IN ('green', 'yellow', 'red')),
      reason text,
      body text NOT NULL CONSTRAINT whatsapp_templates_body_check CHECK (length(body) BETWEEN 1 AND 1024),
      -- Names in the order of {{1}}, {{2}}, …, each with a sample.
      variables jsonb NOT NULL DEFAULT '[]',
      buttons text[] NOT NULL DEFAULT '{}',
      -- What each button means, in their order.
      actions text[] NOT NULL DEFAULT '{}',
      changed_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT whatsapp_templates_actions_check CHECK (cardinality(actions) = cardinality(buttons) AND
        actions <@ '{unlock,interested,later,optout,all,latest,other}'::text[]),
      CONSTRAINT whatsapp_templates_key_key UNIQUE (key, locale),
      CONSTRAINT whatsapp_templates_name_key UNIQUE (name, locale)
    );
    GRANT SELECT ON whatsapp_templates TO relance_app;
    GRANT UPDATE ON whatsapp_templates TO relance_admin;
    GRANT INSERT, UPDATE ON whatsapp_templates TO relance_system;
    ALTER TABLE whatsapp_templates ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON whatsapp_templates FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON whatsapp_templates TO relance_admin, relance_system USING (true) WITH CHECK (true);

    CREATE TABLE whatsapp_messages (
      id uuid NOT NULL CONSTRAINT whatsapp_messages_pkey PRIMARY KEY,${ACCESS_COLUMNS},
      contact_id uuid,
      whatsapp_contact_id uuid NOT NULL
        CONSTRAINT whatsapp_messages_whatsapp_contact_id_fkey REFERENCES whatsapp_contacts (id),
      idempotency_key text NOT NULL CONSTRAINT whatsapp_messages_idempotency_key_key UNIQUE
        CONSTRAINT whatsapp_messages_idempotency_key_check CHECK (length(idempotency_key) BETWEEN 1 AND 256),
      payload_hash bytea NOT NULL,
      purpose text NOT NULL CONSTRAINT whatsapp_messages_purpose_check
        CHECK (purpose IN ('followup', 'service', 'content', 'marketing')),
      kind text NOT NULL CONSTRAINT whatsapp_messages_kind_check
        CHECK (kind IN ('text', 'template', 'buttons', 'image', 'document', 'video')),
      content jsonb NOT NULL,
      template_id uuid
        CONSTRAINT whatsapp_messages_template_id_fkey REFERENCES whatsapp_templates (id),
      -- As the reader sees it.
      text text NOT NULL,
      author text NOT NULL CONSTRAINT whatsapp_messages_author_check CHECK (author IN ('bot', 'user', 'system')),
      sender_user_id uuid,
      gate_name text,
      gate_ref text,
      about_kind text NOT NULL,
      about_id uuid NOT NULL,
      after_message_id uuid
        CONSTRAINT whatsapp_messages_after_message_id_fkey REFERENCES whatsapp_messages (id),
      consent_id uuid,
      due_at timestamptz NOT NULL,
      not_after timestamptz NOT NULL,
      state text NOT NULL DEFAULT 'queued' CONSTRAINT whatsapp_messages_state_check CHECK (state IN
        ('queued', 'claimed', 'accepted', 'sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled', 'suppressed')),
      reason text,
      error_code integer,
      attempts integer NOT NULL DEFAULT 0,
      retry_seconds integer,
      retry_at timestamptz,
      claim_epoch integer NOT NULL DEFAULT 0,
      claimed_by text,
      lease_until timestamptz,
      wamid text CONSTRAINT whatsapp_messages_wamid_key UNIQUE,
      queued_at timestamptz NOT NULL,
      accepted_at timestamptz,
      sent_at timestamptz,
      delivered_at timestamptz,
      read_at timestamptz,
      failed_at timestamptz,
      settled_at timestamptz,
      pricing jsonb,
      CONSTRAINT whatsapp_messages_claim_check
        CHECK ((state = 'claimed') = (lease_until IS NOT NULL) AND (lease_until IS NULL) = (claimed_by IS NULL)),
      CONSTRAINT whatsapp_messages_gate_check CHECK ((gate_name IS NULL) = (gate_ref IS NULL)),
      CONSTRAINT whatsapp_messages_template_check CHECK ((kind = 'template') = (template_id IS NOT NULL)),
      CONSTRAINT whatsapp_messages_accepted_at_check CHECK ((wamid IS NULL) = (accepted_at IS NULL))
    );
    CREATE INDEX whatsapp_messages_queued_idx ON whatsapp_messages (due_at, id) WHERE state = 'queued';
    CREATE INDEX whatsapp_messages_lease_idx ON whatsapp_messages (lease_until) WHERE state = 'claimed';
    CREATE INDEX whatsapp_messages_unknown_idx ON whatsapp_messages (settled_at) WHERE state = 'unknown';
    CREATE INDEX whatsapp_messages_about_idx ON whatsapp_messages (about_kind, about_id, id);
    CREATE INDEX whatsapp_messages_after_idx ON whatsapp_messages (after_message_id) WHERE after_message_id IS NOT NULL;
    CREATE INDEX whatsapp_messages_contact_idx ON whatsapp_messages (whatsapp_contact_id, id);
    CREATE INDEX whatsapp_messages_subject_id_idx ON whatsapp_messages (subject_id, id) WHERE subject_id IS NOT NULL;
    CREATE INDEX whatsapp_messages_owner_id_idx ON whatsapp_messages (owner_id, id);
    CREATE INDEX whatsapp_messages_team_id_idx ON whatsapp_messages (team_id, id);

    -- One call of WhatsApp for one message, written down before it is made.
    CREATE TABLE whatsapp_attempts (
      message_id uuid NOT NULL
        CONSTRAINT whatsapp_attempts_message_id_fkey REFERENCES whatsapp_messages (id) ON DELETE CASCADE,
      claim_epoch integer NOT NULL,
      state text NOT NULL DEFAULT 'in_flight' CONSTRAINT whatsapp_attempts_state_check
        CHECK (state IN ('in_flight', 'accepted', 'refused', 'not_sent', 'unanswered')),
      worker text NOT NULL,
      -- Business time of the commit that allowed the call.
      handed_at timestamptz NOT NULL,
      started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      finished_at timestamptz,
      http_status integer,
      error_code integer,
      response text,
      CONSTRAINT whatsapp_attempts_pkey PRIMARY KEY (message_id, claim_epoch),
      CONSTRAINT whatsapp_attempts_finished_at_check CHECK ((state = 'in_flight') = (finished_at IS NULL))
    );

    CREATE TABLE whatsapp_inbound (
      id uuid NOT NULL CONSTRAINT whatsapp_inbound_pkey PRIMARY KEY,${ACCESS_COLUMNS},
      contact_id uuid,
      whatsapp_contact_id uuid NOT NULL
        CONSTRAINT whatsapp_inbound_whatsapp_contact_id_fkey REFERENCES whatsapp_contacts (id),
      wamid text NOT NULL CONSTRAINT whatsapp_inbound_wamid_key UNIQUE,
      phone_number_id text,
      kind text NOT NULL,
      text text,
      payload text,
      media jsonb,
      -- Places, cards, orders, answers of forms, errors: as they came.
      details jsonb,
      quotes_wamid text,
      replies_to uuid
        CONSTRAINT whatsapp_inbound_replies_to_fkey REFERENCES whatsapp_messages (id),
      about_kind text,
      about_id uuid,
      referral jsonb,
      -- Older than 24 hours when it came: answered by a template or not at all.
      late boolean NOT NULL DEFAULT false,
      occurred_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      CONSTRAINT whatsapp_inbound_about_check CHECK ((about_kind IS NULL) = (about_id IS NULL))
    );
    CREATE INDEX whatsapp_inbound_contact_idx ON whatsapp_inbound (whatsapp_contact_id, id);
    CREATE INDEX whatsapp_inbound_subject_id_idx ON whatsapp_inbound (subject_id, id) WHERE subject_id IS NOT NULL;
    CREATE INDEX whatsapp_inbound_owner_id_idx ON whatsapp_inbound (owner_id, id);
    CREATE INDEX whatsapp_inbound_team_id_idx ON whatsapp_inbound (team_id, id);

    -- What WhatsApp says of our messages; without message_id it waits until we know our own.
    CREATE TABLE whatsapp_receipts (
      id uuid NOT NULL CONSTRAINT whatsapp_receipts_pkey PRIMARY KEY,
      wamid text NOT NULL,
      status text NOT NULL,
      message_id uuid
        CONSTRAINT whatsapp_receipts_message_id_fkey REFERENCES whatsapp_messages (id) ON DELETE CASCADE,
      facts jsonb NOT NULL,
      occurred_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      CONSTRAINT whatsapp_receipts_status_key UNIQUE (wamid, status)
    );
    CREATE INDEX whatsapp_receipts_callback_idx ON whatsapp_receipts ((facts ->> 'callback')) WHERE message_id IS NULL;
    CREATE INDEX whatsapp_receipts_parked_idx ON whatsapp_receipts (received_at) WHERE message_id IS NULL;
    CREATE INDEX whatsapp_receipts_message_id_idx ON whatsapp_receipts (message_id) WHERE message_id IS NOT NULL;

    GRANT SELECT ON whatsapp_messages, whatsapp_inbound
      TO relance_sales, relance_manager, relance_admin, relance_auditor;
    GRANT SELECT ON whatsapp_attempts, whatsapp_receipts TO relance_admin, relance_auditor;
    GRANT INSERT, UPDATE ON whatsapp_messages TO relance_sales, relance_manager, relance_admin;
    GRANT SELECT, INSERT, UPDATE, DELETE ON whatsapp_messages, whatsapp_attempts, whatsapp_inbound, whatsapp_receipts
      TO relance_system;
  `);
}

async function account(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE whatsapp_numbers (
      phone_number_id text NOT NULL CONSTRAINT whatsapp_numbers_pkey PRIMARY KEY,
      version integer NOT NULL DEFAULT 1,
      display_number text,
      quality text CONSTRAINT whatsapp_numbers_quality_check CHECK (quality IN ('green', 'yellow', 'red')),
      messaging_limit text,
      -- 'account', 'token', 'permission' or 'registration' stop everything; 'quality' what advertises.
      blocked_by text,
      changed_at timestamptz NOT NULL
    );
    GRANT SELECT ON whatsapp_numbers TO relance_app;
    GRANT UPDATE ON whatsapp_numbers TO relance_admin;
    GRANT INSERT, UPDATE ON whatsapp_numbers TO relance_system;
    ALTER TABLE whatsapp_numbers ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON whatsapp_numbers FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON whatsapp_numbers TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}
