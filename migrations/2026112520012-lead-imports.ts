import type { MigrationInterface, QueryRunner } from 'typeorm';

const MINE = 'created_by = (SELECT relance.me())';
const TEAM = `${MINE} OR team_id = ANY ((SELECT relance.team_ids())::uuid[])`;
const WRITERS = 'relance_sales, relance_manager, relance_admin';

/** Files of leads: what was in them, what each row became, and what columns meant last time. */
export class LeadImports2026112520012 implements MigrationInterface {
  name = 'LeadImports2026112520012';

  async up(runner: QueryRunner): Promise<void> {
    await tables(runner);
    await rights(runner);
    await runner.query(`
      -- Places many new subjects at once. What has no rows yet needs no search in the registered tables.
      CREATE FUNCTION relance.access_place_new(p_kind text, p_owner uuid, p_team uuid, p_subjects uuid[],
                                               p_territories text[], p_simulated boolean) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        INSERT INTO access_subjects (subject_id, kind, owner_id, team_id, territory, simulated)
        SELECT s.id, p_kind, p_owner, p_team, s.territory, p_simulated
          FROM unnest(p_subjects, p_territories) AS s(id, territory)
      $$;
      REVOKE ALL ON FUNCTION relance.access_place_new(text, uuid, uuid, uuid[], text[], boolean) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.access_place_new(text, uuid, uuid, uuid[], text[], boolean) TO relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION relance.access_place_new(text, uuid, uuid, uuid[], text[], boolean);
      DROP TABLE lead_import_mappings;
      DROP TABLE lead_import_rows;
      DROP TABLE lead_imports;
      ALTER TABLE leads DROP COLUMN known_since_on;
    `);
  }
}

