const SEQUENCE = '019ab000-0000-7000-8000-000000000001';

type Sql = <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;

interface Wish {
  readonly count: number;
  readonly ownerId: string;
  /** When T3 of all of them is due. */
  readonly dueAt: Date;
  /** When T7 is, until a hand-over of T3 plans it anew; without it there is none. */
  readonly nextAt?: Date;
  /** How many of the leads have a T7. */
  readonly nextCount?: number;
}

/** Consenting leads that are due at one instant, `chef<n>@hotel.example`, written past the API. @returns their ids, by number */
export async function dueLeads(
  sql: Sql,
  { count, ownerId, dueAt, nextAt, nextCount = count }: Wish,
): Promise<string[]> {
  await sql(`CREATE UNLOGGED TABLE test_batch AS SELECT i, gen_random_uuid() AS id, gen_random_uuid() AS contact,
    gen_random_uuid() AS enrolment FROM generate_series(1, ${String(count)}) i`);
  await sql(
    `INSERT INTO access_subjects (subject_id, kind, owner_id, territory) SELECT id, 'lead', $1, 'DE' FROM test_batch`,
    [ownerId],
  );
  await sql(
    `INSERT INTO leads (id, subject_id, owner_id, territory, company_name, company_key, postal_code, city, country,
       business_type, stage, source, registered_at, last_activity_at, changed_at, search)
     SELECT id, id, $1, 'DE', 'Hotel ' || i, 'hotel ' || i, '10115', 'Berlin', 'DE', 'HOTEL', 1, 'REFERRAL', t, t, t, 'hotel'
       FROM test_batch, (SELECT $2::timestamptz - interval '3 days' AS t) AS at`,
    [ownerId, dueAt],
  );
  await sql(
    `INSERT INTO lead_contacts (id, lead_id, subject_id, owner_id, territory, first_name, last_name, email, is_primary)
     SELECT contact, id, id, $1, 'DE', 'Eva', 'Brandt', 'chef' || i || '@hotel.example', true FROM test_batch`,
    [ownerId],
  );
  await sql(
    `INSERT INTO lead_consents (id, lead_id, subject_id, territory, contact_id, channel, purpose, state, basis, source, given_at, recorded_at)
     SELECT gen_random_uuid(), id, id, 'DE', contact, 'email', 'advertising', 'given', 'OPT_IN', 'test', t, t
       FROM test_batch, (SELECT $1::timestamptz - interval '3 days' AS t) AS at`,
    [dueAt],
  );
  await sql(
    `INSERT INTO enrolments (id, subject_id, territory, sequence_id, anchor_kind, anchor_at, state, started_at)
     SELECT enrolment, id, 'DE', $1, 'REGISTERED', $2::timestamptz - interval '3 days', 'active', $2 FROM test_batch`,
    [SEQUENCE, dueAt],
  );
  const steps = [dueAt, ...(nextAt ? [nextAt] : [])];
  for (const [number, at] of steps.entries())
    await sql(
      `INSERT INTO follow_ups (id, enrolment_id, subject_id, territory, step, step_number, channel, due_at, not_after)
       SELECT gen_random_uuid(), enrolment, id, 'DE', $2, $3, 'email', $1, $1::timestamptz + interval '7 days' FROM test_batch
        WHERE i <= $4`,
      [at, number === 0 ? 'T3' : 'T7', number, number === 0 ? count : nextCount],
    );
  const rows = await sql<{ id: string }>('SELECT id FROM test_batch ORDER BY i');
  await sql('DROP TABLE test_batch');
  return rows.map(({ id }) => id);
}
