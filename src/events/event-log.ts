import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { z } from 'zod';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import type { Tx } from '../core/database';
import { Ids } from '../core/ids';
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

const AboutSchema = z.object({ leadId: z.uuid().nullish(), customerId: z.uuid().nullish() });

/**
 * One statement for any number of facts. The key decides whether a fact is new: a key that stands already
 * changes nothing. Owner, team and territory are filled by the trigger access_fill from the subject.
 */
const RECORD = `
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
                           subject_id, simulated, data)
    SELECT (SELECT epoch FROM event_epoch), f.id, f.type, f.source, f.subject, f.key, f.time, f.correlation_id,
           f.causation_id, f.audience, f.subject_id, f.simulated, f.data
      FROM fact f JOIN fresh ON fresh.event_id = f.id ORDER BY f.nr
  )
  SELECT event_id AS id FROM fresh`;

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

  /** @returns false when a fact with this key stands in the log already; then nothing was written */
  async record<E extends EventDefinition>(
    tx: Tx,
    definition: E,
    subject: string,
    data: EventData<E>,
    options: FactOptions = {},
  ): Promise<boolean> {
    const written = await this.recordAll(tx, [{ definition, subject, data, ...options }]);
    return written === 1;
  }

  /**
   * Writes many facts in one statement, in their order.
   * @returns how many were new
   * @throws ZodError when `data` does not fit its definition
   */
  async recordAll(tx: Tx, facts: readonly Fact[]): Promise<number> {
    if (facts.length === 0) return 0;
    const rows = facts.map((fact) => this.row(tx, fact));
    const fresh = await tx.rows<{ id: string }>(RECORD, [JSON.stringify(rows)], 'event-log.record');
    if (fresh.length === 0) return 0;
    const types = new Map(rows.map((row) => [row.id, row.type]));
    tx.afterCommit(() => {
      for (const { id } of fresh) this.recorded.inc({ type: types.get(id) ?? '' });
      this.doorbell.ring(new Set(fresh.flatMap(({ id }) => types.get(id) ?? [])));
    });
    return fresh.length;
  }

  private row(tx: Tx, { definition, subject, data, cause, at, simulated }: Fact) {
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
