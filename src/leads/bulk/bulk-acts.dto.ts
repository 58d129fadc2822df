import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { say } from '../../core/field-text';
import { ASSIGNMENT_RULES } from '../assignment/assignment.rules';
import { LeadFilterSchema, ReasonSchema } from '../leads.dto';
import { BULK_STATES } from './bulk-act.entity';

const instant = z.iso.datetime();
const count = z.int().min(0);
const { reason } = ReasonSchema.shape;
const why = { reason: lineOf(1000).optional() };
const tag = { tag: lineOf(40) };

export const BulkWorkSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('assign'), ownerId: z.uuid(), ...why }),
    z.strictObject({
      kind: z.literal('distribute'),
      by: z.enum(ASSIGNMENT_RULES),
      teamId: z.uuid(),
      ...why,
    }),
    z.strictObject({ kind: z.literal('pause'), reason }),
    z.strictObject({ kind: z.literal('resume'), reason }),
    z.strictObject({ kind: z.literal('lose'), reason }),
    z.strictObject({ kind: z.literal('reopen'), reason }),
    z.strictObject({ kind: z.literal('tag'), ...tag }),
    z.strictObject({ kind: z.literal('untag'), ...tag }),
  ])
  .meta({ id: 'BulkWork', description: 'What is done to each lead' });
export type BulkWork = z.output<typeof BulkWorkSchema>;

export const StartBulkActSchema = z
  .strictObject({
    act: BulkWorkSchema,
    /** Chosen ones; or else `filter`. */
    leadIds: z.array(z.uuid()).min(1).max(1000).optional(),
    /** Everything that the list of the same filter has. */
    filter: LeadFilterSchema.optional(),
  })
  .refine(({ leadIds, filter }) => (leadIds === undefined) !== (filter === undefined), {
    path: ['leadIds'],
    message: say(
      'either the leads or a filter is needed, not both',
      'gebraucht werden entweder die Leads oder ein Filter, nicht beides',
    ),
  })
  .meta({ id: 'StartBulkAct' });
export type StartBulkAct = z.output<typeof StartBulkActSchema>;

export const BulkActSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(BulkWorkSchema.options.map(({ shape }) => shape.kind.value)),
    state: z.enum(BULK_STATES),
    /** Still growing while `COLLECTING`. */
    total: count,
    done: count,
    /** It was so already. */
    unchanged: count,
    /** Its refusals say why. */
    refused: count,
    failure: z.string().nullable(),
    requestedAt: instant,
    finishedAt: instant.nullable(),
    reversal: z
      .object({
        requestedAt: instant,
        finishedAt: instant.nullable(),
        reverted: count,
        /** Leads that changed since; the refusals of the reversal say so. */
        kept: count,
      })
      .nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'BulkAct' });
export type BulkActView = z.output<typeof BulkActSchema>;

export const ListRefusalsSchema = z.strictObject({
  /** Of the act itself, or of taking it back. */
  of: z.enum(['act', 'reversal']).default('act'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});
export type ListRefusals = z.output<typeof ListRefusalsSchema>;

export const RefusalPageSchema = z
  .object({
    items: z.array(
      z
        .object({
          leadId: z.uuid(),
          /** Null: it is not to be seen any more. */
          company: z.string().nullable(),
          /** A problem of the act for one lead, or `lead-changed`. */
          reason: z.string(),
        })
        .meta({ id: 'Refusal' }),
    ),
    nextCursor: z.uuid().nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'RefusalPage' });
export type RefusalPage = z.output<typeof RefusalPageSchema>;
