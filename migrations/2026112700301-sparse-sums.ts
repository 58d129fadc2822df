import type { MigrationInterface, QueryRunner } from 'typeorm';

const WINDOWED = [
  'answered',
  'positive',
  'converted_last',
  'converted_first',
  'converted_linear',
  'ordered',
];
const TRACKED = ['opens_measured', 'opened', 'clicks_measured', 'clicked'];
const SPARSE = [
  ...TRACKED,
  ...WINDOWED.flatMap((name) => [7, 14, 30, 60, 90].map((window) => `${name}_${String(window)}`)),
];
const UPDATED = ['analytics_touches', 'analytics_follow_ups', 'analytics_leads'];

/** Most sums of a day have no answer and no conversion: null where nothing counts makes a row less than half as wide. */
export class SparseSums2026112700301 implements MigrationInterface {
  name = 'SparseSums2026112700301';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE analytics_daily
        ${[...TRACKED.map((name) => `ALTER COLUMN ${name} DROP DEFAULT`), ...SPARSE.map((name) => `ALTER COLUMN ${name} DROP NOT NULL`)].join(', ')};
      UPDATE analytics_daily SET ${SPARSE.map((name) => `${name} = nullif(${name}, 0)`).join(', ')};
      -- Answers come later than the row they belong to: room for its next version beside it spares its indexes.
      ${UPDATED.map((table) => `ALTER TABLE ${table} SET (fillfactor = 85);`).join('\n      ')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${UPDATED.map((table) => `ALTER TABLE ${table} RESET (fillfactor);`).join('\n      ')}
      UPDATE analytics_daily SET ${SPARSE.map((name) => `${name} = coalesce(${name}, 0)`).join(', ')};
      ALTER TABLE analytics_daily
        ${[...SPARSE.map((name) => `ALTER COLUMN ${name} SET NOT NULL`), ...TRACKED.map((name) => `ALTER COLUMN ${name} SET DEFAULT 0`)].join(', ')};
    `);
  }
}
