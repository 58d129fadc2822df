import { Database, type DbScope, lockKeys, type Tx } from '../../src/core/database';
import { seededRandom } from '../../src/core/ids';
import { Suppressions } from '../../src/email';
import { FollowUpRunner } from '../../src/follow-ups/deciding/follow-up.runner';
import { type Scope, systemScope } from '../../src/identity';
import { LeadsService } from '../../src/leads';
import { leadEtag } from '../../src/leads/lead-records.service';
import { ContactsService } from '../../src/leads/contacts/contacts.service';
import { ConsentLog } from '../../src/leads/privacy/consent-log.service';
import { dueLeads } from '../support/due-leads';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

/** 10,000 in the long form: `INTERLEAVINGS=10000`. */
const LEADS = Number(process.env['INTERLEAVINGS'] ?? 400);
const LANES = 4;
const DUE = '2026-03-05T09:00:00Z';

interface Subject {
  readonly leadId: string;
  readonly contactId: string;
  readonly version: number;
  readonly address: string;
}
/** What makes a mail unwanted, in a transaction of its own with this scope. */
type Act = (scope: Scope, subject: Subject) => Promise<unknown>;

function actsOf({ crm: { app, clock } }: FollowUpWorld): Readonly<Record<string, Act>> {
  const within = (scope: Scope, act: (tx: Tx) => Promise<unknown>) =>
    app.get(Database).transaction(scope, act);
  return {
    unsubscribes: (scope, { address }) =>
      within(scope, async (tx) => {
        const suppressions = app.get(Suppressions);
        await lockKeys(tx, suppressions.contactKeys([address]));
        await suppressions.add(tx, address, { scope: 'followup', reason: 'UNSUBSCRIBED' });
      }),
    answers: (scope, { leadId }) =>
      within(scope, (tx) =>
        app.get(LeadsService).logActivity(tx, {
          leadId,
          kind: 'ANSWER',
          occurredAt: clock.now(),
          text: 'Bitte nicht',
        }),
      ),
    'takes the consent back': (scope, { leadId, contactId }) =>
      app.get(ConsentLog).create(scope, leadId, {
        contactId,
        channel: 'email',
        purpose: 'advertising',
        state: 'revoked',
        source: 'Anruf',
      }),
    'is lost': (scope, { leadId }) =>
      app.get(LeadsService).lose(scope, leadId, 'Hat sich für jemand anderen entschieden'),
    'is paused': (scope, { leadId }) =>
      app.get(LeadsService).pauseAutomation(scope, leadId, true, 'Betriebsferien'),
    'is blocked': (scope, { leadId, contactId }) =>
      app.get(ContactsService).block(scope, leadId, contactId, true, 'Beschwerde am Telefon'),
    'is removed': (scope, { leadId, contactId, version }) =>
      app.get(ContactsService).remove(scope, leadId, contactId, leadEtag({ id: leadId, version })),
  };
}

/** Consenting leads with a queued mail each. */
async function queued(world: FollowUpWorld): Promise<Subject[]> {
  const { app, clock } = world.crm;
  const sql = <R extends object>(text: string, values?: unknown[]) =>
    world.crm.sql<R>(text, values);
  await dueLeads(sql, { count: LEADS, ownerId: world.anna.id, dueAt: new Date(DUE) });
  clock.turnTo(new Date(DUE));
  while (await app.get(FollowUpRunner).step());
  return sql<Subject>(
    `SELECT l.id AS "leadId", c.id AS "contactId", l.version, c.email AS address
       FROM leads l JOIN lead_contacts c ON c.lead_id = l.id ORDER BY c.email`,
  );
}

describe('a contact who wants no mail and the hand-over of one at the same time', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld({ at: '2026-03-05T08:00:00Z', env: { EMAIL_BATCH_SIZE: '50' } });
  });
  afterAll(() => world.stop());

  it('never pass each other: what is committed first wins', async () => {
    const subjects = await queued(world);
    const acts = actsOf(world);
    const names = Object.keys(acts);
    const random = seededRandom(5);
    const waiting = subjects.flatMap((subject) => {
      const name = names[random(1).readUInt8() % names.length] ?? '';
      return random(1).readUInt8() < 170 ? [{ subject, name }] : [];
    });
    /** By address: what was done, and whether no attempt was committed while the act held its locks. */
    const done = new Map<string, { name: string; first: boolean }>();
    const perform = async ({ subject, name }: (typeof waiting)[number]) => {
      let first = false;
      const scope: Scope & DbScope = {
        ...systemScope('test'),
        beforeCommit: async (tx) => {
          const attempts = await tx.rows(
            'SELECT FROM email_attempts a JOIN email_messages m ON m.id = a.message_id WHERE m.subject_id = $1',
            [subject.leadId],
          );
          first = attempts.length === 0;
        },
      };
      await acts[name]?.(scope, subject);
      done.set(subject.address, { name, first });
    };
    const lanes = Array.from({ length: LANES }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await perform(next);
    });
    await Promise.all([world.crm.drain(), ...lanes]);
    await world.crm.drain();

    const received = new Map<string, number>();
    for (const { to } of world.mails()) received.set(to, (received.get(to) ?? 0) + 1);
    const wrong = subjects.flatMap(({ address }) => {
      const mails = received.get(address) ?? 0;
      const act = done.get(address);
      return mails === (act?.first === true ? 0 : 1) ? [] : [{ address, mails, ...act }];
    });
    expect(wrong).toEqual([]);
    const all = [...done.values()];
    for (const name of names) {
      const races = all.filter((act) => act.name === name);
      // Both orders have to come about, or nothing was tried.
      expect([name, new Set(races.map(({ first }) => first)).size]).toEqual([name, 2]);
    }
    const [open] = await world.crm.sql<{ n: number }>(
      // A mail that a pause holds back waits in the queue; nothing else does.
      `SELECT count(*)::int AS n FROM follow_ups f JOIN leads l ON l.id = f.subject_id
        WHERE f.step = 'T3' AND f.state <> 'handed_over' AND f.state <> CASE WHEN l.automation_paused_at IS NULL THEN 'cancelled' ELSE 'queued' END`,
    );
    expect(open?.n).toBe(0);
  }, 1_200_000);
});
