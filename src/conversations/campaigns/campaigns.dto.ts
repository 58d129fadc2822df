import { z } from 'zod';
import { lineOf, several } from '../../core/fields';
import { LeadFilterSchema } from '../../leads';
import { PackageKeySchema } from '../content/content.dto';
import { CAMPAIGN_STATES } from './campaign.entity';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const CONTACT_STATES = ['waiting', 'announced', 'skipped'] as const;

export const CreateCampaignSchema = z
  .strictObject({
    name: lineOf(120),
    packageKey: PackageKeySchema,
    templateKey: z.string().min(1).max(120),
    filter: LeadFilterSchema,
    /** What a contact is at the lead; all without it. */
    roles: z
      .array(z.enum(['CHEF', 'BUYER', 'MANAGER', 'OTHER']))
      .min(1)
      .max(4)
      .optional(),
    onlyPrimary: z.boolean().default(false),
  })
  .meta({ id: 'CreateCampaign' });
export type CreateCampaign = z.output<typeof CreateCampaignSchema>;

export const StartCampaignSchema = z
  .strictObject({ reason: z.string().trim().min(3).max(1000).optional() })
  .meta({ id: 'StartCampaign' });
export type StartCampaign = z.output<typeof StartCampaignSchema>;

export const ListCampaignContactsSchema = z.strictObject({
  state: several(z.enum(CONTACT_STATES)),
  reason: several(z.string().regex(/^[A-Z_]{1,40}$/)),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListCampaignContacts = z.output<typeof ListCampaignContactsSchema>;

const campaign = {
  id: z.uuid(),
  name: z.string(),
  packageKey: z.string(),
  packageName: z.string(),
  templateKey: z.string(),
  state: z.enum(CAMPAIGN_STATES),
  stateReason: z.string().nullable(),
  createdBy: z.uuid().nullable(),
  createdByName: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Contacts that were taken in so far, and how far the messages to them came. */
  counts: z.object({
    contacts: z.int(),
    waiting: z.int(),
    announced: z.int(),
    skipped: z.int(),
    sent: z.int(),
    delivered: z.int(),
    read: z.int(),
    failed: z.int(),
    unlocked: z.int(),
    contentDelivered: z.int(),
  }),
};

export const CampaignRowSchema = z.object(campaign).meta({ id: 'CampaignRow' });
export type CampaignRow = z.output<typeof CampaignRowSchema>;

export const CampaignListSchema = z
  .object({ items: z.array(CampaignRowSchema), ...asOf })
  .meta({ id: 'Campaigns' });
export type CampaignList = z.output<typeof CampaignListSchema>;

export const CampaignViewSchema = z
  .object({
    ...campaign,
    filter: LeadFilterSchema,
    roles: z.array(z.string()).nullable(),
    onlyPrimary: z.boolean(),
    /** Of a draft: whom it would reach if it were started now. */
    audience: z.object({ leads: z.int(), contacts: z.int(), reachable: z.int() }).nullable(),
    /** Why contacts are not reached, the most frequent first. */
    problems: z.array(z.object({ reason: z.string(), contacts: z.int() })),
    ...asOf,
  })
  .meta({ id: 'Campaign' });
export type CampaignView = z.output<typeof CampaignViewSchema>;

export const CampaignContactPageSchema = z
  .object({
    items: z.array(
      z.object({
        leadId: z.uuid(),
        company: z.string().nullable(),
        contactId: z.uuid(),
        contactName: z.string().nullable(),
        state: z.enum(CONTACT_STATES),
        reason: z.string().nullable(),
        grantId: z.uuid().nullable(),
        dueAt: instant.nullable(),
        settledAt: instant.nullable(),
      }),
    ),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'CampaignContactPage' });
export type CampaignContactPage = z.output<typeof CampaignContactPageSchema>;
