import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The consumer is the only one that writes; facts are its memory and nobody else's business. */
const FACTS = [
  'analytics_touches',
  'analytics_responses',
  'analytics_conversions',
  'analytics_orders',
  'analytics_samples',
];
const SHOWN = ['analytics_follow_ups', 'analytics_leads', 'analytics_daily', 'analytics_revenues'];
const MINE = 'owner_id = (SELECT relance.me())';
const TEAMS = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
/** Aggregates of a whole market are a manager's too, but not who in another team did what. */
const MARKETS = `territory = ANY ((SELECT relance.territories())::text[]) AND grain IN ('team', 'template', 'business')`;

/** Of whom and what a touch was, as it stood when it was sent; never moved when the lead changes hands. */
const DIMENSIONS = `owner_id uuid,
      team_id uuid,
      territory text,
      simulated boolean NOT NULL,
      step text NOT NULL,
      channel text NOT NULL,
      template_version_id uuid,
      variant text,
      business_type text,
      provider text`;

/** The windows that the sums are kept for; another one is counted from the rows. */
const WINDOWS = [7, 14, 30, 60, 90];
const WINDOWED = [
  'answered',
  'positive',
  'converted_last',
  'converted_first',
  'converted_linear',
  'ordered',
];

/** Performance of follow-ups: facts as they came, rows a person can count, and sums a query can read quickly. */
export class Analytics2026112623101 implements MigrationInterface {
  name = 'Analytics2026112623101';

  async up(runner: QueryRunner): Promise<void> {
    await facts(runner);
    await rows(runner);
    await sums(runner);
    await runner.query(`
      -- How far a consumer has read is no secret: answers say up to where they are good.
      GRANT SELECT ON event_cursors TO relance_sales, relance_manager;
      CREATE POLICY everybody_reads ON event_cursors FOR SELECT TO relance_sales, relance_manager USING (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY everybody_reads ON event_cursors;
      REVOKE SELECT ON event_cursors FROM relance_sales, relance_manager;
      ${[...SHOWN, ...FACTS].map((table) => `DROP TABLE ${table};`).join('\n      ')}
    `);
  }
}

