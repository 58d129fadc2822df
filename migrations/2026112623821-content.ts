import type { MigrationInterface, QueryRunner } from 'typeorm';

const SALES = `owner_id = (SELECT relance.me()) OR subject_id IN
  (SELECT subject_id FROM access_collaborators WHERE user_id = (SELECT relance.me()))`;
const MANAGER = 'team_id = ANY ((SELECT relance.team_ids())::uuid[])';
const PEOPLE = 'relance_sales, relance_manager, relance_admin';
const SCOPED = [
  'content_grants',
  'content_deliveries',
  'content_prompts',
  'content_campaign_contacts',
];
const ACCESS = `subject_id uuid NOT NULL,
      owner_id uuid,
      team_id uuid,
      territory text NOT NULL,
      simulated boolean NOT NULL DEFAULT false`;

/** What is kept for contacts until they ask for it, how it is delivered, and who gets it by a campaign. */
export class Content2026112623821 implements MigrationInterface {
  name = 'Content2026112623821';

  async up(runner: QueryRunner): Promise<void> {
    await packages(runner);
    await campaigns(runner);
    await grants(runner);
    await runner.query(
      `INSERT INTO access_tables (table_name) VALUES ${SCOPED.map((table) => `('${table}')`).join(', ')}`,
    );
    for (const table of SCOPED)
      await runner.query(`
        CREATE TRIGGER ${table}_access_fill BEFORE INSERT ON ${table}
          FOR EACH ROW EXECUTE FUNCTION relance.access_fill();
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY sales_own ON ${table} TO relance_sales USING (${SALES}) WITH CHECK (${SALES});
        CREATE POLICY manager_teams ON ${table} TO relance_manager USING (${MANAGER}) WITH CHECK (${MANAGER});
        CREATE POLICY admin_all ON ${table} TO relance_admin USING (true) WITH CHECK (true);
        CREATE POLICY system_all ON ${table} TO relance_system USING (true) WITH CHECK (true);
        CREATE POLICY auditor_reads ON ${table} FOR SELECT TO relance_auditor USING (true);
        GRANT SELECT ON ${table} TO ${PEOPLE}, relance_auditor;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO relance_system;
      `);
    await runner.query(`
      GRANT INSERT, UPDATE ON content_grants, content_deliveries, content_prompts TO ${PEOPLE};
      GRANT UPDATE ON content_campaign_contacts TO relance_admin;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DELETE FROM access_tables WHERE table_name = ANY ('{${SCOPED.join(',')}}');
      DROP TABLE content_prompts;
      DROP TABLE content_deliveries;
      DROP TABLE content_grants;
      DROP TABLE content_campaign_contacts;
      DROP TABLE content_campaigns;
      DROP TABLE content_items;
      DROP TABLE content_packages;
    `);
  }
}

