import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The synthetic lead; the code that lets it walk has the same id. */
const CANARY = '019ab000-0000-7000-8000-0000000000ca';
const PEOPLE = 'relance_sales, relance_manager, relance_admin, relance_auditor';
const HIDDEN = ['enrolments', 'follow_ups', 'follow_up_decisions', 'email_messages', 'event_log'];

/** A synthetic follow-up that passes the whole way every few minutes, and that no person ever sees in a list or number. */
export class Canary2026112623501 implements MigrationInterface {
  name = 'Canary2026112623501';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE follow_up_canaries (
        id uuid NOT NULL CONSTRAINT follow_up_canaries_pkey PRIMARY KEY,
        -- The database's time, all of them: how long a round takes has nothing to do with the business clock.
        started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        follow_up_id uuid
          CONSTRAINT follow_up_canaries_follow_up_id_fkey REFERENCES follow_ups (id),
        finished_at timestamptz,
        given_up_at timestamptz,
        broken_hop text CONSTRAINT follow_up_canaries_broken_hop_check
          CHECK (broken_hop IN ('plan', 'decide', 'send', 'report')),
        CONSTRAINT follow_up_canaries_given_up_at_check CHECK ((given_up_at IS NULL) = (broken_hop IS NULL)),
        CONSTRAINT follow_up_canaries_finished_at_check CHECK (finished_at IS NULL OR given_up_at IS NULL)
      );
      CREATE INDEX follow_up_canaries_started_at_idx ON follow_up_canaries (started_at);
      CREATE INDEX follow_up_canaries_finished_at_idx ON follow_up_canaries (finished_at) WHERE finished_at IS NOT NULL;
      GRANT SELECT, INSERT, UPDATE, DELETE ON follow_up_canaries TO relance_system;
      ALTER TABLE follow_up_canaries ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON follow_up_canaries TO relance_system USING (true) WITH CHECK (true);

      INSERT INTO sequences (id, key, version, state, steps) VALUES
        ('019ab000-0000-7000-8000-0000000000cb', '_canary', 1, 'active', '[
          {"key": "CANARY", "offset": 0, "unit": "days", "channel": "email", "purpose": "T3", "thing": "sample",
           "minDistanceHours": 0, "latestHours": 1, "past": "skip", "spreadHours": 0, "needsApproval": false}]');
      CREATE POLICY no_canary ON sequences AS RESTRICTIVE FOR SELECT TO ${PEOPLE} USING (key <> '_canary');
    `);
    for (const table of HIDDEN)
      await runner.query(`
        CREATE POLICY no_canary ON ${table} AS RESTRICTIVE FOR SELECT TO ${PEOPLE}
          USING (subject_id IS DISTINCT FROM '${CANARY}'::uuid)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of HIDDEN) await runner.query(`DROP POLICY no_canary ON ${table}`);
    await runner.query(`
      DROP POLICY no_canary ON sequences;
      DROP TABLE follow_up_canaries;
      ALTER TABLE follow_up_decisions DISABLE TRIGGER follow_up_decisions_append_only;
      DELETE FROM follow_up_decisions WHERE subject_id = '${CANARY}';
      ALTER TABLE follow_up_decisions ENABLE TRIGGER follow_up_decisions_append_only;
      DELETE FROM follow_ups WHERE subject_id = '${CANARY}';
      DELETE FROM enrolments WHERE subject_id = '${CANARY}';
      DELETE FROM sequences WHERE key = '_canary';
    `);
  }
}
