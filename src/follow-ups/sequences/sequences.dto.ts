import { z } from 'zod';
import { StepsSchema } from './steps.rules';

const instant = z.iso.datetime();
const reason = z.string().trim().min(3).max(1000);

export const DraftSequenceSchema = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      .max(60),
    steps: StepsSchema,
  })
  .meta({ id: 'DraftSequence' });
export type DraftSequence = z.output<typeof DraftSequenceSchema>;

export const ChangeDraftSchema = z
  .strictObject({ steps: StepsSchema })
  .meta({ id: 'ChangeSequenceDraft' });
export type ChangeDraft = z.output<typeof ChangeDraftSchema>;

export const SequenceActSchema = z.strictObject({ reason }).meta({ id: 'SequenceAct' });
export type SequenceAct = z.output<typeof SequenceActSchema>;

export const SequenceViewSchema = z
  .object({
    id: z.uuid(),
    key: z.string(),
    version: z.int(),
    /** How often a draft was saved; part of the ETag. */
    revision: z.int(),
    state: z.enum(['draft', 'active', 'archived']),
    steps: StepsSchema,
    /** Its kill switch is off since then. */
    pausedAt: instant.nullable(),
    createdAt: instant,
    activatedAt: instant.nullable(),
    /** Leads that walk through this version now. */
    enrolled: z.int(),
  })
  .meta({ id: 'Sequence' });
export type SequenceView = z.output<typeof SequenceViewSchema>;

export const SequenceListSchema = z
  .object({ items: z.array(SequenceViewSchema), asOf: instant })
  .meta({ id: 'Sequences' });
export type SequenceList = z.output<typeof SequenceListSchema>;
