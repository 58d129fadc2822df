import { setTimeout as pause } from 'node:timers/promises';
import { approvePackage, CLOUD, granted, ITEMS, MESSAGES, tap } from '../support/brought-content';
import { ADMIN, Visitor } from '../support/crm';
import { GraphSink } from '../support/graph-sink';
import { LiveSystem } from '../support/live-system';

describe('an installation whose stream is off and whose analytics are broken', () => {
  let system: LiveSystem;
  let sink: GraphSink;

  beforeAll(async () => {
    sink = await GraphSink.start(() => [system.url]);
    system = await LiveSystem.start({
      env: { ...CLOUD, WHATSAPP_GRAPH_URL: sink.url, ROLES: 'api,worker' },
    });
    await system.sql(
      `DO $$ DECLARE t text; BEGIN
         FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'analytics\\_%' LOOP
           EXECUTE format('REVOKE ALL ON %I FROM relance_system, relance_app', t);
         END LOOP; END $$`,
    );
  });

  afterAll(async () => {
    await system.stop();
    await sink.stop();
  });

  it('takes in what contacts write and brings them what they asked for', async () => {
    const admin = new Visitor(system.url);
    await admin.post('/v1/session', ADMIN);
    await approvePackage(admin);
    const { waId, grantId } = await granted(admin, 1);

    await sink.tell(tap(waId, grantId, 1));
    while (sink.taken.length < MESSAGES) await pause(50);

    expect(sink.taken.map(({ text }) => text).slice(0, ITEMS.length)).toEqual(ITEMS);
    // The sink has the last message before the log has its answer.
    const views = () =>
      system.sql<{ read: number; written: number }>(
        `SELECT (SELECT count(*) FROM analytics_messages)::int AS read,
                (SELECT count(*) FROM event_log WHERE type = 'crm.message.sent.v1')::int AS written`,
      );
    while (((await views())[0]?.written ?? 0) < MESSAGES) await pause(50);
    expect(await views()).toEqual([{ read: 0, written: MESSAGES }]);
    expect((await admin.get('/api/dashboard/followup-stream')).status).toBe(404);
  });
});
