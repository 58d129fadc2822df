import type { MigrationInterface, QueryRunner } from 'typeorm';

const WRITERS = 'relance_sales, relance_manager, relance_admin, relance_system';
const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const FREE = 'owner_id IS NULL AND territory = ANY ((SELECT relance.territories())::text[])';
const MINE = 'assignee_id = (SELECT relance.me())';

/** What people do with a lead: activities, consents, tasks; and the keys that make a repeated request harmless. */
export class LeadWork2026112520011 implements MigrationInterface {
  name = 'LeadWork2026112520011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_contacts ADD COLUMN blocked_at timestamptz;
      ALTER TABLE leads ADD COLUMN automation_paused_at timestamptz;
    `);
    await sharedIdentities(runner);
    await activities(runner);
    await consents(runner);
    await tasks(runner);
    await idempotency(runner);
    await runner.query(
      `INSERT INTO access_tables (table_name) VALUES ('activities'), ('lead_consents'), ('tasks')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name IN ('activities', 'lead_consents', 'tasks');
      DROP TABLE idempotency_keys;
      DROP TABLE tasks;
      DROP TABLE lead_consents;
      DROP FUNCTION lead_consents_refuse_change();
      DROP TABLE activities;
      DROP TABLE activity_kinds;
      DROP INDEX lead_identities_shared_idx;
      DROP TRIGGER lead_identities_pass_on ON lead_identities;
      DROP FUNCTION relance.lead_identities_pass_on();
      ALTER TABLE leads DROP COLUMN automation_paused_at;
      ALTER TABLE lead_contacts DROP COLUMN blocked_at;
    `);
  }
}

async function sharedIdentities(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Whoever gives up an address that a manager let others share leaves the claim to the first of them, so that the
    -- next registration still meets it. A definer function, since the other lead may lie outside the caller's scope.
    CREATE FUNCTION relance.lead_identities_pass_on() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      UPDATE lead_identities SET overridden_at = NULL WHERE id = (
        SELECT i.id FROM lead_identities i WHERE i.kind = OLD.kind AND i.value = OLD.value AND i.overridden_at IS NOT NULL
         ORDER BY i.overridden_at, i.id LIMIT 1);
      RETURN NULL;
    END $$;
    REVOKE ALL ON FUNCTION relance.lead_identities_pass_on() FROM PUBLIC;
    CREATE TRIGGER lead_identities_pass_on AFTER DELETE ON lead_identities
      FOR EACH ROW WHEN (OLD.overridden_at IS NULL) EXECUTE FUNCTION relance.lead_identities_pass_on();
    CREATE INDEX lead_identities_shared_idx ON lead_identities (kind, value) WHERE overridden_at IS NOT NULL;
  `);
}

async function activities(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE activity_kinds (
      code text NOT NULL CONSTRAINT activity_kinds_pkey PRIMARY KEY,
      nr smallint NOT NULL,
      meaningful boolean NOT NULL,
      progress boolean NOT NULL,
      answer boolean NOT NULL,
      by_people boolean NOT NULL,
      CONSTRAINT activity_kinds_progress_check CHECK (meaningful OR NOT progress)
    );
    INSERT INTO activity_kinds (code, nr, meaningful, progress, answer, by_people) VALUES
      ('CALL', 1, true, false, false, true), ('QUALIFIED_CALL', 2, true, true, false, true),
      ('EMAIL', 3, true, false, false, true), ('ANSWER', 4, true, false, true, true),
      ('MEETING', 5, true, true, false, true), ('DEMO', 6, true, true, false, true),
      ('ROI_PRESENTATION', 7, true, true, false, true), ('SAMPLE_SENT', 8, true, true, false, true),
      ('SAMPLE_FEEDBACK', 9, true, true, false, true), ('ORDER', 10, true, true, false, true),
      ('NOTE', 11, false, false, false, true), ('FOLLOW_UP', 12, false, false, false, false),
      ('SYSTEM', 13, false, false, false, false);

    -- The flags are copied into each activity: what a kind means later does not change what was.
    CREATE TABLE activities (
      id uuid NOT NULL CONSTRAINT activities_pkey PRIMARY KEY,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,
      kind text NOT NULL CONSTRAINT activities_kind_fkey REFERENCES activity_kinds (code),
      meaningful boolean NOT NULL,
      progress boolean NOT NULL,
      answer boolean NOT NULL,
      occurred_at timestamptz NOT NULL,
      text text,
      outcome text,
      next_action text,
      next_action_on date,
      logged_by uuid,
      logged_at timestamptz NOT NULL,
      origin text,
      CONSTRAINT activities_outcome_check CHECK (outcome IN ('SUCCESSFUL', 'UNSUCCESSFUL', 'NO_ANSWER',
        'CALLBACK_REQUESTED', 'INFO_SENT', 'QUALIFIED', 'DISQUALIFIED'))
    );
    CREATE INDEX activities_subject_id_idx ON activities (subject_id, occurred_at DESC, id DESC);
    CREATE INDEX activities_meaningful_idx ON activities (subject_id, occurred_at DESC) WHERE meaningful OR answer;
    CREATE TRIGGER activities_access_fill BEFORE INSERT ON activities FOR EACH ROW EXECUTE FUNCTION relance.access_fill();

    GRANT SELECT ON activity_kinds TO relance_app;
    GRANT SELECT, INSERT ON activities TO ${WRITERS};
    GRANT SELECT ON activities TO relance_auditor;
    ALTER TABLE activity_kinds ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON activity_kinds FOR SELECT TO relance_app USING (true);
  `);
  await scoped(runner, 'activities');
}

async function consents(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Every word of a contact on a channel and purpose; the latest counts. A contact that is deleted keeps its proofs.
    CREATE TABLE lead_consents (
      id uuid NOT NULL CONSTRAINT lead_consents_pkey PRIMARY KEY,
      lead_id uuid NOT NULL CONSTRAINT lead_consents_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      contact_id uuid NOT NULL,
      channel text NOT NULL,
      purpose text NOT NULL,
      state text NOT NULL,
      basis text,
      requested_thing text,
      wording_version text,
      source text NOT NULL,
      address text,
      proof jsonb,
      given_at timestamptz NOT NULL,
      recorded_by uuid,
      recorded_at timestamptz NOT NULL,
      CONSTRAINT lead_consents_subject_id_check CHECK (subject_id = lead_id),
      CONSTRAINT lead_consents_channel_check CHECK (channel IN ('email', 'whatsapp')),
      CONSTRAINT lead_consents_purpose_check CHECK (purpose IN ('advertising')),
      CONSTRAINT lead_consents_state_check CHECK (state IN ('given', 'refused', 'revoked')),
      CONSTRAINT lead_consents_basis_check CHECK (basis IN ('OPT_IN_DOUBLE', 'OPT_IN', 'REQUESTED_CONTACT',
        'EXISTING_CUSTOMER', 'LEGITIMATE_INTEREST')),
      CONSTRAINT lead_consents_given_check CHECK ((state = 'given') = (basis IS NOT NULL)),
      CONSTRAINT lead_consents_requested_thing_check
        CHECK ((basis IS NOT NULL AND basis = 'REQUESTED_CONTACT') = (requested_thing IS NOT NULL))
    );
    CREATE INDEX lead_consents_lead_id_idx ON lead_consents (lead_id, contact_id, channel, purpose, given_at DESC, id DESC);

    CREATE FUNCTION lead_consents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[] = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'lead_consents is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER lead_consents_append_only BEFORE UPDATE ON lead_consents
      FOR EACH ROW EXECUTE FUNCTION lead_consents_refuse_change();
    CREATE TRIGGER lead_consents_access_fill BEFORE INSERT ON lead_consents
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain');

    GRANT SELECT, INSERT ON lead_consents TO ${WRITERS};
    GRANT SELECT ON lead_consents TO relance_auditor;
  `);
  await scoped(runner, 'lead_consents');
}

