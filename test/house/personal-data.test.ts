import { PersonalData } from '../../src/identity';
import { Crm } from '../support/crm';

/**
 * Columns of text, JSON and bytes that hold nobody from outside: codes, keys, digests, what the product or colleagues
 * are called, what companies are. `idempotency_keys.body` is sealed and lives for 48 hours; `audit_log` is written by
 * colleagues about what they did, never changed, and gets reasons without the names of whom is erased; `lead_import_rows`
 * keep digests, so that a file read again makes nobody anew.
 */
const HOLDS_NOBODY: Readonly<Record<string, string>> = {
  access_subjects: 'kind territory',
  access_tables: 'table_name subject_column merge_kind',
  activities: 'territory kind outcome origin',
  activity_kinds: 'code',
  alert_rounds: 'source',
  alerts: 'name subject source severity measured',
  analytics_clicks: 'territory button target_kind source template_key',
  analytics_daily: 'unit grain step channel territory variant business_type provider',
  analytics_deliveries: 'territory package_key outcome',
  analytics_follow_ups: 'territory step channel variant business_type provider outcome reason',
  analytics_grants: 'territory package_key via',
  analytics_leads: 'cohort_step territory step channel variant business_type provider',
  analytics_letters: 'territory direction',
  analytics_messages: 'territory direction kind purpose author template_key about_kind',
  analytics_orders: 'currency',
  analytics_responses: 'class channel',
  analytics_revenues: 'territory step channel variant business_type provider currency',
  analytics_samples: 'territory',
  analytics_touches: 'step channel variant territory business_type outcome reason provider',
  analytics_turns: 'what territory channel reason',
  api_tokens: 'name token_hash hint acts',
  audit_head: 'hash',
  audit_log: 'actor_kind actor_id role act before after why address hash',
  content_campaign_contacts: 'territory state reason',
  content_campaigns: 'name package_key template_key filter roles state state_reason',
  content_deliveries: 'territory kind state reason',
  content_grants:
    'territory package_key state origin template_key announcement_state announcement_reason unlocked_via',
  content_items: 'kind content',
  content_packages: 'key state name bodies',
  content_prompts: 'territory',
  conversation_messages:
    'territory direction author channel kind template_key about_kind intent answer_state answer_reason',
  conversation_responses: 'territory channel source_kind about_kind class state language',
  conversations: 'territory channel state language close_reason waiting_reason topics',
  conversion_approvals: 'territory state',
  conversion_evaluations: 'territory evidence facts clauses matched action result',
  conversion_rule_sets: 'state name rules',
  conversion_touches: 'territory step',
  conversions: 'territory previous_status',
  customer_contacts: 'territory role locale time_zone',
  customer_identities: 'territory kind',
  customer_opportunities: 'territory stage currency',
  customer_orders: 'territory number currency',
  customer_sites: 'territory kind name street postal_code city country place_key',
  customers:
    'territory number state company_name company_key website country city business_type vat_id payment_terms expected_volume_currency',
  email_attempts: 'provider worker state scope content_sha256 phase code enhanced',
  // What a provider said about its account or itself; addresses in it are blotted out before it is kept.
  email_circuits: 'provider state reason response probe_by',
  email_contents: 'sha256 locale',
  email_hits: 'fact machine_by',
  email_inbound: 'raw_sha256 from_hash kind matched_by message_id_hash about_hash bounce_class',
  email_inbound_mails: 'territory about_kind report_status',
  email_limit_buckets: 'key',
  email_links: 'url',
  email_messages:
    'territory stream idempotency_key payload_hash to_hash contact_keys locale thread_key gate_name gate_ref about_kind legal_basis status reason claimed_by provider provider_message_id wire_message_id measured',
  // What a server said is kept with its addresses blotted out.
  email_provider_events:
    'provider event_id kind provider_message_id wire_message_id said state error about_hash bounce_class',
  email_suppressions: 'to_hash scope reason added_by removed_by removed_why',
  email_template_versions: 'state bodies checksum uses findings',
  email_templates: 'key purpose stream business_type season territory',
  email_unsubscriptions: 'method stream',
  email_webhook_hours: 'provider',
  enrolments: 'territory anchor_kind state reason pauses',
  event_cursors: 'consumer',
  event_keys: 'type key',
  event_log: 'type source subject key audience territory data',
  event_parked: 'consumer subject type state error',
  follow_up_canaries: 'broken_hop',
  follow_up_decisions: 'territory outcome reason guards counterfactual channel content',
  follow_up_gauges: 'pending',
  follow_ups: 'territory step channel state reason waits_for spent_channels',
  idempotency_keys: 'route key request_hash headers body body_hash',
  lead_bulk_acts: 'act filter state failure',
  lead_bulk_rows: 'outcome reason before kept_reason',
  lead_clock_stops: 'territory state',
  lead_consents: 'territory channel purpose state basis requested_thing wording_version',
  lead_contacts: 'territory role locale time_zone',
  lead_identities: 'territory kind',
  lead_import_mappings: 'header_key mapping',
  lead_import_rows: 'outcome reason field notes fingerprint company_place kept_reason',
  lead_imports:
    'creator_role territories file_name sha256 encoding delimiter header mapping count_from state failure mapping_source format revert_reason backdating backdating_reason',
  lead_merge_rows: 'table_name row_key digest',
  lead_merges: 'territory',
  lead_opt_ins: 'form_key form_title language url wording wording_version',
  lead_samples: 'territory state contents tracking_number',
  lead_score_points: 'part kind code',
  lead_views: 'audience columns filter sort',
  leads:
    'territory company_name company_key website domain street postal_code city place_key country business_type kitchen_size chain annual_volume_currency status status_before source source_campaign tags first_contact_channel relationship_status decision_maker_access pains urgency score_parts protection_state',
  loop_reports: 'process roles loops',
  offers: 'business_type territory season products_de products_en',
  response_decisions: 'territory class',
  sequences: 'key state steps pauses',
  session_tickets: 'token_hash',
  sessions: 'token_hash address user_agent revoked_reason',
  setting_installation: 'fingerprint',
  settings: 'key territory value reason',
  sign_in_attempts: 'kind key_hash',
  tasks: 'territory kind subject_code origin',
  teams: 'name',
  territories: 'code name country currency locale time_zone holidays_region legal_footer',
  territory_tax_rates: 'territory kind',
  users:
    'email name role territories capabilities locale time_zone theme density password_hash state position phone',
  webhook_probes: 'reason',
  whatsapp_attempts: 'state worker',
  whatsapp_contacts: 'territory cool_reason',
  whatsapp_inbound: 'territory wamid phone_number_id kind quotes_wamid about_kind',
  whatsapp_items: 'key kind state',
  whatsapp_messages:
    'territory idempotency_key payload_hash purpose kind author gate_name gate_ref about_kind state reason claimed_by wamid pricing',
  whatsapp_numbers: 'phone_number_id display_number quality messaging_limit blocked_by',
  whatsapp_pace: 'phone_number_id',
  whatsapp_payloads: 'kind',
  whatsapp_receipts: 'wamid status facts',
  whatsapp_templates:
    'key locale name external_id status category quality reason body variables buttons actions',
};

