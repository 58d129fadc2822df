import { z } from 'zod';

const instant = z.iso.datetime();

export const DeadLetterSchema = z
  .object({
    id: z.uuid(),
    consumer: z.string(),
    subject: z.string(),
    eventId: z.uuid(),
    type: z.string(),
    state: z.enum(['retrying', 'waiting', 'dead']).meta({
      description: 'retrying: tried again at dueAt; waiting: behind an earlier one; dead: given up',
    }),
    attempts: z.int(),
    dueAt: instant.nullable(),
    error: z.string().nullable(),
    parkedAt: instant,
  })
  .meta({ id: 'DeadLetter', description: 'An event that a consumer could not take' });
export type DeadLetter = z.output<typeof DeadLetterSchema>;

export const DeadLetterListSchema = z
  .object({ items: z.array(DeadLetterSchema), asOf: instant, asOfSequence: z.string() })
  .meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.output<typeof DeadLetterListSchema>;

export const DismissDeadLetterSchema = z
  .strictObject({ reason: z.string().trim().min(10).max(1000) })
  .meta({ id: 'DismissDeadLetter' });
export type DismissDeadLetter = z.output<typeof DismissDeadLetterSchema>;

export const DeadLetterReplaySchema = z
  .object({
    done: z.int().meta({ description: 'Events of the subject that went through, in their order' }),
    free: z.boolean().meta({ description: 'Nothing of the subject is parked any more' }),
  })
  .meta({ id: 'DeadLetterReplay' });
export type DeadLetterReplay = z.output<typeof DeadLetterReplaySchema>;
