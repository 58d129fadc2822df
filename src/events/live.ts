import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge, Histogram } from 'prom-client';
import { Config } from '../core/config';
import { Database, systemDbScope } from '../core/database';
import { Log } from '../core/log';
import { Loops } from '../core/loops';
import { definitionOf } from './catalogue';
import { Doorbell } from './doorbell';
import { Recent } from './recent';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import {
  formatSequence,
  type LogPlace,
  parseSequence,
  placeBelow,
  snapshotUpTo,
} from './sequence.rules';

/** Emitted once a read with all new events of it; each event is also emitted under its own type. */
export const LIVE_BATCH = 'events.live';

export interface LiveBatch {
  readonly events: readonly RecordedEvent[];
  /** Everything up to here has been emitted and can no longer grow: where a client resumes. */
  readonly safeSequence: string;
  /** More had happened than one read carries: clients must fetch again. */
  readonly gap: boolean;
}

const MOST_A_READ = 20_000;
/**
 * From when the listeners have taken a batch to the next read: under load a read finds many events, and a socket gets one
 * write for all of them. After a pause it reads at once.
 */
const REST_SECONDS = 0.01;

/**
 * Exactly what was not visible in the snapshot of the last read: transactions that had not begun (≥ xmax)
 * or were open (xip). One index range and a few points, each asked for by itself: joined by OR they would be a filter
 * over everything of the last day. However long a transaction stays open, a commit that comes late is seen late, and
 * none is seen twice.
 */
const READ_NEW = `
  WITH s AS MATERIALIZED (SELECT epoch, pg_current_snapshot() AS snapshot FROM event_epoch),
  l AS (
    (SELECT * FROM event_log l
      WHERE l.epoch = (SELECT epoch FROM s) AND l.tx >= pg_snapshot_xmax($1::text::pg_snapshot)
        AND l.recorded_at > now() - interval '1 day'
      ORDER BY l.tx, l.position LIMIT ${String(MOST_A_READ + 1)})
    UNION ALL
    (SELECT * FROM event_log l
      WHERE l.epoch = (SELECT epoch FROM s) AND l.tx = ANY (ARRAY(SELECT pg_snapshot_xip($1::text::pg_snapshot)))
        AND l.recorded_at > now() - interval '1 day'
      ORDER BY l.tx, l.position LIMIT ${String(MOST_A_READ + 1)})
  )
  SELECT s.snapshot::text AS snapshot, pg_snapshot_xmin(s.snapshot)::text AS xmin,
         pg_snapshot_xmin(s.snapshot) <> pg_snapshot_xmax(s.snapshot) AS open, s.epoch AS current_epoch, n.*
    FROM s LEFT JOIN (SELECT ${LOG_COLUMNS}, extract(epoch FROM clock_timestamp() - l.recorded_at)::float8 AS age
                        FROM l ORDER BY l.tx, l.position LIMIT ${String(MOST_A_READ + 1)}) n ON true`;

interface ReadState {
  snapshot: string;
  xmin: string;
  /** A transaction is open that may still write below what others have written. */
  open: boolean;
  current_epoch: number;
}
type NewRow = ReadState & ((LogRow & { age: number }) | { id: null });

