import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';

/** Mail that comes in is kept with its text, and changes what we know of the mail that it answers or returns. */
export class EmailInbound2026112522601 implements MigrationInterface {
  name = 'EmailInbound2026112522601';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE email_messages ADD COLUMN delivered_at timestamptz, ADD COLUMN replied_at timestamptz,
        ADD COLUMN complained_at timestamptz, ADD COLUMN wire_message_id text;
      CREATE INDEX email_messages_wire_message_id_idx ON email_messages (wire_message_id) WHERE wire_message_id IS NOT NULL;

      ALTER TABLE email_inbound
        ADD COLUMN message_id_hash bytea,
        ADD COLUMN about_hash bytea,
        ADD COLUMN match_percent integer,
        ADD COLUMN bounce_class text,
        DROP CONSTRAINT email_inbound_kind_check,
        ADD CONSTRAINT email_inbound_kind_check
          CHECK (kind IN ('HUMAN', 'AUTO_REPLY', 'BOUNCE', 'COMPLAINT', 'RECEIPT', 'LIST', 'UNSUBSCRIBE')),
        ADD CONSTRAINT email_inbound_bounce_class_check CHECK (bounce_class IN ('hard', 'soft', 'delayed')),
        ADD CONSTRAINT email_inbound_match_percent_check CHECK (match_percent BETWEEN 0 AND 100);
      CREATE UNIQUE INDEX email_inbound_message_id_hash_key ON email_inbound (message_id_hash, from_hash)
        WHERE message_id_hash IS NOT NULL;
      CREATE INDEX email_inbound_about_hash_idx ON email_inbound (about_hash, received_at) WHERE about_hash IS NOT NULL;
      CREATE INDEX email_inbound_matched_message_id_idx ON email_inbound (matched_message_id, id)
        WHERE matched_message_id IS NOT NULL;

      -- What a mail said, for those who see its lead. The digests above stay readable to all: they decide, and say nothing.
      CREATE TABLE email_inbound_mails (
        id uuid NOT NULL CONSTRAINT email_inbound_mails_pkey PRIMARY KEY
          CONSTRAINT email_inbound_mails_id_fkey REFERENCES email_inbound (id) ON DELETE CASCADE,
        subject_id uuid,
        owner_id uuid,
        team_id uuid,
        territory text,
        simulated boolean NOT NULL DEFAULT false,
        contact_id uuid,
        about_kind text,
        about_id uuid,
        from_address text NOT NULL,
        from_name text,
        to_addresses text[] NOT NULL,
        subject_line text NOT NULL,
        visible_text text NOT NULL,
        full_text text NOT NULL,
        headers jsonb NOT NULL,
        other_sender boolean NOT NULL DEFAULT false,
        away_until date,
        contact_left boolean NOT NULL DEFAULT false,
        report_status text,
        report_diagnostic text,
        raw bytea NOT NULL,
        received_at timestamptz NOT NULL
      );
      CREATE INDEX email_inbound_mails_subject_id_idx ON email_inbound_mails (subject_id, id) WHERE subject_id IS NOT NULL;
      CREATE INDEX email_inbound_mails_owner_id_idx ON email_inbound_mails (owner_id, id);
      CREATE INDEX email_inbound_mails_team_id_idx ON email_inbound_mails (team_id, id);
      INSERT INTO access_tables (table_name) VALUES ('email_inbound_mails');
      CREATE TRIGGER email_inbound_mails_access_fill BEFORE INSERT ON email_inbound_mails
        FOR EACH ROW EXECUTE FUNCTION relance.access_fill();
      GRANT SELECT ON email_inbound_mails TO relance_sales, relance_manager, relance_admin, relance_auditor;
      GRANT SELECT, INSERT, UPDATE ON email_inbound_mails TO relance_system;
      ALTER TABLE email_inbound_mails ENABLE ROW LEVEL SECURITY;
      CREATE POLICY sales_own ON email_inbound_mails FOR SELECT TO relance_sales USING (${SALES});
      CREATE POLICY manager_teams ON email_inbound_mails FOR SELECT TO relance_manager USING (${MANAGER});
      CREATE POLICY all_read ON email_inbound_mails FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON email_inbound_mails TO relance_system USING (true) WITH CHECK (true);

      ALTER TABLE email_suppressions
        ADD COLUMN expires_at timestamptz,
        DROP CONSTRAINT email_suppressions_reason_check,
        ADD CONSTRAINT email_suppressions_reason_check
          CHECK (reason IN ('UNSUBSCRIBED', 'HARD_BOUNCE', 'SOFT_BOUNCE', 'COMPLAINT', 'MANUAL'));
      ALTER TABLE email_unsubscriptions
        DROP CONSTRAINT email_unsubscriptions_method_check,
        ADD CONSTRAINT email_unsubscriptions_method_check CHECK (method IN ('ONE_CLICK', 'PAGE', 'MAIL', 'UNDO'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM email_unsubscriptions WHERE method = 'MAIL';
      ALTER TABLE email_unsubscriptions
        DROP CONSTRAINT email_unsubscriptions_method_check,
        ADD CONSTRAINT email_unsubscriptions_method_check CHECK (method IN ('ONE_CLICK', 'PAGE', 'UNDO'));
      DELETE FROM email_suppressions WHERE reason = 'SOFT_BOUNCE';
      ALTER TABLE email_suppressions
        DROP COLUMN expires_at,
        DROP CONSTRAINT email_suppressions_reason_check,
        ADD CONSTRAINT email_suppressions_reason_check
          CHECK (reason IN ('UNSUBSCRIBED', 'HARD_BOUNCE', 'COMPLAINT', 'MANUAL'));
      DELETE FROM access_tables WHERE table_name = 'email_inbound_mails';
      DROP TABLE email_inbound_mails;
      DELETE FROM email_inbound WHERE kind = 'UNSUBSCRIBE';
      DROP INDEX email_inbound_matched_message_id_idx;
      DROP INDEX email_inbound_about_hash_idx;
      DROP INDEX email_inbound_message_id_hash_key;
      ALTER TABLE email_inbound
        DROP CONSTRAINT email_inbound_match_percent_check,
        DROP CONSTRAINT email_inbound_bounce_class_check,
        DROP CONSTRAINT email_inbound_kind_check,
        ADD CONSTRAINT email_inbound_kind_check
          CHECK (kind IN ('HUMAN', 'AUTO_REPLY', 'BOUNCE', 'COMPLAINT', 'RECEIPT', 'LIST')),
        DROP COLUMN bounce_class,
        DROP COLUMN match_percent,
        DROP COLUMN about_hash,
        DROP COLUMN message_id_hash;
      DROP INDEX email_messages_wire_message_id_idx;
      ALTER TABLE email_messages DROP COLUMN wire_message_id, DROP COLUMN complained_at, DROP COLUMN replied_at,
        DROP COLUMN delivered_at;
    `);
  }
}
