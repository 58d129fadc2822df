import { z } from 'zod';
import { OpportunityNameSchema } from '../../customers';
import { SequenceSchema } from '../../events/sequence.rules';
import { LeadEntrySchema } from '../../leads';
import { TIMELINE_GROUPS } from './timeline.rules';

const instant = z.iso.datetime();

export const ReadTimelineSchema = z.strictObject({
  filter: z
    .enum(TIMELINE_GROUPS)
    .optional()
    .describe('Only messages, activities, decisions of the automation, or changes'),
  after: SequenceSchema.optional().describe(
    'asOfSequence of an earlier answer: only what is newer',
  ),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: SequenceSchema.optional(),
});
export type ReadTimeline = z.output<typeof ReadTimelineSchema>;

export const TimelineMailSchema = z
  .object({
    messageId: z.uuid(),
    about: z.object({ kind: z.string(), id: z.uuid() }),
    status: z.string(),
    reason: z.string().nullable(),
    toAddress: z.string(),
    templateKey: z.string(),
    templateVersion: z.int(),
    locale: z.string(),
    sentAt: instant.nullable(),
  })
  .meta({ id: 'TimelineMail' });
export type TimelineMail = z.output<typeof TimelineMailSchema>;

export const TimelineDecisionSchema = z
  .object({
    followUpId: z.uuid(),
    step: z.string(),
    number: z.int(),
    outcome: z.enum(['queued', 'skipped', 'deferred', 'cancelled']),
    reason: z.string().nullable(),
    reasonText: z.string().nullable(),
    sentence: z.string(),
    nextAt: instant.nullable(),
    note: z.string().nullable().describe('What a person gave as the reason'),
    decidedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    counterfactual: z.string().nullable(),
  })
  .meta({ id: 'TimelineDecision' });
export type TimelineDecision = z.output<typeof TimelineDecisionSchema>;

export const TimelineMessageSchema = z
  .object({
    messageId: z.uuid(),
    text: z.string().nullable(),
    state: z.string().nullable().describe('How far a message of ours came; null for theirs'),
    reason: z.string().nullable(),
    author: z.string().nullable(),
    authorName: z.string().nullable(),
    filename: z.string().nullable(),
  })
  .meta({ id: 'TimelineMessage' });
export type TimelineMessage = z.output<typeof TimelineMessageSchema>;

export const TimelineItemSchema = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    type: z.string(),
    group: z.enum(TIMELINE_GROUPS),
    at: instant.describe('When it happened; the order is that of recording'),
    recordedAt: instant,
    data: z.record(z.string(), z.unknown()),
    ...LeadEntrySchema.shape,
    act: z
      .object({ key: z.string(), leads: z.boolean() })
      .describe(
        'Facts of one act have one key; the fact that leads tells of it, the others belong to it',
      ),
    mail: TimelineMailSchema.nullable().describe('The mail of the fact as it stands now'),
    message: TimelineMessageSchema.nullable().describe('The WhatsApp message of the fact'),
    decision: TimelineDecisionSchema.nullable(),
    opportunity: OpportunityNameSchema.nullable().describe(
      'The opportunity that the fact is about',
    ),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.output<typeof TimelineItemSchema>;

export const TimelinePageSchema = z
  .object({
    items: z.array(TimelineItemSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.null(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'TimelinePage' });
export type TimelinePage = z.output<typeof TimelinePageSchema>;