/** Reads the log as it grows, past the horizon, and tells this process; a client heals gaps by sequence. */
@Injectable()
export class Live {
  private snapshot: string | null = null;
  private safe: LogPlace | null = null;
  /** The highest transaction that has been read from the log of this epoch. */
  private last = { epoch: 0, tx: 0n };
  private horizonSince = 0n;
  private reading: Promise<boolean> | null = null;

  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly doorbell: Doorbell,
    private readonly emitter: EventEmitter2,
    private readonly log: Log,
    private readonly recent: Recent,
    @InjectMetric('crm_event_live_latency_seconds') private readonly latency: Histogram,
    @InjectMetric('crm_event_horizon_age_seconds') private readonly horizonAge: Gauge,
    @InjectMetric('crm_event_listener_errors_total') private readonly listenerErrors: Counter,
  ) {}

  /** Begins at the present; called once the listeners are in place. */
  async start(): Promise<void> {
    const scope = systemDbScope('events:live');
    const [now] = await this.db.transaction(scope, (tx) =>
      tx.rows<{ snapshot: string; xmin: string; epoch: number; last: string | null }>(
        `SELECT pg_current_snapshot()::text AS snapshot, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin, e.epoch,
                (SELECT l.tx::text FROM event_log l WHERE l.epoch = e.epoch ORDER BY l.epoch DESC, l.tx DESC LIMIT 1) AS last
           FROM event_epoch e`,
      ),
    );
    if (!now) throw new Error('The table event_epoch is empty.');
    this.last = { epoch: now.epoch, tx: BigInt(now.last ?? 0) };
    this.snapshot = snapshotUpTo(now.snapshot, this.last.tx);
    this.safe = this.horizon(now.epoch, now.xmin);
    this.recent.begin(visibleIn(now));
    this.loops.register({
      name: 'events.live',
      everySeconds: this.config.get('EVENTS_POLL_SECONDS'),
      restSeconds: () => REST_SECONDS,
      tells: true,
      step: () => this.read(),
    });
    this.doorbell.onRing(() => {
      this.loops.wake('events.live');
    });
  }

  get safeSequence(): string {
    if (!this.safe) throw new Error('The live reader has not started.');
    return formatSequence(this.safe);
  }

  /** What lies after `sequence`, in log order, past the horizon too; for a client that comes back. */
  async after(sequence: string, limit: number): Promise<RecordedEvent[]> {
    const place = parseSequence(sequence);
    if (!place) return [];
    const rows = await this.db.transaction(systemDbScope('events:resume'), (tx) =>
      tx.rows<LogRow>(
        `SELECT ${LOG_COLUMNS} FROM event_log l
          WHERE (l.epoch, l.tx, l.position) > ($1::int, $2::text::xid8, $3::bigint)
            AND l.recorded_at > now() - interval '25 hours'
          ORDER BY l.epoch, l.tx, l.position LIMIT $4`,
        [place.epoch, String(place.tx), String(place.position), limit],
        'live.after',
      ),
    );
    return rows.map(fromRow);
  }

  /** Reads and emits what is new; two calls at once share one read. */
  read(): Promise<boolean> {
    this.reading ??= this.readOnce().finally(() => {
      this.reading = null;
    });
    return this.reading;
  }

  private async readOnce(): Promise<boolean> {
    const rows = await this.db.transaction(systemDbScope('events:live'), (tx) =>
      tx.rows<NewRow>(READ_NEW, [this.snapshot], 'live.read'),
    );
    const [state] = rows;
    if (!state) throw new Error('The table event_epoch is empty.');
    const found = rows.filter(
      (row): row is ReadState & LogRow & { age: number } => row.id !== null,
    );
    const isNewEpoch = this.last.epoch !== state.current_epoch;
    this.remember(state.current_epoch, found);
    this.snapshot = snapshotUpTo(state.snapshot, this.last.tx);
    this.moveHorizon(this.horizon(state.current_epoch, state.xmin), state.open);
    for (const row of found) this.latency.observe(Math.max(0, row.age));
    const current = { epoch: state.current_epoch, snapshot: state.snapshot };
    if (isNewEpoch || found.length > MOST_A_READ) this.recent.begin(visibleIn(current));
    const events = found
      .slice(0, MOST_A_READ)
      .map(fromRow)
      .filter((event) => this.isReadable(event));
    this.recent.reach(this.safeSequence);
    if (events.length > 0) await this.emit(events, found.length > MOST_A_READ);
    return false;
  }

  /** One event that does not fit its definition must not keep the others of its batch from their listeners. */
  private isReadable(event: RecordedEvent): boolean {
    const { id, type, data } = event;
    const definition = definitionOf(type);
    if (!definition) {
      this.recent.miss(event.sequence);
      return true;
    }
    const result = definition.schema.safeParse(data);
    if (result.success) {
      this.recent.keep(event, definition, result.data);
      return true;
    }
    this.recent.miss(event.sequence);
    this.listenerErrors.inc({ type });
    this.log.error('events.live.unreadable', result.error, { type, event: id });
    return false;
  }

  private remember(epoch: number, found: readonly LogRow[]): void {
    if (this.last.epoch !== epoch) this.last = { epoch, tx: 0n };
    for (const { tx } of found) if (BigInt(tx) > this.last.tx) this.last.tx = BigInt(tx);
  }

  /** Not above the last event, for the same reason as the snapshot. */
  private horizon(epoch: number, xmin: string): LogPlace {
    const next = this.last.tx + 1n;
    return placeBelow(epoch, BigInt(xmin) < next ? BigInt(xmin) : next);
  }

  private moveHorizon(next: LogPlace, open: boolean): void {
    const now = process.hrtime.bigint();
    if (!open || this.safe?.tx !== next.tx) this.horizonSince = now;
    this.safe = next;
    this.horizonAge.set(Number(now - this.horizonSince) / 1e9);
  }

  /** Waits for those who take a batch, so that it reads no faster than they hand on; for nobody else. */
  private async emit(events: RecordedEvent[], gap: boolean): Promise<void> {
    const { safeSequence } = this;
    const taken = this.tell(LIVE_BATCH, { events, safeSequence, gap } satisfies LiveBatch);
    for (const event of events) void this.tell(event.type, event);
    await taken;
  }

  private async tell(name: string, payload: unknown): Promise<void> {
    try {
      await this.emitter.emitAsync(name, payload);
    } catch (error) {
      this.listenerErrors.inc({ type: name });
      this.log.error('events.listener.failed', error, { type: name });
    }
  }
}

/** The last place at which a snapshot may see anything; what it sees above its horizon is not read again. */
function visibleIn({ epoch, snapshot }: { epoch: number; snapshot: string }): string {
  const [, xmax = '0'] = snapshot.split(':');
  return formatSequence(placeBelow(epoch, BigInt(xmax)));
}