async function packages(runner: QueryRunner): Promise<void> {
  await runner.query(`
    -- One row a version: what is approved never changes, a change is the next version.
    CREATE TABLE content_packages (
      id uuid NOT NULL CONSTRAINT content_packages_pkey PRIMARY KEY,
      key text NOT NULL,
      number integer NOT NULL,
      state text NOT NULL CONSTRAINT content_packages_state_check CHECK (state IN ('draft', 'approved', 'archived')),
      row_version integer NOT NULL DEFAULT 1,
      name text NOT NULL,
      bodies jsonb NOT NULL,
      edited_by uuid,
      edited_at timestamptz NOT NULL,
      approved_by uuid,
      approved_at timestamptz,
      CONSTRAINT content_packages_key_number_key UNIQUE (key, number),
      CONSTRAINT content_packages_approved_at_check CHECK (state <> 'approved' OR approved_at IS NOT NULL)
    );
    CREATE UNIQUE INDEX content_packages_approved_key ON content_packages (key) WHERE state = 'approved';
    CREATE UNIQUE INDEX content_packages_draft_key ON content_packages (key) WHERE state = 'draft';

    CREATE TABLE content_items (
      package_id uuid NOT NULL
        CONSTRAINT content_items_package_id_fkey REFERENCES content_packages (id) ON DELETE CASCADE,
      ordinal integer NOT NULL CONSTRAINT content_items_ordinal_check CHECK (ordinal >= 1),
      kind text NOT NULL CONSTRAINT content_items_kind_check CHECK (kind IN ('text', 'image', 'document', 'video')),
      content jsonb NOT NULL,
      CONSTRAINT content_items_pkey PRIMARY KEY (package_id, ordinal)
    );

    GRANT SELECT ON content_packages, content_items TO relance_app;
    GRANT INSERT, UPDATE, DELETE ON content_packages, content_items TO relance_admin, relance_system;
    ALTER TABLE content_packages ENABLE ROW LEVEL SECURITY;
    ALTER TABLE content_items ENABLE ROW LEVEL SECURITY;
    CREATE POLICY everybody_reads ON content_packages FOR SELECT TO relance_app USING (true);
    CREATE POLICY everybody_reads ON content_items FOR SELECT TO relance_app USING (true);
    CREATE POLICY admin_all ON content_packages TO relance_admin, relance_system USING (true) WITH CHECK (true);
    CREATE POLICY admin_all ON content_items TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}

async function campaigns(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE content_campaigns (
      id uuid NOT NULL CONSTRAINT content_campaigns_pkey PRIMARY KEY,
      name text NOT NULL,
      package_key text NOT NULL,
      template_key text NOT NULL,
      filter jsonb NOT NULL,
      roles text[],
      only_primary boolean NOT NULL DEFAULT false,
      state text NOT NULL DEFAULT 'draft' CONSTRAINT content_campaigns_state_check
        CHECK (state IN ('draft', 'running', 'paused', 'finished', 'stopped')),
      state_reason text,
      -- The last lead whose contacts were taken in; null with filled_at: all were.
      filled_to uuid,
      filled_at timestamptz,
      created_by uuid,
      created_at timestamptz NOT NULL,
      started_at timestamptz,
      ended_at timestamptz,
      CONSTRAINT content_campaigns_started_at_check CHECK ((state = 'draft') = (started_at IS NULL)),
      CONSTRAINT content_campaigns_ended_at_check CHECK ((state IN ('finished', 'stopped')) = (ended_at IS NOT NULL))
    );
    CREATE INDEX content_campaigns_running_idx ON content_campaigns (started_at) WHERE state = 'running';

    CREATE TABLE content_campaign_contacts (
      id uuid NOT NULL CONSTRAINT content_campaign_contacts_pkey PRIMARY KEY,
      campaign_id uuid NOT NULL
        CONSTRAINT content_campaign_contacts_campaign_id_fkey REFERENCES content_campaigns (id) ON DELETE CASCADE,
      ${ACCESS},
      contact_id uuid NOT NULL,
      state text NOT NULL CONSTRAINT content_campaign_contacts_state_check
        CHECK (state IN ('waiting', 'announced', 'skipped')),
      reason text,
      grant_id uuid,
      -- Business time.
      due_at timestamptz,
      settled_at timestamptz,
      CONSTRAINT content_campaign_contacts_contact_key UNIQUE (campaign_id, contact_id),
      CONSTRAINT content_campaign_contacts_due_at_check CHECK ((state = 'waiting') = (due_at IS NOT NULL)),
      CONSTRAINT content_campaign_contacts_reason_check CHECK ((state = 'skipped') = (reason IS NOT NULL)),
      CONSTRAINT content_campaign_contacts_grant_id_check CHECK ((state = 'announced') = (grant_id IS NOT NULL))
    );
    CREATE INDEX content_campaign_contacts_due_idx ON content_campaign_contacts (due_at, id) WHERE state = 'waiting';
    CREATE INDEX content_campaign_contacts_list_idx ON content_campaign_contacts (campaign_id, state, id);
    CREATE INDEX content_campaign_contacts_subject_id_idx ON content_campaign_contacts (subject_id);

    GRANT SELECT ON content_campaigns TO relance_manager, relance_admin, relance_auditor;
    GRANT SELECT, INSERT, UPDATE ON content_campaigns TO relance_admin, relance_system;
    ALTER TABLE content_campaigns ENABLE ROW LEVEL SECURITY;
    CREATE POLICY staff_reads ON content_campaigns FOR SELECT TO relance_manager, relance_auditor USING (true);
    CREATE POLICY admin_all ON content_campaigns TO relance_admin, relance_system USING (true) WITH CHECK (true);
  `);
}

