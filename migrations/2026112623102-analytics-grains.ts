import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  'touches',
  'responses',
  'conversions',
  'orders',
  'samples',
  'follow_ups',
  'leads',
  'revenues',
  'daily',
]
  .map((what) => `analytics_${what}`)
  .join(', ');
/** What is counted in whole numbers; linear credit is in millionths and stays a bigint. */
const COUNTS = [
  'eligible',
  'sent',
  'delivered',
  ...['answered', 'positive', 'converted_last', 'converted_first', 'ordered'].flatMap((name) =>
    [7, 14, 30, 60, 90].map((window) => `${name}_${String(window)}`),
  ),
];
const TEAMS = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const MARKETS = 'territory = ANY ((SELECT relance.territories())::text[])';

/**
 * Sums of a whole market beside those of its teams, so that who sees all reads a few rows a day; narrower rows, and no
 * index that a changed sum touches.
 */
export class AnalyticsGrains2026112623102 implements MigrationInterface {
  name = 'AnalyticsGrains2026112623102';

  async up(runner: QueryRunner): Promise<void> {
    await startAnew(runner);
    await shape(runner, {
      grains: ['market', 'team', 'owner', 'template', 'business', 'full'],
      ofMarkets: ['market', 'template', 'business'],
      type: 'integer',
    });
    await runner.query(`
      ALTER TABLE analytics_daily SET (fillfactor = 80);
      DROP INDEX analytics_daily_empty_idx;
      DROP INDEX analytics_daily_team_id_idx;
      DROP INDEX analytics_daily_owner_id_idx;
      CREATE INDEX analytics_daily_owner_id_idx ON analytics_daily (owner_id, unit, grain, cohort_on)
        WHERE owner_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await startAnew(runner);
    await shape(runner, {
      grains: ['team', 'owner', 'template', 'business', 'full'],
      ofMarkets: ['team', 'template', 'business'],
      type: 'bigint',
    });
    await runner.query(`
      ALTER TABLE analytics_daily RESET (fillfactor);
      DROP INDEX analytics_daily_owner_id_idx;
      CREATE INDEX analytics_daily_owner_id_idx ON analytics_daily (owner_id, unit, grain, cohort_on);
      CREATE INDEX analytics_daily_team_id_idx ON analytics_daily (team_id, unit, grain, cohort_on);
      CREATE INDEX analytics_daily_empty_idx ON analytics_daily (unit) WHERE eligible = 0;
    `);
  }
}

/** The consumer that lost its place begins at the beginning of the log. */
async function startAnew(runner: QueryRunner): Promise<void> {
  await runner.query(`
    TRUNCATE ${TABLES};
    DELETE FROM event_parked WHERE consumer = 'analytics.follow-ups';
    DELETE FROM event_cursors WHERE consumer = 'analytics.follow-ups';
  `);
}

async function shape(
  runner: QueryRunner,
  { grains, ofMarkets, type }: { grains: string[]; ofMarkets: string[]; type: string },
): Promise<void> {
  const among = (names: string[]) => names.map((name) => `'${name}'`).join(', ');
  await runner.query(`
    ALTER TABLE analytics_daily DROP CONSTRAINT analytics_daily_grain_check;
    ALTER TABLE analytics_daily ADD CONSTRAINT analytics_daily_grain_check CHECK (grain IN (${among(grains)}));
    DROP POLICY manager_teams ON analytics_daily;
    CREATE POLICY manager_teams ON analytics_daily FOR SELECT TO relance_manager
      USING (${TEAMS} OR ${MARKETS} AND grain IN (${among(ofMarkets)}));
    ALTER TABLE analytics_daily ${COUNTS.map((name) => `ALTER COLUMN ${name} TYPE ${type}`).join(', ')};
  `);
}