async function facts(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- A follow-up as its events tell it. Parts may come in any order; what has no decision yet is not counted.
    CREATE TABLE analytics_touches (
      id uuid NOT NULL CONSTRAINT analytics_touches_pkey PRIMARY KEY,
      lead_id uuid NOT NULL,
      simulated boolean NOT NULL,
      -- Which decision the following are from: the newest one that queued it, else the newest.
      rank integer,
      step text,
      channel text,
      template_version_id uuid,
      variant text,
      territory text,
      owner_id uuid,
      team_id uuid,
      business_type text,
      -- The newest decision of all, a cancellation too.
      outcome_number integer,
      outcome text,
      reason text,
      held_out boolean NOT NULL,
      eligible_at timestamptz,
      sent_at timestamptz,
      provider text,
      delivered_at timestamptz
    );
    CREATE INDEX analytics_touches_lead_id_idx ON analytics_touches (lead_id);

    CREATE TABLE analytics_responses (
      id uuid NOT NULL CONSTRAINT analytics_responses_pkey PRIMARY KEY,
      lead_id uuid NOT NULL,
      follow_up_id uuid,
      -- The newest word on what it means counts.
      version integer NOT NULL,
      class text NOT NULL,
      channel text NOT NULL,
      received_at timestamptz NOT NULL
    );
    CREATE INDEX analytics_responses_lead_id_idx ON analytics_responses (lead_id);

    CREATE TABLE analytics_conversions (
      lead_id uuid NOT NULL,
      number integer NOT NULL,
      customer_id uuid NOT NULL,
      -- Known of either fact, whichever came first.
      converted_at timestamptz NOT NULL,
      undone_at timestamptz,
      CONSTRAINT analytics_conversions_pkey PRIMARY KEY (lead_id, number)
    );
    CREATE INDEX analytics_conversions_customer_id_idx ON analytics_conversions (customer_id);

    CREATE TABLE analytics_orders (
      id uuid NOT NULL CONSTRAINT analytics_orders_pkey PRIMARY KEY,
      customer_id uuid NOT NULL,
      ordered_at timestamptz NOT NULL,
      amount_cents bigint NOT NULL,
      currency text NOT NULL
    );
    CREATE INDEX analytics_orders_customer_id_idx ON analytics_orders (customer_id);

    -- Sample boxes that arrived, for what they cost.
    CREATE TABLE analytics_samples (
      id uuid NOT NULL CONSTRAINT analytics_samples_pkey PRIMARY KEY,
      lead_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text,
      delivered_at timestamptz NOT NULL
    );
    CREATE INDEX analytics_samples_delivered_at_idx ON analytics_samples (delivered_at);
  `);
  for (const table of FACTS)
    await runner.query(`
      ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
      CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO relance_system;
    `);
  await runner.query(`
    CREATE POLICY sales_own ON analytics_samples FOR SELECT TO relance_sales USING (${MINE});
    CREATE POLICY manager_teams ON analytics_samples FOR SELECT TO relance_manager USING (${TEAMS});
    CREATE POLICY all_read ON analytics_samples FOR SELECT TO relance_admin, relance_auditor USING (true);
    GRANT SELECT ON analytics_samples TO relance_app;
  `);
}

async function rows(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- One row a follow-up that was decided: the instants of each stage and what it was when it was sent.
    CREATE TABLE analytics_follow_ups (
      id uuid NOT NULL CONSTRAINT analytics_follow_ups_pkey PRIMARY KEY,
      subject_id uuid NOT NULL,
      ${DIMENSIONS},
      outcome text NOT NULL,
      reason text,
      -- The day in its market on which it was sent, or decided for the first time while it is not.
      cohort_on date NOT NULL,
      eligible_at timestamptz NOT NULL,
      sent_at timestamptz,
      delivered_at timestamptz,
      answered_at timestamptz,
      positive_at timestamptz,
      -- Of the lead, on every touch before it; touch n of m, and when the last of them was.
      converted_at timestamptz,
      touch_number integer,
      touch_count integer,
      last_touch_at timestamptz,
      ordered_at timestamptz,
      CONSTRAINT analytics_follow_ups_credit_check
        CHECK ((converted_at IS NULL) = (touch_number IS NULL) AND (converted_at IS NULL) = (last_touch_at IS NULL)
               AND touch_number BETWEEN 1 AND touch_count)
    );
    CREATE INDEX analytics_follow_ups_subject_id_idx ON analytics_follow_ups (subject_id);
    CREATE INDEX analytics_follow_ups_cohort_on_idx ON analytics_follow_ups (cohort_on, id);
    CREATE INDEX analytics_follow_ups_owner_id_idx ON analytics_follow_ups (owner_id, cohort_on, id);
    CREATE INDEX analytics_follow_ups_team_id_idx ON analytics_follow_ups (team_id, cohort_on, id);

    -- One row a lead and step, and one a lead whatever the step (''): what came of the first touch.
    CREATE TABLE analytics_leads (
      subject_id uuid NOT NULL,
      cohort_step text NOT NULL,
      follow_up_id uuid NOT NULL,
      ${DIMENSIONS},
      -- Kept from every message, to see what happens without.
      held_out boolean NOT NULL,
      cohort_on date NOT NULL,
      eligible_at timestamptz NOT NULL,
      sent_at timestamptz,
      delivered_at timestamptz,
      answered_at timestamptz,
      positive_at timestamptz,
      converted_at timestamptz,
      ordered_at timestamptz,
      CONSTRAINT analytics_leads_pkey PRIMARY KEY (subject_id, cohort_step)
    );
    CREATE INDEX analytics_leads_cohort_on_idx ON analytics_leads (cohort_step, cohort_on, subject_id);
    CREATE INDEX analytics_leads_owner_id_idx ON analytics_leads (owner_id, cohort_step, cohort_on, subject_id);
    CREATE INDEX analytics_leads_team_id_idx ON analytics_leads (team_id, cohort_step, cohort_on, subject_id);

    -- An order of the customer that a lead became, on each touch before the conversion.
    CREATE TABLE analytics_revenues (
      order_id uuid NOT NULL,
      follow_up_id uuid NOT NULL,
      subject_id uuid NOT NULL,
      ${DIMENSIONS},
      cohort_on date NOT NULL,
      converted_at timestamptz NOT NULL,
      touch_number integer NOT NULL,
      touch_count integer NOT NULL,
      last_touch_at timestamptz NOT NULL,
      ordered_at timestamptz NOT NULL,
      amount_cents bigint NOT NULL,
      currency text NOT NULL,
      CONSTRAINT analytics_revenues_pkey PRIMARY KEY (order_id, follow_up_id)
    );
    CREATE INDEX analytics_revenues_subject_id_idx ON analytics_revenues (subject_id);
    CREATE INDEX analytics_revenues_cohort_on_idx ON analytics_revenues (cohort_on, order_id);
  `);
  for (const table of ['analytics_follow_ups', 'analytics_leads', 'analytics_revenues'])
    await readable(runner, table, TEAMS);
}

