import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When each manager gets the next report of their teams' week. */
export class WeeklyReports2026112623852 implements MigrationInterface {
  name = 'WeeklyReports2026112623852';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE analytics_weekly_reports (
        user_id uuid NOT NULL CONSTRAINT analytics_weekly_reports_pkey PRIMARY KEY,
        -- The row is the schedule: Monday 07:00 in the zone of the manager.
        due_at timestamptz NOT NULL,
        -- The Monday of the last week that was told.
        told_on date
      );
      CREATE INDEX analytics_weekly_reports_due_at_idx ON analytics_weekly_reports (due_at);
      GRANT SELECT, INSERT, UPDATE, DELETE ON analytics_weekly_reports TO relance_system;
      ALTER TABLE analytics_weekly_reports ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON analytics_weekly_reports TO relance_system USING (true) WITH CHECK (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE analytics_weekly_reports');
  }
}
