import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const FREE = 'owner_id IS NULL AND territory = ANY ((SELECT relance.territories())::text[])';

/** Leads, their contacts, and who has which address. */
export class Leads2026112519004 implements MigrationInterface {
  name = 'Leads2026112519004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE leads (
        id uuid NOT NULL CONSTRAINT leads_pkey PRIMARY KEY,
        version integer NOT NULL DEFAULT 1,
        subject_id uuid NOT NULL,
        owner_id uuid,
        team_id uuid,
        territory text NOT NULL,
        company_name text NOT NULL,
        company_key text NOT NULL,
        website text,
        domain text,
        street text,
        postal_code text,
        city text,
        place_key text,
        country text NOT NULL,
        business_type text NOT NULL,
        kitchen_size text,
        branches integer,
        employees integer,
        annual_volume_cents bigint,
        annual_volume_currency text,
        status text NOT NULL DEFAULT 'REGISTERED',
        stage smallint NOT NULL,
        source text NOT NULL,
        source_campaign text,
        tags text[] NOT NULL DEFAULT '{}',
        registered_at timestamptz NOT NULL,
        first_contact_at timestamptz,
        first_contact_channel text,
        first_contact_note text,
        last_activity_at timestamptz NOT NULL,
        lost_at timestamptz,
        lost_reason text,
        changed_by uuid,
        changed_at timestamptz NOT NULL,
        simulated boolean NOT NULL DEFAULT false,
        search text NOT NULL,
        CONSTRAINT leads_subject_id_check CHECK (subject_id = id),
        CONSTRAINT leads_company_name_check CHECK (length(company_name) BETWEEN 1 AND 255),
        CONSTRAINT leads_status_check CHECK (status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST')),
        CONSTRAINT leads_stage_check CHECK (stage BETWEEN 0 AND 2),
        CONSTRAINT leads_annual_volume_check CHECK ((annual_volume_cents IS NULL) = (annual_volume_currency IS NULL)),
        CONSTRAINT leads_lost_check CHECK ((status = 'LOST') = (lost_at IS NOT NULL))
      );
      CREATE INDEX leads_registered_idx ON leads (registered_at DESC, id DESC);
      CREATE INDEX leads_activity_idx ON leads (last_activity_at DESC, id DESC);
      CREATE INDEX leads_company_idx ON leads (company_name COLLATE "de-x-icu", id);
      CREATE INDEX leads_owner_id_registered_idx ON leads (owner_id, registered_at DESC, id DESC);
      CREATE INDEX leads_owner_id_activity_idx ON leads (owner_id, last_activity_at DESC, id DESC);
      CREATE INDEX leads_owner_id_company_idx ON leads (owner_id, company_name COLLATE "de-x-icu", id);
      CREATE INDEX leads_owner_id_status_idx ON leads (owner_id, status, registered_at DESC, id DESC);
      CREATE INDEX leads_team_id_registered_idx ON leads (team_id, registered_at DESC, id DESC);
      CREATE INDEX leads_team_id_activity_idx ON leads (team_id, last_activity_at DESC, id DESC);
      CREATE INDEX leads_team_id_status_idx ON leads (team_id, status, registered_at DESC, id DESC);
      CREATE INDEX leads_status_idx ON leads (status, registered_at DESC, id DESC);
      CREATE INDEX leads_free_idx ON leads (territory, registered_at DESC, id DESC) WHERE owner_id IS NULL;
      CREATE INDEX leads_domain_idx ON leads (domain) WHERE domain IS NOT NULL;
      CREATE INDEX leads_search_idx ON leads USING gin (search gin_trgm_ops);
      CREATE INDEX leads_place_key_idx ON leads (place_key) WHERE place_key IS NOT NULL;

      CREATE TABLE lead_contacts (
        id uuid NOT NULL CONSTRAINT lead_contacts_pkey PRIMARY KEY,
        lead_id uuid NOT NULL CONSTRAINT lead_contacts_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
        subject_id uuid NOT NULL,
        owner_id uuid,
        team_id uuid,
        territory text NOT NULL,
        salutation text,
        title text,
        first_name text,
        last_name text,
        position text,
        role text NOT NULL DEFAULT 'OTHER',
        email text,
        phone text,
        mobile text,
        locale text,
        time_zone text,
        is_primary boolean NOT NULL,
        CONSTRAINT lead_contacts_subject_id_check CHECK (subject_id = lead_id),
        CONSTRAINT lead_contacts_role_check CHECK (role IN ('CHEF', 'BUYER', 'MANAGER', 'OTHER'))
      );
      CREATE INDEX lead_contacts_lead_id_idx ON lead_contacts (lead_id);
      CREATE UNIQUE INDEX lead_contacts_primary_key ON lead_contacts (lead_id) WHERE is_primary;

      CREATE TABLE lead_identities (
        id uuid NOT NULL CONSTRAINT lead_identities_pkey PRIMARY KEY,
        lead_id uuid NOT NULL CONSTRAINT lead_identities_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
        subject_id uuid NOT NULL,
        owner_id uuid,
        team_id uuid,
        territory text NOT NULL,
        kind text NOT NULL,
        value text NOT NULL,
        overridden_at timestamptz,
        CONSTRAINT lead_identities_subject_id_check CHECK (subject_id = lead_id),
        CONSTRAINT lead_identities_kind_check CHECK (kind IN ('email', 'phone'))
      );
      -- One lead has an address, unless a manager has said why another may have it too.
      CREATE UNIQUE INDEX lead_identities_value_key ON lead_identities (kind, value) WHERE overridden_at IS NULL;
      CREATE INDEX lead_identities_lead_id_idx ON lead_identities (lead_id);

