/** Events a lead, on average, of the story below. */
const EVENTS_A_LEAD = 5.2;

/**
 * About `count` facts over the last year before `until`, straight into the log: decisions, sends, reports, answers,
 * conversions, taken back ones and orders, of 40 owners in 8 teams, two steps, eight texts and five business types.
 * @returns the number of events
 */
export async function arrange({ sql }, { count, until }) {
  const leads = Math.round(count / EVENTS_A_LEAD);
  await sql(`SELECT relance.ensure_event_partitions()`);
  await sql(
    `CREATE FUNCTION bench_id(what text) RETURNS uuid LANGUAGE sql IMMUTABLE
       RETURN overlay(overlay(md5(what) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid;
     CREATE TABLE bench_events (type text, module text, subject text, key text, at timestamptz, lead uuid, data jsonb);
     CREATE TABLE bench_leads AS
     SELECT i, bench_id('lead' || i) AS lead, bench_id('owner' || i % 40) AS owner, bench_id('team' || (i % 40) / 5) AS team,
            '${until}'::timestamptz - interval '365 days' * ((i * 0.61803398875) % 1)::float8 - interval '1 hour' AS at,
            (ARRAY['HOTEL','RESTAURANT','CANTEEN','CATERING','OTHER'])[1 + i % 5] AS business,
            (ARRAY['DE','CH'])[1 + (i % 10 = 0)::int] AS territory
       FROM generate_series(1, ${leads}) AS i;
     CREATE TABLE bench_touches AS
     SELECT l.*, s.step, bench_id('touch' || i || s.step) AS touch, bench_id('text' || s.step || i % 4) AS version,
            l.at + s.days * interval '1 day' AS due
       FROM bench_leads l CROSS JOIN (VALUES ('T3', 0), ('T7', 4)) AS s(step, days)
      WHERE s.step = 'T3' OR i % 10 < 8;`,
  );
  const event = (type, module, subject, key, at, data, from) => `
    INSERT INTO bench_events
    SELECT '${type}', '${module}', ${subject}::text, ${key}, ${at}, lead, ${data} FROM ${from};`;
  const iso = (at) => `to_char((${at}) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  const mail = (at) => `jsonb_build_object('messageId', touch, 'leadId', lead, 'about',
      jsonb_build_object('kind', 'follow-up', 'id', touch), 'stream', 'followup', 'templateVersionId', version,
      'provider', 'smtp', 'reason', NULL, 'occurredAt', ${iso(at)})`;
  await sql(
    event(
      'crm.lead.followup.processed.v1',
      'follow-ups',
      'touch',
      `'fu:' || touch || ':1'`,
      'due',
      `jsonb_build_object('followUpId', touch, 'leadId', lead, 'step', step, 'channel', 'email', 'decision', 1, 'outcome',
        'queued', 'reason', NULL, 'nextAt', NULL, 'messageId', touch, 'sequenceId', lead, 'templateVersionId', version,
        'variant', NULL, 'territory', territory, 'ownerId', owner, 'teamId', team, 'businessType', business,
        'processedAt', ${iso('due')})`,
      'bench_touches',
    ),
  );
  const sent = `due + interval '1 minute'`;
  await sql(
    event(
      'crm.email.sent.v1',
      'email',
      'touch',
      `'mail:' || touch || ':sent'`,
      sent,
      `${mail(sent)} || '{"claim": 1}'`,
      'bench_touches',
    ),
  );
  const delivered = `due + interval '2 minutes'`;
  await sql(
    event(
      'crm.email.delivered.v1',
      'email',
      'touch',
      `'mail:' || touch || ':delivered'`,
      delivered,
      `${mail(delivered)} || jsonb_build_object('inboundId', touch)`,
      'bench_touches WHERE i % 2 = 0',
    ),
  );
  const answered = `at + interval '1 day' * (1 + i % 35)`;
  await sql(
    event(
      'crm.response.classified.v1',
      'conversations',
      'lead',
      `'resp:' || lead || ':1'`,
      answered,
      `jsonb_build_object('responseId', bench_id('answer' || i), 'version', 1, 'leadId', lead, 'contactId', NULL,
        'class', CASE WHEN i % 14 < 7 THEN 'POSITIVE' ELSE 'NEUTRAL' END, 'confidence', 0.95, 'channel', 'email',
        'state', 'decided', 'evidence', NULL, 'decidedBy', NULL, 'followUpId', NULL, 'about', NULL, 'pauseUntil', NULL,
        'receivedAt', ${iso(answered)})`,
      'bench_leads WHERE i % 7 = 0',
    ),
  );
  const won = `at + interval '1 day' * (2 + i % 37)`;
  const conversion = `'leadId', lead, 'customerId', bench_id('customer' || i), 'conversionId', bench_id('conversion' || i),
      'number', 1, 'attached', false, 'convertedAt', ${iso(won)}`;
  await sql(
    event(
      'crm.lead.converted.v1',
      'customers',
      'lead',
      `'conversion:' || lead || ':1'`,
      won,
      `jsonb_build_object(${conversion}, 'rule', NULL, 'responseId', NULL, 'followUpId', NULL, 'convertedBy', NULL,
        'valueCents', NULL, 'currency', NULL)`,
      'bench_leads WHERE i % 14 = 0',
    ),
  );
  const undone = `at + interval '40 days'`;
  await sql(
    event(
      'crm.conversion.undone.v1',
      'customers',
      'lead',
      `'conversion:' || lead || ':1:undone'`,
      undone,
      `jsonb_build_object(${conversion}, 'undoneBy', NULL, 'undoneAt', ${iso(undone)})`,
      'bench_leads WHERE i % 280 = 0',
    ),
  );
  const ordered = `at + interval '1 day' * (5 + i % 37 + o)`;
  await sql(
    event(
      'crm.customer.order.recorded.v1',
      'customers',
      `bench_id('customer' || i)`,
      `'order:' || i || ':' || o`,
      ordered,
      `jsonb_build_object('customerId', bench_id('customer' || i), 'orderId', bench_id('order' || i || ':' || o),
        'amountCents', 10000 + i % 9000, 'currency', CASE territory WHEN 'CH' THEN 'CHF' ELSE 'EUR' END,
        'orderedAt', ${iso(ordered)}, 'deliveredAt', NULL)`,
      'bench_leads CROSS JOIN generate_series(1, 2) AS o WHERE i % 14 = 0',
    ),
  );
  // In the order in which it happened; without the trigger that looks up whose a lead is.
  await sql(
    `SET session_replication_role = replica;
     INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, subject_id, data)
     SELECT 1, gen_random_uuid(), type, '/relance/' || module, subject, key, at, 'subject', lead, data
       FROM bench_events ORDER BY at;
     ANALYZE event_log`,
  );
  const [{ events }] = await sql('SELECT count(*)::int AS events FROM event_log');
  return events;
}