async function sums(runner: QueryRunner): Promise<void> {
  const counts = ['eligible', 'sent', 'delivered'].map((name) => `${name} bigint NOT NULL`);
  const windowed = WINDOWED.flatMap((name) =>
    WINDOWS.map((w) => `${name}_${String(w)} bigint NOT NULL`),
  );
  await runner.query(`
    -- Sums of the two tables of rows by day, kept by differences. A grain says which of owner, template and business
    -- type are kept apart; linear credit is in millionths.
    CREATE TABLE analytics_daily (
      unit text NOT NULL CONSTRAINT analytics_daily_unit_check CHECK (unit IN ('follow-up', 'lead')),
      grain text NOT NULL
        CONSTRAINT analytics_daily_grain_check CHECK (grain IN ('team', 'owner', 'template', 'business', 'full')),
      cohort_on date NOT NULL,
      step text NOT NULL,
      channel text NOT NULL,
      territory text,
      team_id uuid,
      owner_id uuid,
      template_version_id uuid,
      variant text,
      business_type text,
      provider text,
      held_out boolean NOT NULL,
      simulated boolean NOT NULL,
      ${[...counts, ...windowed].join(',\n      ')}
    );
    CREATE UNIQUE INDEX analytics_daily_key ON analytics_daily (unit, grain, cohort_on, step, channel, territory, team_id,
      owner_id, template_version_id, variant, business_type, provider, held_out, simulated) NULLS NOT DISTINCT;
    CREATE INDEX analytics_daily_owner_id_idx ON analytics_daily (owner_id, unit, grain, cohort_on);
    CREATE INDEX analytics_daily_team_id_idx ON analytics_daily (team_id, unit, grain, cohort_on);
    CREATE INDEX analytics_daily_empty_idx ON analytics_daily (unit) WHERE eligible = 0;
  `);
  await readable(runner, 'analytics_daily', `${TEAMS} OR ${MARKETS}`);
}

async function readable(runner: QueryRunner, table: string, manager: string): Promise<void> {
  await runner.query(`
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON ${table} FOR SELECT TO relance_sales USING (${MINE});
    CREATE POLICY manager_teams ON ${table} FOR SELECT TO relance_manager USING (${manager});
    CREATE POLICY all_read ON ${table} FOR SELECT TO relance_admin, relance_auditor USING (true);
    CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
    GRANT SELECT ON ${table} TO relance_app;
    GRANT INSERT, UPDATE, DELETE ON ${table} TO relance_system;
  `);
}
