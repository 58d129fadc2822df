import { z } from 'zod';
import { longText, pageOf, paging } from '../fields.dto';

export const OpenTaskSchema = z
  .strictObject({
    leadId: z.uuid(),
    text: longText,
    dueAt: z.iso.datetime({ offset: true }),
    assigneeId: z.uuid().optional(),
  })
  .meta({ id: 'OpenTask' });
export type OpenTask = z.output<typeof OpenTaskSchema>;

export const ListTasksSchema = z.strictObject({
  state: z.enum(['open', 'done']).default('open'),
  assignee: z.union([z.uuid(), z.literal('me')]).optional(),
  leadId: z.uuid().optional(),
  kind: z.string().max(60).optional(),
  dueBefore: z.iso.datetime({ offset: true }).optional(),
  ...paging,
});
export type ListTasks = z.output<typeof ListTasksSchema>;

const person = z.object({ id: z.uuid(), name: z.string() }).nullable();

export const TaskViewSchema = z
  .object({
    id: z.uuid(),
    kind: z.string(),
    subjectCode: z.string(),
    text: z.string().nullable(),
    leadId: z.uuid(),
    company: z.string().nullable(),
    assignee: person,
    dueAt: z.iso.datetime(),
    overdue: z.boolean(),
    origin: z.string(),
    openedBy: person,
    openedAt: z.iso.datetime(),
    doneAt: z.iso.datetime().nullable(),
    doneBy: person,
  })
  .meta({ id: 'TaskView' });
export type TaskView = z.output<typeof TaskViewSchema>;

export const TaskPageSchema = pageOf(TaskViewSchema).meta({ id: 'TaskPage' });
export type TaskPage = z.output<typeof TaskPageSchema>;
