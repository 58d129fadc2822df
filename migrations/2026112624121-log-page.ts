import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE = 'relance.log_page(integer, xid8, bigint, timestamptz, text[], integer)';

/** A durable consumer asks what there is for it; what its process has read already is not carried over again. */
export class LogPage2026112624121 implements MigrationInterface {
  name = 'LogPage2026112624121';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The next page of the log below the horizon, in its order, as log_after finds it: the ids of the events of some
      -- types, with commas between them, and the last place of the page whatever is there. No row where nothing is.
      CREATE FUNCTION relance.log_page(p_epoch integer, p_tx xid8, p_position bigint, p_reached timestamptz,
          p_types text[], p_most integer)
        RETURNS TABLE (ids text, epoch integer, tx xid8, "position" bigint, recorded_at timestamptz, reached integer)
        LANGUAGE plpgsql STABLE
        SET search_path = pg_catalog, public, pg_temp SET enable_sort = off SET enable_bitmapscan = off AS $$
      DECLARE
        place record; wanted uuid[] := '{}';
      BEGIN
        reached := 0;
        FOR place IN
          SELECT l.epoch, l.tx, l.position, l.recorded_at, l.id, l.type FROM event_log l
           WHERE (l.epoch, l.tx, l.position) > (p_epoch, p_tx, p_position)
             AND l.recorded_at > p_reached - interval '1 day'
             AND (l.epoch < (SELECT e.epoch FROM event_epoch e) OR l.tx < pg_snapshot_xmin(pg_current_snapshot()))
           ORDER BY l.epoch, l.tx, l.position LIMIT p_most
        LOOP
          reached := reached + 1;
          IF place.type = ANY (p_types) THEN wanted := wanted || place.id; END IF;
        END LOOP;
        IF reached = 0 THEN RETURN; END IF;
        ids := array_to_string(wanted, ',');
        epoch := place.epoch; tx := place.tx; "position" := place.position; recorded_at := place.recorded_at;
        RETURN NEXT;
      END $$;
      REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO relance_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
