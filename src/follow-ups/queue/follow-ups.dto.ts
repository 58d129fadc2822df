import { z } from 'zod';
import { DaySchema, several } from '../../core/fields';
import { say } from '../../core/field-text';
import { FOLLOW_UP_STATES } from '../sequences/follow-up.entity';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const code = z.string().regex(/^[A-Z0-9_-]{1,40}$/);

/** Beside the stored ones: parts of `planned` by time and by what it waits for. */
export const SHOWN_STATES = [...FOLLOW_UP_STATES, 'due', 'overdue', 'deferred'] as const;

/**
 * `today` is the day of the lead's market, `7d` the last 7 × 24 hours and `previous-7d` those before; `first-30d` is the
 * first follow-up that a lead ever got, in the last 30 × 24 hours: one row a lead.
 */
export const SENT_SPANS = ['today', '7d', 'previous-7d', 'first-30d'] as const;

const filterFields = {
  id: several(z.uuid()),
  leadId: several(z.uuid()),
  state: several(z.enum(SHOWN_STATES)),
  step: several(code),
  owner: several(z.union([z.uuid(), z.enum(['me', 'none'])])),
  territory: several(code),
  reason: several(code),
  channel: several(z.enum(['email', 'whatsapp'])),
  /** Days of the lead's market: planned for then, or sent then. */
  due: z.enum(['today', 'tomorrow']).optional(),
  /** Planned for an instant from here on, before there. */
  dueFrom: instant.optional(),
  dueBefore: instant.optional(),
  sent: z.enum(SENT_SPANS).optional(),
  skipped: z.enum(['7d', 'previous-7d']).optional(),
};

export const FollowUpFilterSchema = z.strictObject(filterFields).meta({ id: 'FollowUpFilter' });
export type FollowUpFilter = z.output<typeof FollowUpFilterSchema>;

export const ListFollowUpsSchema = z.strictObject({
  ...filterFields,
  sort: z.enum(['dueAt', '-dueAt']).default('dueAt'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListFollowUps = z.output<typeof ListFollowUpsSchema>;

export const FollowUpRowSchema = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    company: z.string(),
    city: z.string().nullable(),
    ownerId: z.uuid().nullable(),
    ownerName: z.string().nullable(),
    territory: z.string(),
    step: z.string(),
    channel: z.enum(['email', 'whatsapp']),
    state: z.enum(SHOWN_STATES),
    /** Of the enrolment: a paused one keeps its follow-ups waiting. */
    paused: z.boolean(),
    dueAt: instant,
    notAfter: instant,
    /** Why it was skipped or cancelled, or what it waits for. */
    reason: z.string().nullable(),
    reasonText: z.string().nullable(),
    approvedAt: instant.nullable(),
    handedOverAt: instant.nullable(),
    /** Its mail, by a person, where the contact consented to that being told. */
    openedAt: instant.nullable(),
    clickedAt: instant.nullable(),
    simulated: z.boolean(),
  })
  .meta({ id: 'FollowUpRow' });
export type FollowUpRow = z.output<typeof FollowUpRowSchema>;

export const FollowUpPageSchema = z
  .object({
    items: z.array(FollowUpRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'FollowUpPage' });
export type FollowUpPage = z.output<typeof FollowUpPageSchema>;

export const FollowUpViewSchema = FollowUpRowSchema.extend(asOf).meta({ id: 'FollowUpView' });
export type FollowUpView = z.output<typeof FollowUpViewSchema>;

const count = z.int();

export const CountFollowUpsSchema = z
  .strictObject({
    views: z
      .array(z.strictObject({ key: z.string().max(60), filter: FollowUpFilterSchema }))
      .min(1)
      .max(30),
  })
  .meta({ id: 'CountFollowUps' });
export type CountFollowUps = z.output<typeof CountFollowUpsSchema>;

export const FollowUpCountsSchema = z
  .object({ counts: z.record(z.string(), count), ...asOf })
  .meta({ id: 'FollowUpCounts' });
export type FollowUpCounts = z.output<typeof FollowUpCountsSchema>;

export const SUMMARY_KEYS = [
  'pendingT3',
  'pendingT7',
  'dueToday',
  'dueTomorrow',
  'overdue',
  'sentToday',
] as const;
export type FollowUpNumbers = Readonly<Record<(typeof SUMMARY_KEYS)[number], number>>;

export const FollowUpSummarySchema = z
  .object({
    pendingT3: count,
    pendingT7: count,
    dueToday: count,
    dueTomorrow: count,
    overdue: count,
    sentToday: count,
    ...asOf,
  })
  .meta({ id: 'FollowUpSummary' });
export type FollowUpSummary = z.output<typeof FollowUpSummarySchema>;

export const ForecastSchema = z
  .object({
    /** What will leave if nothing happens but time, by day and hour of the reader's zone. */
    hours: z.array(z.object({ day: z.iso.date(), hour: count, step: z.string(), count })),
    /** What is planned for these days and will not leave as things stand now, and why. */
    held: z.array(
      z.object({ step: z.string(), reason: z.string(), reasonText: z.string(), count }),
    ),
    /** What the queue lists for each day, whatever will become of it. */
    planned: z.array(z.object({ day: z.iso.date(), count })),
    /** How many are planned for the 14 days, and how many of them, the first due first, this answer is about. */
    total: count,
    looked: count,
    ...asOf,
  })
  .meta({
    id: 'FollowUpForecast',
    description:
      'What will leave in the next 14 days, by the rules that decide, on what is known now',
  });
export type Forecast = z.output<typeof ForecastSchema>;

export const ReasonsSchema = z
  .object({ items: z.array(z.object({ code: z.string(), outcome: z.string(), text: z.string() })) })
  .meta({
    id: 'FollowUpReasons',
    description: 'Every reason against sending, in the language of the reader',
  });
export type Reasons = z.output<typeof ReasonsSchema>;

const reason = z.string().trim().min(3).max(1000);
export const ActSchema = z.strictObject({ reason }).meta({ id: 'FollowUpAct' });
export type Act = z.output<typeof ActSchema>;

export const CompletionSchema = z
  .strictObject({
    reason,
    outcome: z.enum(['SUCCESSFUL', 'NO_ANSWER', 'CALLBACK_REQUESTED']),
    callbackOn: DaySchema.optional(),
  })
  .refine((c) => (c.outcome === 'CALLBACK_REQUESTED') === (c.callbackOn !== undefined), {
    path: ['callbackOn'],
    message: say(
      'is needed exactly when a callback was requested',
      'wird genau dann gebraucht, wenn ein Rückruf erbeten wurde',
    ),
  })
  .meta({ id: 'FollowUpCompletion' });
export type Completion = z.output<typeof CompletionSchema>;