async function tasks(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Without an assignee a task is for whoever manages the team of its lead, even when that person changes.
    CREATE TABLE tasks (
      id uuid NOT NULL CONSTRAINT tasks_pkey PRIMARY KEY,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      kind text NOT NULL,
      subject_code text NOT NULL,
      text text,
      assignee_id uuid,
      due_at timestamptz NOT NULL,
      origin text NOT NULL,
      opened_by uuid,
      opened_at timestamptz NOT NULL,
      done_at timestamptz,
      done_by uuid,
      CONSTRAINT tasks_kind_check CHECK (kind ~ '^[A-Z][A-Z0-9_]{0,59}$')
    );
    CREATE UNIQUE INDEX tasks_open_key ON tasks (subject_id, kind, subject_code) WHERE done_at IS NULL;
    CREATE INDEX tasks_assignee_id_due_at_idx ON tasks (assignee_id, due_at, id) WHERE done_at IS NULL;
    CREATE INDEX tasks_team_id_due_at_idx ON tasks (team_id, due_at, id) WHERE done_at IS NULL;
    CREATE INDEX tasks_due_at_idx ON tasks (due_at, id);
    CREATE TRIGGER tasks_access_fill BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain');

    GRANT SELECT, INSERT, UPDATE ON tasks TO ${WRITERS};
    GRANT SELECT ON tasks TO relance_auditor;
  `);
  await scoped(runner, 'tasks', MINE);
  await runner.query(`
    -- A free lead is in no team: what is to be done about it is for every manager of its territory.
    CREATE POLICY manager_free ON tasks TO relance_manager USING (${FREE}) WITH CHECK (${FREE});
  `);
}

/** Whoever sees the lead sees what belongs to it; `further` adds those who see a row for another reason. */
async function scoped(runner: QueryRunner, table: string, further = 'false'): Promise<void> {
  await runner.query(`
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES} OR ${further}) WITH CHECK (${SALES} OR ${further});
    CREATE POLICY manager_teams ON ${table} TO relance_manager
      USING (${MANAGER} OR ${further}) WITH CHECK (${MANAGER} OR ${further});
    CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
  `);
}

async function idempotency(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- What has been asked under a key and what was answered. The lease and the keeping go by the database's clock.
    CREATE TABLE idempotency_keys (
      user_id uuid NOT NULL,
      route text NOT NULL,
      key text NOT NULL,
      request_hash bytea NOT NULL,
      attempt integer NOT NULL DEFAULT 1,
      leased_until timestamptz NOT NULL,
      effect_at timestamptz,
      answered_at timestamptz,
      status smallint,
      headers jsonb,
      body bytea,
      created_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, route, key),
      CONSTRAINT idempotency_keys_answered_check CHECK ((answered_at IS NULL) = (status IS NULL))
    );
    CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);

    GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO relance_system;
    GRANT SELECT (user_id, route, key, attempt), UPDATE (effect_at) ON idempotency_keys TO relance_app;
    ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON idempotency_keys TO relance_sales, relance_manager, relance_admin, relance_auditor
      USING (user_id = (SELECT relance.me())) WITH CHECK (user_id = (SELECT relance.me()));
    CREATE POLICY system_all ON idempotency_keys TO relance_system USING (true) WITH CHECK (true);
  `);
}
