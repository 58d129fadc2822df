import { z } from 'zod';
import { SequenceSchema } from '../../events/sequence.rules';
import { WIDTHS } from '../dashboard/width.rules';
import { FEED_GROUPS, FEED_KINDS } from './feed.rules';

const instant = z.iso.datetime();
/** More nobody reads while it happens. */
export const MOST_SHOWN = 50;

export const ReadFeedSchema = z.strictObject({
  scope: z.enum(WIDTHS).optional(),
  filter: z.enum(FEED_GROUPS).optional().describe('Only what belongs to this'),
  q: z.string().trim().max(80).optional().describe('Words of the company or its place'),
  after: SequenceSchema.optional().describe(
    'asOfSequence of an earlier answer: only what is newer',
  ),
  limit: z.coerce.number().int().min(1).max(MOST_SHOWN).default(MOST_SHOWN),
});
export type ReadFeed = z.output<typeof ReadFeedSchema>;

export const FeedItemSchema = z
  .object({
    id: z.uuid(),
    sequence: z.string(),
    type: z.string(),
    group: z.enum(FEED_GROUPS),
    kind: z.enum(FEED_KINDS).describe('Chooses the icon'),
    at: instant.describe('When it happened; the order is that of recording'),
    leadId: z.uuid().nullable(),
    customerId: z.uuid().nullable(),
    company: z.string(),
    sentence: z.string().describe("In the reader's language"),
    detail: z.string().nullable(),
    simulated: z.boolean(),
  })
  .meta({ id: 'FeedItem' });
export type FeedItem = z.output<typeof FeedItemSchema>;

export const FeedSchema = z
  .object({
    asOf: instant,
    asOfSequence: z.string(),
    scope: z.enum(WIDTHS),
    since: instant
      .nullable()
      .describe('How far back was looked; null when that is as far as the log reaches'),
    items: z.array(FeedItemSchema),
  })
  .meta({ id: 'Feed', description: 'What happens, the newest first' });
export type Feed = z.output<typeof FeedSchema>;
