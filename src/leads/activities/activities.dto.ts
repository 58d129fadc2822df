import { z } from 'zod';
import { DaySchema } from '../../core/fields';
import { longText, paging, pageOf } from '../fields.dto';

export const ACTIVITY_OUTCOMES = [
  'SUCCESSFUL',
  'UNSUCCESSFUL',
  'NO_ANSWER',
  'CALLBACK_REQUESTED',
  'INFO_SENT',
  'QUALIFIED',
  'DISQUALIFIED',
] as const;
export type ActivityOutcome = (typeof ACTIVITY_OUTCOMES)[number];

const instant = z.iso.datetime();

export const LogActivitySchema = z
  .strictObject({
    kind: z.string().regex(/^[A-Z][A-Z_]{0,39}$/),
    text: longText.nullish(),
    occurredAt: z.iso.datetime({ offset: true }).optional(),
    outcome: z.enum(ACTIVITY_OUTCOMES).nullish(),
    nextAction: longText.nullish(),
    nextActionOn: DaySchema.nullish(),
  })
  .meta({ id: 'LogActivity' });
export type LogActivity = z.output<typeof LogActivitySchema>;

export const ListActivitiesSchema = z.strictObject(paging);
export type ListActivities = z.output<typeof ListActivitiesSchema>;

export const ActivityViewSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    meaningful: z.boolean(),
    progress: z.boolean(),
    answer: z.boolean(),
    occurredAt: instant,
    text: z.string().nullable(),
    outcome: z.enum(ACTIVITY_OUTCOMES).nullable(),
    nextAction: z.string().nullable(),
    nextActionOn: z.iso.date().nullable(),
    loggedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
    loggedAt: instant,
    origin: z.string().nullable(),
    /** What somebody said of a sample, 1 to 5; null for any other kind. */
    feedback: z.object({ taste: z.int(), ease: z.int() }).nullable(),
  })
  .meta({ id: 'ActivityView' });
export type ActivityView = z.output<typeof ActivityViewSchema>;

export const ActivityPageSchema = pageOf(ActivityViewSchema).meta({ id: 'ActivityPage' });
export type ActivityPage = z.output<typeof ActivityPageSchema>;

export const ActivityKindsSchema = z
  .object({
    items: z.array(
      z.object({
        code: z.string(),
        meaningful: z.boolean(),
        progress: z.boolean(),
        answer: z.boolean(),
        byPeople: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ActivityKinds' });
export type ActivityKinds = z.output<typeof ActivityKindsSchema>;
