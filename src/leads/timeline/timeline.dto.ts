import { z } from 'zod';
import { SequenceSchema } from '../../events/sequence.rules';
import { ActivityViewSchema } from '../activities/activities.dto';
import { asOfFields, paging } from '../fields.dto';
import { ConsentViewSchema } from '../privacy/consents.dto';
import { TaskViewSchema } from '../tasks/tasks.dto';

export const ReadTimelineSchema = z.strictObject({
  /** `asOfSequence` of an earlier answer: only what is newer. */
  after: SequenceSchema.optional(),
  limit: paging.limit,
  cursor: SequenceSchema.optional(),
});
export type ReadTimeline = z.output<typeof ReadTimelineSchema>;

export const TimelineItemSchema = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    type: z.string(),
    /** When it happened; the order is that of recording. */
    at: z.iso.datetime(),
    recordedAt: z.iso.datetime(),
    data: z.record(z.string(), z.unknown()),
    people: z.array(z.object({ id: z.uuid(), name: z.string() })),
    activity: ActivityViewSchema.nullable(),
    consent: ConsentViewSchema.nullable(),
    task: TaskViewSchema.nullable(),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.output<typeof TimelineItemSchema>;

export const TimelinePageSchema = z
  .object({
    items: z.array(TimelineItemSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.null(),
    ...asOfFields,
  })
  .meta({ id: 'TimelinePage' });
export type TimelinePage = z.output<typeof TimelinePageSchema>;
