import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Client } from 'pg';
import { systemDbScope, type Tx } from '../../src/core/database';
import { Consume, LIVE_BATCH } from '../../src/events';
import { ConsumersRunner } from '../../src/events/consumers.runner';
import type { LiveBatch } from '../../src/events/live';
import { Parking } from '../../src/events/parking';
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
