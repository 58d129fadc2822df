import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const PEOPLE = 'relance_sales, relance_manager, relance_admin';
const SCOPED = ['enrolments', 'follow_ups', 'follow_up_decisions'];

/** What is promised to leads, what became of it and why, and what is offered. */
export class FollowUps2026112520031 implements MigrationInterface {
  name = 'FollowUps2026112520031';

  async up(runner: QueryRunner): Promise<void> {
    await plans(runner);
    await promises(runner);
    await decisions(runner);
    await offers(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name IN ('enrolments', 'follow_ups', 'follow_up_decisions');
      DROP TABLE offers;
      DROP TABLE follow_up_gauges;
      DROP TABLE follow_up_decisions;
      DROP FUNCTION follow_up_decisions_refuse_change();
      DROP TABLE follow_ups;
      DROP TABLE enrolments;
      DROP TABLE sequences;
    `);
  }
}

async function plans(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE sequences (
      id uuid NOT NULL CONSTRAINT sequences_pkey PRIMARY KEY,
      key text NOT NULL,
      version integer NOT NULL,
      state text NOT NULL CONSTRAINT sequences_state_check CHECK (state IN ('draft', 'active', 'archived')),
      steps jsonb NOT NULL,
      -- The kill switch of this sequence; its leads stay enrolled.
      paused_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT sequences_key_version_key UNIQUE (key, version)
    );
    CREATE UNIQUE INDEX sequences_active_key ON sequences (key) WHERE state = 'active';
    INSERT INTO sequences (id, key, version, state, steps) VALUES
      ('019ab000-0000-7000-8000-000000000001', 'sample-then-bulk', 1, 'active', '[
        {"key": "T3", "offset": 3, "unit": "days", "channel": "email", "purpose": "T3", "thing": "sample",
         "minDistanceHours": 96, "latestHours": 48, "past": "skip", "spreadHours": 0, "needsApproval": false},
        {"key": "T7", "offset": 7, "unit": "days", "channel": "email", "purpose": "T7", "thing": "bulk-order",
         "minDistanceHours": 96, "latestHours": 48, "past": "skip", "spreadHours": 0, "needsApproval": false}]');

    GRANT SELECT ON sequences TO relance_app;
    GRANT INSERT, UPDATE ON sequences TO relance_admin, relance_system;
    ALTER TABLE sequences ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON sequences FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON sequences TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}

async function promises(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE enrolments (
      id uuid NOT NULL CONSTRAINT enrolments_pkey PRIMARY KEY,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      sequence_id uuid NOT NULL CONSTRAINT enrolments_sequence_id_fkey REFERENCES sequences (id),
      anchor_kind text NOT NULL CONSTRAINT enrolments_anchor_kind_check
        CHECK (anchor_kind IN ('REGISTERED', 'IMPORTED', 'SAMPLE_DELIVERED', 'FIRST_CONTACT', 'NONE')),
      anchor_at timestamptz NOT NULL,
      state text NOT NULL CONSTRAINT enrolments_state_check CHECK (state IN ('active', 'paused', 'finished', 'stopped')),
      reason text,
      started_at timestamptz NOT NULL,
      ended_at timestamptz,
      CONSTRAINT enrolments_reason_check CHECK (state <> 'stopped' OR reason IS NOT NULL),
      CONSTRAINT enrolments_ended_at_check CHECK ((state IN ('finished', 'stopped')) = (ended_at IS NOT NULL))
    );
    CREATE UNIQUE INDEX enrolments_active_key ON enrolments (subject_id) WHERE state IN ('active', 'paused');
    CREATE INDEX enrolments_subject_id_idx ON enrolments (subject_id);

    CREATE TABLE follow_ups (
      id uuid NOT NULL CONSTRAINT follow_ups_pkey PRIMARY KEY,
      enrolment_id uuid NOT NULL CONSTRAINT follow_ups_enrolment_id_fkey REFERENCES enrolments (id),
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      step text NOT NULL,
      step_number integer NOT NULL,
      channel text NOT NULL CONSTRAINT follow_ups_channel_check CHECK (channel IN ('email', 'whatsapp')),
      state text NOT NULL DEFAULT 'planned' CONSTRAINT follow_ups_state_check
        CHECK (state IN ('planned', 'queued', 'handed_over', 'failed', 'unknown', 'skipped', 'cancelled')),
      reason text,
      -- Why it waits, while it is planned.
      waits_for text,
      -- Business time, all of them but the lease.
      due_at timestamptz NOT NULL,
      not_after timestamptz NOT NULL,
      plan_number integer NOT NULL DEFAULT 1,
      decision_number integer NOT NULL DEFAULT 0,
      template_version_id uuid,
      message_id uuid,
      -- To whom it was queued.
      contact_id uuid,
      approved_at timestamptz,
      approved_by uuid,
      queued_at timestamptz,
      handed_over_at timestamptz,
      settled_at timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      leased_until timestamptz,
      CONSTRAINT follow_ups_enrolment_id_step_key UNIQUE (enrolment_id, step),
      CONSTRAINT follow_ups_reason_check CHECK ((state IN ('skipped', 'cancelled')) = (reason IS NOT NULL)),
      CONSTRAINT follow_ups_waits_for_check CHECK (waits_for IS NULL OR state = 'planned'),
      CONSTRAINT follow_ups_message_id_check CHECK (state <> 'queued' OR message_id IS NOT NULL)
    );
    CREATE INDEX follow_ups_due_idx ON follow_ups (due_at, id) WHERE state = 'planned';
    CREATE INDEX follow_ups_waits_for_idx ON follow_ups (waits_for) WHERE state = 'planned' AND waits_for IS NOT NULL;
    CREATE INDEX follow_ups_subject_id_idx ON follow_ups (subject_id);
    CREATE INDEX follow_ups_list_idx ON follow_ups (due_at, id);
    CREATE INDEX follow_ups_owner_id_idx ON follow_ups (owner_id, due_at, id);
    CREATE INDEX follow_ups_team_id_idx ON follow_ups (team_id, due_at, id);
    CREATE INDEX follow_ups_handed_over_idx ON follow_ups (handed_over_at) WHERE handed_over_at IS NOT NULL;

    GRANT SELECT, UPDATE ON enrolments, follow_ups TO ${PEOPLE};
    GRANT SELECT, INSERT, UPDATE ON enrolments, follow_ups TO relance_system;
    GRANT SELECT ON enrolments, follow_ups TO relance_auditor;
  `);
}

async function decisions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE follow_up_decisions (
      id uuid NOT NULL CONSTRAINT follow_up_decisions_pkey PRIMARY KEY,
      follow_up_id uuid NOT NULL CONSTRAINT follow_up_decisions_follow_up_id_fkey REFERENCES follow_ups (id),
      number integer NOT NULL,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      decided_at timestamptz NOT NULL,
      -- Null when the system decided by its rules.
      decided_by uuid,
      outcome text NOT NULL CONSTRAINT follow_up_decisions_outcome_check
        CHECK (outcome IN ('queued', 'skipped', 'deferred', 'cancelled')),
      reason text,
      note text,
      guards jsonb NOT NULL,
      counterfactual jsonb,
      next_at timestamptz,
      sequence_id uuid NOT NULL CONSTRAINT follow_up_decisions_sequence_id_fkey REFERENCES sequences (id),
      channel text NOT NULL,
      template_version_id uuid,
      content jsonb,
      CONSTRAINT follow_up_decisions_follow_up_id_number_key UNIQUE (follow_up_id, number),
      CONSTRAINT follow_up_decisions_reason_check CHECK ((outcome = 'queued') = (reason IS NULL)),
      CONSTRAINT follow_up_decisions_next_at_check CHECK ((outcome = 'deferred') = (next_at IS NOT NULL))
    );
    CREATE INDEX follow_up_decisions_subject_id_idx ON follow_up_decisions (subject_id, decided_at);
    -- Whose lead it is may change; what was decided may not.
    CREATE FUNCTION follow_up_decisions_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[]
           = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'follow_up_decisions is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER follow_up_decisions_append_only BEFORE UPDATE OR DELETE ON follow_up_decisions
      FOR EACH ROW EXECUTE FUNCTION follow_up_decisions_refuse_change();

