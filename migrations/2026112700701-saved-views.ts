import type { MigrationInterface, QueryRunner } from 'typeorm';

const MINE = 'user_id = (SELECT relance.me())';
const TEAMS = '(SELECT relance.team_ids())::uuid[]';
const WRITERS = 'relance_sales, relance_manager, relance_admin';

/** Filters of the leads list that people keep under a name, for themselves, their team or everybody. */
export class SavedViews2026112700701 implements MigrationInterface {
  name = 'SavedViews2026112700701';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE lead_views (
        id uuid NOT NULL CONSTRAINT lead_views_pkey PRIMARY KEY,
        version integer NOT NULL DEFAULT 1,
        user_id uuid NOT NULL,
        name text NOT NULL,
        audience text NOT NULL,
        team_ids uuid[] NOT NULL DEFAULT '{}',
        filter jsonb NOT NULL,
        words text,
        sort text,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT lead_views_user_id_name_key UNIQUE (user_id, name),
        CONSTRAINT lead_views_name_check CHECK (length(name) BETWEEN 1 AND 60),
        CONSTRAINT lead_views_audience_check CHECK (audience IN ('own', 'team', 'all')),
        CONSTRAINT lead_views_team_ids_check CHECK ((audience = 'team') = (cardinality(team_ids) > 0))
      );

      ALTER TABLE lead_views ENABLE ROW LEVEL SECURITY;
      GRANT SELECT, INSERT, UPDATE, DELETE ON lead_views TO ${WRITERS}, relance_system;
      GRANT SELECT ON lead_views TO relance_auditor;
      CREATE POLICY own ON lead_views TO relance_sales, relance_manager USING (${MINE})
        WITH CHECK (${MINE} AND audience <> 'all' AND team_ids <@ ${TEAMS});
      CREATE POLICY own_or_everybodys ON lead_views TO relance_admin USING (${MINE})
        WITH CHECK (${MINE} AND audience <> 'team');
      CREATE POLICY shared ON lead_views FOR SELECT TO relance_sales, relance_manager
        USING (audience = 'all' OR team_ids && ${TEAMS});
      CREATE POLICY everybodys ON lead_views FOR SELECT TO relance_admin, relance_auditor USING (audience = 'all');
      CREATE POLICY system_all ON lead_views TO relance_system USING (true) WITH CHECK (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE lead_views');
  }
}
