import { z } from 'zod';
import { RECEIPTS } from '../work/receipt.rules';

const from = z.string().regex(/^\+?\d{6,15}$/);
const name = z.string().min(1).max(100).default('Simulierte Person');
const wamid = z.string().min(1).optional();

/** What can be asked of the stand-in: a person taps, types or chooses, or a receipt comes. */
export const ControlSchema = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('text'),
    from,
    name,
    wamid,
    body: z.string().min(1).max(4096),
  }),
  z.object({
    act: z.literal('click'),
    from,
    name,
    wamid,
    /** Which button of the message, from 0. */
    button: z.coerce.number().int().min(0).max(9).default(0),
    payload: z.string().min(1).max(256).optional(),
    label: z.string().min(1).max(25).optional(),
  }),
  z.object({
    act: z.literal('list'),
    from,
    name,
    wamid,
    payload: z.string().min(1).max(200),
    label: z.string().min(1).max(24).optional(),
  }),
  z.object({
    act: z.literal('status'),
    wamid,
    statuses: z.array(z.enum(RECEIPTS)).min(1).max(8),
    errorCode: z.coerce.number().int().default(131026),
    shuffle: z.boolean().default(false),
    duplicate: z.boolean().default(false),
  }),
]);
export type ControlRequest = z.output<typeof ControlSchema>;
export type ReceiptPlan = Pick<
  Extract<ControlRequest, { act: 'status' }>,
  'statuses' | 'errorCode' | 'shuffle' | 'duplicate'
>;
