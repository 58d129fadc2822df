import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who follows a link of a mail, where its contact consented to that, and which of them were machines. */
export class MailTracking2026112624101 implements MigrationInterface {
  name = 'MailTracking2026112624101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_consents
        DROP CONSTRAINT lead_consents_purpose_check,
        ADD CONSTRAINT lead_consents_purpose_check CHECK (purpose IN ('advertising', 'tracking')),
        ADD CONSTRAINT lead_consents_tracking_check CHECK (purpose <> 'tracking' OR (channel = 'email'
          AND (basis IS NULL OR basis IN ('OPT_IN_DOUBLE', 'OPT_IN'))));

      ALTER TABLE email_messages
        -- The consent of the contact on which links, and where they are measured openings, may be told; null: none.
        ADD COLUMN tracking_consent_id uuid,
        ADD COLUMN tracks_opens boolean NOT NULL DEFAULT false,
        -- Taken back: links still lead where they did, and nothing is kept of it.
        ADD COLUMN tracking_ended_at timestamptz,
        -- What of it went onto the wire: links of ours, a picture of ours.
        ADD COLUMN measured text[],
        ADD COLUMN first_opened_at timestamptz,
        ADD COLUMN first_clicked_at timestamptz,
        ADD COLUMN last_clicked_at timestamptz,
        ADD CONSTRAINT email_messages_measured_check CHECK (measured <@ ARRAY['opened', 'clicked']),
        ADD CONSTRAINT email_messages_tracking_check CHECK (tracking_consent_id IS NOT NULL
          OR NOT tracks_opens AND tracking_ended_at IS NULL AND measured IS NULL);
      CREATE INDEX email_messages_last_clicked_at_idx ON email_messages (last_clicked_at) WHERE last_clicked_at IS NOT NULL;

      -- Where the links of a mail lead; number 0 is the one that no person sees.
      CREATE TABLE email_links (
        message_id uuid NOT NULL CONSTRAINT email_links_message_id_fkey REFERENCES email_messages (id) ON DELETE CASCADE,
        number integer NOT NULL CONSTRAINT email_links_number_check CHECK (number BETWEEN 0 AND 99),
        url text NOT NULL,
        CONSTRAINT email_links_pkey PRIMARY KEY (message_id, number)
      );

      -- Whoever fetched a link or the picture; neither from where nor with which program exactly.
      CREATE TABLE email_hits (
        id uuid NOT NULL CONSTRAINT email_hits_pkey PRIMARY KEY,
        message_id uuid NOT NULL CONSTRAINT email_hits_message_id_fkey REFERENCES email_messages (id) ON DELETE CASCADE,
        fact text NOT NULL CONSTRAINT email_hits_fact_check CHECK (fact IN ('opened', 'clicked')),
        link_number integer,
        agent text NOT NULL,
        occurred_at timestamptz NOT NULL,
        -- The row is the schedule: a few seconds later it is known what else was fetched.
        judge_at timestamptz,
        -- What tells a machine, if anything does.
        machine_by text CONSTRAINT email_hits_machine_by_check
          CHECK (machine_by IN ('HEAD', 'KNOWN_AGENT', 'KNOWN_NETWORK', 'PREFETCH', 'TOO_SOON', 'BURST', 'HONEYPOT')),
        CONSTRAINT email_hits_link_check CHECK ((fact = 'clicked') = (link_number IS NOT NULL))
      );
      CREATE INDEX email_hits_message_id_idx ON email_hits (message_id, occurred_at);
      CREATE INDEX email_hits_judge_at_idx ON email_hits (judge_at) WHERE judge_at IS NOT NULL;
      CREATE INDEX email_hits_occurred_at_idx ON email_hits (occurred_at);

      GRANT SELECT ON email_links, email_hits TO relance_admin, relance_auditor;
      GRANT SELECT, INSERT, UPDATE, DELETE ON email_links, email_hits TO relance_system;
      ALTER TABLE email_links ENABLE ROW LEVEL SECURITY;
      ALTER TABLE email_hits ENABLE ROW LEVEL SECURITY;
      CREATE POLICY all_read ON email_links FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY all_read ON email_hits FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON email_links TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY system_all ON email_hits TO relance_system USING (true) WITH CHECK (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE email_hits;
      DROP TABLE email_links;
      ALTER TABLE email_messages
        DROP CONSTRAINT email_messages_tracking_check,
        DROP CONSTRAINT email_messages_measured_check,
        DROP COLUMN last_clicked_at,
        DROP COLUMN first_clicked_at,
        DROP COLUMN first_opened_at,
        DROP COLUMN measured,
        DROP COLUMN tracking_ended_at,
        DROP COLUMN tracks_opens,
        DROP COLUMN tracking_consent_id;
      DELETE FROM lead_consents WHERE purpose = 'tracking';
      ALTER TABLE lead_consents
        DROP CONSTRAINT lead_consents_tracking_check,
        DROP CONSTRAINT lead_consents_purpose_check,
        ADD CONSTRAINT lead_consents_purpose_check CHECK (purpose IN ('advertising'));
    `);
  }
}
