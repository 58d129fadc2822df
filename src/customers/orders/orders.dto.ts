import { z } from 'zod';

const instant = z.iso.datetime();

export const RecordOrderSchema = z
  .strictObject({
    number: z
      .string()
      .trim()
      .regex(/^[\x21-\x7e]{1,60}$/, 'must be 1 to 60 printable characters without blanks'),
    orderedAt: z.iso.datetime({ offset: true }),
    deliveredAt: z.iso.datetime({ offset: true }).nullish(),
    amount: z.strictObject({
      cents: z.int().min(0).max(1e13),
      currency: z.string().regex(/^[A-Z]{3}$/),
    }),
  })
  .meta({ id: 'RecordOrder' });
export type RecordOrder = z.output<typeof RecordOrderSchema>;

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
