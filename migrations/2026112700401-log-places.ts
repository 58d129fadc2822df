import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the system records in bulk it places in the statement itself; the trigger takes several times as long for each
 * fact. For people the trigger decides, whatever they say.
 */
export class LogPlaces2026112700401 implements MigrationInterface {
  name = 'LogPlaces2026112700401';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Whose a subject is. Plain SQL with the caller's rights, so that the planner puts it in place of the call.
      CREATE FUNCTION relance.place_of(p_subject uuid)
        RETURNS TABLE (owner_id uuid, team_id uuid, territory text, simulated boolean) LANGUAGE sql STABLE AS $$
        SELECT s.owner_id, s.team_id, s.territory, s.simulated FROM public.access_subjects s
         WHERE s.subject_id = p_subject LIMIT 1
      $$;
      REVOKE ALL ON FUNCTION relance.place_of(uuid) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION relance.place_of(uuid) TO relance_system;
      DROP TRIGGER event_log_access_fill ON event_log;
      CREATE TRIGGER event_log_access_fill BEFORE INSERT ON event_log FOR EACH ROW
        WHEN (NEW.territory IS NULL OR CURRENT_USER <> 'relance_system')
        EXECUTE FUNCTION relance.access_fill('log');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER event_log_access_fill ON event_log;
      CREATE TRIGGER event_log_access_fill BEFORE INSERT ON event_log
        FOR EACH ROW EXECUTE FUNCTION relance.access_fill('log');
      DROP FUNCTION relance.place_of(uuid);
    `);
  }
}
