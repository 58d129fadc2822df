import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Client } from 'pg';
import { systemDbScope, type Tx } from '../../src/core/database';
import { Consume, LIVE_BATCH } from '../../src/events';
import { ConsumersRunner } from '../../src/events/consumers.runner';
import type { LiveBatch } from '../../src/events/live';
import { type Cursor, LogPages } from '../../src/events/log-pages.queries';
import { Parking } from '../../src/events/parking';
import { Recent } from '../../src/events/recent';
import type { RecordedEvent } from '../../src/events/recorded-event';
import { Replay } from '../../src/events/replay';
import { asSuperuser, testDatabase, type TestDatabase } from '../support/database';
import { Counted, type Ground, startGround } from '../support/ground';

/** Writes each number it is given into a table, unless told to refuse it. */
@Injectable()
class Tally {
  static refused = new Set<number>();
  static batches: number[] = [];

  @Consume('test.tally', [Counted], { from: 'beginning', rebuilds: ['tally'] })
  async tally(tx: Tx, events: readonly RecordedEvent<typeof Counted>[]): Promise<void> {
    Tally.batches.push(events.length);
    for (const { data, subject } of events) {
      if (Tally.refused.has(data.nr)) throw new Error(`refused ${String(data.nr)}`);
      await tx.rows('INSERT INTO tally (nr, subject) VALUES ($1, $2)', [data.nr, subject]);
    }
  }
}

