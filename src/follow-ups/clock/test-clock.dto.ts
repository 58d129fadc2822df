import { z } from 'zod';

export const AdvanceClockSchema = z
  .strictObject({ to: z.iso.datetime({ offset: true }) })
  .meta({ id: 'AdvanceClock' });
export type AdvanceClock = z.output<typeof AdvanceClockSchema>;

export const TestClockViewSchema = z
  .object({
    now: z.iso.datetime(),
    /** False in production. */
    turns: z.boolean(),
    /** At how many instants it stopped on the way; null when it was only read. */
    stops: z.int().nullable(),
  })
  .meta({ id: 'TestClockView' });
export type TestClockView = z.output<typeof TestClockViewSchema>;
