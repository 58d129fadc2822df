import { Database, lockKeys, type Tx } from '../../src/core/database';
import { seededRandom } from '../../src/core/ids';
import { Suppressions } from '../../src/email';
import { FollowUpRunner } from '../../src/follow-ups/deciding/follow-up.runner';
import { systemScope } from '../../src/identity';
import { LeadsService } from '../../src/leads';
import { dueLeads } from '../support/due-leads';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

/** 10,000 in the long form: `INTERLEAVINGS=10000`. */
const LEADS = Number(process.env['INTERLEAVINGS'] ?? 400);
const ANSWERING = 4;
const DUE = '2026-03-05T09:00:00Z';

describe('an answer and a hand-over at the same time', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld({ at: '2026-03-05T08:00:00Z', env: { EMAIL_BATCH_SIZE: '50' } });
  });
  afterAll(() => world.stop());

  it('never pass each other: what is committed first wins', async () => {
    const { app, clock } = world.crm;
    const leads = await dueLeads((text, values) => world.crm.sql(text, values), {
      count: LEADS,
      ownerId: world.anna.id,
      dueAt: new Date(DUE),
    });
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
