import { Database, lockKeys, type Tx } from '../../src/core/database';
import { seededRandom } from '../../src/core/ids';
import { Suppressions } from '../../src/email';
import { FollowUpRunner } from '../../src/follow-ups/deciding/follow-up.runner';
import { systemScope } from '../../src/identity';
import { LeadsService } from '../../src/leads';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

/** 10,000 in the long form: `INTERLEAVINGS=10000`. */
const LEADS = Number(process.env['INTERLEAVINGS'] ?? 400);
const ANSWERING = 4;
const SEQUENCE = '019ab000-0000-7000-8000-000000000001';
const DUE = '2026-03-05T09:00:00Z';

/** Consenting leads whose T3 is due, written past the API. @returns their ids, by number */
async function arrange(world: FollowUpWorld): Promise<string[]> {
  const { crm, anna } = world;
  await crm.sql(`CREATE UNLOGGED TABLE test_batch AS SELECT i, gen_random_uuid() AS id, gen_random_uuid() AS contact,
    gen_random_uuid() AS enrolment FROM generate_series(1, ${String(LEADS)}) i`);
  await crm.sql(
    `INSERT INTO access_subjects (subject_id, kind, owner_id, territory) SELECT id, 'lead', $1, 'DE' FROM test_batch`,
    [anna.id],
  );
  await crm.sql(
    `INSERT INTO leads (id, subject_id, owner_id, territory, company_name, company_key, postal_code, city, country,
       business_type, stage, source, registered_at, last_activity_at, changed_at, search)
     SELECT id, id, $1, 'DE', 'Hotel ' || i, 'hotel ' || i, '10115', 'Berlin', 'DE', 'HOTEL', 1, 'REFERRAL', t, t, t, 'hotel'
       FROM test_batch, (SELECT $2::timestamptz - interval '3 days' AS t) AS at`,
    [anna.id, DUE],
  );
  await crm.sql(
    `INSERT INTO lead_contacts (id, lead_id, subject_id, owner_id, territory, first_name, last_name, email, is_primary)
     SELECT contact, id, id, $1, 'DE', 'Eva', 'Brandt', 'chef' || i || '@hotel.example', true FROM test_batch`,
    [anna.id],
  );
  await crm.sql(
    `INSERT INTO lead_consents (id, lead_id, subject_id, territory, contact_id, channel, purpose, state, basis, source, given_at, recorded_at)
     SELECT gen_random_uuid(), id, id, 'DE', contact, 'email', 'advertising', 'given', 'OPT_IN', 'test', t, t
       FROM test_batch, (SELECT $1::timestamptz - interval '3 days' AS t) AS at`,
    [DUE],
  );
  await crm.sql(
    `INSERT INTO enrolments (id, subject_id, territory, sequence_id, anchor_kind, anchor_at, state, started_at)
     SELECT enrolment, id, 'DE', $1, 'REGISTERED', $2::timestamptz - interval '3 days', 'active', $2 FROM test_batch`,
    [SEQUENCE, DUE],
  );
  await crm.sql(
    `INSERT INTO follow_ups (id, enrolment_id, subject_id, territory, step, step_number, channel, due_at, not_after)
     SELECT gen_random_uuid(), enrolment, id, 'DE', 'T3', 0, 'email', $1, $1::timestamptz + interval '7 days' FROM test_batch`,
    [DUE],
  );
  const rows = await crm.sql<{ id: string }>('SELECT id FROM test_batch ORDER BY i');
  await crm.sql('DROP TABLE test_batch');
  return rows.map(({ id }) => id);
}

describe('an answer and a hand-over at the same time', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld({ at: '2026-03-05T08:00:00Z', env: { EMAIL_BATCH_SIZE: '50' } });
  });
  afterAll(() => world.stop());

  it('never pass each other: what is committed first wins', async () => {
    const leads = await arrange(world);
    const { app, clock } = world.crm;
    const db = app.get(Database);
    clock.turnTo(new Date(DUE));
    while (await app.get(FollowUpRunner).step());
    const random = seededRandom(5);
    const waiting = leads.flatMap((leadId, index) =>
      random(1).readUInt8() < 170
        ? [{ leadId, nr: index + 1, byMail: random(1).readUInt8() < 128 }]
        : [],
    );
    const won = new Map<string, boolean>();

    /** Whether the attempt is committed, asked while the contact's locks are held. */
    const handedOver = async (tx: Tx, leadId: string) =>
      (
        await tx.rows(
          'SELECT 1 FROM email_attempts a JOIN email_messages m ON m.id = a.message_id WHERE m.subject_id = $1',
          [leadId],
        )
      ).length > 0;
    const answer = async ({ leadId, nr, byMail }: (typeof waiting)[number]) => {
      const first = await db.transaction(systemScope('test'), async (tx) => {
        const address = world.addressOf(nr);
        if (byMail) {
          await lockKeys(tx, app.get(Suppressions).contactKeys([address]));
          await app
            .get(Suppressions)
            .add(tx, address, { scope: 'followup', reason: 'UNSUBSCRIBED' });
        } else
          await app.get(LeadsService).logActivity(tx, {
            leadId,
            kind: 'ANSWER',
            occurredAt: clock.now(),
            text: 'Bitte nicht',
          });
        return !(await handedOver(tx, leadId));
      });
      won.set(address(nr), first);
    };
    const address = (nr: number) => world.addressOf(nr);
    const lanes = Array.from({ length: ANSWERING }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await answer(next);
    });
    await Promise.all([world.crm.drain(), ...lanes]);
    await world.crm.drain();

    const received = new Map<string, number>();
    for (const { to } of world.mails()) received.set(to, (received.get(to) ?? 0) + 1);
    const wrong = leads.flatMap((_, index) => {
      const to = address(index + 1);
      const expected = won.get(to) === true ? 0 : 1;
      return received.get(to) === undefined && expected === 0
        ? []
        : received.get(to) === expected
          ? []
          : [to];
    });
    const winners = [...won.values()].filter(Boolean).length;

    expect(wrong).toEqual([]);
    expect(winners).toBeGreaterThan(0);
    expect(winners).toBeLessThan(won.size);
    const open = await world.crm.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM follow_ups WHERE step = 'T3' AND state NOT IN ('handed_over', 'cancelled')`,
    );
    expect(open[0]!.n).toBe(0);
  }, 600_000);
});
