import { z } from 'zod';
import { ActivityViewSchema } from '../activities/activities.dto';
import { ConsentViewSchema } from '../privacy/consents.dto';
import { TaskViewSchema } from '../tasks/tasks.dto';

/** What this module knows of one fact about a lead, beside the event itself. */
export const LeadEntrySchema = z.object({
  people: z
    .array(z.object({ id: z.uuid(), name: z.string() }))
    .describe('Users that the fact names'),
  activity: ActivityViewSchema.nullable(),
  consent: ConsentViewSchema.nullable(),
  task: TaskViewSchema.nullable(),
});
export type LeadEntry = z.output<typeof LeadEntrySchema>;
