import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Workbooks beside text files; an import can be taken back, and its dates may start the protection of its leads. */
export class ImportReversal2026112623401 implements MigrationInterface {
  name = 'ImportReversal2026112623401';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE lead_imports
        ADD COLUMN format text NOT NULL DEFAULT 'csv',
        ADD COLUMN reverted_by uuid,
        ADD COLUMN revert_reason text,
        ADD COLUMN revert_requested_at timestamptz,
        ADD COLUMN reverted_at timestamptz,
        ADD COLUMN reverted_count integer NOT NULL DEFAULT 0,
        ADD COLUMN kept_count integer NOT NULL DEFAULT 0,
        ADD COLUMN backdating text,
        ADD COLUMN backdating_decided_by uuid,
        ADD COLUMN backdating_decided_at timestamptz,
        ADD COLUMN backdating_reason text,
        ADD COLUMN done_to integer NOT NULL DEFAULT 0,
        DROP CONSTRAINT lead_imports_state_check,
        ADD CONSTRAINT lead_imports_state_check CHECK (state IN ('UPLOADING', 'MAPPING', 'ANALYSING', 'READY',
          'AWAITING_APPROVAL', 'EXECUTING', 'DONE', 'FAILED', 'REVERTING', 'REVERTED')),
        ADD CONSTRAINT lead_imports_format_check CHECK (format IN ('csv', 'xlsx')),
        ADD CONSTRAINT lead_imports_reverted_check
          CHECK ((state IN ('REVERTING', 'REVERTED')) = (revert_requested_at IS NOT NULL)),
        ADD CONSTRAINT lead_imports_backdating_check CHECK (backdating IN ('running', 'approved', 'refused')),
        ADD CONSTRAINT lead_imports_backdating_decided_check
          CHECK ((backdating IS NULL) = (backdating_decided_at IS NULL));
      DROP INDEX lead_imports_work_idx;
      CREATE INDEX lead_imports_work_idx ON lead_imports (worked_at)
        WHERE state = ANY (ARRAY['UPLOADING', 'ANALYSING', 'EXECUTING', 'REVERTING']) OR backdating = 'running';

      ALTER TABLE lead_import_rows
        ADD COLUMN reverted_at timestamptz,
        ADD COLUMN kept_reason text,
        ADD CONSTRAINT lead_import_rows_kept_reason_check
          CHECK (kept_reason IN ('lead_changed', 'activity_logged', 'message_sent', 'work_begun'));
      CREATE INDEX lead_import_rows_kept_idx ON lead_import_rows (import_id, row) WHERE kept_reason IS NOT NULL;

      -- A lead whose import was reverted is lost, has given its addresses up and is in no list.
      ALTER TABLE leads ADD COLUMN reverted_at timestamptz;
      ALTER TABLE leads ADD CONSTRAINT leads_reverted_check CHECK (reverted_at IS NULL OR status = 'LOST');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE leads DROP COLUMN reverted_at;
      ALTER TABLE lead_import_rows DROP COLUMN reverted_at, DROP COLUMN kept_reason;
      DROP INDEX lead_imports_work_idx;
      CREATE INDEX lead_imports_work_idx ON lead_imports (worked_at)
        WHERE state = ANY (ARRAY['UPLOADING', 'ANALYSING', 'EXECUTING']);
      ALTER TABLE lead_imports
        DROP COLUMN format, DROP COLUMN reverted_by, DROP COLUMN revert_reason, DROP COLUMN revert_requested_at,
        DROP COLUMN reverted_at, DROP COLUMN reverted_count, DROP COLUMN kept_count, DROP COLUMN backdating,
        DROP COLUMN backdating_decided_by, DROP COLUMN backdating_decided_at, DROP COLUMN backdating_reason,
        DROP COLUMN done_to,
        DROP CONSTRAINT lead_imports_state_check,
        ADD CONSTRAINT lead_imports_state_check CHECK (state IN
          ('UPLOADING', 'MAPPING', 'ANALYSING', 'READY', 'AWAITING_APPROVAL', 'EXECUTING', 'DONE', 'FAILED'));
    `);
  }
}