    GRANT SELECT, INSERT ON follow_up_decisions TO ${PEOPLE}, relance_system;
    GRANT SELECT ON follow_up_decisions TO relance_auditor;
    INSERT INTO access_tables (table_name) VALUES ('enrolments'), ('follow_ups'), ('follow_up_decisions');
  `);
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

async function offers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- What the metrics show, kept by a consumer, so that a scrape never counts.
    CREATE TABLE follow_up_gauges (
      only_row boolean NOT NULL DEFAULT true CONSTRAINT follow_up_gauges_pkey PRIMARY KEY
        CONSTRAINT follow_up_gauges_only_row_check CHECK (only_row),
      pending jsonb NOT NULL DEFAULT '{}',
      overdue integer NOT NULL DEFAULT 0
    );
    INSERT INTO follow_up_gauges DEFAULT VALUES;

    -- General rows give, specific ones add products and replace numbers; null means everybody and always.
    CREATE TABLE offers (
      id uuid NOT NULL CONSTRAINT offers_pkey PRIMARY KEY,
      business_type text,
      territory text,
      season text CONSTRAINT offers_season_check CHECK (season IN ('ASPARAGUS', 'OKTOBERFEST', 'CHRISTMAS')),
      products_de text[] NOT NULL,
      products_en text[] NOT NULL,
      discount_pct integer CONSTRAINT offers_discount_pct_check CHECK (discount_pct BETWEEN 0 AND 100),
      minimum_cents bigint CONSTRAINT offers_minimum_cents_check CHECK (minimum_cents >= 0),
      valid_from date NOT NULL,
      valid_to date,
      changed_by uuid,
      changed_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT offers_products_check CHECK (cardinality(products_de) = cardinality(products_en)),
      CONSTRAINT offers_valid_to_check CHECK (valid_to IS NULL OR valid_to >= valid_from)
    );
    INSERT INTO offers (id, business_type, season, products_de, products_en, discount_pct, minimum_cents, valid_from) VALUES
      ('019ab000-0000-7000-8000-000000000010', NULL, NULL, '{Basis-Sortiment}', '{Basic range}', 10, 25000, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000011', 'RESTAURANT', NULL, '{Premium-Gemüseauswahl,Empfehlung des Küchenchefs}',
        '{Premium vegetable selection,Chef''s special}', 15, 50000, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000012', 'HOTEL', NULL, '{Frühstücks-Sortiment,Bankett-Paket}',
        '{Breakfast range,Banquet package}', 20, 100000, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000013', 'CANTEEN', NULL, '{Großküchen-Sortiment,Menükomponenten}',
        '{Large-kitchen range,Menu components}', 25, 200000, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000014', 'CATERING', NULL, '{Event-Pakete,Fingerfood}',
        '{Event packages,Finger food}', 10, 30000, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000015', NULL, 'ASPARAGUS', '{Spargel-Spezialitäten}', '{Asparagus specialities}',
        NULL, NULL, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000016', NULL, 'OKTOBERFEST', '{Oktoberfest-Schmankerl}', '{Oktoberfest treats}',
        NULL, NULL, '2020-01-01'),
      ('019ab000-0000-7000-8000-000000000017', NULL, 'CHRISTMAS', '{Weihnachts-Catering}', '{Christmas catering}',
        NULL, NULL, '2020-01-01');

    GRANT SELECT ON offers TO relance_app;
    GRANT INSERT, UPDATE, DELETE ON offers TO relance_admin;
    GRANT SELECT, UPDATE ON follow_up_gauges TO relance_system;
    ALTER TABLE follow_up_gauges ENABLE ROW LEVEL SECURITY;
    ALTER TABLE offers ENABLE ROW LEVEL SECURITY;
    CREATE POLICY system_all ON follow_up_gauges TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY everybody_reads ON offers FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON offers TO relance_admin USING (true) WITH CHECK (true);
  `);
}
