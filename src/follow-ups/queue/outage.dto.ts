import { z } from 'zod';

const instant = z.iso.datetime();

/** What will become of it: sent now, sent some hours later, left out, called off, or asked again. */
export const FATES = ['send', 'spread', 'skip', 'cancel', 'wait'] as const;
const fate = z.enum(FATES);

export const OutageSchema = z
  .object({
    /** Due for longer than a minute, and nobody has decided. */
    total: z.int(),
    /** How many of them, the longest due first, the rest of this answer is about. */
    looked: z.int(),
    oldestDueAt: instant.nullable(),
    fates: z.array(
      z.object({ step: z.string(), fate, reason: z.string().nullable(), count: z.int() }),
    ),
    items: z.array(
      z.object({
        followUpId: z.uuid(),
        leadId: z.uuid(),
        company: z.string(),
        step: z.string(),
        dueAt: instant,
        notAfter: instant,
        fate,
        reason: z.string().nullable(),
        reasonText: z.string().nullable(),
        /** When it leaves or is asked again. */
        at: instant.nullable(),
      }),
    ),
    asOf: instant,
  })
  .meta({ id: 'FollowUpOutage' });
export type Outage = z.output<typeof OutageSchema>;