async function grants(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE content_grants (
      id uuid NOT NULL CONSTRAINT content_grants_pkey PRIMARY KEY,
      ${ACCESS},
      contact_id uuid NOT NULL,
      -- The person behind the number, once the channel has told.
      whatsapp_contact_id uuid,
      package_key text NOT NULL,
      -- The version that was delivered last; which one it will be is settled when it is asked for.
      package_id uuid CONSTRAINT content_grants_package_id_fkey REFERENCES content_packages (id),
      state text NOT NULL DEFAULT 'pending' CONSTRAINT content_grants_state_check
        CHECK (state IN ('pending', 'unlocked', 'delivering', 'delivered', 'partially_failed', 'expired')),
      origin text NOT NULL CONSTRAINT content_grants_origin_check CHECK (origin IN ('user', 'follow-up', 'campaign')),
      campaign_id uuid,
      -- Business time, all of them.
      granted_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      template_key text,
      announcement_id uuid,
      announced_at timestamptz,
      announcement_state text,
      announcement_reason text,
      -- Counts the messages that told of it.
      announcement_number integer NOT NULL DEFAULT 0,
      clicks integer NOT NULL DEFAULT 0,
      -- Counts the unlockings.
      number integer NOT NULL DEFAULT 0,
      asked_at timestamptz,
      unlocked_at timestamptz,
      unlocked_via text CONSTRAINT content_grants_unlocked_via_check CHECK (unlocked_via IN ('button', 'text', 'user')),
      first_item_at timestamptz,
      ended_at timestamptz,
      CONSTRAINT content_grants_unlocked_at_check CHECK ((number = 0) = (unlocked_at IS NULL)),
      CONSTRAINT content_grants_campaign_id_check CHECK ((origin = 'campaign') = (campaign_id IS NOT NULL))
    );
    CREATE UNIQUE INDEX content_grants_pending_key ON content_grants (contact_id, package_key) WHERE state = 'pending';
    CREATE INDEX content_grants_subject_id_idx ON content_grants (subject_id, granted_at);
    CREATE INDEX content_grants_contact_id_idx ON content_grants (contact_id, granted_at);
    CREATE INDEX content_grants_list_idx ON content_grants (granted_at, id);
    CREATE INDEX content_grants_announcement_id_idx ON content_grants (announcement_id) WHERE announcement_id IS NOT NULL;
    CREATE INDEX content_grants_package_key_idx ON content_grants (package_key, state);
    CREATE INDEX content_grants_expires_idx ON content_grants (expires_at)
      WHERE state IN ('pending', 'unlocked', 'partially_failed');
    CREATE INDEX content_grants_campaign_id_idx ON content_grants (campaign_id) WHERE campaign_id IS NOT NULL;

    -- One message of one unlocking: an item, or the closing one behind the last item.
    CREATE TABLE content_deliveries (
      id uuid NOT NULL CONSTRAINT content_deliveries_pkey PRIMARY KEY,
      grant_id uuid NOT NULL
        CONSTRAINT content_deliveries_grant_id_fkey REFERENCES content_grants (id) ON DELETE CASCADE,
      ${ACCESS},
      number integer NOT NULL,
      ordinal integer NOT NULL,
      closing boolean NOT NULL DEFAULT false,
      kind text NOT NULL,
      state text NOT NULL DEFAULT 'waiting' CONSTRAINT content_deliveries_state_check
        CHECK (state IN ('waiting', 'queued', 'accepted', 'delivered', 'failed')),
      attempts integer NOT NULL DEFAULT 0,
      message_id uuid,
      -- The message that must have gone before this one.
      after_message_id uuid,
      reason text,
      queued_at timestamptz,
      accepted_at timestamptz,
      failed_at timestamptz,
      CONSTRAINT content_deliveries_ordinal_key UNIQUE (grant_id, number, ordinal),
      CONSTRAINT content_deliveries_message_id_check CHECK (state = 'waiting' OR message_id IS NOT NULL)
    );
    CREATE INDEX content_deliveries_message_id_idx ON content_deliveries (message_id) WHERE message_id IS NOT NULL;
    CREATE INDEX content_deliveries_subject_id_idx ON content_deliveries (subject_id);

    -- When a contact is next asked which of what is kept for them they want.
    CREATE TABLE content_prompts (
      contact_id uuid NOT NULL CONSTRAINT content_prompts_pkey PRIMARY KEY,
      ${ACCESS},
      due_at timestamptz NOT NULL,
      prompted_at timestamptz,
      number integer NOT NULL DEFAULT 0
    );
    CREATE INDEX content_prompts_due_idx ON content_prompts (due_at);
    CREATE INDEX content_prompts_subject_id_idx ON content_prompts (subject_id);
  `);
}
