import { z } from 'zod';
import { SequenceSchema } from '../../events/sequence.rules';
import { CloudEventSchema, TypesSchema } from '../events.dto';
import { AboutSchema } from './subjects.queries';

const instant = z.iso.datetime();

export const SearchEventsSchema = z.strictObject({
  type: TypesSchema.optional(),
  subject: z.string().min(1).max(200).optional(),
  correlation: z.uuid().optional(),
  id: z.uuid().optional(),
  cursor: SequenceSchema.optional().describe('Only what stands before this place in the log'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type SearchEvents = z.output<typeof SearchEventsSchema>;

export const FoundEventsSchema = z
  .object({
    items: z.array(
      z
        .object({
          event: CloudEventSchema,
          about: AboutSchema,
          simulated: z.boolean(),
          recordedAt: instant,
        })
        .meta({ id: 'FoundEvent' }),
    ),
    nextCursor: z.string().nullable(),
    previousCursor: z.null(),
    since: instant.nullable().meta({
      description: 'How far back it was looked when not all was; null when it was all there is',
    }),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'FoundEvents' });
export type FoundEvents = z.output<typeof FoundEventsSchema>;
