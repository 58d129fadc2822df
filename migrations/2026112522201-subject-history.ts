import type { MigrationInterface, QueryRunner } from 'typeorm';

const SIGNATURE =
  'relance.subject_history(uuid, text[], integer, text, bigint, integer, text, bigint, integer)';

/** What happened to a subject, for whoever sees it now: rows of the log keep the access of their time. */
export class SubjectHistory2026112522201 implements MigrationInterface {
  name = 'SubjectHistory2026112522201';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The log's own policies tell what was recorded while the subject was the reader's. Here the subject is asked
      -- first whether the reader sees it today; then its facts are read past those policies, the newest first. Places
      -- are given as epoch, tx (as text) and position, both ends excluded; null is no end.
      CREATE FUNCTION relance.subject_history(p_subject uuid, p_types text[],
          p_after_epoch integer, p_after_tx text, p_after_position bigint,
          p_before_epoch integer, p_before_tx text, p_before_position bigint, p_most integer)
        RETURNS SETOF event_log LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50
        SET search_path = pg_catalog, public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
      BEGIN
        IF NOT relance.sees_subject(p_subject) THEN RETURN; END IF;
        RETURN QUERY SELECT l.* FROM event_log l
          WHERE l.subject_id = p_subject AND l.audience = 'subject' AND l.type = ANY (p_types)
            AND (p_after_epoch IS NULL
                 OR (l.epoch, l.tx, l.position) > (p_after_epoch, p_after_tx::xid8, p_after_position))
            AND (p_before_epoch IS NULL
                 OR (l.epoch, l.tx, l.position) < (p_before_epoch, p_before_tx::xid8, p_before_position))
          ORDER BY l.epoch DESC, l.tx DESC, l.position DESC LIMIT p_most;
      END $$;
      REVOKE ALL ON FUNCTION ${SIGNATURE} FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${SIGNATURE} TO relance_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
