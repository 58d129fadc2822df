import { z } from 'zod';
import { say } from '../../core/field-text';
import { BUSINESS_TYPES } from '../../leads';
import { TraceGuardSchema } from '../queue/trace.dto';
import { FOLLOW_UP_STATES } from '../sequences/follow-up.entity';

const instant = z.iso.datetime();
const MOST_DAYS = 400;
const DAY_MS = 86_400_000;

export const SimulateSchema = z
  .strictObject({
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    /** These leads alone. */
    leads: z.array(z.uuid()).min(1).max(1000).optional(),
    filter: z
      .strictObject({
        territory: z.array(z.string().max(30)).min(1).max(50).optional(),
        businessType: z.array(z.enum(BUSINESS_TYPES)).min(1).optional(),
        owner: z.array(z.uuid()).min(1).max(50).optional(),
      })
      .optional(),
  })
  .refine(({ from, to }) => Date.parse(from) < Date.parse(to), {
    path: ['to'],
    message: say('is not after from', 'liegt nicht nach from'),
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= MOST_DAYS * DAY_MS, {
    path: ['from'],
    message: say(
      `lies more than ${String(MOST_DAYS)} days before to`,
      `liegt mehr als ${String(MOST_DAYS)} Tage vor to`,
    ),
  })
  .meta({ id: 'Simulate' });
export type Simulate = z.output<typeof SimulateSchema>;

const OutcomeSchema = z.object({
  state: z.enum(FOLLOW_UP_STATES),
  reason: z.string().nullable(),
  reasonText: z.string().nullable(),
  channel: z.enum(['email', 'whatsapp']),
  /** When it came to that; null while it is planned. */
  at: instant.nullable(),
  /** Which text; null where none was chosen. */
  templateKey: z.string().nullable(),
  trace: z.array(
    z.object({
      at: instant,
      outcome: z.enum(['queued', 'skipped', 'deferred', 'cancelled']),
      reason: z.string().nullable(),
      reasonText: z.string().nullable(),
      nextAt: instant.nullable(),
      guards: z.array(TraceGuardSchema),
    }),
  ),
});
export type SimulatedOutcome = z.output<typeof OutcomeSchema>;

export const SimulationSchema = z
  .object({
    sequence: z.object({ id: z.uuid(), key: z.string(), version: z.int() }),
    from: instant,
    to: instant,
    /** Leads that walked through a sequence in this time, and how many of them were looked at. */
    total: z.int(),
    looked: z.int(),
    counts: z.object({
      same: z.int(),
      different: z.int(),
      sentThen: z.int(),
      sentNow: z.int(),
    }),
    /** Who would have got what and when. */
    sends: z.array(
      z.object({
        leadId: z.uuid(),
        company: z.string(),
        step: z.string(),
        channel: z.enum(['email', 'whatsapp']),
        at: instant,
        templateKey: z.string().nullable(),
      }),
    ),
    /** Every step that would have gone otherwise, with what happened and what would have. */
    differences: z.array(
      z.object({
        leadId: z.uuid(),
        company: z.string(),
        step: z.string(),
        then: OutcomeSchema.nullable(),
        now: OutcomeSchema.nullable(),
      }),
    ),
    asOf: instant,
  })
  .meta({ id: 'Simulation' });
export type Simulation = z.output<typeof SimulationSchema>;