describe('the event log', () => {
  let database: TestDatabase;
  let ground: Ground;
  const rows = <R extends object>(sql: string) => asSuperuser<R>(database, sql);
  const numbers = async () =>
    (await rows<{ nr: number }>('SELECT nr FROM tally ORDER BY seen')).map((r) => r.nr);

  beforeEach(async () => {
    Tally.refused.clear();
    Tally.batches = [];
    database = await testDatabase();
    // Unique on purpose: an event that took effect twice would fail here.
    await rows(`CREATE TABLE tally (seen serial, nr int CONSTRAINT tally_nr_key UNIQUE, subject text);
                GRANT ALL ON tally TO relance_system; GRANT ALL ON SEQUENCE tally_seen_seq TO relance_system`);
    ground = await startGround(database, { providers: [Tally] });
  });

  afterEach(async () => {
    await ground.app.close();
    await database.drop();
  });

  it('gives a consumer every event once, in log order, and nothing on a second look', async () => {
    for (const nr of [3, 1, 2]) await ground.count(nr);

    await ground.loops.drain();
    await ground.loops.drain();

    expect(await numbers()).toEqual([3, 1, 2]);
  });

  it.each([
    ['the events', 'SELECT string_agg(id::text, $$,$$) AS found FROM relance.log_after'],
    ['their ids', 'SELECT ids AS found FROM relance.log_page'],
  ])('reads %s at the price of what it returns, however much waits', async (_, reading) => {
    const client = new Client({ connectionString: database.superUrl });
    await client.connect();
    await client.query(
      `INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, data)
       SELECT 1, gen_random_uuid(), $1, '/relance/test', 'thing', 'test:' || nr, now(), 'operations', '{"nr":1}'
         FROM generate_series(1, 3000) nr`,
      [Counted.type],
    );
    await client.query('BEGIN');
    const { rows: read } = await client.query<{ found: string }>(
      `${reading}(0, '0', 0, '-infinity', ARRAY['${Counted.type}'], 10)`,
    );
    const { rows: touched } = await client.query<{ n: number }>(
      `SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS n FROM pg_stat_xact_user_tables
        WHERE relname LIKE 'event\\_log\\_%'`,
    );
    const { rows: keys } = await client.query<{ id: string; key: string }>(
      'SELECT id, key FROM event_log',
    );
    await client.end();

    const found = read[0]?.found.split(',').map((id) => keys.find((row) => row.id === id)?.key);
    expect(found).toEqual(Array.from({ length: 10 }, (_, i) => `test:${String(i + 1)}`));
    expect(touched[0]?.n).toBeLessThan(30);
  });

  it('takes from what its process has just read what it would else read itself', async () => {
    for (const nr of [3, 1, 2]) await ground.count(nr);
    await ground.live.read();
    const start = { epoch: 0, tx: '0', position: '0', reached_at: new Date(0) };
    const read = (pages: LogPages) =>
      ground.db.transaction(systemDbScope('test'), (tx) =>
        pages.next(tx, start, [Counted.type], 2),
      );

    const known = await read(ground.app.get(LogPages));
    const carried = await read(new LogPages(new Recent()));

    expect(known?.events.map(({ data }) => data)).toEqual([{ nr: 3 }, { nr: 1 }]);
    expect(known?.reached).toBe(2);
    expect(carried).toEqual(known);
  });

  describe('for a consumer that stands where its process has read', () => {
    const other = 'crm.test.other.v1';
    const next = (cursor: Cursor, pages = ground.app.get(LogPages), types = [Counted.type]) =>
      ground.db.transaction(systemDbScope('test'), async (tx) => {
        const asked: string[] = [];
        const heard: Tx = {
          ...tx,
          rows: (text, values, name) => {
            asked.push(name ?? text);
            return tx.rows(text, values, name);
          },
        };
        return { page: await pages.next(heard, cursor, types, 2), asked };
      });
    const placeOf = async (nr: number): Promise<Cursor> => {
      const [row] = await rows<Cursor>(
        `SELECT epoch, tx::text AS tx, position, recorded_at AS reached_at FROM event_log
          WHERE (data ->> 'nr')::int = ${String(nr)}`,
      );
      if (!row) throw new Error('no such event');
      return row;
    };

    it('gives the page that the log has, and asks nobody', async () => {
      for (const nr of [5, 4, 3, 2]) await ground.count(nr);
      await ground.live.read();
      const cursor = await placeOf(5);

      const known = await next(cursor);
      const carried = await next(cursor, new LogPages(new Recent()));

      expect(known.asked).toEqual([]);
      expect(carried.asked).toEqual(['consumers.page', 'consumers.events']);
      expect(known.page?.events.map(({ data }) => data)).toEqual([{ nr: 4 }, { nr: 3 }]);
      expect(known.page).toEqual({
        ...carried.page,
        recorded_at: known.page?.events.at(-1)?.recordedAt,
      });
      expect(await next(cursor, undefined, [other])).toMatchObject({
        asked: [],
        page: { events: [], reached: 2 },
      });
    });

    it('stops at the oldest open transaction, and gives what it hid once it has ended', async () => {
      await ground.count(1);
      await ground.live.read();
      const cursor = await placeOf(1);
      const open = await openWriter(database, 2);
      await ground.count(3);
      await ground.live.read();

      const hidden = await next(cursor);
      await open.commit();
      await ground.live.read();
      const shown = await next(cursor);

      expect(hidden.page).toBeUndefined();
      expect(shown.page?.events.map(({ data }) => data)).toEqual([{ nr: 2 }, { nr: 3 }]);
      expect(shown.asked).toEqual([]);
    });
  });

  it('passes what is none of its business, and says where it stands then', async () => {
    await ground.count(1);
    await ground.loops.drain();
    const pages = ground.app.get(LogPages);
    const start = { epoch: 0, tx: '0', position: '0', reached_at: new Date(0) };
    const page = await ground.db.transaction(systemDbScope('test'), (tx) =>
      pages.next(tx, start, ['crm.test.other.v1'], 10),
    );
    const [last] = await rows<{ position: string }>(
      'SELECT max(position) AS position FROM event_log',
    );

    expect(page).toMatchObject({ events: [], reached: 1, position: last?.position });
  });

  it('records a key once, however often it is told', async () => {
    expect([await ground.count(1), await ground.count(1)]).toEqual([true, false]);

    await ground.loops.drain();
    expect(await numbers()).toEqual([1]);
  });

  it('keeps nothing of a transaction that fails, neither fact nor key', async () => {
    const failing = ground.db.transaction(systemDbScope('test'), async (tx) => {
      await ground.log.record(tx, Counted, 'thing', { nr: 9 });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');

    expect(await ground.count(9)).toBe(true);
  });

  it('refuses to change or remove what was recorded, even to its owner', async () => {
    await ground.count(1);

    await expect(rows('UPDATE event_log SET type = type')).rejects.toThrow('append-only');
    await expect(rows('DELETE FROM event_log')).rejects.toThrow('append-only');
  });

  it('refuses data that does not fit the definition', async () => {
    await expect(ground.count(1.5)).rejects.toThrow(/int/i);
  });

  it('shows every event to every reader when transactions commit in the opposite order and a third stays open', async () => {
    const live: number[] = [];
    ground.app.get(EventEmitter2).on(LIVE_BATCH, ({ events }: LiveBatch) => {
      live.push(...events.map((e) => (e.data as { nr: number }).nr));
    });
    const open = await openWriter(database, 100);
    const first = await openWriter(database, 1);
    const second = await openWriter(database, 2);

    await second.commit();
    await ground.live.read();
    await first.commit();
    await ground.live.read();

    // The live screen does not wait for the open transaction; the durable consumer must, and does.
    // One step: a drain would wait for the transaction that this test keeps open.
    const runner = ground.app.get(ConsumersRunner);
    const consumer = runner.get('test.tally');
    if (!consumer) throw new Error('no consumer');
    expect(live).toEqual([2, 1]);
    expect(await runner.step(consumer)).toBe(false);
    expect(await numbers()).toEqual([]);

    await open.commit();
    await ground.live.read();
    await ground.loops.drain();
    expect(live).toEqual([2, 1, 100]);
    expect((await numbers()).sort((a, b) => a - b)).toEqual([1, 2, 100]);
  });

  it('shows the others of a batch although one of them cannot be read', async () => {
    const live: number[] = [];
    ground.app.get(EventEmitter2).on(LIVE_BATCH, ({ events }: LiveBatch) => {
      live.push(...events.map((e) => (e.data as { nr: number }).nr));
    });
    const broken = await openWriter(database, 1.5);
    await broken.commit();
    await ground.count(2);

    await ground.live.read();

    expect(live).toEqual([2]);
  });

  it('shows an event whose transaction has the number of one that a crash of PostgreSQL forgot', async () => {
    const live: number[] = [];
    ground.app.get(EventEmitter2).on(LIVE_BATCH, ({ events }: LiveBatch) => {
      live.push(...events.map((e) => (e.data as { nr: number }).nr));
    });
    await ground.count(1);
    await ground.live.read();
    const [forgotten] = await rows<{ tx: string }>('SELECT pg_current_xact_id()::text AS tx');
    await ground.live.read();
    const safe = ground.live.safeSequence;
    await ground.count(2);
    await rows(
      `SET session_replication_role = replica;
       UPDATE event_log SET tx = '${forgotten?.tx ?? ''}' WHERE data->>'nr' = '2'`,
    );

    await ground.live.read();

    expect(live).toEqual([1, 2]);
    expect((await ground.live.after(safe, 10)).map((e) => e.data)).toEqual([{ nr: 2 }]);
  });

  it('never gives a safe sequence beyond an open transaction', async () => {
    const open = await openWriter(database, 1);
    await ground.count(2);
    await ground.live.read();

    const missed = await ground.live.after(ground.live.safeSequence, 10);
    await open.commit();
    const all = await ground.live.after(ground.live.safeSequence, 10);

    expect(missed.map((e) => e.data)).toEqual([{ nr: 2 }]);
    expect(all.map((e) => e.data)).toEqual([{ nr: 1 }, { nr: 2 }]);
  });

  it('parks a poison event with what follows it of the same subject, and lets all others pass', async () => {
    Tally.refused.add(2);
    await ground.count(1, 'good');
    await ground.count(2, 'bad');
    await ground.count(3, 'bad');
    await ground.count(4, 'good');

    await ground.loops.drain();

    expect(await numbers()).toEqual([1, 4]);
    expect(await rows('SELECT subject, state FROM event_parked ORDER BY position')).toEqual([
      { subject: 'bad', state: 'retrying' },
      { subject: 'bad', state: 'waiting' },
    ]);
  });

  it('queues later batches behind a parked subject, and replays them in order', async () => {
    Tally.refused.add(1);
    await ground.count(1, 'bad');
    await ground.loops.drain();
    await ground.count(2, 'bad');
    await ground.loops.drain();
    expect(await numbers()).toEqual([]);

    Tally.refused.clear();
    const consumer = ground.app.get(ConsumersRunner).get('test.tally');
    if (!consumer) throw new Error('no consumer');
    const result = await ground.app.get(Parking).replay(consumer, 'bad');

    expect(result).toEqual({ done: 2, free: true });
    expect(await numbers()).toEqual([1, 2]);
    await ground.count(3, 'bad');
    await ground.loops.drain();
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it('is retried though fifty others wait longer for a consumer that nobody runs', async () => {
    Tally.refused.add(1);
    await ground.count(1, 'bad');
    await ground.loops.drain();
    Tally.refused.clear();
    await rows(
      `INSERT INTO event_parked (id, consumer, subject, epoch, tx, position, recorded_at, event_id, type, state, due_at)
       SELECT gen_random_uuid(), 'gone.consumer', n::text, epoch, tx, position, recorded_at, gen_random_uuid(), type,
              'retrying', now() - interval '1 hour' FROM event_parked, generate_series(1, 50) n WHERE subject = 'bad'`,
    );
    await rows(`UPDATE event_parked SET due_at = now() WHERE subject = 'bad'`);
    await ground.loops.drain();

    expect(await numbers()).toEqual([1]);
  });

  it('gives an event up after five retries, and keeps its subject parked until a person decides', async () => {
    Tally.refused.add(1);
    await ground.count(1, 'bad');
    await ground.loops.drain();

    for (let retry = 0; retry < 5; retry++) {
      await rows(`UPDATE event_parked SET due_at = now() WHERE state = 'retrying'`);
      await ground.loops.drain();
    }
    await ground.count(2, 'bad');
    await ground.loops.drain();

    expect(await rows('SELECT state, attempts FROM event_parked ORDER BY position')).toEqual([
      { state: 'dead', attempts: 5 },
      { state: 'waiting', attempts: 0 },
    ]);
    const [dead] = await rows<{ id: string }>(`SELECT id FROM event_parked WHERE state = 'dead'`);
    await ground.db.transaction(systemDbScope('test'), (tx) =>
      ground.app.get(Parking).dismiss(tx, dead?.id ?? ''),
    );
    await ground.loops.drain();
    expect(await numbers()).toEqual([2]);
  });

  it('survives a connection that dies in the middle of a batch, twenty times, with each effect once', async () => {
    for (let nr = 1; nr <= 200; nr++) await ground.count(nr);
    const runner = ground.app.get(ConsumersRunner);
    const consumer = runner.get('test.tally');
    if (!consumer) throw new Error('no consumer');

    for (let kill = 0; kill < 20; kill++) {
      const step = runner.step(consumer).catch((error: unknown) => error);
      await pause(kill % 7);
      await rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                   WHERE datname = current_database() AND application_name = 'relance'`);
      await step;
    }
    await ground.loops.drain();

    expect(await numbers()).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });

  it('lets one process at a time read for a consumer', async () => {
    for (let nr = 1; nr <= 100; nr++) await ground.count(nr);
    const other = await startGround(database, { providers: [Tally] });

    await Promise.all([
      ground.loops.drain(),
      other.loops.drain(),
      ground.loops.drain(),
      other.loops.drain(),
    ]);
    await ground.loops.drain();

    expect(await numbers()).toHaveLength(100);
    await other.app.close();
  });

  it('waits for nothing that another process has read meanwhile', async () => {
    const other = await startGround(database, { providers: [Tally] });
    await ground.count(1);
    await other.loops.drain();

    await ground.loops.alone(() => ground.loops.settle());

    expect(ground.app.get(ConsumersRunner).get('test.tally')?.unseen.retrySeconds).toBeNull();
    await other.app.close();
  });

  it('rebuilds a consumer to the same rows, and finds a row that was tampered with', async () => {
    for (let nr = 1; nr <= 5; nr++) await ground.count(nr);
    await ground.loops.drain();
    await rows('ALTER TABLE tally DROP COLUMN seen');
    const replay = ground.app.get(Replay);

    expect(await replay.verify('test.tally')).toEqual([
      { table: 'tally', onlyRebuilt: 0, onlyLive: 0 },
    ]);

    await rows('UPDATE tally SET subject = $$forged$$ WHERE nr = 3');
    expect(await replay.verify('test.tally')).toEqual([
      { table: 'tally', onlyRebuilt: 1, onlyLive: 1 },
    ]);
    expect((await replay.replay('test.tally')).events).toBe(5);
    expect(await rows('SELECT nr FROM tally WHERE subject = $$forged$$')).toEqual([]);
    expect(await replay.verify('test.tally')).toEqual([
      { table: 'tally', onlyRebuilt: 0, onlyLive: 0 },
    ]);
  });

  it('finds values that changed places between rows, and leaves rows that are right as they are', async () => {
    for (let nr = 1; nr <= 3; nr++) await ground.count(nr, `of ${String(nr)}`);
    await ground.loops.drain();
    await rows('ALTER TABLE tally DROP COLUMN seen');
    const replay = ground.app.get(Replay);
    const versions = () => rows('SELECT nr, ctid::text, xmin::text FROM tally ORDER BY nr');
    const before = await versions();

    await replay.replay('test.tally');
    expect(await versions()).toEqual(before);

    await rows(
      'UPDATE tally t SET subject = o.subject FROM tally o WHERE t.nr < 3 AND o.nr = 3 - t.nr',
    );
    expect(await replay.verify('test.tally')).toEqual([
      { table: 'tally', onlyRebuilt: 2, onlyLive: 2 },
    ]);
  });
});

/** A transaction of another client that has recorded an event and not yet committed. */
async function openWriter(database: TestDatabase, nr: number) {
  const client = new Client({ connectionString: database.superUrl });
  await client.connect();
  await client.query('BEGIN');
  await client.query(
    `INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, data)
     VALUES (1, gen_random_uuid(), $1, '/relance/test', 'thing', $2, now(), 'operations', $3)`,
    [Counted.type, `test:${String(nr)}`, { nr }],
  );
  return {
    commit: async () => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}
