import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Makes the log's partitions by months of UTC, whatever the zone of the database: none is left out where clocks change. */
export class PartitionsInUtc2026112522901 implements MigrationInterface {
  name = 'PartitionsInUtc2026112522901';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION relance.ensure_event_partitions();
      -- Makes the partitions of this month and the next two. SECURITY DEFINER as the owner, since only an owner may.
      CREATE FUNCTION relance.ensure_event_partitions(at timestamptz DEFAULT now()) RETURNS integer LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC' AS $$
      DECLARE
        first timestamptz; part text; made integer := 0;
      BEGIN
        FOR month IN 0..2 LOOP
          first := date_trunc('month', at) + make_interval(months => month);
          part := 'event_log_' || to_char(first, 'YYYY_MM');
          IF to_regclass('public.' || part) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.event_log FOR VALUES FROM (%L) TO (%L)',
              part, first, first + interval '1 month');
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
            made := made + 1;
          END IF;
        END LOOP;
        RETURN made;
      END $$;
      REVOKE ALL ON FUNCTION relance.ensure_event_partitions(timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.ensure_event_partitions(timestamptz) TO relance_system;
      SELECT relance.ensure_event_partitions();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION relance.ensure_event_partitions(timestamptz);
      CREATE FUNCTION relance.ensure_event_partitions() RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        first timestamptz; part text; made integer := 0;
      BEGIN
        FOR month IN 0..2 LOOP
          first := date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' + make_interval(months => month);
          first := date_trunc('month', first AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
          part := 'event_log_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
          IF to_regclass('public.' || part) IS NULL THEN
            EXECUTE format('CREATE TABLE public.%I PARTITION OF public.event_log FOR VALUES FROM (%L) TO (%L)',
              part, first, date_trunc('month', (first AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC');
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
            made := made + 1;
          END IF;
        END LOOP;
        RETURN made;
      END $$;
      REVOKE ALL ON FUNCTION relance.ensure_event_partitions() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.ensure_event_partitions() TO relance_system;
    `);
  }
}
