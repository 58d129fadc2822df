import { z } from 'zod';

const sequence = z.string().regex(/^\d{6}-\d{20}-\d{19}$/, 'is no place in the log');
const instant = z.iso.datetime();
const thing = z.record(z.string(), z.unknown()).nullable();

export const ReadCustomerTimelineSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: sequence.optional(),
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
    people: z.array(z.object({ id: z.uuid(), name: z.string() })),
    /** As the timeline of a lead has them. */
    activity: thing,
    consent: thing,
    task: thing,
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
