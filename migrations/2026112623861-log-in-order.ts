import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE = 'relance.log_after(integer, xid8, bigint, timestamptz, text[], integer)';

/** Reading on from a place costs what it returns, however much waits behind it. */
export class LogInOrder2026112623861 implements MigrationInterface {
  name = 'LogInOrder2026112623861';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The log below the horizon after a place, in its order: what lies there can no longer grow. The planner takes the
      -- selectivity of a comparison of rows from the first column, the epoch, and so expects next to nothing; sorting
      -- that seems cheap, and every batch of a reader who is behind read and sorted all that it had not read yet.
      CREATE FUNCTION relance.log_after(p_epoch integer, p_tx xid8, p_position bigint, p_reached timestamptz,
          p_types text[], p_most integer)
        RETURNS SETOF event_log LANGUAGE plpgsql STABLE
        SET search_path = pg_catalog, public, pg_temp SET enable_sort = off SET enable_bitmapscan = off AS $$
      BEGIN
        RETURN QUERY SELECT l.* FROM event_log l
          WHERE (l.epoch, l.tx, l.position) > (p_epoch, p_tx, p_position)
            AND l.recorded_at > p_reached - interval '1 day'
            AND (p_types IS NULL OR l.type = ANY (p_types))
            AND (l.epoch < (SELECT epoch FROM event_epoch) OR l.tx < pg_snapshot_xmin(pg_current_snapshot()))
          ORDER BY l.epoch, l.tx, l.position LIMIT p_most;
      END $$;
      REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO relance_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
