import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const PEOPLE = 'relance_sales, relance_manager, relance_admin';
const SCOPED = [
  'conversations',
  'conversation_messages',
  'conversation_responses',
  'response_decisions',
];

/** Threads over all channels, and what the answers in them mean. */
export class Conversations2026112522701 implements MigrationInterface {
  name = 'Conversations2026112522701';

  async up(runner: QueryRunner): Promise<void> {
    await threads(runner);
    await responses(runner);
    await runner.query(
      `INSERT INTO access_tables (table_name) VALUES ${SCOPED.map((table) => `('${table}')`).join(', ')}`,
    );
    for (const table of SCOPED) {
      await runner.query(`
        CREATE TRIGGER ${table}_access_fill BEFORE INSERT ON ${table}
          FOR EACH ROW EXECUTE FUNCTION relance.access_fill();
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
        CREATE POLICY manager_teams ON ${table} TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
        CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
        CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
        CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
      `);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name = ANY ('{${SCOPED.join(',')}}');
      DROP TABLE response_decisions;
      DROP FUNCTION response_decisions_refuse_change();
      DROP TABLE conversation_responses;
      DROP TABLE conversation_messages;
      DROP TABLE conversations;
    `);
  }
}

async function threads(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE conversations (
      id uuid NOT NULL CONSTRAINT conversations_pkey PRIMARY KEY,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      -- Null: somebody at the lead who is none of its contacts.
      contact_id uuid,
      channel text NOT NULL CONSTRAINT conversations_channel_check CHECK (channel IN ('email', 'whatsapp')),
      state text NOT NULL DEFAULT 'open'
        CONSTRAINT conversations_state_check CHECK (state IN ('open', 'pending_agent', 'snoozed', 'closed')),
      opened_at timestamptz NOT NULL,
      last_inbound_at timestamptz,
      last_outbound_at timestamptz,
      closed_at timestamptz,
      CONSTRAINT conversations_closed_at_check CHECK ((state = 'closed') = (closed_at IS NOT NULL))
    );
    CREATE INDEX conversations_subject_id_idx ON conversations (subject_id, channel);

    -- The text stays with its channel, which is asked for it by id.
    CREATE TABLE conversation_messages (
      id uuid NOT NULL CONSTRAINT conversation_messages_pkey PRIMARY KEY,
      conversation_id uuid NOT NULL
        CONSTRAINT conversation_messages_conversation_id_fkey REFERENCES conversations (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      direction text NOT NULL
        CONSTRAINT conversation_messages_direction_check CHECK (direction IN ('inbound', 'outbound')),
      author text NOT NULL
        CONSTRAINT conversation_messages_author_check CHECK (author IN ('contact', 'bot', 'user', 'system')),
      channel text NOT NULL
        CONSTRAINT conversation_messages_channel_check CHECK (channel IN ('email', 'whatsapp')),
      channel_message_id uuid NOT NULL,
      occurred_at timestamptz NOT NULL,
      CONSTRAINT conversation_messages_channel_message_key UNIQUE (channel, direction, channel_message_id)
    );
    CREATE INDEX conversation_messages_conversation_id_idx ON conversation_messages (conversation_id, occurred_at, id);

    GRANT SELECT ON conversations, conversation_messages TO ${PEOPLE}, relance_auditor;
    GRANT SELECT, INSERT, UPDATE, DELETE ON conversations, conversation_messages TO relance_system;
  `);
}

async function responses(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE conversation_responses (
      id uuid NOT NULL CONSTRAINT conversation_responses_pkey PRIMARY KEY,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      conversation_id uuid
        CONSTRAINT conversation_responses_conversation_id_fkey REFERENCES conversations (id) ON DELETE CASCADE,
      contact_id uuid,
      channel text NOT NULL
        CONSTRAINT conversation_responses_channel_check CHECK (channel IN ('email', 'whatsapp', 'person')),
      source_kind text NOT NULL
        CONSTRAINT conversation_responses_source_kind_check CHECK (source_kind IN ('mail', 'message', 'activity')),
      source_id uuid NOT NULL,
      about_kind text,
      about_id uuid,
      received_at timestamptz NOT NULL,
      -- Grows with every decision; the classes of before are in response_decisions.
      version integer NOT NULL DEFAULT 1,
      class text NOT NULL,
      confidence double precision,
      state text NOT NULL CONSTRAINT conversation_responses_state_check CHECK (state IN ('review', 'decided')),
      language text,
      evidence jsonb NOT NULL,
      pause_until_on date,
      decided_at timestamptz NOT NULL,
      -- Null when the rules decided.
      decided_by uuid,
      CONSTRAINT conversation_responses_source_key UNIQUE (source_kind, source_id),
      CONSTRAINT conversation_responses_about_check CHECK ((about_kind IS NULL) = (about_id IS NULL)),
      CONSTRAINT conversation_responses_class_check
        CHECK (class IN ('POSITIVE', 'ENGAGED', 'NEUTRAL', 'NEGATIVE', 'UNSUBSCRIBE', 'AUTO_REPLY')),
      CONSTRAINT conversation_responses_confidence_check CHECK (confidence BETWEEN 0 AND 1)
    );
    CREATE INDEX conversation_responses_subject_id_idx ON conversation_responses (subject_id, received_at DESC, id DESC);
    CREATE INDEX conversation_responses_list_idx ON conversation_responses (received_at DESC, id DESC);
    CREATE INDEX conversation_responses_review_idx ON conversation_responses (received_at DESC, id DESC) WHERE state = 'review';

    -- What the rules said and what people made of it: answers with a label.
    CREATE TABLE response_decisions (
      response_id uuid NOT NULL
        CONSTRAINT response_decisions_response_id_fkey REFERENCES conversation_responses (id) ON DELETE CASCADE,
      version integer NOT NULL,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      class text NOT NULL,
      confidence double precision,
      evidence jsonb NOT NULL,
      decided_at timestamptz NOT NULL,
      decided_by uuid,
      CONSTRAINT response_decisions_pkey PRIMARY KEY (response_id, version)
    );
    CREATE INDEX response_decisions_subject_id_idx ON response_decisions (subject_id);
    CREATE FUNCTION response_decisions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[]
           = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'response_decisions is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER response_decisions_append_only BEFORE UPDATE ON response_decisions
      FOR EACH ROW EXECUTE FUNCTION response_decisions_refuse_change();

    GRANT SELECT, UPDATE ON conversation_responses TO ${PEOPLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON conversation_responses TO relance_system;
    GRANT SELECT, INSERT ON response_decisions TO ${PEOPLE};
    GRANT SELECT, INSERT, UPDATE, DELETE ON response_decisions TO relance_system;
    GRANT SELECT ON conversation_responses, response_decisions TO relance_auditor;
  `);
}
