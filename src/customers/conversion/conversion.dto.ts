import { z } from 'zod';
import { several } from '../../core/fields';
import { say } from '../../core/field-text';
import { CustomerViewSchema } from '../customers.dto';
import { RuleTraceSchema } from '../judging/rule-sets.dto';

const instant = z.iso.datetime();
const reason = z.string().trim().min(3).max(1000);

export const ConvertLeadSchema = z
  .strictObject({
    /** Else the next one is used. */
    number: z
      .string()
      .regex(/^[A-Z0-9][A-Z0-9._-]{0,29}$/)
      .optional(),
    vatId: z
      .string()
      .trim()
      .regex(/^[A-Za-z]{2}[A-Za-z0-9 .-]{2,20}$/)
      .optional(),
    reason: reason.optional(),
  })
  .meta({ id: 'ConvertLead' });
export type ConvertLead = z.output<typeof ConvertLeadSchema>;

export const UndoConversionSchema = z.strictObject({ reason }).meta({ id: 'UndoConversion' });
export type UndoConversion = z.output<typeof UndoConversionSchema>;

export const ConversionViewSchema = z
  .object({
    leadId: z.uuid(),
    /** False when the lead was a customer before. */
    fresh: z.boolean(),
    customer: CustomerViewSchema,
  })
  .meta({ id: 'ConversionView' });
export type ConversionView = z.output<typeof ConversionViewSchema>;

export const ListProposalsSchema = z.strictObject({
  state: z.enum(['pending', 'approved', 'refused', 'obsolete']).optional(),
  leadId: z.uuid().optional(),
  id: several(z.uuid()),
  owner: several(z.union([z.uuid(), z.literal('me')])),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListProposals = z.output<typeof ListProposalsSchema>;

export const ProposalViewSchema = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    company: z.string().nullable(),
    evaluationId: z.uuid(),
    responseId: z.uuid(),
    /** What the rules saw, as one would tell it. */
    sentence: z.object({ de: z.string(), en: z.string() }),
    rules: z.array(RuleTraceSchema),
    state: z.enum(['pending', 'approved', 'refused', 'obsolete']),
    requestedAt: instant,
    decidedAt: instant.nullable(),
    decidedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ConversionProposal' });
export type ProposalView = z.output<typeof ProposalViewSchema>;

export const ProposalPageSchema = z
  .object({
    items: z.array(ProposalViewSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'ConversionProposalPage' });
export type ProposalPage = z.output<typeof ProposalPageSchema>;

export const DecideProposalSchema = z
  .strictObject({ outcome: z.enum(['approved', 'refused']), reason: reason.optional() })
  .refine((d) => d.outcome === 'approved' || d.reason !== undefined, {
    path: ['reason'],
    message: say('is needed to refuse', 'wird gebraucht, um abzulehnen'),
  })
  .meta({ id: 'DecideConversionProposal' });
export type DecideProposal = z.output<typeof DecideProposalSchema>;
