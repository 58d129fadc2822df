import type { MigrationInterface, QueryRunner } from 'typeorm';

const MEASURED = ['opens_measured', 'clicks_measured'];
const INSTANTS = ['opened_at', 'clicked_at'];

/** Stages of the funnel that are told only where the contact consented to that; machines stand apart and count nowhere. */
export class AnalyticsTracking2026112624102 implements MigrationInterface {
  name = 'AnalyticsTracking2026112624102';

  async up(runner: QueryRunner): Promise<void> {
    const columns = [
      ...MEASURED.map((name) => `ADD COLUMN ${name} boolean NOT NULL DEFAULT false`),
      ...INSTANTS.map((name) => `ADD COLUMN ${name} timestamptz`),
    ].join(', ');
    await runner.query(`
      ALTER TABLE analytics_touches ${columns},
        ADD COLUMN machine_opened_at timestamptz, ADD COLUMN machine_clicked_at timestamptz;
      ALTER TABLE analytics_follow_ups ${columns};
      ALTER TABLE analytics_leads ${columns};
      ALTER TABLE analytics_daily
        ADD COLUMN opens_measured integer NOT NULL DEFAULT 0, ADD COLUMN opened integer NOT NULL DEFAULT 0,
        ADD COLUMN clicks_measured integer NOT NULL DEFAULT 0, ADD COLUMN clicked integer NOT NULL DEFAULT 0;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    const columns = [...INSTANTS, ...MEASURED].map((name) => `DROP COLUMN ${name}`).join(', ');
    await runner.query(`
      ALTER TABLE analytics_daily DROP COLUMN clicked, DROP COLUMN clicks_measured, DROP COLUMN opened,
        DROP COLUMN opens_measured;
      ALTER TABLE analytics_leads ${columns};
      ALTER TABLE analytics_follow_ups ${columns};
      ALTER TABLE analytics_touches DROP COLUMN machine_clicked_at, DROP COLUMN machine_opened_at, ${columns};
    `);
  }
}
