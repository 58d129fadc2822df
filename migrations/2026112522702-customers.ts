import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const PEOPLE = 'relance_sales, relance_manager, relance_admin';
const CONVERTERS = 'relance_manager, relance_admin, relance_system';
const ACCESS = `subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false,`;
const SCOPED = [
  'customers',
  'customer_contacts',
  'customer_sites',
  'customer_identities',
  'customer_orders',
  'conversions',
  'conversion_evaluations',
  'conversion_approvals',
  'conversion_touches',
];

/** Customers, how leads become them, and the rules that decide it. */
export class Customers2026112522702 implements MigrationInterface {
  name = 'Customers2026112522702';

  async up(runner: QueryRunner): Promise<void> {
    await customers(runner);
    await belongings(runner);
    await ruleSets(runner);
    await conversions(runner);
    await runner.query(
      `INSERT INTO access_tables (table_name) VALUES ${SCOPED.map((table) => `('${table}')`).join(', ')};
       INSERT INTO activity_kinds (code, nr, meaningful, progress, answer, by_people)
         VALUES ('CONVERTED', 14, true, true, false, false);`,
    );
    for (const table of SCOPED) await scoped(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM activity_kinds WHERE code = 'CONVERTED';
      DELETE FROM access_tables WHERE table_name = ANY ('{${SCOPED.join(',')}}');
      DROP TABLE conversions;
      DROP TABLE conversion_approvals;
      DROP TABLE conversion_evaluations;
      DROP FUNCTION conversion_evaluations_refuse_change();
      DROP TABLE conversion_touches;
      DROP TABLE conversion_rule_sets;
      DROP TABLE customer_orders;
      DROP TABLE customer_identities;
      DROP TABLE customer_sites;
      DROP TABLE customer_contacts;
      DROP TABLE customers;
      DROP SEQUENCE customers_number_seq;
      DROP FUNCTION relance.quiet_days(timestamptz, timestamptz, integer[]);
    `);
  }
}

async function scoped(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`
    CREATE TRIGGER ${table}_access_fill BEFORE INSERT ON ${table}
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill();
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
    CREATE POLICY manager_teams ON ${table} TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
    CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
    GRANT SELECT ON ${table} TO relance_app;
  `);
}

async function customers(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Whole days between two instants, of months in which the house is open; null: it is open all year. Days and
    -- months go by UTC, which shifts a border by an hour or two of sixty days.
    CREATE FUNCTION relance.quiet_days(since timestamptz, upto timestamptz, open_months integer[]) RETURNS integer
      LANGUAGE sql STABLE AS $$
      SELECT CASE WHEN open_months IS NULL THEN floor(extract(epoch FROM upto - since) / 86400)::integer
        ELSE (SELECT count(*)::integer FROM generate_series(since + interval '1 day', upto, interval '1 day') AS d
               WHERE extract(month FROM d AT TIME ZONE 'UTC')::integer = ANY (open_months)) END $$;

    CREATE SEQUENCE customers_number_seq AS bigint;
    CREATE TABLE customers (
      id uuid NOT NULL CONSTRAINT customers_pkey PRIMARY KEY,
      ${ACCESS}
      version integer NOT NULL DEFAULT 1,
      number text NOT NULL CONSTRAINT customers_number_key UNIQUE
        CONSTRAINT customers_number_check CHECK (number ~ '^[A-Z0-9][A-Z0-9._-]{0,29}$'),
      -- At risk and inactive are not stored: they follow from the instants below and today.
      state text NOT NULL DEFAULT 'PROSPECT'
        CONSTRAINT customers_state_check CHECK (state IN ('PROSPECT', 'ACTIVE', 'ARCHIVED')),
      company_name text NOT NULL,
      company_key text NOT NULL,
      website text,
      country text NOT NULL,
      city text,
      business_type text NOT NULL,
      vat_id text,
      payment_terms text,
      expected_volume_cents bigint,
      expected_volume_currency text,
      -- Per customer; null: the setting of the territory.
      at_risk_days integer,
      inactive_days integer,
      -- Months in which the house is open, 1 to 12; null: all.
      open_months integer[],
      origin_lead_id uuid NOT NULL,
      activated_at timestamptz,
      last_order_at timestamptz,
      last_contact_at timestamptz NOT NULL,
      created_at timestamptz NOT NULL,
      changed_at timestamptz NOT NULL,
      changed_by uuid,
      archived_at timestamptz,
      CONSTRAINT customers_subject_id_check CHECK (subject_id = id),
      CONSTRAINT customers_activated_check CHECK (state <> 'ACTIVE' OR activated_at IS NOT NULL),
      CONSTRAINT customers_archived_check CHECK ((state = 'ARCHIVED') = (archived_at IS NOT NULL)),
      CONSTRAINT customers_volume_check CHECK ((expected_volume_cents IS NULL) = (expected_volume_currency IS NULL)),
      CONSTRAINT customers_days_check CHECK (at_risk_days > 0 AND inactive_days > 0),
      CONSTRAINT customers_open_months_check
        CHECK (cardinality(open_months) BETWEEN 1 AND 12 AND open_months <@ '{1,2,3,4,5,6,7,8,9,10,11,12}'::integer[])
    );
    CREATE INDEX customers_created_idx ON customers (created_at DESC, id DESC);
    CREATE INDEX customers_owner_id_idx ON customers (owner_id, created_at DESC, id DESC);
    CREATE INDEX customers_team_id_idx ON customers (team_id, created_at DESC, id DESC);
    CREATE INDEX customers_company_idx ON customers (company_name COLLATE "de-x-icu", id);

    GRANT USAGE ON SEQUENCE customers_number_seq TO ${CONVERTERS};
    GRANT INSERT ON customers TO ${CONVERTERS};
    GRANT UPDATE ON customers TO ${PEOPLE}, relance_system;
    GRANT EXECUTE ON FUNCTION relance.quiet_days(timestamptz, timestamptz, integer[]) TO relance_app;
  `);
}

async function belongings(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE customer_contacts (
      id uuid NOT NULL CONSTRAINT customer_contacts_pkey PRIMARY KEY,
      customer_id uuid NOT NULL
        CONSTRAINT customer_contacts_customer_id_fkey REFERENCES customers (id) ON DELETE CASCADE,
      ${ACCESS}
      -- The lead and the person there that they came with.
      lead_id uuid,
      lead_contact_id uuid,
      salutation text,
      title text,
      first_name text,
      last_name text,
      position text,
      role text NOT NULL,
      email text,
      phone text,
      mobile text,
      locale text,
      time_zone text,
      is_primary boolean NOT NULL,
      CONSTRAINT customer_contacts_subject_id_check CHECK (subject_id = customer_id)
    );
    CREATE INDEX customer_contacts_customer_id_idx ON customer_contacts (customer_id);
    CREATE UNIQUE INDEX customer_contacts_primary_key ON customer_contacts (customer_id) WHERE is_primary;

    CREATE TABLE customer_sites (
      id uuid NOT NULL CONSTRAINT customer_sites_pkey PRIMARY KEY,
      customer_id uuid NOT NULL
        CONSTRAINT customer_sites_customer_id_fkey REFERENCES customers (id) ON DELETE CASCADE,
      ${ACCESS}
      lead_id uuid,
      kind text NOT NULL CONSTRAINT customer_sites_kind_check CHECK (kind IN ('HEADQUARTERS', 'BRANCH')),
      name text NOT NULL,
      street text,
      postal_code text,
      city text,
      country text NOT NULL,
      place_key text,
      CONSTRAINT customer_sites_subject_id_check CHECK (subject_id = customer_id)
    );
    CREATE INDEX customer_sites_customer_id_idx ON customer_sites (customer_id);
    CREATE UNIQUE INDEX customer_sites_headquarters_key ON customer_sites (customer_id) WHERE kind = 'HEADQUARTERS';

    -- By what the same customer is known again; one value belongs to one customer.
    CREATE TABLE customer_identities (
      id uuid NOT NULL CONSTRAINT customer_identities_pkey PRIMARY KEY,
      customer_id uuid NOT NULL
        CONSTRAINT customer_identities_customer_id_fkey REFERENCES customers (id) ON DELETE CASCADE,
      ${ACCESS}
      lead_id uuid,
      kind text NOT NULL CONSTRAINT customer_identities_kind_check CHECK (kind IN ('email', 'phone', 'vat', 'company')),
      value text NOT NULL,
      CONSTRAINT customer_identities_subject_id_check CHECK (subject_id = customer_id),
      CONSTRAINT customer_identities_value_key UNIQUE (kind, value)
    );
    CREATE INDEX customer_identities_customer_id_idx ON customer_identities (customer_id);

    CREATE TABLE customer_orders (
      id uuid NOT NULL CONSTRAINT customer_orders_pkey PRIMARY KEY,
      customer_id uuid NOT NULL
        CONSTRAINT customer_orders_customer_id_fkey REFERENCES customers (id) ON DELETE CASCADE,
      ${ACCESS}
      number text NOT NULL CONSTRAINT customer_orders_number_key UNIQUE,
      ordered_at timestamptz NOT NULL,
      delivered_at timestamptz,
      amount_cents bigint NOT NULL CONSTRAINT customer_orders_amount_cents_check CHECK (amount_cents >= 0),
      currency text NOT NULL CONSTRAINT customer_orders_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
      recorded_at timestamptz NOT NULL,
      recorded_by uuid,
      CONSTRAINT customer_orders_subject_id_check CHECK (subject_id = customer_id)
    );
    CREATE INDEX customer_orders_customer_id_idx ON customer_orders (customer_id, ordered_at DESC, id DESC);

    GRANT INSERT ON customer_contacts, customer_sites, customer_identities TO ${PEOPLE}, relance_system;
    GRANT UPDATE, DELETE ON customer_contacts, customer_sites, customer_identities TO ${PEOPLE}, relance_system;
    GRANT INSERT, UPDATE ON customer_orders TO ${PEOPLE}, relance_system;
  `);
}

async function ruleSets(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE conversion_rule_sets (
      id uuid NOT NULL CONSTRAINT conversion_rule_sets_pkey PRIMARY KEY,
      -- Given when it becomes active.
      version integer CONSTRAINT conversion_rule_sets_version_key UNIQUE,
      revision integer NOT NULL DEFAULT 1,
      state text NOT NULL
        CONSTRAINT conversion_rule_sets_state_check CHECK (state IN ('draft', 'active', 'archived')),
      name text NOT NULL,
      rules jsonb NOT NULL,
      based_on_id uuid CONSTRAINT conversion_rule_sets_based_on_id_fkey REFERENCES conversion_rule_sets (id),
      created_at timestamptz NOT NULL,
      created_by uuid,
      activated_at timestamptz,
      activated_by uuid,
      archived_at timestamptz,
      CONSTRAINT conversion_rule_sets_version_check CHECK ((state = 'draft') = (version IS NULL)),
      CONSTRAINT conversion_rule_sets_archived_check CHECK ((state = 'archived') = (archived_at IS NOT NULL))
    );
    CREATE UNIQUE INDEX conversion_rule_sets_active_key ON conversion_rule_sets (state) WHERE state = 'active';
    INSERT INTO conversion_rule_sets (id, version, state, name, rules, created_at, activated_at) VALUES
      ('019ab000-0000-7000-8000-000000000101', 1, 'active', 'Auslieferung', '[
        {"key": "written-positive", "name": {"de": "Zusage des Leads", "en": "The lead says yes"},
         "when": {"all": [
           {"fact": "responseClass", "operator": "equal", "value": "POSITIVE"},
           {"fact": "confidence", "operator": "greaterThanInclusive", "value": 0.9},
           {"fact": "saidBy", "operator": "equal", "value": "LEAD"},
           {"fact": "leadStatus", "operator": "in", "value": ["REGISTERED", "ACTIVE", "QUALIFIED"]},
           {"fact": "hasCompany", "operator": "equal", "value": true},
           {"any": [{"fact": "hasEmail", "operator": "equal", "value": true},
                    {"fact": "hasPhone", "operator": "equal", "value": true}]}]},
         "then": {"action": "CONVERT"}, "stop": true},
        {"key": "reported-positive", "name": {"de": "Zusage, von Kollegen gemeldet", "en": "A colleague reports a yes"},
         "when": {"all": [
           {"fact": "responseClass", "operator": "equal", "value": "POSITIVE"},
           {"fact": "saidBy", "operator": "equal", "value": "PERSON"},
           {"fact": "leadStatus", "operator": "in", "value": ["REGISTERED", "ACTIVE"]}]},
         "then": {"action": "QUALIFY"}, "stop": true},
        {"key": "likely-positive", "name": {"de": "Wahrscheinliche Zusage", "en": "Probably a yes"},
         "when": {"all": [
           {"fact": "responseClass", "operator": "equal", "value": "POSITIVE"},
           {"fact": "confidence", "operator": "greaterThanInclusive", "value": 0.5},
           {"fact": "confidence", "operator": "lessThan", "value": 0.9},
           {"fact": "leadStatus", "operator": "in", "value": ["REGISTERED", "ACTIVE", "QUALIFIED"]}]},
         "then": {"action": "REQUIRE_APPROVAL"}, "stop": true},
        {"key": "two-unlocks", "name": {"de": "Zwei Freischaltungen in 14 Tagen", "en": "Two unlocks in 14 days"},
         "when": {"all": [
           {"fact": "responseClass", "operator": "equal", "value": "ENGAGED"},
           {"fact": "unlocks14Days", "operator": "greaterThanInclusive", "value": 2},
           {"fact": "leadStatus", "operator": "in", "value": ["REGISTERED", "ACTIVE"]}]},
         "then": {"action": "QUALIFY"}, "stop": true},
        {"key": "otherwise", "name": {"de": "Alles andere", "en": "Everything else"},
         "when": {"all": []}, "then": {"action": "IGNORE"}, "stop": true}]',
       '2026-11-25T00:00:00Z', '2026-11-25T00:00:00Z');

    GRANT SELECT ON conversion_rule_sets TO relance_app;
    GRANT INSERT, UPDATE, DELETE ON conversion_rule_sets TO relance_admin;
    ALTER TABLE conversion_rule_sets ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON conversion_rule_sets FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON conversion_rule_sets TO relance_admin USING (true) WITH CHECK (true);

    -- Which step a follow-up was: kept from its events, since rules ask for it.
    CREATE TABLE conversion_touches (
      follow_up_id uuid NOT NULL CONSTRAINT conversion_touches_pkey PRIMARY KEY,
      ${ACCESS}
      step text NOT NULL
    );
    CREATE INDEX conversion_touches_subject_id_idx ON conversion_touches (subject_id);

    -- Why something was done or not: facts, every clause and the result. Written once.
    CREATE TABLE conversion_evaluations (
      id uuid NOT NULL CONSTRAINT conversion_evaluations_pkey PRIMARY KEY,
      ${ACCESS}
      rule_set_id uuid NOT NULL
        CONSTRAINT conversion_evaluations_rule_set_id_fkey REFERENCES conversion_rule_sets (id),
      rule_set_version integer NOT NULL,
      event_id uuid NOT NULL,
      response_id uuid NOT NULL,
      response_version integer NOT NULL,
      follow_up_id uuid,
      responded_at timestamptz NOT NULL,
      -- Code of what the answer was read by.
      evidence text,
      facts jsonb NOT NULL,
      clauses jsonb NOT NULL,
      -- Those that matched, up to the first that stops.
      matched jsonb NOT NULL,
      action text NOT NULL CONSTRAINT conversion_evaluations_action_check
        CHECK (action IN ('CONVERT', 'QUALIFY', 'REQUIRE_APPROVAL', 'CREATE_TASK', 'IGNORE')),
      result text NOT NULL CONSTRAINT conversion_evaluations_result_check
        CHECK (result IN ('DONE', 'NOTHING', 'SWITCHED_OFF', 'TOO_DEEP')),
      customer_id uuid,
      evaluated_at timestamptz NOT NULL,
      CONSTRAINT conversion_evaluations_event_id_key UNIQUE (event_id)
    );
    CREATE INDEX conversion_evaluations_subject_id_idx ON conversion_evaluations (subject_id, evaluated_at DESC, id DESC);
    CREATE INDEX conversion_evaluations_replay_idx ON conversion_evaluations (responded_at, id);
    CREATE FUNCTION conversion_evaluations_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{owner_id,team_id,territory}'::text[]
           = to_jsonb(OLD) - '{owner_id,team_id,territory}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'conversion_evaluations is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER conversion_evaluations_append_only BEFORE UPDATE OR DELETE ON conversion_evaluations
      FOR EACH ROW EXECUTE FUNCTION conversion_evaluations_refuse_change();

    GRANT INSERT, UPDATE ON conversion_touches, conversion_evaluations TO relance_system;
  `);
}

