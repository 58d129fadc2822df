import type { MigrationInterface, QueryRunner } from 'typeorm';

const WRITERS = 'relance_sales, relance_manager, relance_admin, relance_system';
const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';

/** Stopped clocks and samples of leads, what simulations need to know of the past, and whose database this is. */
export class FollowUpWork2026112522501 implements MigrationInterface {
  name = 'FollowUpWork2026112522501';

  async up(runner: QueryRunner): Promise<void> {
    await clockStops(runner);
    await samples(runner);
    await history(runner);
    await installation(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name IN ('lead_clock_stops', 'lead_samples');
      DROP TABLE setting_installation;
      UPDATE settings SET key = 'follow-ups.offer-max-discount-pct' WHERE key = 'offer.maxDiscountPct';
      ALTER TABLE follow_ups DROP COLUMN dispatched_at;
      ALTER TABLE enrolments DROP COLUMN pauses;
      ALTER TABLE sequences DROP COLUMN pauses, DROP COLUMN activated_at;
      DROP TABLE lead_samples;
      DROP TABLE lead_clock_stops;
    `);
  }
}

async function clockStops(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE lead_clock_stops (
      id uuid NOT NULL CONSTRAINT lead_clock_stops_pkey PRIMARY KEY,
      lead_id uuid NOT NULL CONSTRAINT lead_clock_stops_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      state text NOT NULL DEFAULT 'requested',
      reason text NOT NULL,
      requested_by uuid,
      requested_at timestamptz NOT NULL,
      -- When it ends by itself; without it somebody ends it.
      until_at timestamptz,
      decided_by uuid,
      decided_at timestamptz,
      decided_why text,
      ended_by uuid,
      ended_at timestamptz,
      CONSTRAINT lead_clock_stops_subject_id_check CHECK (subject_id = lead_id),
      CONSTRAINT lead_clock_stops_state_check CHECK (state IN ('requested', 'running', 'refused', 'ended')),
      CONSTRAINT lead_clock_stops_decided_at_check CHECK ((state = 'requested') = (decided_at IS NULL)),
      CONSTRAINT lead_clock_stops_ended_at_check CHECK ((state = 'ended') = (ended_at IS NOT NULL))
    );
    -- No two at once.
    CREATE UNIQUE INDEX lead_clock_stops_open_key ON lead_clock_stops (lead_id) WHERE state IN ('requested', 'running');
    CREATE INDEX lead_clock_stops_lead_id_idx ON lead_clock_stops (lead_id, id);
    CREATE INDEX lead_clock_stops_until_at_idx ON lead_clock_stops (until_at) WHERE state = 'running' AND until_at IS NOT NULL;
    GRANT SELECT, INSERT, UPDATE ON lead_clock_stops TO ${WRITERS};
    GRANT SELECT ON lead_clock_stops TO relance_auditor;
  `);
  await scoped(runner, 'lead_clock_stops');
}

async function samples(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE lead_samples (
      id uuid NOT NULL CONSTRAINT lead_samples_pkey PRIMARY KEY,
      lead_id uuid NOT NULL CONSTRAINT lead_samples_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      state text NOT NULL DEFAULT 'REQUESTED',
      contents text NOT NULL,
      tracking_number text,
      requested_by uuid,
      requested_at timestamptz NOT NULL,
      shipped_at timestamptz,
      delivered_at timestamptz,
      changed_at timestamptz NOT NULL,
      CONSTRAINT lead_samples_subject_id_check CHECK (subject_id = lead_id),
      CONSTRAINT lead_samples_state_check
        CHECK (state IN ('REQUESTED', 'PACKED', 'SHIPPED', 'DELIVERED', 'FEEDBACK', 'CANCELLED')),
      CONSTRAINT lead_samples_delivered_at_check CHECK ((state IN ('DELIVERED', 'FEEDBACK')) = (delivered_at IS NOT NULL))
    );
    CREATE INDEX lead_samples_lead_id_idx ON lead_samples (lead_id, id);
    GRANT SELECT, INSERT, UPDATE ON lead_samples TO ${WRITERS};
    GRANT SELECT ON lead_samples TO relance_auditor;
  `);
  await scoped(runner, 'lead_samples');
}

/** Whoever sees the lead sees what belongs to it. */
async function scoped(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`
    INSERT INTO access_tables (table_name) VALUES ('${table}');
    CREATE TRIGGER ${table}_access_fill BEFORE INSERT ON ${table}
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain');
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
    CREATE POLICY manager_teams ON ${table} TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
    CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
  `);
}

async function history(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- [{"from": instant, "to": instant or null}]: when nothing was to leave, for whoever asks later.
    ALTER TABLE enrolments ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]';
    ALTER TABLE sequences ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]', ADD COLUMN activated_at timestamptz;
    UPDATE sequences SET activated_at = created_at WHERE state <> 'draft';
    UPDATE settings SET key = 'offer.maxDiscountPct' WHERE key = 'follow-ups.offer-max-discount-pct';
    -- When somebody last made it due by hand.
    ALTER TABLE follow_ups ADD COLUMN dispatched_at timestamptz;
  `);
}

async function installation(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- One row: the fingerprint under which this database may send. Restored elsewhere it has another one.
    CREATE TABLE setting_installation (
      only_row boolean NOT NULL DEFAULT true CONSTRAINT setting_installation_pkey PRIMARY KEY
        CONSTRAINT setting_installation_only_row_check CHECK (only_row),
      fingerprint text NOT NULL,
      confirmed_by uuid,
      confirmed_at timestamptz NOT NULL
    );
    GRANT SELECT ON setting_installation TO relance_app;
    GRANT INSERT, UPDATE ON setting_installation TO relance_system, relance_admin;
    ALTER TABLE setting_installation ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON setting_installation FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON setting_installation TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}
