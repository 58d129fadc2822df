import { z } from 'zod';
import { several } from '../../core/fields';
import { PackageKeySchema } from './content.dto';
import { DELIVERY_STATES, GRANT_STATES, UNLOCKED_VIA } from './delivery.rules';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };

export const ListGrantsSchema = z.strictObject({
  state: several(z.enum(GRANT_STATES)),
  packageKey: several(PackageKeySchema),
  owner: several(z.union([z.uuid(), z.literal('me')])),
  leadId: z.uuid().optional(),
  contactId: z.uuid().optional(),
  campaignId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListGrants = z.output<typeof ListGrantsSchema>;

export const MakeGrantSchema = z
  .strictObject({
    leadId: z.uuid(),
    contactId: z.uuid(),
    packageKey: PackageKeySchema,
    /** Told of by this template; without it the content waits until the contact asks. */
    templateKey: z.string().min(1).max(120).optional(),
    days: z.int().min(1).max(90).optional(),
  })
  .meta({ id: 'MakeContentGrant' });
export type MakeGrant = z.output<typeof MakeGrantSchema>;

const grant = {
  id: z.uuid(),
  leadId: z.uuid(),
  company: z.string().nullable(),
  contactId: z.uuid(),
  contactName: z.string().nullable(),
  ownerName: z.string().nullable(),
  packageKey: z.string(),
  packageName: z.string(),
  state: z.enum(GRANT_STATES),
  origin: z.enum(['user', 'follow-up', 'campaign']),
  campaignId: z.uuid().nullable(),
  followUpId: z.uuid().nullable(),
  announcedAt: instant.nullable(),
  templateKey: z.string().nullable(),
  grantedAt: instant,
  expiresAt: instant,
  unlockedAt: instant.nullable(),
  unlockedVia: z.enum(UNLOCKED_VIA).nullable(),
  deliveredAt: instant.nullable(),
  clicks: z.int(),
  /** Of the last unlocking; without the closing message. */
  items: z.object({ total: z.int(), accepted: z.int(), delivered: z.int(), failed: z.int() }),
  simulated: z.boolean(),
};
export const GrantRowSchema = z.object(grant).meta({ id: 'ContentGrantRow' });
export type GrantRow = z.output<typeof GrantRowSchema>;

export const GrantPageSchema = z
  .object({
    items: z.array(GrantRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'ContentGrantPage' });
export type GrantPage = z.output<typeof GrantPageSchema>;

export const GrantViewSchema = z
  .object({
    ...grant,
    announcement: z
      .object({
        messageId: z.uuid(),
        state: z.string(),
        sentAt: instant.nullable(),
        deliveredAt: instant.nullable(),
        readAt: instant.nullable(),
        failedAt: instant.nullable(),
        reason: z.string().nullable(),
      })
      .nullable(),
    deliveries: z.array(
      z.object({
        /** Null for the closing message. */
        ordinal: z.int().nullable(),
        kind: z.string(),
        state: z.enum(DELIVERY_STATES),
        attempts: z.int(),
        messageId: z.uuid().nullable(),
        reason: z.string().nullable(),
        queuedAt: instant.nullable(),
        acceptedAt: instant.nullable(),
        failedAt: instant.nullable(),
      }),
    ),
    ...asOf,
  })
  .meta({ id: 'ContentGrant' });
export type GrantView = z.output<typeof GrantViewSchema>;
