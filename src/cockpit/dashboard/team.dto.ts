import { z } from 'zod';

const instant = z.iso.datetime();
const count = z.int();

export const TeamSchema = z
  .object({
    asOf: instant,
    asOfSequence: z.string(),
    members: z.array(
      z.object({
        userId: z.uuid(),
        name: z.string(),
        openLeads: count,
        overdueFollowUps: count,
        /** Answers that a person should look at. */
        answersToReview: count,
        /** Follow-ups within the last 7 × 24 hours. */
        sent7d: count,
        conversionRate: z.number().nullable().meta({
          description:
            'Of the leads whose first follow-up was 30 to 120 days ago, the part that became customers within 30 days of it; null while there is none',
        }),
        /** Leads whose first follow-up is younger than that: too young for any rate. */
        youngLeads: count,
      }),
    ),
  })
  .meta({
    id: 'TeamWork',
    description: 'Who of the reader’s teams does what, each number the count of a list',
  });
export type TeamWork = z.output<typeof TeamSchema>;
