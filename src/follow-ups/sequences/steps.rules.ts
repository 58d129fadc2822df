import { DateTime } from 'luxon';
import { z } from 'zod';
import { say } from '../../core/field-text';
import {
  nextAllowed,
  type Place,
  plusBusinessDays,
  plusDays,
  plusWindowHours,
} from '../../core/calendar/working-hours.rules';

const HOUR_MS = 3_600_000;

/** One step of a sequence, as its version keeps it. */
const step = z.strictObject({
  key: z.string().regex(/^[A-Z0-9_-]{1,20}$/),
  /** Days after the anchor. */
  offset: z.int().min(0).max(365),
  unit: z.enum(['days', 'business-days']),
  channel: z.enum(['email', 'whatsapp', 'whatsapp-else-email', 'email-else-whatsapp']),
  /** What templates of it are for. */
  purpose: z.string(),
  /** What it offers; a contact who asked for exactly this may be sent it. */
  thing: z.enum(['sample', 'bulk-order', 'other']),
  /** From the hand-over of the step before. */
  minDistanceHours: z
    .int()
    .min(0)
    .max(24 * 90),
  /** How late it may be decided, in hours of open windows. */
  latestHours: z.int().min(1).max(1000),
  past: z.enum(['send', 'spread', 'skip']),
  spreadHours: z.int().min(0).max(240),
  needsApproval: z.boolean(),
  /** What goes by WhatsApp: the template, and the content that its first button promises. */
  whatsapp: z
    .strictObject({ template: z.string().min(1).max(120), package: z.string().min(1).max(60) })
    .nullish(),
});
export const StepSchema = step.refine(({ channel, whatsapp }) => channel === 'email' || whatsapp, {
  path: ['whatsapp'],
  message: say(
    'names the template and the content of a step that may go by WhatsApp',
    'nennt Vorlage und Inhalt eines Schritts, der per WhatsApp gehen darf',
  ),
});
export type Step = z.output<typeof StepSchema>;

export const StepsSchema = z.array(StepSchema).min(1).max(20);

export type Channel = 'email' | 'whatsapp';

const CHANNELS: Record<Step['channel'], readonly [Channel, ...Channel[]]> = {
  email: ['email'],
  whatsapp: ['whatsapp'],
  'whatsapp-else-email': ['whatsapp', 'email'],
  'email-else-whatsapp': ['email', 'whatsapp'],
};

/** Channels of a step, the preferred one first. */
export function channelsOf(step: Step): readonly [Channel, ...Channel[]] {
  return CHANNELS[step.channel];
}

/** The channels that are left once some could not deliver it. */
export function channelsLeft(step: Step, spent: readonly Channel[]): Channel[] {
  return channelsOf(step).filter((channel) => !spent.includes(channel));
}

export interface Plan {
  readonly dueAt: Date;
  /** Counts only hours in which it could have been sent. */
  readonly notAfter: Date;
}

export function planAt(at: Date, step: Step, place: Place, spreadMs: number): Plan {
  const dueAt = nextAllowed(at, place, spreadMs);
  return { dueAt, notAfter: plusWindowHours(dueAt, step.latestHours, place) };
}

/**
 * When it is the turn again of what waits for somebody.
 * @param awayUntil `YYYY-MM-DD`, their last day away
 * @param workingDaysAfter working days from then
 */
export function backAt(awayUntil: string, workingDaysAfter: number, place: Place): Date {
  const lastDay = DateTime.fromISO(awayUntil, { zone: place.zone }).toJSDate();
  return plusBusinessDays(lastDay, workingDaysAfter, place);
}

/** What a plan must keep beside the anchor. */
export interface Bounds {
  /** When the step before was handed over, once it is known. */
  readonly previousAt?: Date | null;
  /** When it is planned, for a plan that may not lie in the past. */
  readonly notBefore?: Date;
}

/** When a step is due. */
export function planStep(
  step: Step,
  anchorAt: Date,
  place: Place,
  spreadMs: number,
  { previousAt = null, notBefore }: Bounds = {},
): Plan {
  const offset =
    step.unit === 'days'
      ? plusDays(anchorAt, step.offset, place.zone)
      : plusBusinessDays(anchorAt, step.offset, place);
  const distance = previousAt ? previousAt.getTime() + step.minDistanceHours * HOUR_MS : 0;
  const earliest = Math.max(offset.getTime(), distance, notBefore?.getTime() ?? 0);
  return planAt(new Date(earliest), step, place, spreadMs);
}
