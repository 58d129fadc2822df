import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a number may send in a second is counted for all processes together. */
export class WhatsAppPace2026112624151 implements MigrationInterface {
  name = 'WhatsAppPace2026112624151';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE whatsapp_pace (
        phone_number_id text NOT NULL CONSTRAINT whatsapp_pace_pkey PRIMARY KEY,
        -- Nothing more may go before it; a second ago when everything may.
        free_at timestamptz NOT NULL
      );
      GRANT SELECT, INSERT, UPDATE ON whatsapp_pace TO relance_system;
      ALTER TABLE whatsapp_pace ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON whatsapp_pace TO relance_system USING (true) WITH CHECK (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE whatsapp_pace');
  }
}
