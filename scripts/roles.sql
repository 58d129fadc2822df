-- The roles of Relance. They belong to the whole cluster, the grants at the end to the database this is run in.
-- Run it as a login that may create roles and owns the database (or as a superuser), as often as you like, on PostgreSQL 15 or newer.
-- Nobody logs in as anything but relance_server; its password is set apart: ALTER ROLE relance_server PASSWORD '...'.
DO $roles$
DECLARE
  v16 constant boolean := current_setting('server_version_num')::int >= 160000;
  scopes constant text[] := ARRAY['relance_sales', 'relance_manager', 'relance_admin', 'relance_auditor', 'relance_system'];
  statements text[] := '{}';
  statement text;
  link record;
  present boolean;
BEGIN
  IF current_setting('server_version_num')::int < 150000 THEN
    RAISE EXCEPTION 'Relance needs PostgreSQL 15 or newer, this is %', current_setting('server_version');
  END IF;
  PERFORM pg_advisory_xact_lock(7203510); -- two runs in one database take turns; runs in two databases meet below

  -- NOINHERIT where PostgreSQL 15 would otherwise pass on the rights of every role it may become, without SET ROLE.
  FOR link IN
    SELECT name, 'NOLOGIN INHERIT' AS kind FROM unnest(scopes || ARRAY['relance_app', 'relance_search']) AS name
    UNION ALL SELECT 'relance_owner', 'NOLOGIN NOINHERIT'
    UNION ALL SELECT 'relance_server', 'LOGIN NOINHERIT'
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = link.name) THEN
      statements := statements || format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS', link.name, link.kind);
    ELSIF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = link.name
        AND rolcanlogin = (link.kind LIKE 'LOGIN%') AND rolinherit = (link.kind NOT LIKE '%NOINHERIT')) THEN
      statements := statements || format('ALTER ROLE %I %s', link.name, link.kind);
    END IF;
  END LOOP;

  -- A scope role has the rights of the group. The server's login and the owner have none of what they may become.
  FOR link IN
    SELECT 'relance_app' AS granted, name AS to_whom, true AS inherits, false AS becomes FROM unnest(scopes) AS name
    UNION ALL SELECT name, 'relance_server', false, true FROM unnest(scopes) AS name
    UNION ALL SELECT 'relance_search', 'relance_owner', false, true
    UNION ALL SELECT 'relance_owner', current_user, false, true
      WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
  LOOP
    IF v16 THEN
      SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles t ON t.oid = m.member
        WHERE g.rolname = link.granted AND t.rolname = link.to_whom
          AND m.set_option = link.becomes
          AND (m.inherit_option = link.inherits OR link.granted = 'relance_owner')) INTO present; -- the login that migrates may be the owner always
    ELSE
      SELECT EXISTS (SELECT FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid JOIN pg_roles t ON t.oid = m.member
        WHERE g.rolname = link.granted AND t.rolname = link.to_whom) INTO present;
    END IF;
    IF NOT present THEN
      statements := statements || (format('GRANT %I TO %I', link.granted, link.to_whom)
        || CASE WHEN v16 THEN format(' WITH INHERIT %s, SET %s', link.inherits::text, link.becomes::text) ELSE '' END);
    END IF;
  END LOOP;

  -- Another database's run may do the same at this moment: what it did first is done, what it holds is tried again.
  FOREACH statement IN ARRAY statements LOOP
    FOR attempt IN 1..50 LOOP
      BEGIN
        EXECUTE statement;
        EXIT;
      EXCEPTION
        WHEN duplicate_object THEN
          EXIT;
        WHEN unique_violation OR internal_error THEN -- internal_error is how "tuple concurrently updated" is told
          IF attempt = 50 THEN RAISE; END IF;
          PERFORM pg_sleep(0.02 * random());
      END;
    END LOOP;
  END LOOP;

  -- This database: the owner may make schemas and trusted extensions, and pass on the use of schema public.
  IF NOT has_database_privilege('relance_owner', current_database(), 'CREATE') THEN
    EXECUTE format('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE %I TO relance_owner', current_database());
  END IF;
  IF NOT has_database_privilege('relance_server', current_database(), 'CONNECT') THEN
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO relance_server', current_database());
  END IF;
  IF NOT has_schema_privilege('relance_owner', 'public', 'CREATE')
      OR NOT has_schema_privilege('relance_owner', 'public', 'USAGE WITH GRANT OPTION') THEN
    GRANT USAGE, CREATE ON SCHEMA public TO relance_owner WITH GRANT OPTION;
  END IF;
  IF has_schema_privilege('relance_server', 'public', 'CREATE') THEN
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  END IF;

  IF NOT (has_database_privilege('relance_owner', current_database(), 'CREATE')
      AND has_schema_privilege('relance_owner', 'public', 'CREATE')) THEN
    RAISE EXCEPTION '% may not grant rights on database %', current_user, current_database()
      USING ERRCODE = 'insufficient_privilege', HINT = 'Run this file as the owner of the database or as a superuser.';
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname LIKE 'relance\_%' AND rolname <> current_user AND (rolsuper OR rolbypassrls)) THEN
    RAISE EXCEPTION 'a role of Relance is superuser or bypasses row-level security'
      USING HINT = 'ALTER ROLE it NOSUPERUSER NOBYPASSRLS.';
  END IF;
  IF EXISTS (SELECT FROM unnest(scopes) AS name WHERE pg_has_role('relance_server', name, 'USAGE')) THEN
    RAISE EXCEPTION 'relance_server inherits a scope role: it would see rows without SET ROLE'
      USING HINT = 'Revoke that membership as the login that granted it, then run this file again.';
  END IF;
END
$roles$;
