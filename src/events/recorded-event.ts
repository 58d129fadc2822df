import type { Audience, EventData, EventDefinition } from './catalogue';
import { formatSequence } from './sequence.rules';

/** The columns by which a reader's scope is decided. */
export interface AccessColumns {
  readonly audience: Audience;
  readonly subjectId: string | null;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly territory: string | null;
}

/** An event as it stands in the log. */
export interface RecordedEvent<E = EventDefinition> extends AccessColumns {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly key: string;
  readonly time: Date;
  readonly recordedAt: Date;
  readonly sequence: string;
  readonly correlationId: string | null;
  readonly causationId: string | null;
  readonly simulated: boolean;
  readonly data: EventData<E>;
}

/** What every query on the log selects; `tx` as text, since JavaScript has no 64-bit number. */
export const LOG_COLUMNS = `l.epoch, l.tx::text AS tx, l.position, l.id, l.type, l.source, l.subject, l.key, l.time,
  l.recorded_at, l.correlation_id, l.causation_id, l.audience, l.subject_id, l.owner_id, l.team_id, l.territory,
  l.simulated, l.data`;

export interface LogRow {
  epoch: number;
  tx: string;
  position: string;
  id: string;
  type: string;
  source: string;
  subject: string;
  key: string;
  time: Date;
  recorded_at: Date;
  correlation_id: string | null;
  causation_id: string | null;
  audience: Audience;
  subject_id: string | null;
  owner_id: string | null;
  team_id: string | null;
  territory: string | null;
  simulated: boolean;
  data: unknown;
}

/** Reads a row; `data` is parsed by its definition where a consumer or a listener gets it. */
export function fromRow(row: LogRow): RecordedEvent {
  return {
    id: row.id,
    type: row.type,
    source: row.source,
    subject: row.subject,
    key: row.key,
    time: row.time,
    recordedAt: row.recorded_at,
    sequence: formatSequence({
      epoch: row.epoch,
      tx: BigInt(row.tx),
      position: BigInt(row.position),
    }),
    correlationId: row.correlation_id,
    causationId: row.causation_id,
    audience: row.audience,
    subjectId: row.subject_id,
    ownerId: row.owner_id,
    teamId: row.team_id,
    territory: row.territory,
    simulated: row.simulated,
    data: row.data,
  };
}

/** By which definition the data of an event was parsed; once is enough for all who read it. */
const parsedBy = new WeakMap<RecordedEvent, EventDefinition>();

/** The event with `data` as `definition` parses it. */
export function withData(
  event: RecordedEvent,
  definition: EventDefinition,
  data: unknown,
): RecordedEvent {
  const made = { ...event, data };
  parsedBy.set(made, definition);
  return made;
}

/** The event with its data parsed. @throws ZodError when it does not fit */
export function parsed(event: RecordedEvent, definition: EventDefinition): RecordedEvent {
  if (parsedBy.get(event) === definition) return event;
  return withData(event, definition, definition.schema.parse(event.data));
}

/** CloudEvents 1.0 in the JSON format, as the API, webhooks and bridges hand it out. */
export function toCloudEvent(event: RecordedEvent, publicUrl: string): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: event.id,
    source: event.source,
    type: event.type,
    subject: event.subject,
    time: event.time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: `${publicUrl}/events/schemas/${event.type}`,
    idempotencykey: event.key,
    ...(event.correlationId && { correlationid: event.correlationId }),
    ...(event.causationId && { causationid: event.causationId }),
    sequence: event.sequence,
    data: event.data,
  };
}
