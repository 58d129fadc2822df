import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { z } from 'zod';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import { SYSTEM_ROLE, type Tx } from '../core/database';
import { Ids } from '../core/ids';
import { unheard } from '../core/sent';
import type { EventData, EventDefinition } from './catalogue';
import { Doorbell } from './doorbell';
import type { RecordedEvent } from './recorded-event';

/** One fact to be written: what, about whom, and what caused it. */
export interface Fact {
  readonly definition: EventDefinition;
  readonly subject: string;
  readonly data: unknown;
  readonly cause?: RecordedEvent;
  /** When it happened, if not now by the business clock. */
  readonly at?: Date;
  readonly simulated?: boolean;
}

interface FactOptions {
  readonly cause?: RecordedEvent;
  readonly at?: Date;
  readonly simulated?: boolean;
}

/** What became of facts whose keys may stand already. */
export interface Recording {
  /** How many were new; a key that stands already changes nothing. */
  readonly fresh: Promise<number>;
}

/** As the columns of the log are named, in the order of the parameters of {@link RECORD_ONE}. */
interface FactRow {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly key: string;
  readonly time: string;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly audience: string;
  readonly subject_id: string | null;
  readonly simulated: boolean;
  readonly data: unknown;
}

const AboutSchema = z.object({ leadId: z.uuid().nullish(), customerId: z.uuid().nullish() });

/**
 * The key decides whether a fact is new: a key that stands already changes nothing. Owner, team and territory are filled
 * from the subject by the trigger access_fill.
 */
const RECORD_ONE = `
  WITH fresh AS (
    INSERT INTO event_keys (type, key, event_id) VALUES ($2, $5, $1) ON CONFLICT DO NOTHING RETURNING event_id
  ), written AS (
    INSERT INTO event_log (epoch, id, type, source, subject, key, time, correlation_id, causation_id, audience,
                           subject_id, simulated, data)
    SELECT (SELECT epoch FROM event_epoch), event_id, $2, $3, $4, $5, $6::timestamptz, $7::uuid, $8::uuid, $9,
           $10::uuid, $11::boolean, $12::jsonb FROM fresh
  )
  SELECT event_id AS id FROM fresh`;

/**
 * The same for any number of facts at once; for one it takes half as long again as the statement above.
 * @param places columns of the log by which its readers' scope is decided, and what they come from, for whoever may say so
 */
const recordMany = (places: {
  columns: string;
  values: string;
  simulated: string;
  from: string;
}) => `
  WITH fact AS (
    SELECT * FROM ROWS FROM (jsonb_to_recordset($1::jsonb) AS (
      id uuid, type text, source text, subject text, key text, time timestamptz, correlation_id uuid,
      causation_id uuid, audience text, subject_id uuid, simulated boolean, data jsonb)) WITH ORDINALITY AS
      f(id, type, source, subject, key, time, correlation_id, causation_id, audience, subject_id, simulated, data, nr)
  ), fresh AS (
    INSERT INTO event_keys (type, key, event_id) SELECT type, key, id FROM fact ORDER BY type, key
    ON CONFLICT DO NOTHING RETURNING event_id
  ), written AS (
    INSERT INTO event_log (epoch, id, type, source, subject, key, time, correlation_id, causation_id, audience,
                           subject_id, simulated, data${places.columns})
    SELECT (SELECT epoch FROM event_epoch), f.id, f.type, f.source, f.subject, f.key, f.time, f.correlation_id,
           f.causation_id, f.audience, f.subject_id, ${places.simulated}, f.data${places.values}
      FROM fact f JOIN fresh ON fresh.event_id = f.id${places.from} ORDER BY f.nr
  )
  SELECT event_id AS id FROM fresh`;

const RECORD_MANY = recordMany({ columns: '', values: '', simulated: 'f.simulated', from: '' });

/** The system sees every subject, and looks up itself what the trigger would look up at a higher price. */
const RECORD_MANY_PLACED = recordMany({
  columns: ', owner_id, team_id, territory',
  values: ', s.owner_id, s.team_id, s.territory',
  simulated: 'f.simulated OR coalesce(s.simulated, false)',
  from: ' LEFT JOIN LATERAL relance.place_of(f.subject_id) s ON true',
});

/** Writes facts into the log, in the transaction that made them true. */
@Injectable()
export class EventLog {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly config: Config,
    private readonly doorbell: Doorbell,
    @InjectMetric('crm_events_recorded_total') private readonly recorded: Counter,
  ) {}

  /**
   * Writes one fact. The promise is kept once the statement is on its way: nobody waits for it alone, and the transaction
   * fails should it fail.
   * @throws ZodError when `data` does not fit its definition
   */
  record<E extends EventDefinition>(
    tx: Tx,
    definition: E,
    subject: string,
    data: EventData<E>,
    options: FactOptions = {},
  ): Promise<Recording> {
    return this.recordAll(tx, [{ definition, subject, data, ...options }]);
  }

  /** Writes many facts in one statement, in their order; as {@link record}. */
  recordAll(tx: Tx, facts: readonly Fact[]): Promise<Recording> {
    if (facts.length === 0) return Promise.resolve({ fresh: Promise.resolve(0) });
    const rows = facts.map((fact) => this.row(tx, fact));
    const written = this.write(tx, rows);
    tx.afterCommit(() => {
      void written.then((fresh) => {
        this.tell(rows, fresh);
      });
    });
    return Promise.resolve({ fresh: unheard(written.then(({ length }) => length)) });
  }

  private tell(rows: readonly FactRow[], fresh: readonly { id: string }[]): void {
    if (fresh.length === 0) return;
    const types = new Map(rows.map((row) => [row.id, row.type]));
    for (const { id } of fresh) this.recorded.inc({ type: types.get(id) ?? '' });
    this.doorbell.ring();
  }

  /** @returns the ids of those that were new */
  private write(tx: Tx, rows: readonly FactRow[]): Promise<{ id: string }[]> {
    const [first] = rows;
    if (!first || rows.length > 1)
      return tx.send(
        tx.scope.dbRole === SYSTEM_ROLE ? RECORD_MANY_PLACED : RECORD_MANY,
        [JSON.stringify(rows)],
        'event-log.record-many',
      );
    const { data, ...columns } = first;
    const values = [...Object.values(columns), JSON.stringify(data)];
    return tx.send(RECORD_ONE, values, 'event-log.record-one');
  }

  private row(tx: Tx, { definition, subject, data, cause, at, simulated }: Fact): FactRow {
    const parsed: unknown = definition.schema.parse(data);
    const about = AboutSchema.safeParse(parsed).data;
    return {
      id: this.ids.uuid(),
      type: definition.type,
      source: `/relance/${definition.module}`,
      subject,
      key: definition.key(subject, parsed),
      time: (at ?? this.clock.now()).toISOString(),
      correlation_id: cause?.correlationId ?? tx.scope.correlationId,
      causation_id: cause?.id ?? null,
      audience: definition.audience,
      subject_id: about?.leadId ?? about?.customerId ?? null,
      simulated: simulated ?? this.config.get('RELANCE_DEMO'),
      data: parsed,
    };
  }
}
