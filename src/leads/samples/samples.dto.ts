import { z } from 'zod';
import { lineOf } from '../../core/fields';
import { asOfFields, longText } from '../fields.dto';
import { SAMPLE_STATES } from './sample.entity';

const instant = z.iso.datetime();

export const RequestSampleSchema = z
  .strictObject({ contents: longText })
  .meta({ id: 'RequestSample', description: 'What is to be in the box' });
export type RequestSample = z.output<typeof RequestSampleSchema>;

const SAMPLE_MOVES = ['packing', 'shipment', 'delivery', 'cancellation'] as const;
export const SampleMoveSchema = z.enum(SAMPLE_MOVES);
export type SampleMove = z.output<typeof SampleMoveSchema>;

export const MoveSampleSchema = z
  .strictObject({
    trackingNumber: lineOf(100).optional(),
    /** When it happened; default: now. */
    at: z.iso.datetime({ offset: true }).optional(),
  })
  .meta({ id: 'MoveSample' });
export type MoveSample = z.output<typeof MoveSampleSchema>;

export const SampleViewSchema = z
  .object({
    id: z.uuid(),
    leadId: z.uuid(),
    state: z.enum(SAMPLE_STATES),
    contents: z.string(),
    trackingNumber: z.string().nullable(),
    requestedAt: instant,
    shippedAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    changedAt: instant,
    /** What whoever got it said, marks from 1 to 5. */
    feedback: z
      .object({
        taste: z.int().min(1).max(5),
        ease: z.int().min(1).max(5),
        notes: z.string().nullable(),
        at: instant,
      })
      .nullable(),
    /** The page on which whoever got it says how it was; null before it arrived and when its time is over. */
    feedbackLink: z.object({ url: z.url(), until: instant }).nullable(),
  })
  .meta({ id: 'Sample' });
export type SampleView = z.output<typeof SampleViewSchema>;

export const SampleListSchema = z
  .object({ items: z.array(SampleViewSchema), ...asOfFields })
  .meta({ id: 'Samples' });
export type SampleList = z.output<typeof SampleListSchema>;
