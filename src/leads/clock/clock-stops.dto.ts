import { z } from 'zod';
import { asOfFields } from '../fields.dto';
import { CLOCK_STOP_STATES } from './clock-stop.entity';

const why = z.string().trim().min(10).max(1000);
const instant = z.iso.datetime();
const person = z.object({ id: z.uuid(), name: z.string() }).nullable();

export const RequestClockStopSchema = z
  .strictObject({
    reason: why,
    /** When it ends by itself; without it somebody has to end it. */
    until: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'RequestClockStop' });
export type RequestClockStop = z.output<typeof RequestClockStopSchema>;

export const ClockStopViewSchema = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    state: z.enum(CLOCK_STOP_STATES),
    reason: z.string(),
    requestedBy: person,
    requestedAt: instant,
    untilAt: instant.nullable(),
    decidedBy: person,
    decidedAt: instant.nullable(),
    decidedWhy: z.string().nullable(),
    endedBy: person,
    endedAt: instant.nullable(),
  })
  .meta({ id: 'ClockStop' });
export type ClockStopView = z.output<typeof ClockStopViewSchema>;

export const ClockStopListSchema = z
  .object({ items: z.array(ClockStopViewSchema), ...asOfFields })
  .meta({ id: 'ClockStops' });
export type ClockStopList = z.output<typeof ClockStopListSchema>;