async function tables(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE leads ADD COLUMN known_since_on date;

    CREATE TABLE lead_imports (
      id uuid NOT NULL CONSTRAINT lead_imports_pkey PRIMARY KEY,
      created_by uuid NOT NULL,
      creator_role text NOT NULL,
      owner_id uuid NOT NULL,
      team_id uuid,
      territories text[] NOT NULL,
      file_name text NOT NULL,
      sha256 text,
      encoding text,
      delimiter text,
      header text[] NOT NULL DEFAULT '{}',
      mapping text[] NOT NULL DEFAULT '{}',
      count_from text NOT NULL DEFAULT 'import',
      state text NOT NULL DEFAULT 'UPLOADING',
      row_count integer NOT NULL DEFAULT 0,
      read_on date,
      read_to integer NOT NULL DEFAULT 0,
      read_count integer NOT NULL DEFAULT 0,
      create_count integer NOT NULL DEFAULT 0,
      skip_count integer NOT NULL DEFAULT 0,
      fail_count integer NOT NULL DEFAULT 0,
      duplicate_count integer NOT NULL DEFAULT 0,
      created_count integer NOT NULL DEFAULT 0,
      attempts integer NOT NULL DEFAULT 0,
      failure text,
      approved_by uuid,
      created_at timestamptz NOT NULL,
      requested_at timestamptz,
      finished_at timestamptz,
      worked_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT lead_imports_count_from_check CHECK (count_from IN ('import', 'registered', 'none')),
      CONSTRAINT lead_imports_state_check CHECK (state IN
        ('UPLOADING', 'MAPPING', 'ANALYSING', 'READY', 'AWAITING_APPROVAL', 'EXECUTING', 'DONE', 'FAILED')),
      CONSTRAINT lead_imports_failure_check CHECK ((state = 'FAILED') = (failure IS NOT NULL))
    );
    CREATE INDEX lead_imports_created_by_idx ON lead_imports (created_by, created_at DESC);
    CREATE INDEX lead_imports_team_id_idx ON lead_imports (team_id, created_at DESC);
    CREATE INDEX lead_imports_work_idx ON lead_imports (worked_at)
      WHERE state = ANY (ARRAY['UPLOADING', 'ANALYSING', 'EXECUTING']);

    CREATE TABLE lead_import_rows (
      import_id uuid NOT NULL CONSTRAINT lead_import_rows_import_id_fkey REFERENCES lead_imports (id) ON DELETE CASCADE,
      row integer NOT NULL,
      cells text[] NOT NULL,
      outcome text,
      reason text,
      field text,
      notes text[] NOT NULL DEFAULT '{}',
      fingerprint text,
      email text,
      phone text,
      mobile text,
      company_place text,
      duplicate_row integer,
      duplicate_lead_id uuid,
      lead_id uuid,
      CONSTRAINT lead_import_rows_pkey PRIMARY KEY (import_id, row),
      CONSTRAINT lead_import_rows_outcome_check CHECK (outcome IN ('create', 'skip', 'fail')),
      CONSTRAINT lead_import_rows_reason_check CHECK ((outcome IN ('skip', 'fail')) = (reason IS NOT NULL))
    );
    CREATE INDEX lead_import_rows_email_idx ON lead_import_rows (import_id, email) WHERE email IS NOT NULL;
    CREATE INDEX lead_import_rows_phone_idx ON lead_import_rows (import_id, phone) WHERE phone IS NOT NULL;
    CREATE INDEX lead_import_rows_mobile_idx ON lead_import_rows (import_id, mobile) WHERE mobile IS NOT NULL;
    CREATE INDEX lead_import_rows_place_idx ON lead_import_rows (import_id, company_place) WHERE company_place IS NOT NULL;
    CREATE INDEX lead_import_rows_outcome_idx ON lead_import_rows (import_id, outcome, row);
    CREATE INDEX lead_import_rows_open_idx ON lead_import_rows (import_id, row)
      WHERE outcome = 'create' AND lead_id IS NULL;
    CREATE INDEX lead_import_rows_fingerprint_idx ON lead_import_rows (fingerprint) WHERE lead_id IS NOT NULL;

    CREATE TABLE lead_import_mappings (
      user_id uuid NOT NULL,
      header_key text NOT NULL,
      mapping text[] NOT NULL,
      CONSTRAINT lead_import_mappings_pkey PRIMARY KEY (user_id, header_key)
    );
  `);
}

async function rights(runner: QueryRunner): Promise<void> {
  await runner.query(`
    GRANT SELECT, INSERT, UPDATE, DELETE ON lead_imports TO ${WRITERS}, relance_system;
    GRANT SELECT, INSERT ON lead_import_rows TO ${WRITERS};
    GRANT SELECT, UPDATE ON lead_import_rows TO relance_system;
    GRANT SELECT, INSERT, UPDATE ON lead_import_mappings TO ${WRITERS};
    GRANT SELECT ON lead_imports, lead_import_rows TO relance_auditor;

    ALTER TABLE lead_imports ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON lead_imports TO relance_sales USING (${MINE}) WITH CHECK (${MINE});
    CREATE POLICY manager_teams ON lead_imports TO relance_manager USING (${TEAM}) WITH CHECK (${TEAM});
    CREATE POLICY admin_all ON lead_imports TO relance_admin, relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON lead_imports FOR SELECT TO relance_auditor USING (true);
    -- What has begun to be imported is history.
    CREATE POLICY unfinished_only ON lead_imports AS RESTRICTIVE FOR DELETE TO ${WRITERS}, relance_system
      USING (state = 'UPLOADING');

    ALTER TABLE lead_import_rows ENABLE ROW LEVEL SECURITY;
    CREATE POLICY with_import ON lead_import_rows TO ${WRITERS}
      USING (import_id IN (SELECT id FROM lead_imports)) WITH CHECK (import_id IN (SELECT id FROM lead_imports));
    CREATE POLICY system_all ON lead_import_rows TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON lead_import_rows FOR SELECT TO relance_auditor USING (true);

    ALTER TABLE lead_import_mappings ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON lead_import_mappings TO ${WRITERS}
      USING (user_id = (SELECT relance.me())) WITH CHECK (user_id = (SELECT relance.me()));
  `);
}
