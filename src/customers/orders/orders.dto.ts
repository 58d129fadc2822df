import { z } from 'zod';
import { CurrencySchema, InstantSchema } from '../../core/fields';
import { say } from '../../core/field-text';

const instant = z.iso.datetime();

const order = {
  number: z
    .string()
    .trim()
    .regex(
      /^[\x21-\x7e]{1,60}$/,
      say(
        'must be 1 to 60 printable characters without blanks',
        'muss 1 bis 60 druckbare Zeichen ohne Leerzeichen haben',
      ),
    ),
  orderedAt: InstantSchema,
  deliveredAt: InstantSchema.nullish(),
  amount: z.strictObject({
    cents: z.int().min(0).max(1e13),
    currency: CurrencySchema,
  }),
};

export const RecordOrderSchema = z.strictObject(order).meta({ id: 'RecordOrder' });
export type RecordOrder = z.output<typeof RecordOrderSchema>;

export const ErpOrderSchema = z
  .strictObject({ customerNumber: z.string().min(1).max(30), ...order })
  .meta({ id: 'ErpOrder' });
export type ErpOrder = z.output<typeof ErpOrderSchema>;

export const OrderViewSchema = z
  .object({
    id: z.uuid(),
    customerId: z.uuid(),
    number: z.string(),
    orderedAt: instant,
    deliveredAt: instant.nullable(),
    amount: z.object({ cents: z.int(), currency: z.string() }),
    recordedAt: instant,
  })
  .meta({ id: 'CustomerOrder' });
export type OrderView = z.output<typeof OrderViewSchema>;

export const ListOrdersSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListOrders = z.output<typeof ListOrdersSchema>;

export const OrderPageSchema = z
  .object({
    items: z.array(OrderViewSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'CustomerOrderPage' });
export type OrderPage = z.output<typeof OrderPageSchema>;
