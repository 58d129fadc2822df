import type { MigrationInterface, QueryRunner } from 'typeorm';

const MINE = 'requested_by = (SELECT relance.me())';
const WITH_ACT = 'bulk_id IN (SELECT id FROM lead_bulk_acts)';
const TEAMS = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const WRITERS = 'relance_sales, relance_manager, relance_admin';

/** One act on many leads, done piece by piece with the rights of whoever asked; and whose turn it is in a team. */
export class LeadBulkActs2026112700702 implements MigrationInterface {
  name = 'LeadBulkActs2026112700702';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE lead_bulk_acts (
        id uuid NOT NULL CONSTRAINT lead_bulk_acts_pkey PRIMARY KEY,
        requested_by uuid NOT NULL,
        act jsonb NOT NULL,
        reason text,
        filter jsonb,
        words text,
        state text NOT NULL,
        done_to uuid,
        total integer NOT NULL DEFAULT 0,
        done_count integer NOT NULL DEFAULT 0,
        unchanged_count integer NOT NULL DEFAULT 0,
        refused_count integer NOT NULL DEFAULT 0,
        reverted_count integer NOT NULL DEFAULT 0,
        kept_count integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        failure text,
        requested_at timestamptz NOT NULL,
        finished_at timestamptz,
        revert_requested_at timestamptz,
        reverted_at timestamptz,
        worked_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT lead_bulk_acts_state_check
          CHECK (state IN ('COLLECTING', 'RUNNING', 'DONE', 'FAILED', 'REVERTING', 'REVERTED')),
        CONSTRAINT lead_bulk_acts_failure_check CHECK ((state = 'FAILED') = (failure IS NOT NULL)),
        CONSTRAINT lead_bulk_acts_reverted_check
          CHECK ((state IN ('REVERTING', 'REVERTED')) = (revert_requested_at IS NOT NULL))
      );
      CREATE INDEX lead_bulk_acts_work_idx ON lead_bulk_acts (worked_at)
        WHERE state = ANY (ARRAY['COLLECTING', 'RUNNING', 'REVERTING']);

      CREATE TABLE lead_bulk_rows (
        id uuid NOT NULL CONSTRAINT lead_bulk_rows_pkey PRIMARY KEY,
        bulk_id uuid NOT NULL
          CONSTRAINT lead_bulk_rows_bulk_id_fkey REFERENCES lead_bulk_acts (id) ON DELETE CASCADE,
        lead_id uuid NOT NULL,
        outcome text,
        reason text,
        version integer,
        before jsonb,
        lost_reason text,
        reverted_at timestamptz,
        kept_reason text,
        CONSTRAINT lead_bulk_rows_bulk_id_lead_id_key UNIQUE (bulk_id, lead_id),
        CONSTRAINT lead_bulk_rows_outcome_check CHECK (outcome IN ('done', 'unchanged', 'refused')),
        CONSTRAINT lead_bulk_rows_reason_check CHECK ((outcome IS NOT DISTINCT FROM 'refused') = (reason IS NOT NULL))
      );
      CREATE INDEX lead_bulk_rows_lead_id_idx ON lead_bulk_rows (lead_id);

      CREATE TABLE lead_assignment_turns (
        team_id uuid NOT NULL CONSTRAINT lead_assignment_turns_pkey PRIMARY KEY,
        last_user_id uuid
      );
    `);
    await runner.query(`
      ALTER TABLE lead_bulk_acts ENABLE ROW LEVEL SECURITY;
      GRANT SELECT, INSERT, UPDATE ON lead_bulk_acts TO ${WRITERS};
      GRANT SELECT, UPDATE ON lead_bulk_acts TO relance_system;
      CREATE POLICY own ON lead_bulk_acts TO ${WRITERS} USING (${MINE}) WITH CHECK (${MINE});
      CREATE POLICY system_all ON lead_bulk_acts TO relance_system USING (true) WITH CHECK (true);

      ALTER TABLE lead_bulk_rows ENABLE ROW LEVEL SECURITY;
      GRANT SELECT, INSERT, UPDATE ON lead_bulk_rows TO ${WRITERS};
      GRANT SELECT, UPDATE ON lead_bulk_rows TO relance_system;
      CREATE POLICY with_act ON lead_bulk_rows TO ${WRITERS} USING (${WITH_ACT}) WITH CHECK (${WITH_ACT});
      CREATE POLICY system_all ON lead_bulk_rows TO relance_system USING (true) WITH CHECK (true);

      ALTER TABLE lead_assignment_turns ENABLE ROW LEVEL SECURITY;
      GRANT SELECT, INSERT, UPDATE ON lead_assignment_turns TO relance_manager, relance_admin;
      CREATE POLICY manager_teams ON lead_assignment_turns TO relance_manager USING (${TEAMS}) WITH CHECK (${TEAMS});
      CREATE POLICY admin_all ON lead_assignment_turns TO relance_admin USING (true) WITH CHECK (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE lead_assignment_turns;
      DROP TABLE lead_bulk_rows;
      DROP TABLE lead_bulk_acts;
    `);
  }
}