      INSERT INTO access_tables (table_name) VALUES ('leads'), ('lead_contacts'), ('lead_identities');

      GRANT SELECT, INSERT, UPDATE ON leads TO relance_sales, relance_manager, relance_admin, relance_system;
      GRANT SELECT, INSERT, UPDATE, DELETE ON lead_contacts, lead_identities TO relance_sales, relance_manager, relance_admin, relance_system;
      GRANT SELECT ON leads, lead_contacts, lead_identities TO relance_auditor;
      GRANT SELECT ON leads TO relance_search;
    `);
    for (const table of ['leads', 'lead_contacts', 'lead_identities']) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES})
          WITH CHECK (${SALES});
        CREATE POLICY manager_teams ON ${table} TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
        CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
        CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
        CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
      `);
    }
    await runner.query(`
      -- A free lead shows that it exists, without its people.
      CREATE POLICY sales_free ON leads FOR SELECT TO relance_sales USING (${FREE});
      CREATE POLICY manager_free ON leads FOR SELECT TO relance_manager USING (${FREE});
      CREATE POLICY search_all ON leads FOR SELECT TO relance_search USING (true);

      -- Under row-level security LIKE and % lose their index; here they have it, the scope is repeated, and only ids leave.
      CREATE FUNCTION relance.leads_matching(words text[], most integer) RETURNS SETOF uuid LANGUAGE plpgsql STABLE
        SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      DECLARE
        me uuid := relance.me(); teams uuid[] := relance.team_ids(); places text[] := relance.territories();
        patterns text[] := ARRAY(SELECT '%' || replace(replace(replace(w, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
                                   FROM unnest(words) w ORDER BY length(w) DESC);
      BEGIN
        CASE current_setting('role')
          WHEN 'relance_sales' THEN RETURN QUERY
            SELECT l.id FROM leads l WHERE l.search LIKE patterns[1] AND l.search LIKE coalesce(patterns[2], patterns[1]) AND l.search LIKE ALL (patterns)
               AND (l.owner_id = me OR (l.owner_id IS NULL AND l.territory = ANY (places))
                    OR l.id IN (SELECT relance.my_subjects())) ORDER BY l.registered_at DESC, l.id DESC LIMIT most;
          WHEN 'relance_manager' THEN RETURN QUERY
            SELECT l.id FROM leads l WHERE l.search LIKE patterns[1] AND l.search LIKE coalesce(patterns[2], patterns[1]) AND l.search LIKE ALL (patterns)
               AND (l.team_id = ANY (teams) OR (l.owner_id IS NULL AND l.territory = ANY (places)))
             ORDER BY l.registered_at DESC, l.id DESC LIMIT most;
          WHEN 'relance_admin', 'relance_auditor', 'relance_system' THEN RETURN QUERY
            SELECT l.id FROM leads l WHERE l.search LIKE patterns[1] AND l.search LIKE coalesce(patterns[2], patterns[1]) AND l.search LIKE ALL (patterns)
             ORDER BY l.registered_at DESC, l.id DESC LIMIT most;
          ELSE RAISE EXCEPTION 'no scope' USING ERRCODE = 'insufficient_privilege';
        END CASE;
      END $$;

      -- Similar companies anywhere, as ids and reasons; whoever may not see one learns only that it exists.
      CREATE FUNCTION relance.leads_similar(name_key text, place text, site text, except_id uuid)
        RETURNS TABLE (id uuid, why text, similarity real) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
        SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      BEGIN
        RETURN QUERY
        SELECT DISTINCT ON (c.id) c.id, c.why, c.similarity FROM (
          (SELECT l.id, 'SAME_DOMAIN'::text AS why, 1::real AS similarity FROM leads l
            WHERE l.domain = site AND l.id IS DISTINCT FROM except_id LIMIT 5)
          UNION ALL
          -- The place is the narrow key; within it a similarity costs less than a trigram index for every lead.
          (SELECT l.id, 'SIMILAR_COMPANY'::text, public.similarity(l.company_key, name_key) FROM leads l
            WHERE l.place_key = place AND public.similarity(l.company_key, name_key) >= 0.55
              AND l.id IS DISTINCT FROM except_id ORDER BY 3 DESC LIMIT 5)
        ) c ORDER BY c.id, c.similarity DESC LIMIT 5;
      END $$;
      REVOKE ALL ON FUNCTION relance.leads_matching(text[], integer), relance.leads_similar(text, text, text, uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.leads_matching(text[], integer), relance.leads_similar(text, text, text, uuid) TO relance_app;
      GRANT CREATE ON SCHEMA relance TO relance_search;
      ALTER FUNCTION relance.leads_matching(text[], integer) OWNER TO relance_search;
      ALTER FUNCTION relance.leads_similar(text, text, text, uuid) OWNER TO relance_search;
      REVOKE CREATE ON SCHEMA relance FROM relance_search;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION relance.leads_similar(text, text, text, uuid);
      DROP FUNCTION relance.leads_matching(text[], integer);
      DELETE FROM access_tables WHERE table_name IN ('leads', 'lead_contacts', 'lead_identities');
      DROP TABLE lead_identities;
      DROP TABLE lead_contacts;
      DROP TABLE leads;
    `);
  }
}
