import type { MigrationInterface, QueryRunner } from 'typeorm';

const MINE = 'owner_id = (SELECT relance.me())';
const TEAMS = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';

/** Mails by which people talk to each other, so that the time to an answer covers both channels. */
export class AnalyticsLetters2026112624112 implements MigrationInterface {
  name = 'AnalyticsLetters2026112624112';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- One row a mail of a talk: what a person wrote to us, and what a colleague answered from the inbox.
      CREATE TABLE analytics_letters (
        id uuid NOT NULL CONSTRAINT analytics_letters_pkey PRIMARY KEY,
        -- Of whom, as it stood when it was told; never moved when the lead changes hands.
        subject_id uuid,
        owner_id uuid,
        team_id uuid,
        territory text,
        simulated boolean NOT NULL,
        direction text NOT NULL CONSTRAINT analytics_letters_direction_check CHECK (direction IN ('in', 'out')),
        at timestamptz NOT NULL
      );
      CREATE INDEX analytics_letters_at_idx ON analytics_letters (at, id);
      CREATE INDEX analytics_letters_owner_id_idx ON analytics_letters (owner_id, at);
      CREATE INDEX analytics_letters_team_id_idx ON analytics_letters (team_id, at);
      ALTER TABLE analytics_letters ENABLE ROW LEVEL SECURITY;
      CREATE POLICY sales_own ON analytics_letters FOR SELECT TO relance_sales USING (${MINE});
      CREATE POLICY manager_teams ON analytics_letters FOR SELECT TO relance_manager USING (${TEAMS});
      CREATE POLICY all_read ON analytics_letters FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON analytics_letters TO relance_system USING (true) WITH CHECK (true);
      GRANT SELECT ON analytics_letters TO relance_app;
      GRANT INSERT, UPDATE, DELETE ON analytics_letters TO relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE analytics_letters');
  }
}
