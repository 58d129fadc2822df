import type { MigrationInterface, QueryRunner } from 'typeorm';

const EVERY_WRITER = 'relance_sales, relance_manager, relance_admin, relance_system';
const ALL_SEEING = 'relance_admin, relance_auditor, relance_system';
const MINE = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const TEAM = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const FREE = 'owner_id IS NULL AND territory = ANY ((SELECT relance.territories())::text[])';

/** Who there is, what they may see, what they have set and what they did. */
export class Identity2026112519003 implements MigrationInterface {
  name = 'Identity2026112519003';

  async up(runner: QueryRunner): Promise<void> {
    await people(runner);
    await access(runner);
    await record(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY sales_read ON event_log;
      DROP POLICY manager_read ON event_log;
      DROP TRIGGER event_log_access_fill ON event_log;
      DROP TABLE audit_head;
      DROP TABLE audit_log;
      DROP SEQUENCE audit_log_position_seq;
      DROP FUNCTION audit_log_refuse_change();
      DROP FUNCTION relance.log_epoch();
      DROP TABLE settings;
      DROP FUNCTION relance.access_place(uuid, text, uuid, uuid, text, boolean);
      DROP FUNCTION relance.access_fill();
      DROP TABLE access_tables;
      DROP TABLE access_collaborators;
      DROP FUNCTION relance.sees_subject(uuid);
      DROP TABLE access_subjects;
      DROP FUNCTION relance.my_subjects();
      DROP TABLE session_tickets;
      DROP TABLE sign_in_attempts;
      DROP TABLE sessions;
      ALTER TABLE teams DROP CONSTRAINT teams_manager_id_fkey;
      DROP TABLE users;
      DROP TABLE teams;
      DROP TABLE territory_tax_rates;
      DROP TABLE territories;
    `);
  }
}

async function people(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE territories (
      code text NOT NULL CONSTRAINT territories_pkey PRIMARY KEY
        CONSTRAINT territories_code_check CHECK (code ~ '^[A-Z][A-Z0-9_-]{0,29}$'),
      name text NOT NULL,
      country text NOT NULL CONSTRAINT territories_country_check CHECK (country ~ '^[A-Z]{2}$'),
      currency text NOT NULL CONSTRAINT territories_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
      locale text NOT NULL,
      time_zone text NOT NULL,
      holidays_region text NOT NULL,
      legal_footer text NOT NULL
    );
    CREATE TABLE territory_tax_rates (
      territory text NOT NULL CONSTRAINT territory_tax_rates_territory_fkey REFERENCES territories (code),
      kind text NOT NULL CONSTRAINT territory_tax_rates_kind_check CHECK (kind IN ('STANDARD', 'REDUCED')),
      starts_on date NOT NULL,
      rate_basis_points integer NOT NULL
        CONSTRAINT territory_tax_rates_rate_basis_points_check CHECK (rate_basis_points BETWEEN 0 AND 10000),
      CONSTRAINT territory_tax_rates_pkey PRIMARY KEY (territory, kind, starts_on)
    );
    INSERT INTO territories (code, name, country, currency, locale, time_zone, holidays_region, legal_footer) VALUES
      ('DE', 'Deutschland', 'DE', 'EUR', 'de-DE', 'Europe/Berlin', 'DE',
       'Sie erhalten diese Nachricht, weil Sie uns Ihre Kontaktdaten für ein geschäftliches Angebot gegeben haben. Sie können jederzeit widersprechen (§ 7 UWG, Art. 21 DSGVO).'),
      ('CH', 'Schweiz', 'CH', 'CHF', 'de-CH', 'Europe/Zurich', 'CH',
       'Sie erhalten diese Nachricht, weil Sie uns Ihre Kontaktdaten für ein geschäftliches Angebot gegeben haben. Sie können jederzeit widersprechen (Art. 3 Abs. 1 lit. o UWG, Art. 30 DSG).'),
      ('AT', 'Österreich', 'AT', 'EUR', 'de-AT', 'Europe/Vienna', 'AT',
       'Sie erhalten diese Nachricht, weil Sie uns Ihre Kontaktdaten für ein geschäftliches Angebot gegeben haben. Sie können jederzeit widersprechen (§ 174 TKG 2021, Art. 21 DSGVO).');
    -- Value added tax: DE UStG § 12, CH MWSTG Art. 25, AT UStG § 10; the German rates of 2020 were lowered for half a year.
    INSERT INTO territory_tax_rates (territory, kind, starts_on, rate_basis_points) VALUES
      ('DE', 'STANDARD', '2007-01-01', 1900), ('DE', 'STANDARD', '2020-07-01', 1600), ('DE', 'STANDARD', '2021-01-01', 1900),
      ('DE', 'REDUCED', '1983-07-01', 700), ('DE', 'REDUCED', '2020-07-01', 500), ('DE', 'REDUCED', '2021-01-01', 700),
      ('CH', 'STANDARD', '2018-01-01', 770), ('CH', 'STANDARD', '2024-01-01', 810),
      ('CH', 'REDUCED', '2011-01-01', 250), ('CH', 'REDUCED', '2024-01-01', 260),
      ('AT', 'STANDARD', '1984-01-01', 2000), ('AT', 'REDUCED', '1984-01-01', 1000);

    CREATE TABLE teams (
      id uuid NOT NULL CONSTRAINT teams_pkey PRIMARY KEY,
      name text NOT NULL CONSTRAINT teams_name_key UNIQUE,
      manager_id uuid,
      created_at timestamptz NOT NULL DEFAULT now(),
      updated_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE users (
      id uuid NOT NULL CONSTRAINT users_pkey PRIMARY KEY,
      version integer NOT NULL DEFAULT 1,
      email text NOT NULL CONSTRAINT users_email_key UNIQUE CONSTRAINT users_email_check CHECK (email = lower(email)),
      name text NOT NULL,
      role text NOT NULL CONSTRAINT users_role_check CHECK (role IN ('SALES', 'MANAGER', 'ADMIN', 'AUDITOR')),
      team_id uuid CONSTRAINT users_team_id_fkey REFERENCES teams (id),
      territories text[] NOT NULL DEFAULT '{}',
      capabilities text[] NOT NULL DEFAULT '{}',
      locale text NOT NULL DEFAULT 'de' CONSTRAINT users_locale_check CHECK (locale IN ('de', 'en')),
      time_zone text NOT NULL DEFAULT 'Europe/Berlin',
      theme text NOT NULL DEFAULT 'system' CONSTRAINT users_theme_check CHECK (theme IN ('light', 'dark', 'system')),
      density text NOT NULL DEFAULT 'normal'
        CONSTRAINT users_density_check CHECK (density IN ('compact', 'normal', 'roomy')),
      single_keys boolean NOT NULL DEFAULT true,
      password_hash text,
      state text NOT NULL DEFAULT 'ACTIVE' CONSTRAINT users_state_check CHECK (state IN ('ACTIVE', 'DEACTIVATED')),
      deactivated_at timestamptz,
      successor_id uuid CONSTRAINT users_successor_id_fkey REFERENCES users (id),
      created_at timestamptz NOT NULL DEFAULT now(),
      changed_at timestamptz NOT NULL DEFAULT now(),
      changed_by uuid,
      CONSTRAINT users_deactivated_at_check CHECK ((state = 'DEACTIVATED') = (deactivated_at IS NOT NULL))
    );
    CREATE INDEX users_team_id_idx ON users (team_id);
    ALTER TABLE teams ADD CONSTRAINT teams_manager_id_fkey FOREIGN KEY (manager_id) REFERENCES users (id);
    CREATE INDEX teams_manager_id_idx ON teams (manager_id);

    CREATE TABLE sessions (
      id uuid NOT NULL CONSTRAINT sessions_pkey PRIMARY KEY,
      token_hash bytea NOT NULL CONSTRAINT sessions_token_hash_key UNIQUE,
      user_id uuid NOT NULL CONSTRAINT sessions_user_id_fkey REFERENCES users (id),
      created_at timestamptz NOT NULL DEFAULT now(),
      last_used_at timestamptz NOT NULL DEFAULT now(),
      expires_at timestamptz NOT NULL,
      address text NOT NULL,
      user_agent text NOT NULL,
      revoked_at timestamptz,
      revoked_reason text,
      CONSTRAINT sessions_revoked_reason_check CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
    );
    CREATE INDEX sessions_user_id_idx ON sessions (user_id) WHERE revoked_at IS NULL;

    -- Failures by account and by address, both as digests: a mistyped password in the e-mail field is not kept.
    CREATE TABLE sign_in_attempts (
      kind text NOT NULL CONSTRAINT sign_in_attempts_kind_check CHECK (kind IN ('ACCOUNT', 'ADDRESS')),
      key_hash bytea NOT NULL,
      failures integer NOT NULL CONSTRAINT sign_in_attempts_failures_check CHECK (failures >= 0),
      failed_at timestamptz NOT NULL,
      delayed_until timestamptz NOT NULL,
      CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (kind, key_hash)
    );

    CREATE TABLE session_tickets (
      token_hash bytea NOT NULL CONSTRAINT session_tickets_pkey PRIMARY KEY,
      session_id uuid NOT NULL CONSTRAINT session_tickets_session_id_fkey REFERENCES sessions (id) ON DELETE CASCADE,
      expires_at timestamptz NOT NULL
    );
    CREATE INDEX session_tickets_session_id_idx ON session_tickets (session_id);
    CREATE INDEX session_tickets_expires_at_idx ON session_tickets (expires_at);

    GRANT SELECT ON territories, territory_tax_rates, teams TO relance_app;
    GRANT INSERT, UPDATE ON teams TO relance_admin, relance_system;
    -- Everybody sees who the colleagues are; nobody but the system reads a password's hash.
    GRANT SELECT (id, name, role, team_id, territories, state, locale, time_zone) ON users TO relance_app;
    GRANT SELECT (version, email, capabilities, theme, density, single_keys, deactivated_at, successor_id, created_at,
                  changed_at, changed_by) ON users TO relance_manager, relance_admin, relance_auditor;
    GRANT INSERT, UPDATE ON users TO relance_admin;
    GRANT SELECT, INSERT, UPDATE ON users TO relance_system;
    GRANT SELECT (id, user_id, revoked_at), UPDATE (revoked_at, revoked_reason) ON sessions TO relance_admin;
    GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, sign_in_attempts, session_tickets TO relance_system;

    ALTER TABLE territories ENABLE ROW LEVEL SECURITY;
    ALTER TABLE territory_tax_rates ENABLE ROW LEVEL SECURITY;
    ALTER TABLE teams ENABLE ROW LEVEL SECURITY;
    ALTER TABLE users ENABLE ROW LEVEL SECURITY;
    ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
    ALTER TABLE sign_in_attempts ENABLE ROW LEVEL SECURITY;
    ALTER TABLE session_tickets ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON territories FOR SELECT TO relance_app USING (true);
    CREATE POLICY everybody_reads ON territory_tax_rates FOR SELECT TO relance_app USING (true);
    CREATE POLICY everybody_reads ON teams FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON teams TO relance_admin, relance_system USING (true) WITH CHECK (true);
    CREATE POLICY everybody_reads ON users FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON users TO relance_admin, relance_system USING (true) WITH CHECK (true);
    CREATE POLICY admin_revokes ON sessions TO relance_admin USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON sessions TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON sign_in_attempts TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY system_all ON session_tickets TO relance_system USING (true) WITH CHECK (true);
  `);
}

async function access(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE access_subjects (
      subject_id uuid NOT NULL CONSTRAINT access_subjects_pkey PRIMARY KEY,
      kind text NOT NULL CONSTRAINT access_subjects_kind_check CHECK (kind IN ('lead', 'customer')),
      owner_id uuid CONSTRAINT access_subjects_owner_id_fkey REFERENCES users (id),
      team_id uuid CONSTRAINT access_subjects_team_id_fkey REFERENCES teams (id),
      territory text NOT NULL CONSTRAINT access_subjects_territory_fkey REFERENCES territories (code),
      simulated boolean NOT NULL DEFAULT false
    );
    CREATE INDEX access_subjects_owner_id_idx ON access_subjects (owner_id);
    CREATE INDEX access_subjects_team_id_idx ON access_subjects (team_id);
    CREATE TABLE access_collaborators (
      subject_id uuid NOT NULL
        CONSTRAINT access_collaborators_subject_id_fkey REFERENCES access_subjects (subject_id) ON DELETE CASCADE,
      user_id uuid NOT NULL CONSTRAINT access_collaborators_user_id_fkey REFERENCES users (id),
      added_at timestamptz NOT NULL DEFAULT now(),
      CONSTRAINT access_collaborators_pkey PRIMARY KEY (subject_id, user_id)
    );
    CREATE INDEX access_collaborators_user_id_idx ON access_collaborators (user_id, subject_id);
    -- Tables whose rows carry subject_id, owner_id, team_id and territory; each migration registers its own.
    CREATE TABLE access_tables (
      table_name text NOT NULL CONSTRAINT access_tables_pkey PRIMARY KEY
        CONSTRAINT access_tables_table_name_check CHECK (table_name ~ '^[a-z_][a-z0-9_]*$'),
      -- The indexed column that holds the subject's id, where it is not subject_id itself.
      subject_column text NOT NULL DEFAULT 'subject_id'
    );

    -- The subjects that the caller collaborates on. A definer function, so that policies that ask it cannot recurse.
    CREATE FUNCTION relance.my_subjects() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 100
      SET search_path = pg_catalog, public, pg_temp
      AS 'SELECT c.subject_id FROM public.access_collaborators c WHERE c.user_id = relance.me()';
    REVOKE ALL ON FUNCTION relance.my_subjects() FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION relance.my_subjects() TO relance_app, relance_search;

    -- The same question for one subject, also asked by the policy of the collaborators themselves.
    CREATE FUNCTION relance.sees_subject(subject uuid) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 50
      SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      caller text := current_setting('role');
    BEGIN
      RETURN EXISTS (SELECT FROM access_subjects s WHERE s.subject_id = subject AND (
        caller IN ('relance_admin', 'relance_auditor', 'relance_system')
        OR (caller = 'relance_sales' AND (s.owner_id = relance.me() OR EXISTS
             (SELECT FROM access_collaborators c WHERE c.subject_id = subject AND c.user_id = relance.me())))
        OR (caller = 'relance_manager' AND s.team_id = ANY (relance.team_ids()))
        OR (caller IN ('relance_sales', 'relance_manager') AND s.owner_id IS NULL
             AND s.territory = ANY (relance.territories()))));
    END $$;
    REVOKE ALL ON FUNCTION relance.sees_subject(uuid) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION relance.sees_subject(uuid) TO relance_app;

    GRANT SELECT ON access_subjects TO relance_app;
    GRANT SELECT ON access_collaborators TO relance_app;
    GRANT INSERT, DELETE ON access_collaborators TO ${EVERY_WRITER};
    GRANT SELECT ON access_tables TO ${ALL_SEEING};
    ALTER TABLE access_subjects ENABLE ROW LEVEL SECURITY;
    ALTER TABLE access_collaborators ENABLE ROW LEVEL SECURITY;
    ALTER TABLE access_tables ENABLE ROW LEVEL SECURITY;
    CREATE POLICY sales_read ON access_subjects FOR SELECT TO relance_sales
      USING (owner_id = (SELECT relance.me()) OR subject_id IN (SELECT relance.my_subjects()) OR ${FREE});
    CREATE POLICY manager_read ON access_subjects FOR SELECT TO relance_manager USING (${TEAM} OR ${FREE});
    CREATE POLICY all_read ON access_subjects FOR SELECT TO ${ALL_SEEING} USING (true);
    -- Policies that ask for user_id = me must stay cheap: a sub-select here would cost each of them a plan over all subjects.
    CREATE POLICY scoped_read ON access_collaborators FOR SELECT TO relance_sales, relance_manager
      USING (user_id = (SELECT relance.me()) OR relance.sees_subject(subject_id));
    CREATE POLICY all_read ON access_collaborators FOR SELECT TO ${ALL_SEEING} USING (true);
    -- Foreign keys see every row, so the check, not the key, keeps a stranger from joining what he cannot see.
    CREATE POLICY sales_add ON access_collaborators FOR INSERT TO relance_sales WITH CHECK
      (subject_id IN (SELECT subject_id FROM access_subjects WHERE owner_id = (SELECT relance.me())));
    CREATE POLICY sales_remove ON access_collaborators FOR DELETE TO relance_sales USING (user_id = (SELECT relance.me())
      OR subject_id IN (SELECT subject_id FROM access_subjects WHERE owner_id = (SELECT relance.me())));
    CREATE POLICY manager_add ON access_collaborators FOR INSERT TO relance_manager
      WITH CHECK (subject_id IN (SELECT subject_id FROM access_subjects WHERE ${TEAM}));
    CREATE POLICY manager_remove ON access_collaborators FOR DELETE TO relance_manager
      USING (subject_id IN (SELECT subject_id FROM access_subjects WHERE ${TEAM}));
    CREATE POLICY admin_add ON access_collaborators FOR INSERT TO relance_admin, relance_system WITH CHECK (true);
    CREATE POLICY admin_remove ON access_collaborators FOR DELETE TO relance_admin, relance_system USING (true);
    CREATE POLICY all_read ON access_tables FOR SELECT TO ${ALL_SEEING} USING (true);

    -- Fills the access columns of a new row from its subject. Arguments: 'plain' for a table without the column
    -- simulated, 'log' for one that keeps the access of its time. Other tables lock the subject against access_place,
    -- which would otherwise miss a row that is not committed yet.
    CREATE FUNCTION relance.access_fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      place access_subjects%ROWTYPE;
    BEGIN
      IF NEW.subject_id IS NULL THEN RETURN NEW; END IF;
      IF TG_NARGS > 0 AND TG_ARGV[0] = 'log' THEN
        SELECT * INTO place FROM access_subjects s WHERE s.subject_id = NEW.subject_id;
      ELSE
        SELECT * INTO place FROM access_subjects s WHERE s.subject_id = NEW.subject_id FOR KEY SHARE;
      END IF;
      NEW.owner_id := place.owner_id;
      NEW.team_id := place.team_id;
      NEW.territory := place.territory;
      IF TG_NARGS = 0 OR TG_ARGV[0] <> 'plain' THEN
        NEW.simulated := coalesce(NEW.simulated, false) OR coalesce(place.simulated, false);
      END IF;
      RETURN NEW;
    END $$;
    REVOKE ALL ON FUNCTION relance.access_fill() FROM PUBLIC;
    CREATE TRIGGER event_log_access_fill BEFORE INSERT ON event_log
      FOR EACH ROW EXECUTE FUNCTION relance.access_fill('log');

    -- Says whose a subject is, here and in every registered table, in the caller's transaction. Inside a definer
    -- function the setting role still names the caller.
    CREATE FUNCTION relance.access_place(p_subject uuid, p_kind text, p_owner uuid, p_team uuid, p_territory text,
                                         p_simulated boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
      SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      caller text := current_setting('role');
      me uuid := relance.me();
      teams uuid[] := relance.team_ids();
      places text[] := relance.territories();
      old access_subjects%ROWTYPE;
      known boolean;
      was_free boolean;
      allowed boolean;
      scoped record;
    BEGIN
      SELECT * INTO old FROM access_subjects s WHERE s.subject_id = p_subject FOR UPDATE;
      known := FOUND;
      was_free := known AND old.owner_id IS NULL AND old.territory = ANY (places);
      allowed := CASE caller
        WHEN 'relance_sales' THEN
          CASE WHEN NOT known OR was_free THEN p_owner = me
               ELSE old.owner_id = me AND (p_owner IS NULL OR p_owner = me) END
          AND (p_team IS NULL OR p_team = ANY (teams))
        WHEN 'relance_manager' THEN
          CASE WHEN NOT known OR was_free THEN p_team = ANY (teams) ELSE old.team_id = ANY (teams) END
        WHEN 'relance_admin' THEN true
        WHEN 'relance_system' THEN true
        ELSE false END;
      IF allowed IS NOT TRUE THEN
        RAISE EXCEPTION 'this subject may not be placed in this scope' USING ERRCODE = 'insufficient_privilege';
      END IF;

      INSERT INTO access_subjects AS s (subject_id, kind, owner_id, team_id, territory, simulated)
      VALUES (p_subject, p_kind, p_owner, p_team, p_territory, p_simulated)
      ON CONFLICT (subject_id) DO UPDATE SET kind = p_kind, owner_id = p_owner, team_id = p_team,
        territory = p_territory, simulated = s.simulated OR p_simulated
      -- A row that another transaction placed since the look-up above was not authorised by it.
      WHERE known;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'this subject was placed by somebody else' USING ERRCODE = 'serialization_failure';
      END IF;

      -- A new subject has no rows yet: it is placed before the first of them.
      IF NOT known THEN RETURN; END IF;
      FOR scoped IN SELECT t.table_name, t.subject_column FROM access_tables t ORDER BY t.table_name LOOP
        EXECUTE format('UPDATE public.%I SET owner_id = $1, team_id = $2, territory = $3 WHERE %I = $4
                          AND (owner_id, team_id, territory) IS DISTINCT FROM ($1, $2, $3)',
                       scoped.table_name, scoped.subject_column)
          USING p_owner, p_team, p_territory, p_subject;
      END LOOP;
    END $$;
    REVOKE ALL ON FUNCTION relance.access_place(uuid, text, uuid, uuid, text, boolean) FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION relance.access_place(uuid, text, uuid, uuid, text, boolean) TO ${EVERY_WRITER};

    CREATE POLICY sales_read ON event_log FOR SELECT TO relance_sales
      USING (audience = 'everybody' OR (audience = 'subject' AND (${MINE} OR ${FREE})));
    CREATE POLICY manager_read ON event_log FOR SELECT TO relance_manager
      USING (audience = 'everybody' OR (audience = 'subject' AND (${TEAM} OR ${FREE})));
  `);
}

async function record(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- Every value that a setting ever had; the most specific and newest one that has begun counts.
    CREATE TABLE settings (
      id uuid NOT NULL CONSTRAINT settings_pkey PRIMARY KEY,
      key text NOT NULL,
      territory text CONSTRAINT settings_territory_fkey REFERENCES territories (code),
      user_id uuid CONSTRAINT settings_user_id_fkey REFERENCES users (id),
      value jsonb NOT NULL,
      valid_from timestamptz NOT NULL,
      changed_by uuid,
      changed_at timestamptz NOT NULL DEFAULT now(),
      reason text
    );
    CREATE INDEX settings_key_idx ON settings (key, territory, user_id, valid_from DESC, id DESC);
    GRANT SELECT ON settings TO relance_app;
    GRANT INSERT ON settings TO ${EVERY_WRITER};
    ALTER TABLE settings ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON settings FOR SELECT TO relance_app USING (true);
    CREATE POLICY sales_add ON settings FOR INSERT TO relance_sales WITH CHECK (user_id = (SELECT relance.me()));
    CREATE POLICY manager_add ON settings FOR INSERT TO relance_manager
      WITH CHECK (user_id = (SELECT relance.me()) OR territory = ANY ((SELECT relance.territories())::text[]));
    CREATE POLICY admin_add ON settings FOR INSERT TO relance_admin, relance_system WITH CHECK (true);

    CREATE FUNCTION relance.log_epoch() RETURNS integer LANGUAGE sql STABLE
      RETURN (SELECT epoch FROM public.event_epoch);
    CREATE SEQUENCE audit_log_position_seq AS bigint;
    CREATE TABLE audit_log (
      epoch integer NOT NULL DEFAULT relance.log_epoch(),
      tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
      position bigint NOT NULL DEFAULT nextval('audit_log_position_seq'),
      id uuid NOT NULL CONSTRAINT audit_log_id_key UNIQUE,
      done_at timestamptz NOT NULL,
      written_at timestamptz NOT NULL DEFAULT clock_timestamp(),
      actor_kind text NOT NULL CONSTRAINT audit_log_actor_kind_check CHECK (actor_kind IN ('user', 'system')),
      actor_id text NOT NULL,
      role text NOT NULL,
      act text NOT NULL,
      subject_id uuid,
      before jsonb,
      after jsonb,
      why text,
      address text,
      request_id uuid,
      seal_position bigint CONSTRAINT audit_log_seal_position_key UNIQUE,
      hash bytea,
      sealed_at timestamptz,
      CONSTRAINT audit_log_pkey PRIMARY KEY (epoch, tx, position),
      CONSTRAINT audit_log_seal_check
        CHECK ((seal_position IS NULL) = (hash IS NULL) AND (hash IS NULL) = (sealed_at IS NULL))
    );
    CREATE INDEX audit_log_subject_id_idx ON audit_log (subject_id, epoch, tx, position) WHERE subject_id IS NOT NULL;
    CREATE INDEX audit_log_act_idx ON audit_log (act, epoch, tx, position);
    CREATE INDEX audit_log_unsealed_idx ON audit_log (epoch, tx, position) WHERE hash IS NULL;
    -- The end of the chain: who seals holds this row, and rows cut off behind it are missed by the check.
    CREATE TABLE audit_head (
      only_row boolean NOT NULL DEFAULT true CONSTRAINT audit_head_pkey PRIMARY KEY
        CONSTRAINT audit_head_only_row_check CHECK (only_row),
      seal_position bigint NOT NULL,
      hash bytea NOT NULL
    );
    INSERT INTO audit_head (seal_position, hash) VALUES (0, decode(repeat('00', 32), 'hex'));

    CREATE FUNCTION audit_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND OLD.hash IS NULL AND NEW.hash IS NOT NULL
         AND to_jsonb(NEW) - '{seal_position,hash,sealed_at}'::text[]
           = to_jsonb(OLD) - '{seal_position,hash,sealed_at}'::text[] THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'restrict_violation';
    END $$;
    CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
      FOR EACH ROW EXECUTE FUNCTION audit_log_refuse_change();
    CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION audit_log_refuse_change();

    -- Place, time of writing and seal are not the writer's to choose.
    GRANT INSERT (id, done_at, actor_kind, actor_id, role, act, subject_id, before, after, why, address, request_id)
      ON audit_log TO ${EVERY_WRITER};
    GRANT USAGE ON SEQUENCE audit_log_position_seq TO ${EVERY_WRITER};
    GRANT SELECT ON audit_log, audit_head TO ${ALL_SEEING};
    GRANT UPDATE (seal_position, hash, sealed_at) ON audit_log TO relance_system;
    GRANT UPDATE (seal_position, hash) ON audit_head TO relance_system;
    ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
    ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_acts ON audit_log FOR INSERT TO relance_sales, relance_manager, relance_admin
      WITH CHECK (actor_kind = 'user' AND actor_id = (SELECT relance.me())::text);
    CREATE POLICY system_acts ON audit_log FOR INSERT TO relance_system WITH CHECK (true);
    CREATE POLICY all_read ON audit_log FOR SELECT TO ${ALL_SEEING} USING (true);
    CREATE POLICY system_seals ON audit_log FOR UPDATE TO relance_system USING (true) WITH CHECK (true);
    CREATE POLICY all_read ON audit_head FOR SELECT TO ${ALL_SEEING} USING (true);
    CREATE POLICY system_seals ON audit_head FOR UPDATE TO relance_system USING (true) WITH CHECK (true);
  `);
}
