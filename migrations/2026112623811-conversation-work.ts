import type { MigrationInterface, QueryRunner } from 'typeorm';

const PEOPLE = 'relance_sales, relance_manager, relance_admin';

/** Who answers a conversation and until when, what waits for an automatic answer, and what a search finds. */
export class ConversationWork2026112623811 implements MigrationInterface {
  name = 'ConversationWork2026112623811';

  async up(runner: QueryRunner): Promise<void> {
    await conversations(runner);
    await messages(runner);
    await matching(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION relance.conversations_matching(text[], integer);
      DROP POLICY search_all ON conversation_messages;
      REVOKE SELECT ON conversation_messages FROM relance_search;
      REVOKE INSERT, UPDATE ON conversations, conversation_messages FROM ${PEOPLE};
      DROP INDEX conversation_messages_answer_due_idx;
      DROP INDEX conversation_messages_search_idx;
      ALTER TABLE conversation_messages
        DROP COLUMN kind, DROP COLUMN sender_user_id, DROP COLUMN replies_to_id, DROP COLUMN template_key,
        DROP COLUMN about_kind, DROP COLUMN about_id, DROP COLUMN intent, DROP COLUMN intent_confidence,
        DROP COLUMN answer_state, DROP COLUMN answer_reason, DROP COLUMN answer_due_at,
        DROP COLUMN answer_lease_until, DROP COLUMN search;
      ALTER TABLE conversations
        DROP COLUMN version, DROP COLUMN assignee_id, DROP COLUMN customer_id, DROP COLUMN whatsapp_contact_id,
        DROP COLUMN sender, DROP COLUMN language, DROP COLUMN last_message_at, DROP COLUMN csw_expires_at,
        DROP COLUMN snoozed_until, DROP COLUMN close_reason, DROP COLUMN waiting_reason, DROP COLUMN waiting_since,
        DROP COLUMN answer_due_at, DROP COLUMN topics, DROP COLUMN unread, DROP COLUMN doubts;
      CREATE INDEX conversations_subject_id_idx ON conversations (subject_id, channel);
    `);
  }
}

async function conversations(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE conversations
      -- Counts what is done to a conversation, not the messages in it.
      ADD COLUMN version integer NOT NULL DEFAULT 1,
      ADD COLUMN assignee_id uuid,
      ADD COLUMN customer_id uuid,
      ADD COLUMN whatsapp_contact_id uuid,
      -- As the channel names whoever writes.
      ADD COLUMN sender text,
      ADD COLUMN language text
        CONSTRAINT conversations_language_check CHECK (language IN ('de', 'en')),
      ADD COLUMN last_message_at timestamptz,
      ADD COLUMN csw_expires_at timestamptz,
      ADD COLUMN snoozed_until timestamptz,
      ADD COLUMN close_reason text CONSTRAINT conversations_close_reason_check
        CHECK (close_reason IN ('resolved', 'converted', 'opted_out', 'inactive')),
      ADD COLUMN waiting_reason text CONSTRAINT conversations_waiting_reason_check CHECK (waiting_reason IN
        ('complaint', 'unsure', 'person_wanted', 'responder_failed', 'too_many_answers', 'call_wanted')),
      ADD COLUMN waiting_since timestamptz,
      ADD COLUMN answer_due_at timestamptz,
      ADD COLUMN topics text[] NOT NULL DEFAULT '{}',
      ADD COLUMN unread integer NOT NULL DEFAULT 0
        CONSTRAINT conversations_unread_check CHECK (unread >= 0),
      -- Messages in a row that were not understood.
      ADD COLUMN doubts integer NOT NULL DEFAULT 0;
    UPDATE conversations SET last_message_at = coalesce(greatest(last_inbound_at, last_outbound_at), opened_at),
           close_reason = CASE WHEN state = 'closed' THEN 'resolved' END;
    ALTER TABLE conversations ALTER COLUMN last_message_at SET NOT NULL,
      ADD CONSTRAINT conversations_closed_why_check CHECK ((state = 'closed') = (close_reason IS NOT NULL)),
      ADD CONSTRAINT conversations_snoozed_until_check CHECK ((state = 'snoozed') = (snoozed_until IS NOT NULL)),
      ADD CONSTRAINT conversations_waiting_check CHECK ((state = 'pending_agent') = (waiting_reason IS NOT NULL)
        AND (waiting_reason IS NULL) = (waiting_since IS NULL) AND (waiting_reason IS NULL) = (answer_due_at IS NULL));
    DROP INDEX conversations_subject_id_idx;
    CREATE INDEX conversations_subject_id_idx ON conversations (subject_id, channel, last_message_at);
    CREATE INDEX conversations_list_idx ON conversations (last_message_at DESC, id DESC);
    CREATE INDEX conversations_snoozed_until_idx ON conversations (snoozed_until) WHERE state = 'snoozed';
    CREATE INDEX conversations_open_idx ON conversations (last_message_at) WHERE state = 'open';
    CREATE INDEX conversations_assignee_id_idx ON conversations (assignee_id) WHERE assignee_id IS NOT NULL;
    GRANT INSERT, UPDATE ON conversations TO ${PEOPLE};
  `);
}

async function messages(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE conversation_messages
      ADD COLUMN kind text NOT NULL DEFAULT 'mail',
      ADD COLUMN sender_user_id uuid,
      -- The message of the other direction that it quotes, by its id in the channel.
      ADD COLUMN replies_to_id uuid,
      ADD COLUMN template_key text,
      ADD COLUMN about_kind text,
      ADD COLUMN about_id uuid,
      ADD COLUMN intent text,
      ADD COLUMN intent_confidence double precision,
      -- The row is the schedule of the one automatic answer that it may get.
      ADD COLUMN answer_state text CONSTRAINT conversation_messages_answer_state_check
        CHECK (answer_state IN ('due', 'answered', 'silent', 'handed_off')),
      ADD COLUMN answer_reason text,
      ADD COLUMN answer_due_at timestamptz,
      ADD COLUMN answer_lease_until timestamptz,
      -- The folded text, for the search alone; who may read it is who may read the row.
      ADD COLUMN search text NOT NULL DEFAULT '',
      ADD CONSTRAINT conversation_messages_about_check CHECK ((about_kind IS NULL) = (about_id IS NULL)),
      ADD CONSTRAINT conversation_messages_answer_due_check
        CHECK (answer_state IS DISTINCT FROM 'due' OR answer_due_at IS NOT NULL);
    ALTER TABLE conversation_messages ALTER COLUMN kind DROP DEFAULT;
    CREATE INDEX conversation_messages_answer_due_idx ON conversation_messages (answer_due_at) WHERE answer_state = 'due';
    CREATE INDEX conversation_messages_search_idx ON conversation_messages USING gin (search gin_trgm_ops);
    GRANT INSERT, UPDATE ON conversation_messages TO ${PEOPLE};
  `);
}

async function matching(runner: QueryRunner): Promise<void> {
  await runner.query(`
    GRANT SELECT ON conversation_messages TO relance_search;
    CREATE POLICY search_all ON conversation_messages FOR SELECT TO relance_search USING (true);

    -- Under row-level security LIKE loses its index; here it has it, the scope is repeated, and only ids leave.
    CREATE FUNCTION relance.conversations_matching(words text[], most integer) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
      SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
    DECLARE
      me uuid := relance.me(); teams uuid[] := relance.team_ids();
      patterns text[] := ARRAY(SELECT '%' || replace(replace(replace(w, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
                                 FROM unnest(words) w ORDER BY length(w) DESC);
    BEGIN
      CASE current_setting('role')
        WHEN 'relance_sales' THEN RETURN QUERY
          SELECT m.conversation_id FROM conversation_messages m WHERE m.search LIKE patterns[1] AND m.search LIKE ALL (patterns)
             AND (m.owner_id = me OR m.subject_id IN (SELECT relance.my_subjects()))
           GROUP BY 1 ORDER BY max(m.occurred_at) DESC LIMIT most;
        WHEN 'relance_manager' THEN RETURN QUERY
          SELECT m.conversation_id FROM conversation_messages m WHERE m.search LIKE patterns[1] AND m.search LIKE ALL (patterns)
             AND m.team_id = ANY (teams) GROUP BY 1 ORDER BY max(m.occurred_at) DESC LIMIT most;
        WHEN 'relance_admin', 'relance_auditor', 'relance_system' THEN RETURN QUERY
          SELECT m.conversation_id FROM conversation_messages m WHERE m.search LIKE patterns[1] AND m.search LIKE ALL (patterns)
           GROUP BY 1 ORDER BY max(m.occurred_at) DESC LIMIT most;
        ELSE RAISE EXCEPTION 'no scope' USING ERRCODE = 'insufficient_privilege';
      END CASE;
    END $$;
    REVOKE ALL ON FUNCTION relance.conversations_matching(text[], integer) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION relance.conversations_matching(text[], integer) TO relance_app;
    GRANT CREATE ON SCHEMA relance TO relance_search;
    ALTER FUNCTION relance.conversations_matching(text[], integer) OWNER TO relance_search;
    REVOKE CREATE ON SCHEMA relance FROM relance_search;
  `);
}
