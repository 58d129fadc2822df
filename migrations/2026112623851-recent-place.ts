import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far back "the last so many facts" reach, for readers who see only some of them. */
export class RecentPlace2026112623851 implements MigrationInterface {
  name = 'RecentPlace2026112623851';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whoever sees few of many facts would walk the whole log for fifty of them. This tells where the newest p_facts of
      -- all begin: a place and an instant, no fact. No row when the log is shorter.
      CREATE FUNCTION relance.recent_place(p_facts integer,
          OUT epoch integer, OUT tx text, OUT "position" bigint, OUT "time" timestamptz)
        RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER ROWS 1
        SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT l.epoch, l.tx::text, l.position, l.time FROM event_log l
          JOIN (SELECT e.epoch, e.tx, e.position FROM event_log e
                 ORDER BY e.epoch DESC, e.tx DESC, e.position DESC OFFSET p_facts LIMIT 1) floor
            ON floor.epoch = l.epoch AND floor.tx = l.tx AND floor.position = l.position
      $$;
      REVOKE ALL ON FUNCTION relance.recent_place(integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.recent_place(integer) TO relance_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION relance.recent_place(integer)');
  }
}
