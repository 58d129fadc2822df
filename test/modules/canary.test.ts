import { Database, systemDbScope } from '../../src/core/database';
import { EmailService } from '../../src/email';
import { sampleValues } from '../../src/email/templates/variables.rules';
import { CanaryRunner } from '../../src/follow-ups/canary/canary.runner';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';
import { aboutId, T3_VERSION } from '../support/mail';

const CANARY = '019ab000-0000-7000-8000-0000000000ca';

describe('the canary', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld({ env: { FOLLOW_UPS_CANARY_SECONDS: '300' } });
    await world.crm.drain();
  });
  afterAll(() => world.stop());

  const metrics = async () =>
    (await (await fetch(`${world.crm.url}/metrics`)).text())
      .split('\n')
      .filter((l) => l[0] !== '#');
  const metric = async (name: string) =>
    Number((await metrics()).find((line) => line.startsWith(`${name} `))?.split(' ')[1]);
  const stuck = async () =>
    (await metrics()).flatMap(
      (line) => /^crm_followup_canary_stuck\{hop="(\w+)"\} 1$/.exec(line)?.[1] ?? [],
    );
  const rounds = () =>
    world.crm.sql<{ finished: boolean; hop: string | null }>(
      `SELECT finished_at IS NOT NULL AS finished, broken_hop AS hop FROM follow_up_canaries ORDER BY started_at`,
    );
  const older = (seconds: number) =>
    world.crm.sql(
      `UPDATE follow_up_canaries SET started_at = started_at - make_interval(secs => ${String(seconds)}),
              finished_at = finished_at - make_interval(secs => ${String(seconds)})`,
    );
  const step = () => world.crm.app.get(CanaryRunner).step();

  it('passes the whole way into a sink and never to a real provider', async () => {
    const mails = await world.crm.sql(
      `SELECT status, provider, simulated, to_address AS "to" FROM email_messages`,
    );

    expect(await rounds()).toEqual([{ finished: true, hop: null }]);
    expect(mails).toEqual([
      { status: 'sent', provider: 'sink', simulated: true, to: 'canary@relance.invalid' },
    ]);
    expect(world.sink.mails).toEqual([]);
    expect(await metric('crm_followup_canary_age_seconds')).toBeLessThan(60);
    expect(await metric('crm_followup_canary_period_seconds')).toBe(300);
    expect(await stuck()).toEqual([]);
  });

  it('is in no list, number, export or event that anybody reads', async () => {
    const { admin } = world.crm;
    const lists = ['follow-ups', 'email-messages', 'leads', 'events', 'follow-up-decisions'];
    const items = await Promise.all(
      lists.map(async (list) => (await admin.get<{ items: unknown[] }>(`/v1/${list}`)).body.items),
    );
    const sequences = await admin.get<{ items: { key: string }[] }>('/v1/sequences');
    const summary = await admin.get('/v1/follow-ups/summary');
    const written = await world.crm.sql<{ touches: number; leads: number }>(
      `SELECT (SELECT count(*)::int FROM conversion_touches) AS touches, (SELECT count(*)::int FROM leads) AS leads`,
    );

    expect(JSON.stringify(items)).not.toContain(CANARY);
    expect(items[0]).toEqual([]);
    expect(items[1]).toEqual([]);
    expect(sequences.body.items.map(({ key }) => key)).toEqual(['sample-then-bulk']);
    expect(summary.body).toMatchObject({ sentToday: 0, dueToday: 0 });
    expect(written).toEqual([{ touches: 0, leads: 0 }]);
    // How a provider stands is no count of what it was given.
    const counted = (await metrics()).filter(
      (line) => /CANARY|provider="s/.test(line) && !/^crm_email_(circuit|webhook)_/.test(line),
    );
    expect(counted).toEqual([]);
  });

  it('names the hop at which it hangs, and begins again when it is lost', async () => {
    await older(301);
    await step();
    expect(await rounds()).toHaveLength(2);
    await older(400);
    await step();
    expect(await stuck()).toEqual(['plan']);
    expect(await metric('crm_followup_canary_age_seconds')).toBeGreaterThan(600);
    const { body } = await world.crm.admin.get<{
      components: Record<string, { state: string; detail: string }>;
    }>('/health');
    expect(body.components['canary']).toMatchObject({
      state: 'degraded',
      detail: expect.stringMatching(/^\d+ s ago, hangs at plan$/) as unknown,
    });

    await older(600);
    await step();
    expect(await rounds()).toEqual([
      { finished: true, hop: null },
      { finished: false, hop: 'plan' },
      { finished: false, hop: null },
    ]);
    expect(await stuck()).toEqual(['plan']);

    await world.crm.drain();
    expect((await rounds()).at(-1)).toEqual({ finished: true, hop: null });
    expect(await stuck()).toEqual([]);
  });

  it('stays at home, as every other mail does, where the database was restored elsewhere', async () => {
    await world.crm.sql(`UPDATE setting_installation SET fingerprint = 'of another place'`);
    const now = world.crm.clock.now();
    await world.crm.app.get(Database).transaction(systemDbScope('test'), (tx) =>
      world.crm.app.get(EmailService).enqueueAll(tx, [
        {
          ...{ idempotencyKey: 'notice', stream: 'transactional', subjectId: null },
          ...{ to: { address: 'anna@relance.example', name: null }, templateVersionId: T3_VERSION },
          ...{ variables: sampleValues('de'), locale: 'de', senderUserId: null },
          ...{ about: { kind: 'test', id: aboutId(1) }, dueAt: now, simulated: false },
          notAfter: new Date(now.getTime() + 3_600_000),
          legalBasis: null,
        },
      ]),
    );
    const before = (await rounds()).length;
    await older(301);
    await world.crm.drain();

    expect(world.sink.mails).toEqual([]);
    expect(await rounds()).toHaveLength(before);
    expect(await stuck()).toEqual(['fence']);

    const reason = 'Umzug auf den neuen Server';
    await world.crm.admin.post('/v1/installation/confirmation', { reason });
    await world.crm.drain();
    expect(world.sink.mails.map(({ to }) => to)).toEqual([['anna@relance.example']]);
    expect(await rounds()).toHaveLength(before + 1);
  });
});
