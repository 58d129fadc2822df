/** Whose tables these are, by their prefix. A new table starts with a prefix of its module or adds one here. */
const OWNERS: readonly [module: string, prefix: RegExp][] = [
  ['core', /^(migrations$|idempotency_|loop_)/],
  ['events', /^event_/],
  [
    'identity',
    /^(users|user_|teams|team_|territories|territory_|sessions|session_|settings|setting_|access_|audit_|sign_in_|api_tokens|personal_)/,
  ],
  ['email', /^email_/],
  ['whatsapp', /^(whatsapp_|webhook_intake_)/],
  ['leads', /^(leads|lead_|duplicate_|consent_|import_|activities|activity_|tasks)/],
  ['follow-ups', /^(follow_ups|follow_up_|sequences|enrolments|offers)/],
  ['conversations', /^(conversations|conversation_|response_|content_)/],
  ['customers', /^(customers|customer_|conversions|conversion_|order_)/],
  ['analytics', /^analytics_/],
  ['cockpit', /^(cockpit_|stream_|webhook_|alerts$|alert_)/],
];

/** @returns null for a table that nobody owns */
export function ownerOf(table: string): string | null {
  return OWNERS.find(([, prefix]) => prefix.test(table))?.[0] ?? null;
}
