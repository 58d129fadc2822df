import { AlertsRunner } from '../../src/cockpit/alerts/alerts.runner';
import { AlertsService } from '../../src/cockpit/alerts/alerts.service';
import { Database, systemDbScope } from '../../src/core/database';
import type { Tx } from '../../src/core/database';
import { Crm, type Visitor } from '../support/crm';

interface Alerts {
  items: {
    id: string;
    name: string;
    subject: string;
    since: string;
    raisedAt: string;
    resolvedAt: string | null;
    value: number;
    limit: number;
    unit: string;
  }[];
  evaluatedAt: string | null;
}

describe('the alerts of the installation', () => {
  let crm: Crm;
  let auditor: Visitor;
  let anna: Visitor;

  beforeAll(async () => {
    crm = await Crm.start({ env: { COCKPIT_ALERTS_SECONDS: '15' } });
    auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: await crm.team('Süd') });
  });
  afterAll(() => crm.stop());
  afterEach(async () => {
    await crm.sql('DELETE FROM event_parked');
    await crm.sql('DELETE FROM alerts');
  });

  /** What may change within a test machine's day is no part of it: its disk, its memory. */
  const OF_THE_MACHINE = ['DiskFilling', 'MemoryHigh', 'PoolExhausted'];
  const list = async (state: string, reader = crm.admin) => {
    const { body } = await reader.get<Alerts>(`/v1/alerts?state=${state}`);
    return body.items.filter(({ name }) => !OF_THE_MACHINE.includes(name));
  };
  const look = async () => {
    await crm.sql(`UPDATE alert_rounds SET evaluated_at = '-infinity' WHERE source = 'shared'`);
    await crm.app.get(AlertsRunner).step();
  };
  const giveUp = () =>
    crm.sql(
      `INSERT INTO event_parked (id, consumer, subject, epoch, tx, position, recorded_at, event_id, type, state)
       VALUES (gen_random_uuid(), 'test', 'x', 1, '1', 1, now(), gen_random_uuid(), 'crm.test.v1', 'dead')`,
    );
  const told = async () =>
    (
      await crm.sql<{ type: string }>(
        `SELECT type FROM event_log WHERE type LIKE 'crm.alert.%' AND data ->> 'alert' IN ('DeadLetters', 'DatabaseUnavailable', 'FollowUpsOverdue')
          ORDER BY epoch, tx, position`,
      )
    ).map(({ type }) => type);
  const older = (seconds: number) =>
    crm.sql(
      `UPDATE alerts SET since = since - make_interval(secs => $1), raised_at = raised_at - make_interval(secs => $1),
              resolved_at = resolved_at - make_interval(secs => $1)`,
      [seconds],
    );
  const system = <T>(act: (tx: Tx) => Promise<T>) =>
    crm.app.get(Database).transaction(systemDbScope('test'), act);

  it('are raised, told once, ended, and are the same when they come back soon', async () => {
    const before = (await told()).length;
    await look();
    expect(await list('open')).toEqual([]);

    await giveUp();
    await look();
    await look();
    const [raised] = await list('open');
    expect(raised).toMatchObject({ name: 'DeadLetters', subject: '', value: 1, limit: 0 });
    expect(raised).toMatchObject({ unit: 'count', resolvedAt: null });

    await crm.sql('DELETE FROM event_parked');
    await look();
    expect(await list('open')).toEqual([]);
    expect(await list('recent')).toMatchObject([
      { id: raised?.id, resolvedAt: expect.any(String) },
    ]);

    await giveUp();
    await look();
    expect(await list('open')).toMatchObject([{ id: raised?.id, since: raised?.since }]);
    expect((await told()).slice(before)).toEqual(['crm.alert.raised.v1', 'crm.alert.resolved.v1']);

    await crm.sql('DELETE FROM event_parked');
    await look();
    await older(301);
    await giveUp();
    await look();
    expect((await list('open')).map(({ id }) => id)).not.toContain(raised?.id);
    expect((await told()).slice(before)).toEqual([
      'crm.alert.raised.v1',
      'crm.alert.resolved.v1',
      'crm.alert.resolved.v1',
      'crm.alert.raised.v1',
    ]);
  });

  it('wait as long as their condition must hold', async () => {
    const lag = {
      name: 'FollowUpsOverdue',
      subject: '',
      value: 1,
      limit: 0,
      detail: null,
    } as const;
    const settle = () => system((tx) => crm.app.get(AlertsService).settle(tx, 'test', [lag]));

    await settle();
    expect(await list('open')).toEqual([]);
    await older(1801);
    await settle();
    expect(await list('open')).toMatchObject([{ name: 'FollowUpsOverdue' }]);
  });

  it('of a process that is gone end with it, and what is over for a week is forgotten', async () => {
    const full = {
      name: 'DiskFilling',
      subject: 'gone/1',
      value: 0.9,
      limit: 0.8,
      detail: null,
    } as const;
    const all = async () => (await crm.admin.get<Alerts>('/v1/alerts?state=recent')).body.items;
    await system(async (tx) => {
      await crm.app.get(AlertsService).claim(tx, 'gone/1', 0);
      await crm.app.get(AlertsService).settle(tx, 'gone/1', [full]);
    });

    await look();
    expect(await all()).toContainEqual(
      expect.objectContaining({ subject: 'gone/1', resolvedAt: null }),
    );
    await crm.sql(
      `UPDATE alert_rounds SET evaluated_at = now() - interval '4 minutes' WHERE source = 'gone/1'`,
    );
    await look();
    const [ended] = (await all()).filter(({ subject }) => subject === 'gone/1');
    expect(ended?.resolvedAt).not.toBeNull();

    await older(7 * 86_400 + 60);
    await look();
    expect((await all()).filter(({ subject }) => subject === 'gone/1')).toEqual([]);
  });

  it('are looked for by one process at a time', async () => {
    const claim = () => system((tx) => crm.app.get(AlertsService).claim(tx, 'once', 10));

    expect(await Promise.all([claim(), claim(), claim()])).toEqual(
      expect.arrayContaining([true, false, false]),
    );
    expect(await claim()).toBe(false);
  });

  it('tell of an outage of the database when it is over', async () => {
    const tell = (seconds: number) =>
      system((tx) => crm.app.get(AlertsService).tellOutage(tx, 'a/1', seconds));
    const before = (await told()).length;

    await tell(29);
    expect(await list('recent')).toEqual([]);
    await tell(90);
    const [outage] = await list('recent');
    expect(outage).toMatchObject({ name: 'DatabaseUnavailable', subject: 'a/1', value: 90 });
    expect(Date.parse(outage?.resolvedAt ?? '') - Date.parse(outage?.since ?? '')).toBe(90_000);
    expect((await told()).slice(before)).toEqual(['crm.alert.raised.v1', 'crm.alert.resolved.v1']);
  });

  it('stand beside how the machines are', async () => {
    await giveUp();
    const { body } = await auditor.get('/api/dashboard/system');
    const room = { used: expect.any(Number) as number, limit: expect.any(Number) as number };

    expect(body).toMatchObject({
      deadLetters: { events: 1, webhook: null },
      database: { latencyMs: expect.any(Number), connections: room },
      process: { memory: room, disk: room, openSockets: 0, pool: { waiting: 0 } },
      canary: null,
    });
    expect((body['database'] as { sizeBytes: number }).sizeBytes).toBeGreaterThan(1_000_000);
    expect((body['consumers'] as { name: string }[]).map(({ name }) => name)).toContain(
      'follow-ups.follow',
    );
    expect((await anna.get('/api/dashboard/system')).status).toBe(403);
  });

  it('are for those who run the system', async () => {
    await giveUp();
    await look();

    expect(await list('open', auditor)).toHaveLength(1);
    expect((await anna.get('/v1/alerts')).status).toBe(403);
  });
});
