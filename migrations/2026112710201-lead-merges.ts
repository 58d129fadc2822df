import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const WRITERS = 'relance_sales, relance_manager, relance_admin, relance_system';

/** What goes along with a lead, in this order, and what it is called; what is called nothing goes along silently. */
const GOES_ALONG: readonly (readonly [order: number, kind: string | null, tables: string[]])[] = [
  [1, 'contacts', ['lead_contacts']],
  [2, 'conversations', ['conversations']],
  [2, 'contents', ['content_grants']],
  [3, 'answers', ['conversation_responses']],
  [4, 'activities', ['activities']],
  [4, 'consents', ['lead_consents']],
  [4, 'tasks', ['tasks']],
  [4, 'samples', ['lead_samples']],
  [4, 'mails', ['email_messages', 'email_inbound_mails']],
  [4, 'chatMessages', ['whatsapp_inbound', 'whatsapp_messages']],
  [4, 'opportunities', ['customer_opportunities']],
  [
    4,
    null,
    [
      ...['conversation_messages', 'response_decisions', 'whatsapp_contacts'],
      ...['content_deliveries', 'content_prompts', 'content_campaign_contacts'],
    ],
  ],
];

/** What a function of a trigger allows to change besides whose the row is. */
const refusing = (table: string, whose: string, alsoAllowed: string): string => `
  CREATE OR REPLACE FUNCTION ${table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - '{${whose}}'::text[]
           = to_jsonb(OLD) - '{${whose}}'::text[]${alsoAllowed}) THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION '${table} is append-only' USING ERRCODE = 'restrict_violation';
    END $$;`;
const CONSENTS_OF_NOBODY = `
           OR to_jsonb(NEW) - '{source,address,proof}'::text[] = to_jsonb(OLD) - '{source,address,proof}'::text[]
              AND NEW.address IS NULL
              AND EXISTS (SELECT FROM lead_contacts c WHERE c.id = OLD.contact_id AND c.pseudonym IS NOT NULL)`;
const DECISIONS_WITHOUT_WORDS = `
           OR to_jsonb(NEW) - 'evidence' = to_jsonb(OLD) - 'evidence'
              AND NEW.evidence = (SELECT coalesce(jsonb_agg(e || '{"words": ""}'), '[]')
                                    FROM jsonb_array_elements(OLD.evidence) AS e)`;

/** Leads of the same company become one, and two again; a merged lead is in no list and says where it went. */
export class LeadMerges2026112710201 implements MigrationInterface {
  name = 'LeadMerges2026112710201';

