import { z } from 'zod';
import { SequenceSchema } from '../../events/sequence.rules';

export const ListAuditSchema = z.strictObject({
  subjectId: z.uuid().optional(),
  actorId: z.uuid().optional(),
  act: z.string().max(100).optional(),
  from: z.iso.datetime({ offset: true }).optional().describe('Done at this instant or later'),
  until: z.iso.datetime({ offset: true }).optional().describe('Done before this instant'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: SequenceSchema.optional(),
});
export type ListAudit = z.output<typeof ListAuditSchema>;

const row = {
  id: z.uuid(),
  doneAt: z.iso.datetime(),
  actor: z.strictObject({
    kind: z.enum(['user', 'system']),
    id: z.string(),
    name: z.string().nullable(),
  }),
  role: z.string(),
  act: z.string(),
  subjectId: z.uuid().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  why: z.string().nullable(),
  address: z.string().nullable(),
  requestId: z.uuid().nullable(),
  sealed: z.boolean(),
};

export const AuditPageSchema = z
  .strictObject({
    items: z.array(z.strictObject(row).meta({ id: 'AuditRow' })),
    nextCursor: z.string().nullable(),
    previousCursor: z.null(),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'AuditPage' });
export type AuditPage = z.output<typeof AuditPageSchema>;

export const AuditActsSchema = z
  .strictObject({ items: z.array(z.string()) })
  .meta({ id: 'AuditActs' });
export type AuditActs = z.output<typeof AuditActsSchema>;

export const AuditVerificationSchema = z
  .strictObject({
    intact: z.boolean(),
    checked: z.int().describe('Sealed rows whose hash was computed anew'),
    brokenAt: z
      .string()
      .nullable()
      .describe('Place in the chain of the first row that is missing or not as it was sealed'),
    unsealed: z.int().describe('Rows older than a minute that are not sealed yet'),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.output<typeof AuditVerificationSchema>;
