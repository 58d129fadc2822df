import { randomUUID } from 'node:crypto';

const SEQUENCE = '019ab000-0000-7000-8000-000000000001';

/** Somebody who owns every lead and whom letters name. */
export async function arrangeOwner({ sql }) {
  const owner = randomUUID();
  await sql(
    `INSERT INTO users (id, email, name, role, territories) VALUES ($1, $2, 'Anna Keller', 'SALES', '{DE}')`,
    [owner, `${owner}@relance.example`],
  );
  return owner;
}

/**
 * Consenting leads with one follow-up each that is due at `dueAt` plus `spacingMs` for each, and nothing in its way.
 * Written past the API, so that only what is measured takes time.
 */
export async function arrangeFollowUps({ sql }, { owner, count, dueAt, spacingMs = 0, mark }) {
  await sql(`
    DROP TABLE IF EXISTS bench_batch;
    CREATE UNLOGGED TABLE bench_batch AS SELECT i, gen_random_uuid() AS id, gen_random_uuid() AS contact,
           gen_random_uuid() AS enrolment, gen_random_uuid() AS follow_up FROM generate_series(1, ${count}) i`);
  await sql(
    `INSERT INTO access_subjects (subject_id, kind, owner_id, territory) SELECT id, 'lead', $1, 'DE' FROM bench_batch`,
    [owner],
  );
  await sql(
    `INSERT INTO leads (id, subject_id, owner_id, territory, company_name, company_key, postal_code, city, country,
       business_type, stage, source, registered_at, last_activity_at, changed_at, search)
     SELECT id, id, $1, 'DE', 'Hotel ' || i, 'hotel ' || i, '10115', 'Berlin', 'DE', 'HOTEL', 1, 'REFERRAL',
            $2::timestamptz - interval '3 days', $2::timestamptz - interval '3 days', $2::timestamptz, 'hotel' FROM bench_batch`,
    [owner, dueAt],
  );
  await sql(
    `INSERT INTO lead_contacts (id, lead_id, subject_id, owner_id, territory, first_name, last_name, email, is_primary)
     SELECT contact, id, id, $1::uuid, 'DE', 'Eva', 'Brandt', $2 || i || '@hotel.example', true FROM bench_batch`,
    [owner, mark],
  );
  await sql(
    `INSERT INTO lead_consents (id, lead_id, subject_id, territory, contact_id, channel, purpose, state, basis, source, given_at, recorded_at)
     SELECT gen_random_uuid(), id, id, 'DE', contact, 'email', 'advertising', 'given', 'OPT_IN', 'bench', t, t
       FROM bench_batch, (SELECT $1::timestamptz - interval '3 days' AS t) AS at`,
    [dueAt],
  );
  await sql(
    `INSERT INTO enrolments (id, subject_id, territory, sequence_id, anchor_kind, anchor_at, state, started_at)
     SELECT enrolment, id, 'DE', $1::uuid, 'REGISTERED', $2::timestamptz - interval '3 days', 'active', $2::timestamptz FROM bench_batch`,
    [SEQUENCE, dueAt],
  );
  await sql(
    `INSERT INTO follow_ups (id, enrolment_id, subject_id, territory, step, step_number, channel, due_at, not_after)
     SELECT follow_up, enrolment, id, 'DE', 'T3', 0, 'email', $1::timestamptz + i * $2::int * interval '1 millisecond',
            $1::timestamptz + interval '7 days' FROM bench_batch`,
    [dueAt, spacingMs],
  );
  await sql('ANALYZE access_subjects, leads, lead_contacts, lead_consents, enrolments, follow_ups');
}
