import { z } from 'zod';
import { SequenceSchema } from '../events/sequence.rules';
import { LeadEntrySchema } from '../leads';
import { OpportunityNameSchema } from './opportunities/opportunities.dto';

const instant = z.iso.datetime();

export const ReadCustomerTimelineSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: SequenceSchema.optional(),
});
export type ReadCustomerTimeline = z.output<typeof ReadCustomerTimelineSchema>;

export const CustomerTimelineItemSchema = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    type: z.string(),
    /** When it happened; the order is that of recording. */
    at: instant,
    recordedAt: instant,
    data: z.record(z.string(), z.unknown()),
    ...LeadEntrySchema.shape,
    opportunity: OpportunityNameSchema.nullable(),
  })
  .meta({ id: 'CustomerTimelineItem' });
export type CustomerTimelineItem = z.output<typeof CustomerTimelineItemSchema>;

export const CustomerTimelineSchema = z
  .object({
    items: z.array(CustomerTimelineItemSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.null(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'CustomerTimeline' });
export type CustomerTimeline = z.output<typeof CustomerTimelineSchema>;
