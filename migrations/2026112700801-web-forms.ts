import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Consents that were ticked on a public form and wait for their confirmation; and what an inquiry by a form is called. */
export class WebForms2026112700801 implements MigrationInterface {
  name = 'WebForms2026112700801';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE lead_opt_ins (
        id uuid NOT NULL CONSTRAINT lead_opt_ins_pkey PRIMARY KEY,
        lead_id uuid NOT NULL CONSTRAINT lead_opt_ins_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
        contact_id uuid,
        form_key text NOT NULL,
        form_title text NOT NULL,
        language text NOT NULL CONSTRAINT lead_opt_ins_language_check CHECK (language IN ('de', 'en')),
        url text NOT NULL,
        wording text NOT NULL,
        wording_version text NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        address text NOT NULL,
        asked_at timestamptz NOT NULL,
        mail_id uuid,
        reminded_at timestamptz,
        confirmed_at timestamptz,
        due_at timestamptz NOT NULL
      );
      CREATE INDEX lead_opt_ins_due_at_idx ON lead_opt_ins (due_at, id);
      CREATE INDEX lead_opt_ins_email_idx ON lead_opt_ins (email);
      CREATE INDEX lead_opt_ins_lead_id_idx ON lead_opt_ins (lead_id);

      -- Nobody asks for them: what was confirmed is a consent, and the rest is gone in 30 days.
      GRANT SELECT, INSERT, UPDATE, DELETE ON lead_opt_ins TO relance_system;
      ALTER TABLE lead_opt_ins ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON lead_opt_ins TO relance_system USING (true) WITH CHECK (true);

      -- Neither progress nor an answer: nobody has shown yet that they are who they say.
      INSERT INTO activity_kinds (code, nr, meaningful, progress, answer, by_people)
        VALUES ('INQUIRY', 15, false, false, false, false);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE activities SET kind = 'SYSTEM' WHERE kind = 'INQUIRY';
      DELETE FROM activity_kinds WHERE code = 'INQUIRY';
      DROP TABLE lead_opt_ins;
    `);
  }
}
