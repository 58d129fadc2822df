import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The event log, its keys, its readers' cursors and what they have parked. */
export class EventLog2026112519002 implements MigrationInterface {
  name = 'EventLog2026112519002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE event_epoch (
        only_row boolean NOT NULL DEFAULT true CONSTRAINT event_epoch_pkey PRIMARY KEY
          CONSTRAINT event_epoch_only_row_check CHECK (only_row),
        epoch integer NOT NULL CONSTRAINT event_epoch_epoch_check CHECK (epoch > 0)
      );
      INSERT INTO event_epoch (epoch) VALUES (1);

      CREATE TABLE event_keys (
        type text NOT NULL,
        key text NOT NULL,
        event_id uuid NOT NULL,
        CONSTRAINT event_keys_pkey PRIMARY KEY (type, key)
      );

      CREATE SEQUENCE event_log_position_seq AS bigint;
      CREATE TABLE event_log (
        epoch integer NOT NULL,
        tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
        position bigint NOT NULL DEFAULT nextval('event_log_position_seq'),
        id uuid NOT NULL,
        type text NOT NULL,
        source text NOT NULL,
        subject text NOT NULL,
        key text NOT NULL,
        time timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        correlation_id uuid,
        causation_id uuid,
        audience text NOT NULL CONSTRAINT event_log_audience_check
          CHECK (audience IN ('subject', 'operations', 'everybody')),
        subject_id uuid,
        owner_id uuid,
        team_id uuid,
        territory text,
        simulated boolean NOT NULL DEFAULT false,
        data jsonb NOT NULL,
        CONSTRAINT event_log_subject_id_check CHECK (audience <> 'subject' OR subject_id IS NOT NULL),
        CONSTRAINT event_log_pkey PRIMARY KEY (epoch, tx, position, recorded_at)
      ) PARTITION BY RANGE (recorded_at);
      CREATE INDEX event_log_subject_id_idx ON event_log (subject_id, epoch, tx, position);
      CREATE INDEX event_log_tx_idx ON event_log (tx);

      CREATE FUNCTION event_log_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'event_log is append-only' USING ERRCODE = 'restrict_violation';
      END $$;
      CREATE TRIGGER event_log_append_only BEFORE UPDATE OR DELETE ON event_log
        FOR EACH ROW EXECUTE FUNCTION event_log_refuse_change();

      -- Makes the partitions of this month and the next two. SECURITY DEFINER as the owner, since only an owner may.
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
      SELECT relance.ensure_event_partitions();

      CREATE TABLE event_cursors (
        consumer text NOT NULL CONSTRAINT event_cursors_pkey PRIMARY KEY,
        epoch integer NOT NULL,
        tx xid8 NOT NULL,
        position bigint NOT NULL,
        reached_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE event_parked (
        id uuid NOT NULL CONSTRAINT event_parked_pkey PRIMARY KEY,
        consumer text NOT NULL,
        subject text NOT NULL,
        epoch integer NOT NULL,
        tx xid8 NOT NULL,
        position bigint NOT NULL,
        recorded_at timestamptz NOT NULL,
        event_id uuid NOT NULL,
        type text NOT NULL,
        state text NOT NULL CONSTRAINT event_parked_state_check CHECK (state IN ('retrying', 'waiting', 'dead')),
        attempts integer NOT NULL DEFAULT 0,
        due_at timestamptz,
        error text,
        parked_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT event_parked_due_at_check CHECK ((state = 'retrying') = (due_at IS NOT NULL)),
        CONSTRAINT event_parked_consumer_event_id_key UNIQUE (consumer, event_id)
      );
      CREATE INDEX event_parked_subject_idx ON event_parked (consumer, subject, epoch, tx, position);
      CREATE INDEX event_parked_due_at_idx ON event_parked (due_at) WHERE state = 'retrying';

      GRANT SELECT ON event_epoch TO relance_app;
      GRANT SELECT, INSERT ON event_keys, event_log TO relance_sales, relance_manager, relance_admin, relance_system;
      GRANT SELECT ON event_log TO relance_auditor;
      GRANT USAGE ON SEQUENCE event_log_position_seq TO relance_sales, relance_manager, relance_admin, relance_system;
      GRANT SELECT, INSERT, UPDATE ON event_cursors TO relance_system;
      GRANT SELECT, INSERT, UPDATE, DELETE ON event_parked TO relance_system;
      GRANT SELECT ON event_cursors, event_parked TO relance_admin, relance_auditor;

      ALTER TABLE event_epoch ENABLE ROW LEVEL SECURITY;
      ALTER TABLE event_keys ENABLE ROW LEVEL SECURITY;
      ALTER TABLE event_log ENABLE ROW LEVEL SECURITY;
      ALTER TABLE event_cursors ENABLE ROW LEVEL SECURITY;
      ALTER TABLE event_parked ENABLE ROW LEVEL SECURITY;
      CREATE POLICY everybody_reads ON event_epoch FOR SELECT TO relance_app USING (true);
      -- Keys are facts of the code, not of a person: a key that exists must stop every writer.
      CREATE POLICY writers_read ON event_keys FOR SELECT TO relance_sales, relance_manager, relance_admin, relance_system USING (true);
      CREATE POLICY writers_add ON event_keys FOR INSERT TO relance_sales, relance_manager, relance_admin, relance_system WITH CHECK (true);
      CREATE POLICY writers_add ON event_log FOR INSERT TO relance_sales, relance_manager, relance_admin, relance_system WITH CHECK (true);
      CREATE POLICY all_read ON event_log FOR SELECT TO relance_admin, relance_auditor, relance_system USING (true);
      CREATE POLICY system_all ON event_cursors TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY all_read ON event_cursors FOR SELECT TO relance_admin, relance_auditor USING (true);
      CREATE POLICY system_all ON event_parked TO relance_system USING (true) WITH CHECK (true);
      CREATE POLICY all_read ON event_parked FOR SELECT TO relance_admin, relance_auditor USING (true);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE event_parked;
      DROP TABLE event_cursors;
      DROP FUNCTION relance.ensure_event_partitions();
      DROP TABLE event_log;
      DROP FUNCTION event_log_refuse_change();
      DROP SEQUENCE event_log_position_seq;
      DROP TABLE event_keys;
      DROP TABLE event_epoch;
    `);
  }
}