interface Column {
  readonly table: string;
  readonly column: string;
}

const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS "column"
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND c.relname <> 'migrations'
     AND format_type(a.atttypid, NULL) IN ('text', 'text[]', 'jsonb', 'json', 'bytea', 'inet', 'character varying')
   ORDER BY c.relname, a.attnum`;

function missing(
  columns: readonly Column[],
  holds: ReadonlyMap<string, readonly string[]>,
): string[] {
  return columns
    .filter(
      ({ table, column }) =>
        !holds.get(table)?.includes(column) &&
        !(HOLDS_NOBODY[table] ?? '').split(' ').includes(column),
    )
    .map(
      ({ table, column }) =>
        `${table}.${column} may hold a person: name it in the part of the personal data of its module and export and erase it there, or say in HOLDS_NOBODY that it does not.`,
    );
}

describe('every column that may hold a person', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start();
  });
  afterAll(() => crm.stop());

  it('is exported and erased by the part of its module', async () => {
    const columns = await crm.sql<Column>(COLUMNS);

    expect(missing(columns, crm.app.get(PersonalData).holds)).toEqual([]);
  });

  it('would be missed by nobody', () => {
    expect(missing([{ table: 'lead_dreams', column: 'dream' }], new Map())).toEqual([
      expect.stringContaining('lead_dreams.dream may hold a person'),
    ]);
  });

  it('exists, and is said to hold somebody or nobody, not both', async () => {
    const columns = await crm.sql<Column>(COLUMNS);
    const known = new Set(columns.map(({ table, column }) => `${table}.${column}`));
    const holding = [...crm.app.get(PersonalData).holds].flatMap(([table, names]) =>
      names.map((name) => `${table}.${name}`),
    );
    const free = Object.entries(HOLDS_NOBODY).flatMap(([table, names]) =>
      names.split(' ').map((name) => `${table}.${name}`),
    );

    expect([...holding, ...free].filter((name) => !known.has(name))).toEqual([]);
    expect(holding.filter((name) => free.includes(name))).toEqual([]);
  });
});
