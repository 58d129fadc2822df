import { z } from 'zod';
import { CloudEventSchema } from '../events.dto';
import { AboutSchema } from './subjects.queries';

const instant = z.iso.datetime();

export const DeadLetterSchema = z
  .object({
    id: z.uuid(),
    consumer: z.string(),
    subject: z.string(),
    about: AboutSchema,
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
  .object({
    items: z.array(DeadLetterSchema),
    dead: z.int().meta({ description: 'All that are given up' }),
    parked: z.int().meta({ description: 'All of them, also those that the list is too short for' }),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.output<typeof DeadLetterListSchema>;

export const DeadLetterDetailSchema = DeadLetterSchema.extend({
  event: CloudEventSchema.nullable().meta({ description: 'Null when the log has let go of it' }),
  waiting: z.int().meta({ description: 'Later events of the subject that queue behind it' }),
}).meta({ id: 'DeadLetterDetail' });
export type DeadLetterDetail = z.output<typeof DeadLetterDetailSchema>;

export const DismissDeadLetterSchema = z
  .strictObject({ reason: z.string().trim().min(10).max(1000) })
  .meta({ id: 'DismissDeadLetter' });
export type DismissDeadLetter = z.output<typeof DismissDeadLetterSchema>;

export const DeadLetterReplaySchema = z
  .object({
    done: z.int().meta({ description: 'Events of the subject that went through, in their order' }),
    free: z.boolean().meta({ description: 'Nothing of the subject is parked any more' }),
    stoppedAt: DeadLetterSchema.nullable().meta({
      description: 'The event that the consumer still cannot take; null when the subject is free',
    }),
  })
  .meta({ id: 'DeadLetterReplay' });
export type DeadLetterReplay = z.output<typeof DeadLetterReplaySchema>;
