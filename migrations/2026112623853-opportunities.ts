import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';

/** What may become of a lead or a customer, with a value and how likely it is. */
export class Opportunities2026112623853 implements MigrationInterface {
  name = 'Opportunities2026112623853';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE customer_opportunities (
        id uuid NOT NULL CONSTRAINT customer_opportunities_pkey PRIMARY KEY,
        -- The lead or the customer that it is about; what a lead had stays with it when it becomes a customer.
        subject_id uuid NOT NULL,
        owner_id uuid,
        team_id uuid,
        territory text NOT NULL,
        simulated boolean NOT NULL DEFAULT false,
        lead_id uuid,
        customer_id uuid
          CONSTRAINT customer_opportunities_customer_id_fkey REFERENCES customers (id) ON DELETE CASCADE,
        version integer NOT NULL DEFAULT 1,
        title text NOT NULL,
        stage text NOT NULL CONSTRAINT customer_opportunities_stage_check
          CHECK (stage IN ('QUALIFICATION', 'NEEDS', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST')),
        amount_cents bigint NOT NULL CONSTRAINT customer_opportunities_amount_cents_check CHECK (amount_cents >= 0),
        currency text NOT NULL CONSTRAINT customer_opportunities_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
        expected_on date,
        lost_reason text,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        changed_by uuid,
        closed_at timestamptz,
        CONSTRAINT customer_opportunities_subject_id_check
          CHECK (subject_id = coalesce(lead_id, customer_id) AND (lead_id IS NULL) <> (customer_id IS NULL)),
        CONSTRAINT customer_opportunities_closed_at_check CHECK ((stage IN ('WON', 'LOST')) = (closed_at IS NOT NULL)),
        CONSTRAINT customer_opportunities_lost_reason_check CHECK (lost_reason IS NULL OR stage = 'LOST')
      );
      CREATE INDEX customer_opportunities_subject_id_idx ON customer_opportunities (subject_id, created_at DESC, id DESC);
      CREATE INDEX customer_opportunities_open_owner_idx ON customer_opportunities (owner_id) WHERE closed_at IS NULL;
      CREATE INDEX customer_opportunities_open_team_idx ON customer_opportunities (team_id) WHERE closed_at IS NULL;
      CREATE TRIGGER customer_opportunities_access_fill BEFORE INSERT ON customer_opportunities
        FOR EACH ROW EXECUTE FUNCTION relance.access_fill();
      INSERT INTO access_tables (table_name) VALUES ('customer_opportunities');
      ALTER TABLE customer_opportunities ENABLE ROW LEVEL SECURITY;
      CREATE POLICY sales_own ON customer_opportunities TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
      CREATE POLICY manager_teams ON customer_opportunities TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
      CREATE POLICY admin_all ON customer_opportunities TO relance_admin USING (true) WITH CHECK (true);
      CREATE POLICY system_all ON customer_opportunities TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY auditor_reads ON customer_opportunities FOR SELECT TO relance_auditor USING (true);
      GRANT SELECT ON customer_opportunities TO relance_app;
      GRANT INSERT, UPDATE ON customer_opportunities TO relance_sales, relance_manager, relance_admin, relance_system;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name = 'customer_opportunities';
      DROP TABLE customer_opportunities;
    `);
  }
}
