import { z } from 'zod';
import { CurrencySchema, DaySchema } from '../../core/fields';
import { say } from '../../core/field-text';
import { OPEN_STAGES, STAGES } from './stages.rules';

const instant = z.iso.datetime();
const AmountSchema = z.strictObject({
  cents: z.int().min(0).max(1e13),
  currency: CurrencySchema,
});

export const OpenOpportunitySchema = z
  .strictObject({
    leadId: z.uuid().optional(),
    customerId: z.uuid().optional(),
    title: z.string().trim().min(1).max(200),
    stage: z.enum(OPEN_STAGES).default('QUALIFICATION'),
    amount: AmountSchema,
    expectedOn: DaySchema.nullish(),
  })
  .refine(({ leadId, customerId }) => (leadId === undefined) !== (customerId === undefined), {
    path: ['leadId'],
    message: say(
      'or customerId must be given, and not both',
      'oder customerId wird gebraucht, und nicht beide',
    ),
  })
  .meta({ id: 'OpenOpportunity' });
export type OpenOpportunity = z.output<typeof OpenOpportunitySchema>;

export const ChangeOpportunitySchema = z
  .strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    stage: z.enum(OPEN_STAGES).optional(),
    amount: AmountSchema.optional(),
    expectedOn: DaySchema.nullable().optional(),
  })
  .refine((change) => Object.keys(change).length > 0, {
    message: say('changes nothing', 'ändert nichts'),
  })
  .meta({ id: 'ChangeOpportunity' });
export type ChangeOpportunity = z.output<typeof ChangeOpportunitySchema>;

export const CloseOpportunitySchema = z
  .strictObject({
    outcome: z.enum(['won', 'lost']),
    reason: z.string().trim().min(1).max(500).optional().describe('Why it was lost'),
  })
  .refine(({ outcome, reason }) => outcome === 'lost' || reason === undefined, {
    path: ['reason'],
    message: say('is of those that are lost', 'gehört zu denen, die verloren sind'),
  })
  .meta({ id: 'CloseOpportunity' });
export type CloseOpportunity = z.output<typeof CloseOpportunitySchema>;

export const ListOpportunitiesSchema = z.strictObject({
  leadId: z.uuid().optional(),
  customerId: z.uuid().optional().describe('Those of the leads that became this customer too'),
  owner: z.union([z.uuid(), z.literal('me')]).optional(),
  state: z.enum(['open', 'won', 'lost']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListOpportunities = z.output<typeof ListOpportunitiesSchema>;

export const OpportunityViewSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    leadId: z.uuid().nullable(),
    customerId: z.uuid().nullable(),
    title: z.string(),
    stage: z.enum(STAGES),
    /** Per cent. */
    probability: z.int(),
    amount: z.object({ cents: z.int(), currency: z.string() }),
    expectedOn: z.iso.date().nullable(),
    lostReason: z.string().nullable(),
    ownerId: z.uuid().nullable(),
    createdAt: instant,
    closedAt: instant.nullable(),
    simulated: z.boolean(),
  })
  .meta({ id: 'Opportunity' });
export type OpportunityView = z.output<typeof OpportunityViewSchema>;

/** What a fact of the log calls an opportunity; events carry no text. */
export const OpportunityNameSchema = z
  .object({ id: z.uuid(), title: z.string() })
  .meta({ id: 'OpportunityName' });
export type OpportunityName = z.output<typeof OpportunityNameSchema>;

export const OpportunityPageSchema = z
  .object({
    items: z.array(OpportunityViewSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'OpportunityPage' });
export type OpportunityPage = z.output<typeof OpportunityPageSchema>;
