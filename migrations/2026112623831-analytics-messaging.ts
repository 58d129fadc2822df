import type { MigrationInterface, QueryRunner } from 'typeorm';

const MINE = 'owner_id = (SELECT relance.me())';
const TEAMS = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';

/** Of whom, as it stood when it was told; never moved when the lead changes hands. */
const DIMENSIONS = `subject_id uuid,
      owner_id uuid,
      team_id uuid,
      territory text,
      simulated boolean NOT NULL`;

const SHOWN = [
  'analytics_messages',
  'analytics_clicks',
  'analytics_grants',
  'analytics_deliveries',
  'analytics_turns',
];

/** What happens on the channel, as its events tell it, and whether the channel was there. */
export class AnalyticsMessaging2026112623831 implements MigrationInterface {
  name = 'AnalyticsMessaging2026112623831';

  async up(runner: QueryRunner): Promise<void> {
    await messages(runner);
    await content(runner);
    for (const table of SHOWN)
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY sales_own ON ${table} FOR SELECT TO relance_sales USING (${MINE});
        CREATE POLICY manager_teams ON ${table} FOR SELECT TO relance_manager USING (${TEAMS});
        CREATE POLICY all_read ON ${table} FOR SELECT TO relance_admin, relance_auditor USING (true);
        CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
        GRANT SELECT ON ${table} TO relance_app;
        GRANT INSERT, UPDATE, DELETE ON ${table} TO relance_system;
      `);
    await runner.query(`
      -- Once a minute: whether the endpoint of the channel answered. A minute without a row was not probed.
      CREATE TABLE webhook_probes (
        probed_at timestamptz NOT NULL CONSTRAINT webhook_probes_pkey PRIMARY KEY,
        healthy boolean NOT NULL,
        latency_milliseconds integer,
        reason text,
        CONSTRAINT webhook_probes_reason_check CHECK (healthy = (reason IS NULL))
      );
      ALTER TABLE webhook_probes ENABLE ROW LEVEL SECURITY;
      CREATE POLICY everybody_reads ON webhook_probes FOR SELECT
        TO relance_sales, relance_manager, relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON webhook_probes TO relance_system USING (true) WITH CHECK (true);
      GRANT SELECT ON webhook_probes TO relance_app;
      GRANT INSERT, DELETE ON webhook_probes TO relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      ['webhook_probes', ...SHOWN].map((table) => `DROP TABLE ${table};`).join('\n'),
    );
  }
}

async function messages(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- One row a message, in and out, with an instant for each thing that was told of it.
    CREATE TABLE analytics_messages (
      id uuid NOT NULL CONSTRAINT analytics_messages_pkey PRIMARY KEY,
      ${DIMENSIONS},
      whatsapp_contact_id uuid NOT NULL,
      direction text NOT NULL CONSTRAINT analytics_messages_direction_check CHECK (direction IN ('in', 'out')),
      kind text,
      purpose text,
      author text,
      template_key text,
      about_kind text,
      about_id uuid,
      received_at timestamptz,
      accepted_at timestamptz,
      sent_at timestamptz,
      delivered_at timestamptz,
      read_at timestamptz,
      failed_at timestamptz,
      unknown_at timestamptz,
      withdrawn_at timestamptz,
      error_code integer,
      -- When it came in, or was handed over: accepted, failed, or nobody knows. Null for what never left.
      at timestamptz
    );
    CREATE INDEX analytics_messages_at_idx ON analytics_messages (at, id);
    CREATE INDEX analytics_messages_owner_id_idx ON analytics_messages (owner_id, at);
    CREATE INDEX analytics_messages_team_id_idx ON analytics_messages (team_id, at);
    CREATE INDEX analytics_messages_whatsapp_contact_id_idx ON analytics_messages (whatsapp_contact_id, at);
    CREATE INDEX analytics_messages_about_id_idx ON analytics_messages (about_id) WHERE template_key IS NOT NULL;

    -- One row a tap, by the inbound message that it is.
    CREATE TABLE analytics_clicks (
      id uuid NOT NULL CONSTRAINT analytics_clicks_pkey PRIMARY KEY,
      ${DIMENSIONS},
      whatsapp_contact_id uuid NOT NULL,
      button text NOT NULL,
      target_kind text NOT NULL,
      target_id uuid,
      source text NOT NULL,
      template_key text,
      -- The message whose button it was, and when that left.
      replies_to uuid,
      template_sent_at timestamptz,
      clicked_at timestamptz NOT NULL
    );
    CREATE INDEX analytics_clicks_clicked_at_idx ON analytics_clicks (clicked_at, id);
    CREATE INDEX analytics_clicks_owner_id_idx ON analytics_clicks (owner_id, clicked_at);
    CREATE INDEX analytics_clicks_team_id_idx ON analytics_clicks (team_id, clicked_at);
    CREATE INDEX analytics_clicks_replies_to_idx ON analytics_clicks (replies_to);
    CREATE INDEX analytics_clicks_subject_id_idx ON analytics_clicks (subject_id, clicked_at);
  `);
}

async function content(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- One row a grant that was unlocked: when for the first time, and how.
    CREATE TABLE analytics_grants (
      id uuid NOT NULL CONSTRAINT analytics_grants_pkey PRIMARY KEY,
      ${DIMENSIONS},
      package_key text NOT NULL,
      number integer NOT NULL,
      via text NOT NULL,
      unlocked_at timestamptz NOT NULL
    );
    CREATE INDEX analytics_grants_unlocked_at_idx ON analytics_grants (unlocked_at, id);
    CREATE INDEX analytics_grants_owner_id_idx ON analytics_grants (owner_id, unlocked_at);
    CREATE INDEX analytics_grants_team_id_idx ON analytics_grants (team_id, unlocked_at);

    -- One row a delivery of a grant that ended.
    CREATE TABLE analytics_deliveries (
      grant_id uuid NOT NULL,
      number integer NOT NULL,
      ${DIMENSIONS},
      package_key text NOT NULL,
      outcome text NOT NULL,
      items integer NOT NULL,
      accepted integer NOT NULL,
      first_item_milliseconds integer,
      delivered_at timestamptz NOT NULL,
      CONSTRAINT analytics_deliveries_pkey PRIMARY KEY (grant_id, number)
    );
    CREATE INDEX analytics_deliveries_delivered_at_idx ON analytics_deliveries (delivered_at, grant_id);
    CREATE INDEX analytics_deliveries_owner_id_idx ON analytics_deliveries (owner_id, delivered_at);
    CREATE INDEX analytics_deliveries_team_id_idx ON analytics_deliveries (team_id, delivered_at);

    -- One row a turn of a conversation: opened, assigned, escalated, closed.
    CREATE TABLE analytics_turns (
      conversation_id uuid NOT NULL,
      what text NOT NULL,
      version integer NOT NULL,
      ${DIMENSIONS},
      channel text NOT NULL,
      reason text,
      at timestamptz NOT NULL,
      CONSTRAINT analytics_turns_pkey PRIMARY KEY (conversation_id, what, version)
    );
    CREATE INDEX analytics_turns_at_idx ON analytics_turns (at, conversation_id);
    CREATE INDEX analytics_turns_owner_id_idx ON analytics_turns (owner_id, at);
    CREATE INDEX analytics_turns_team_id_idx ON analytics_turns (team_id, at);
  `);
}
