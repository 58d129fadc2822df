import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A draft that was sent to its author is kept as it was, beside the versions that people count. */
export class TemplateTrials2026112623502 implements MigrationInterface {
  name = 'TemplateTrials2026112623502';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE email_template_versions
        DROP CONSTRAINT email_template_versions_state_check,
        DROP CONSTRAINT email_template_versions_published_at_check,
        DROP CONSTRAINT email_template_versions_number_key,
        ADD CONSTRAINT email_template_versions_state_check
          CHECK (state IN ('draft', 'published', 'archived', 'trial')),
        ADD CONSTRAINT email_template_versions_published_at_check
          CHECK ((state IN ('draft', 'trial')) = (published_at IS NULL));
      CREATE UNIQUE INDEX email_template_versions_number_key ON email_template_versions (template_id, number)
        WHERE state <> 'trial';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE email_template_versions DISABLE TRIGGER email_template_versions_frozen;
      DELETE FROM email_contents c USING email_template_versions v WHERE v.id = c.template_version_id AND v.state = 'trial';
      DELETE FROM email_messages m USING email_template_versions v WHERE v.id = m.template_version_id AND v.state = 'trial';
      DELETE FROM email_template_versions WHERE state = 'trial';
      ALTER TABLE email_template_versions ENABLE TRIGGER email_template_versions_frozen;
      DROP INDEX email_template_versions_number_key;
      ALTER TABLE email_template_versions
        DROP CONSTRAINT email_template_versions_state_check,
        DROP CONSTRAINT email_template_versions_published_at_check,
        ADD CONSTRAINT email_template_versions_state_check CHECK (state IN ('draft', 'published', 'archived')),
        ADD CONSTRAINT email_template_versions_published_at_check CHECK ((state = 'draft') = (published_at IS NULL)),
        ADD CONSTRAINT email_template_versions_number_key UNIQUE (template_id, number);
    `);
  }
}
