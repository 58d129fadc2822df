import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Follow-ups by WhatsApp: channels that did not work, and the answer that asks for another day. */
export class FollowUpChannels2026112623822 implements MigrationInterface {
  name = 'FollowUpChannels2026112623822';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Channels that could not deliver it: it goes by another one.
      ALTER TABLE follow_ups ADD COLUMN spent_channels text[] NOT NULL DEFAULT '{}';
      -- "Not now": what the lead wrote up to then asks for another day and is not the end.
      ALTER TABLE enrolments ADD COLUMN later_at timestamptz;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE enrolments DROP COLUMN later_at;
      ALTER TABLE follow_ups DROP COLUMN spent_channels;
    `);
  }
}
