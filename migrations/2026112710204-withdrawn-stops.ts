import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever asked for a clock to be stopped may think better of it; so does the system once the lead is closed. */
export class WithdrawnStops2026112710204 implements MigrationInterface {
  name = 'WithdrawnStops2026112710204';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_clock_stops DROP CONSTRAINT lead_clock_stops_state_check,
        ADD CONSTRAINT lead_clock_stops_state_check
          CHECK (state IN ('requested', 'running', 'refused', 'ended', 'withdrawn'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE lead_clock_stops SET state = 'refused' WHERE state = 'withdrawn';
      ALTER TABLE lead_clock_stops DROP CONSTRAINT lead_clock_stops_state_check,
        ADD CONSTRAINT lead_clock_stops_state_check CHECK (state IN ('requested', 'running', 'refused', 'ended'));
    `);
  }
}
