import { Database, lockKeys, systemDbScope } from '../../src/core/database';
import { Suppressions } from '../../src/email';
import { FollowUpGate } from '../../src/follow-ups/deciding/gate.service';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';

const SEQUENCE = '019ab000-0000-7000-8000-000000000001';
const T3_DAY = '2026-03-05T13:00:00Z';
const why = { reason: 'Der Küchenchef hat angerufen' };

interface Queued {
  readonly leadId: string;
  readonly contactId: string;
  readonly address: string;
  readonly t3: string;
  readonly t7: string;
}
interface Answer {
  status: number;
  body: unknown;
}

describe('what makes a message unwanted and its hand-over', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld();
    world.sink.misbehave = () => ({ at: 'rcpt', reply: '451 4.3.0 later' });
  });
  afterAll(() => world.stop());

  const verdicts = (queued: Queued) =>
    world.crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) =>
        world.crm.app.get(FollowUpGate).verdicts(tx, [queued.t3]),
      );

  /** Until a second transaction stands in line behind a first one; fails when none ever does. */
  const somebodyWaits = () =>
    world.crm.sql(`DO $$ BEGIN
      FOR i IN 1..600 LOOP
        IF EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory') THEN
          RETURN;
        END IF;
        PERFORM pg_sleep(0.005), pg_stat_clear_snapshot();
      END LOOP;
      RAISE EXCEPTION 'nobody waits';
    END $$`);

  /** As the sender does it: the locks of the contact, the question, and whatever else until the commit. */
  const handOver = (queued: Queued, meanwhile: () => Promise<void>) =>
    world.crm.app.get(Database).transaction(systemDbScope('test'), async (tx) => {
      await lockKeys(tx, world.crm.app.get(Suppressions).contactKeys([queued.address]));
      const gate = world.crm.app.get(FollowUpGate);
      const before = (await gate.verdicts(tx, [queued.t3])).get(queued.t3);
      await meanwhile();
      const after = (await gate.verdicts(tx, [queued.t3])).get(queued.t3);
      return [before?.kind, after?.kind];
    });

  const ACTS: [string, (q: Queued) => Promise<Answer>, () => Promise<unknown>][] = [
    ['the loss of a lead', (q) => world.anna.post(`/v1/leads/${q.leadId}/loss`, why), nothing],
    [
      'the pause of a lead',
      (q) => world.anna.post(`/v1/leads/${q.leadId}/automation-pause`, why),
      nothing,
    ],
    [
      'the pause of its sequence',
      (q) => world.anna.post(`/v1/follow-ups/${q.t7}/pause`, why),
      nothing,
    ],
    [
      'the kill switch',
      () => world.crm.admin.set('follow-ups.enabled', { value: false, reason: 'Probe' }),
      () => world.crm.admin.set('follow-ups.enabled', { value: true, reason: 'Weiter' }),
    ],
    [
      'the kill switch of a territory',
      () =>
        world.crm.admin.set('follow-ups.enabled', {
          value: false,
          territory: 'DE',
          reason: 'Probe',
        }),
      () =>
        world.crm.admin.set('follow-ups.enabled', {
          value: true,
          territory: 'DE',
          reason: 'Weiter',
        }),
    ],
    [
      'the kill switch of its sequence',
      () => world.crm.admin.post(`/v1/sequences/${SEQUENCE}/pause`, why),
      () => world.crm.admin.post(`/v1/sequences/${SEQUENCE}/resumption`, why),
    ],
    [
      'the block of a contact',
      (q) => world.anna.post(`/v1/leads/${q.leadId}/contacts/${q.contactId}/blocking`, why),
      nothing,
    ],
    [
      'the removal of a contact',
      async (q) => {
        const { headers } = await world.anna.get(`/v1/leads/${q.leadId}`);
        return world.anna.delete(`/v1/leads/${q.leadId}/contacts/${q.contactId}`, {
          headers: { 'if-match': headers.get('etag') ?? '' },
        });
      },
      nothing,
    ],
    [
      'the assignment to nobody',
      (q) => world.maria.post(`/v1/leads/${q.leadId}/assignment`, { ownerId: null }),
      nothing,
    ],
    [
      'a conversation',
      (q) =>
        world.anna.post(`/v1/leads/${q.leadId}/activities`, { kind: 'CALL', text: 'Telefonat' }),
      nothing,
    ],
  ];

  it.each(ACTS)('do not pass each other: %s', async (_, act, undo) => {
    const queued = await queuedLead(world);
    let acted: Promise<Answer> | undefined;

    const kinds = await handOver(queued, async () => {
      acted = act(queued);
      await somebodyWaits();
    });
    const answer = await acted;
    const then = (await verdicts(queued)).get(queued.t3);
    await undo();

    expect(kinds).toEqual(['send', 'send']);
    expect(answer?.status).toBeLessThan(300);
    expect(then?.kind).not.toBe('send');
  });
});

function nothing(): Promise<void> {
  return Promise.resolve();
}

/** A lead whose T3 is in the queue of the mail server's second try. */
async function queuedLead(world: FollowUpWorld): Promise<Queued> {
  const { crm } = world;
  crm.clock.turnTo(new Date(Math.max(crm.clock.now().getTime(), Date.parse(T3_DAY))));
  const leadId = await world.register();
  await crm.drain();
  const { followUps } = await world.trace(leadId);
  const [t3, t7] = followUps.map(({ id }) => id);
  await world.anna.post(`/v1/follow-ups/${t3 ?? ''}/dispatch`, why);
  // Until then it can be taken back.
  crm.clock.turnTo(new Date(crm.clock.now().getTime() + 10_000));
  await crm.drain();
  crm.clock.turnTo(new Date(crm.clock.now().getTime() + 1000));
  const { body } = await world.anna.get<{ contacts: { id: string; email: string }[] }>(
    `/v1/leads/${leadId}`,
  );
  const [contact] = body.contacts;
  return {
    leadId,
    contactId: contact?.id ?? '',
    address: contact?.email ?? '',
    t3: t3 ?? '',
    t7: t7 ?? '',
  };
}
