import { z } from 'zod';
import { say } from '../../core/field-text';
import { MERGE_FIELDS } from './merge-fields.rules';

const side = z.enum(['survivor', 'merged']);
const counts = z.record(z.string(), z.int().min(1));
const said = z.union([z.string(), z.number()]).nullable();

export const MergeLeadSchema = z
  .strictObject({
    /** The lead that becomes part of this one. */
    mergeLeadId: z.uuid(),
    /** Its version, as the dry run told it; what a dry run does without. */
    mergeVersion: z.int().min(1).optional(),
    /** What a dry run does without. */
    reason: z.string().trim().min(10).max(1000).optional(),
    /** Tells what would happen, and changes nothing. */
    dryRun: z.boolean().default(false),
    /** Whose value is taken where both say something else; default: of the lead that stays, unless it says nothing. */
    fields: z
      .strictObject(Object.fromEntries(MERGE_FIELDS.map((name) => [name, side])))
      .partial()
      .optional(),
  })
  .refine(({ dryRun, reason }) => dryRun || reason !== undefined, {
    path: ['reason'],
    message: say('is needed', 'wird gebraucht'),
  })
  .refine(({ dryRun, mergeVersion }) => dryRun || mergeVersion !== undefined, {
    path: ['mergeVersion'],
    message: say('is needed', 'wird gebraucht'),
  })
  .meta({ id: 'MergeLead' });
export type MergeLead = z.output<typeof MergeLeadSchema>;

export const MergeResultSchema = z
  .object({
    leadId: z.uuid(),
    mergedLeadId: z.uuid(),
    /** Of both leads before they became one; a merge names them. */
    versions: z.object({ survivor: z.int(), merged: z.int() }),
    dryRun: z.boolean(),
    /** Null in a dry run. */
    mergeId: z.uuid().nullable(),
    /** How many of each go along, by kind. */
    moved: counts,
    /** What the two do not say the same of. */
    fields: z.array(
      z.object({
        field: z.enum(MERGE_FIELDS),
        survivor: said,
        merged: said,
        takes: side,
      }),
    ),
    /** Tags that the lead gets besides its own. */
    tags: z.array(z.string()),
    /** Tags of the other lead for which the lead has no room. */
    droppedTags: z.array(z.string()),
    status: z.object({ from: z.string(), to: z.string() }),
    /** What ends, since it ran for the other lead alone. */
    ended: z.object({
      followUps: z.boolean(),
      clockStops: z.int(),
      /** Conversions that a rule had proposed. */
      proposals: z.int(),
      tasks: z.int(),
    }),
    /** People whom both leads know under the same address or number. */
    doubles: z.array(z.object({ contactId: z.uuid(), name: z.string() })),
  })
  .meta({ id: 'MergeResult' });
export type MergeResult = z.output<typeof MergeResultSchema>;

export const UnmergeResultSchema = z
  .object({
    leadId: z.uuid(),
    /** The lead that stands for itself again. */
    mergedLeadId: z.uuid(),
    moved: counts,
    /** How many stayed, since something happened with them; by kind. */
    stayed: counts,
    /** Fields that somebody has changed since. */
    fieldsStayed: z.array(z.string()),
  })
  .meta({ id: 'UnmergeResult' });
export type UnmergeResult = z.output<typeof UnmergeResultSchema>;

export const DuplicatesSchema = z
  .object({
    items: z.array(
      z.object({
        leadId: z.uuid(),
        company: z.string(),
        city: z.string().nullable(),
        ownerName: z.string().nullable(),
        why: z.enum(['SAME_EMAIL', 'SAME_PHONE', 'SAME_DOMAIN', 'SIMILAR_COMPANY']),
      }),
    ),
  })
  .meta({ id: 'LeadDuplicates' });
export type Duplicates = z.output<typeof DuplicatesSchema>;