async function conversions(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE conversion_approvals (
      id uuid NOT NULL CONSTRAINT conversion_approvals_pkey PRIMARY KEY,
      ${ACCESS}
      number integer NOT NULL,
      evaluation_id uuid NOT NULL
        CONSTRAINT conversion_approvals_evaluation_id_fkey REFERENCES conversion_evaluations (id)
        DEFERRABLE INITIALLY DEFERRED,
      state text NOT NULL DEFAULT 'pending' CONSTRAINT conversion_approvals_state_check
        CHECK (state IN ('pending', 'approved', 'refused', 'obsolete')),
      requested_at timestamptz NOT NULL,
      decided_at timestamptz,
      decided_by uuid,
      reason text,
      CONSTRAINT conversion_approvals_decided_check CHECK ((state = 'pending') = (decided_at IS NULL)),
      CONSTRAINT conversion_approvals_number_key UNIQUE (subject_id, number)
    );
    CREATE UNIQUE INDEX conversion_approvals_pending_key ON conversion_approvals (subject_id) WHERE state = 'pending';
    CREATE INDEX conversion_approvals_list_idx ON conversion_approvals (requested_at DESC, id DESC);

    CREATE TABLE conversions (
      id uuid NOT NULL CONSTRAINT conversions_pkey PRIMARY KEY,
      ${ACCESS}
      -- How many there have been of this lead.
      number integer NOT NULL,
      customer_id uuid NOT NULL CONSTRAINT conversions_customer_id_fkey REFERENCES customers (id),
      -- The customer was there before.
      attached boolean NOT NULL,
      evaluation_id uuid
        CONSTRAINT conversions_evaluation_id_fkey REFERENCES conversion_evaluations (id)
        DEFERRABLE INITIALLY DEFERRED,
      response_id uuid,
      follow_up_id uuid,
      converted_by uuid,
      converted_at timestamptz NOT NULL,
      previous_status text NOT NULL,
      previous_stage integer NOT NULL,
      lead_version integer NOT NULL,
      customer_version integer NOT NULL,
      undone_at timestamptz,
      undone_by uuid,
      undone_reason text,
      CONSTRAINT conversions_number_key UNIQUE (subject_id, number),
      CONSTRAINT conversions_undone_check CHECK ((undone_at IS NULL) = (undone_reason IS NULL))
    );
    -- A lead is converted at most once at a time.
    CREATE UNIQUE INDEX conversions_standing_key ON conversions (subject_id) WHERE undone_at IS NULL;
    CREATE INDEX conversions_customer_id_idx ON conversions (customer_id);

    GRANT INSERT, UPDATE ON conversions, conversion_approvals TO ${CONVERTERS};
  `);
}
