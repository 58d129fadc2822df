import { z } from 'zod';
import { MOST_COUNTED } from '../events/consumers.queries';
import { SequenceSchema } from '../events/sequence.rules';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const TYPE = /^crm(\.[a-z]+)+\.v\d+$/;

/** One value, several with commas, or the parameter more than once. */
export const TypesSchema = z.preprocess(
  (value) =>
    [value].flat().flatMap((v) => (typeof v === 'string' ? v.split(',').filter(Boolean) : [])),
  z.array(z.string().max(120).regex(TYPE)).max(100),
);

export const ListEventsSchema = z.strictObject({
  after: SequenceSchema.optional(),
  type: TypesSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export type ListEvents = z.output<typeof ListEventsSchema>;

export const CloudEventSchema = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.uuid(),
    source: z.string(),
    type: z.string(),
    subject: z.string(),
    time: instant,
    datacontenttype: z.literal('application/json'),
    dataschema: z.url(),
    idempotencykey: z.string(),
    correlationid: z.uuid().optional(),
    causationid: z.uuid().optional(),
    sequence: z.string(),
    data: z.unknown(),
  })
  .meta({ id: 'CloudEvent', description: 'CloudEvents 1.0 in the JSON format' });

export const EventPageSchema = z
  .object({
    items: z.array(CloudEventSchema),
    nextCursor: z
      .string()
      .meta({ description: 'Pass as `after`, now when hasMore, else later: nothing is missed' }),
    previousCursor: z.null(),
    hasMore: z.boolean(),
    ...asOf,
  })
  .meta({ id: 'EventPage' });
export type EventPage = z.output<typeof EventPageSchema>;

export const EventTypesSchema = z
  .object({
    items: z.array(
      z
        .object({
          type: z.string(),
          module: z.string(),
          description: z.string(),
          audience: z.enum(['subject', 'operations', 'everybody']),
          channel: z.string().nullable(),
          key: z.string().meta({
            description: 'What makes it one: recording the same type and key again changes nothing',
          }),
          consumers: z.array(z.string()),
          schema: z.record(z.string(), z.unknown()).meta({ description: 'JSON Schema of `data`' }),
        })
        .meta({ id: 'EventType' }),
    ),
  })
  .meta({ id: 'EventTypes' });
export type EventTypes = z.output<typeof EventTypesSchema>;

export const EventConsumersSchema = z
  .object({
    items: z.array(
      z
        .object({
          name: z.string(),
          types: z.array(z.string()).nullable().meta({
            description: 'Null: only its cursor is known; this process does not have the consumer',
          }),
          rebuildable: z.boolean(),
          lagSeconds: z.number().nullable().meta({
            description: 'Age of the oldest event that it has not taken; null before its first run',
          }),
          lagEvents: z
            .int()
            .nullable()
            .meta({
              description: `Settled events of its types that it has not taken; ${String(MOST_COUNTED)} stands for as many or more`,
            }),
          sequence: z.string().nullable(),
          advancedSecondsAgo: z
            .number()
            .nullable()
            .meta({ description: 'How long its place has not moved' }),
          parked: z
            .int()
            .meta({ description: 'Events that it could not take, dead ones included' }),
          dead: z.int(),
        })
        .meta({ id: 'EventConsumer' }),
    ),
    ...asOf,
  })
  .meta({ id: 'EventConsumers' });
export type EventConsumers = z.output<typeof EventConsumersSchema>;