  async up(runner: QueryRunner): Promise<void> {
    await tables(runner);
    await goingAlong(runner);
    await runner.query(MERGE);
    await runner.query(RETURN);
    await runner.query(similar(' AND l.merged_into_id IS NULL'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(similar(''));
    await runner.query(`
      DROP FUNCTION relance.lead_merge_return(uuid);
      DROP FUNCTION relance.lead_merge_move(uuid, uuid, uuid);
      DROP FUNCTION relance.lead_merge_allowed(uuid);
      DROP FUNCTION relance.lead_merge_digest(jsonb);
      DROP FUNCTION relance.lead_merge_key(jsonb);
      ${refusing('lead_consents', 'owner_id,team_id,territory', CONSENTS_OF_NOBODY)}
      ${refusing('response_decisions', 'owner_id,team_id,territory', DECISIONS_WITHOUT_WORDS)}
      ALTER TABLE access_tables DROP COLUMN merge_order, DROP COLUMN merge_kind;
      DELETE FROM access_tables WHERE table_name = 'lead_merges';
      DROP TABLE lead_merge_rows;
      DROP TABLE lead_merges;
      ALTER TABLE leads DROP COLUMN merged_into_id, DROP COLUMN merged_at;
    `);
  }
}

async function tables(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE leads
      ADD COLUMN merged_into_id uuid CONSTRAINT leads_merged_into_id_fkey REFERENCES leads (id),
      ADD COLUMN merged_at timestamptz,
      ADD CONSTRAINT leads_merged_check CHECK ((merged_into_id IS NULL) = (merged_at IS NULL)
        AND (merged_into_id IS NULL OR status = 'LOST' AND merged_into_id <> id));

    CREATE TABLE lead_merges (
      id uuid NOT NULL CONSTRAINT lead_merges_pkey PRIMARY KEY,
      -- The lead that stays.
      lead_id uuid NOT NULL CONSTRAINT lead_merges_lead_id_fkey REFERENCES leads (id) ON DELETE CASCADE,
      subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      merged_lead_id uuid NOT NULL,
      reason text NOT NULL,
      -- How both leads stood: what is put back.
      before jsonb NOT NULL,
      merged_by uuid,
      merged_at timestamptz NOT NULL,
      unmerged_by uuid,
      unmerged_at timestamptz,
      CONSTRAINT lead_merges_subject_id_check CHECK (subject_id = lead_id)
    );
    -- A lead is merged into one.
    CREATE UNIQUE INDEX lead_merges_standing_key ON lead_merges (merged_lead_id) WHERE unmerged_at IS NULL;
    CREATE INDEX lead_merges_lead_id_idx ON lead_merges (lead_id, id);
    INSERT INTO access_tables (table_name) VALUES ('lead_merges');
    CREATE TRIGGER lead_merges_access_fill BEFORE INSERT ON lead_merges
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain');
    GRANT SELECT, INSERT, UPDATE ON lead_merges TO ${WRITERS};
    GRANT SELECT ON lead_merges TO relance_auditor;
    ALTER TABLE lead_merges ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_own ON lead_merges TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
    CREATE POLICY manager_teams ON lead_merges TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
    CREATE POLICY admin_all ON lead_merges TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON lead_merges TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY auditor_reads ON lead_merges FOR SELECT TO relance_auditor USING (true);

    -- Which rows went along, and what they were: one that is another by now stays where it is.
    CREATE TABLE lead_merge_rows (
      merge_id uuid NOT NULL
        CONSTRAINT lead_merge_rows_merge_id_fkey REFERENCES lead_merges (id) ON DELETE CASCADE,
      table_name text NOT NULL,
      row_key text NOT NULL,
      digest text NOT NULL,
      kept boolean NOT NULL DEFAULT false,
      CONSTRAINT lead_merge_rows_pkey PRIMARY KEY (merge_id, table_name, row_key)
    );
    GRANT SELECT, UPDATE ON lead_merge_rows TO relance_system;
    GRANT SELECT ON lead_merge_rows TO relance_admin, relance_auditor;
    ALTER TABLE lead_merge_rows ENABLE ROW LEVEL SECURITY;
    CREATE POLICY system_all ON lead_merge_rows TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY all_read ON lead_merge_rows FOR SELECT TO relance_admin, relance_auditor USING (true);
  `);
}

async function goingAlong(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE access_tables
      -- Null: its rows stay with their subject when another one takes its place.
      ADD COLUMN merge_order smallint,
      ADD COLUMN merge_kind text;
    ${refusing('lead_consents', 'owner_id,team_id,territory,subject_id,lead_id', CONSENTS_OF_NOBODY)}
    ${refusing('response_decisions', 'owner_id,team_id,territory,subject_id', DECISIONS_WITHOUT_WORDS)}

    CREATE FUNCTION relance.lead_merge_key(j jsonb) RETURNS text LANGUAGE sql IMMUTABLE
      SET search_path = pg_catalog, pg_temp
      AS $$ SELECT coalesce(j->>'id', (j->>'response_id') || ':' || (j->>'version')) $$;
    -- What a row says, without whose it is.
    CREATE FUNCTION relance.lead_merge_digest(j jsonb) RETURNS text LANGUAGE sql IMMUTABLE
      SET search_path = pg_catalog, pg_temp AS $$
      SELECT md5((j - '{subject_id,lead_id,owner_id,team_id,territory,simulated,is_primary}'::text[])::text) $$;
    -- Whoever merges owns both, or manages the teams of both. Inside a definer function the setting role names the caller.
    CREATE FUNCTION relance.lead_merge_allowed(p_lead uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      place access_subjects%ROWTYPE;
    BEGIN
      SELECT * INTO place FROM access_subjects s WHERE s.subject_id = p_lead FOR KEY SHARE;
      RETURN FOUND AND coalesce(CASE current_setting('role')
        WHEN 'relance_sales' THEN place.owner_id = relance.me()
        WHEN 'relance_manager' THEN place.team_id = ANY (relance.team_ids())
        WHEN 'relance_admin' THEN true
        WHEN 'relance_system' THEN true
        ELSE false END, false);
    END $$;
    REVOKE ALL ON FUNCTION relance.lead_merge_key(jsonb), relance.lead_merge_digest(jsonb),
      relance.lead_merge_allowed(uuid) FROM PUBLIC;
  `);
  for (const [order, kind, names] of GOES_ALONG)
    await runner.query(
      'UPDATE access_tables SET merge_order = $1, merge_kind = $2 WHERE table_name = ANY ($3)',
      [order, kind, names],
    );
}

const COLUMN = (name: string) => `EXISTS (SELECT FROM pg_attribute b
  WHERE b.attrelid = format('public.%I', a.table_name)::regclass AND b.attname = '${name}' AND NOT b.attisdropped)`;

/** Everything that goes along with a lead to another one; the caller's rights to both are asked here. */
const MERGE = `
  CREATE FUNCTION relance.lead_merge_move(p_merge uuid, p_from uuid, p_to uuid)
    RETURNS TABLE (kind text, moved integer) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
  DECLARE
    place access_subjects%ROWTYPE;
    scoped record;
  BEGIN
    IF NOT (relance.lead_merge_allowed(p_from) AND relance.lead_merge_allowed(p_to)) THEN
      RAISE EXCEPTION 'these leads may not be merged in this scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO place FROM access_subjects s WHERE s.subject_id = p_to;
    UPDATE lead_contacts SET is_primary = false WHERE lead_id = p_from
       AND EXISTS (SELECT FROM lead_contacts c WHERE c.lead_id = p_to AND c.is_primary);
    FOR scoped IN SELECT a.table_name, a.merge_kind, ${COLUMN('lead_id')} AS has_lead
        FROM access_tables a WHERE a.merge_order IS NOT NULL ORDER BY a.merge_order, a.table_name LOOP
      EXECUTE format('WITH went AS (
          UPDATE public.%1$I SET subject_id = $1, owner_id = $2, team_id = $3, territory = $4 %2$s
           WHERE subject_id = $5 RETURNING *),
        noted AS (
          INSERT INTO lead_merge_rows (merge_id, table_name, row_key, digest)
          SELECT $6, %1$L, relance.lead_merge_key(to_jsonb(w)), relance.lead_merge_digest(to_jsonb(w)) FROM went w
          RETURNING 1)
        SELECT count(*)::int FROM noted', scoped.table_name, CASE WHEN scoped.has_lead THEN ', lead_id = $1' END)
        INTO moved USING p_to, place.owner_id, place.team_id, place.territory, p_from, p_merge;
      kind := scoped.merge_kind;
      IF moved > 0 AND kind IS NOT NULL THEN RETURN NEXT; END IF;
    END LOOP;
    -- What a person has not confirmed yet is confirmed for where the person is by then.
    UPDATE lead_opt_ins SET lead_id = p_to WHERE lead_id = p_from;
    UPDATE lead_identities i SET lead_id = p_to, subject_id = p_to, owner_id = place.owner_id, team_id = place.team_id,
           territory = place.territory
     WHERE i.lead_id = p_from AND NOT EXISTS (
       SELECT FROM lead_identities o WHERE o.lead_id = p_to AND o.kind = i.kind AND o.value = i.value);
    GET DIAGNOSTICS moved = ROW_COUNT;
    kind := 'identities';
    IF moved > 0 THEN RETURN NEXT; END IF;
    DELETE FROM lead_identities WHERE lead_id = p_from;
  END $$;
  REVOKE ALL ON FUNCTION relance.lead_merge_move(uuid, uuid, uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION relance.lead_merge_move(uuid, uuid, uuid) TO ${WRITERS};`;

/**
 * The way back of what went along and is as it was. A person about whom something happened since stays, and with the
 * person whatever is about the person; what belongs to something that stays, stays with it.
 */
const RETURN = `
  CREATE FUNCTION relance.lead_merge_return(p_merge uuid)
    RETURNS TABLE (kind text, moved integer, stayed integer) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
  DECLARE
    merged lead_merges%ROWTYPE;
    place access_subjects%ROWTYPE;
    scoped record;
    found_keys text[];
    kept_ids text[] := '{}';
  BEGIN
    SELECT * INTO merged FROM lead_merges m WHERE m.id = p_merge AND m.unmerged_at IS NULL FOR UPDATE;
    IF NOT FOUND OR NOT (relance.lead_merge_allowed(merged.lead_id) AND relance.lead_merge_allowed(merged.merged_lead_id)) THEN
      RAISE EXCEPTION 'this merge may not be taken back in this scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO place FROM access_subjects s WHERE s.subject_id = merged.merged_lead_id;
    FOR scoped IN SELECT a.table_name FROM access_tables a
        WHERE a.merge_order IS NOT NULL AND ${COLUMN('contact_id')} ORDER BY a.table_name LOOP
      EXECUTE format('SELECT array_agg(DISTINCT x.contact_id::text) FROM public.%1$I x
          LEFT JOIN lead_merge_rows r ON r.merge_id = $1 AND r.table_name = %1$L
                AND r.row_key = relance.lead_merge_key(to_jsonb(x))
         WHERE x.subject_id = $2 AND r.digest IS DISTINCT FROM relance.lead_merge_digest(to_jsonb(x))
           AND EXISTS (SELECT FROM lead_merge_rows c WHERE c.merge_id = $1 AND c.table_name = ''lead_contacts''
                          AND c.row_key = x.contact_id::text)', scoped.table_name)
        INTO found_keys USING p_merge, merged.lead_id;
      kept_ids := kept_ids || coalesce(found_keys, '{}');
    END LOOP;
    FOR scoped IN SELECT a.table_name, a.merge_kind, ${COLUMN('lead_id')} AS has_lead
        FROM access_tables a WHERE a.merge_order IS NOT NULL ORDER BY a.merge_order, a.table_name LOOP
      EXECUTE format('WITH stays AS (
          UPDATE lead_merge_rows r SET kept = true
           WHERE r.merge_id = $1 AND r.table_name = %1$L AND (r.row_key = ANY ($3) OR NOT EXISTS (
             SELECT FROM (SELECT to_jsonb(x) AS j FROM public.%1$I x WHERE x.subject_id = $2) x
              WHERE relance.lead_merge_key(x.j) = r.row_key AND relance.lead_merge_digest(x.j) = r.digest
                AND NOT coalesce(ARRAY[x.j->>''contact_id'', x.j->>''conversation_id'', x.j->>''response_id'',
                                       x.j->>''grant_id''] && $3, false)))
          RETURNING r.row_key)
        SELECT coalesce(array_agg(row_key), ''{}'') FROM stays', scoped.table_name)
        INTO found_keys USING p_merge, merged.lead_id, kept_ids;
      kept_ids := kept_ids || found_keys;
      EXECUTE format('UPDATE public.%1$I x SET subject_id = $1, owner_id = $2, team_id = $3, territory = $4 %2$s
         WHERE x.subject_id = $5 AND relance.lead_merge_key(to_jsonb(x)) IN (
           SELECT r.row_key FROM lead_merge_rows r WHERE r.merge_id = $6 AND r.table_name = %1$L AND NOT r.kept)',
        scoped.table_name, CASE WHEN scoped.has_lead THEN ', lead_id = $1' END || CASE
          WHEN scoped.table_name = 'lead_contacts' THEN ', is_primary = false' ELSE '' END)
        USING merged.merged_lead_id, place.owner_id, place.team_id, place.territory, merged.lead_id, p_merge;
      GET DIAGNOSTICS moved = ROW_COUNT;
      kind := scoped.merge_kind;
      stayed := cardinality(found_keys);
      IF kind IS NOT NULL AND moved + stayed > 0 THEN RETURN NEXT; END IF;
    END LOOP;
    UPDATE lead_opt_ins o SET lead_id = merged.merged_lead_id
     WHERE o.lead_id = merged.lead_id AND o.contact_id IN (
       SELECT c.id FROM lead_contacts c WHERE c.lead_id = merged.merged_lead_id);
  END $$;
  REVOKE ALL ON FUNCTION relance.lead_merge_return(uuid) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION relance.lead_merge_return(uuid) TO ${WRITERS};`;

/** Whom a new lead resembles; not those that are part of another one by now. */
const similar = (besides: string): string => `
  GRANT CREATE ON SCHEMA relance TO relance_search;
  SET LOCAL ROLE relance_search;
      CREATE OR REPLACE FUNCTION relance.leads_similar(name_key text, place text, site text, except_id uuid)
        RETURNS TABLE (id uuid, why text, similarity real) LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 5
        SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      BEGIN
        RETURN QUERY
        SELECT DISTINCT ON (c.id) c.id, c.why, c.similarity FROM (
          (SELECT l.id, 'SAME_DOMAIN'::text AS why, 1::real AS similarity FROM leads l
            WHERE l.domain = site AND l.id IS DISTINCT FROM except_id${besides} LIMIT 5)
          UNION ALL
          -- The place is the narrow key; within it a similarity costs less than a trigram index for every lead.
          (SELECT l.id, 'SIMILAR_COMPANY'::text, public.similarity(l.company_key, name_key) FROM leads l
            WHERE l.place_key = place AND public.similarity(l.company_key, name_key) >= 0.55
              AND l.id IS DISTINCT FROM except_id${besides} ORDER BY 3 DESC LIMIT 5)
        ) c ORDER BY c.id, c.similarity DESC LIMIT 5;
      END $$;
  RESET ROLE;
  REVOKE CREATE ON SCHEMA relance FROM relance_search;`;
