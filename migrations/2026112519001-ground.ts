import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Settings of a transaction as typed functions, and the extension that search needs. */
export class Ground2026112519001 implements MigrationInterface {
  name = 'Ground2026112519001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS relance;
      GRANT USAGE ON SCHEMA relance, public TO relance_app, relance_search;
      GRANT USAGE ON SCHEMA relance TO relance_server;
      CREATE EXTENSION IF NOT EXISTS pg_trgm;

      -- Absent and '' (a pooled connection's value) are both NULL, so every comparison yields no row.
      CREATE FUNCTION relance.me() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
        RETURN nullif(current_setting('relance.user_id', true), '')::uuid;
      CREATE FUNCTION relance.team_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
        RETURN string_to_array(nullif(current_setting('relance.team_ids', true), ''), ',')::uuid[];
      CREATE FUNCTION relance.territories() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
        RETURN string_to_array(nullif(current_setting('relance.territories', true), ''), ',');

      -- Lets a login without rights see whether the schema is current before it serves.
      CREATE FUNCTION relance.applied_migrations() RETURNS TABLE (name text) LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS 'SELECT m.name::text FROM public.migrations m';
      REVOKE ALL ON FUNCTION relance.applied_migrations() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.applied_migrations() TO relance_server, relance_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION relance.applied_migrations();
      DROP FUNCTION relance.territories();
      DROP FUNCTION relance.team_ids();
      DROP FUNCTION relance.me();
      DROP EXTENSION pg_trgm;
      REVOKE USAGE ON SCHEMA public FROM relance_app, relance_search;
      DROP SCHEMA relance;
    `);
  }
}
