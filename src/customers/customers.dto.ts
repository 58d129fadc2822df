import { z } from 'zod';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');
const money = z.object({ cents: z.int(), currency: z.string() }).nullable();

export const CUSTOMER_STATUSES = ['PROSPECT', 'ACTIVE', 'AT_RISK', 'INACTIVE', 'ARCHIVED'] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

export const ListCustomersSchema = z.strictObject({
  status: z.enum(CUSTOMER_STATUSES).optional(),
  owner: z.union([z.uuid(), z.literal('me')]).optional(),
  territory: z
    .string()
    .regex(/^[A-Z0-9_-]{1,40}$/)
    .optional(),
  leadId: z.uuid().optional(),
  sort: z.enum(['-createdAt', 'company']).default('-createdAt'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListCustomers = z.output<typeof ListCustomersSchema>;

const customerRow = {
  id: z.uuid(),
  version: z.int(),
  number: z.string(),
  company: z.string(),
  city: z.string().nullable(),
  country: z.string(),
  territory: z.string(),
  businessType: z.string(),
  status: z.enum(CUSTOMER_STATUSES),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
  originLeadId: z.uuid(),
  createdAt: instant,
  activatedAt: instant.nullable(),
  lastOrderAt: instant.nullable(),
  lastContactAt: instant,
  /** Since the last order or contact, months off not counted. */
  quietDays: z.int(),
  simulated: z.boolean(),
};
export const CustomerRowSchema = z.object(customerRow).meta({ id: 'CustomerRow' });
export type CustomerRow = z.output<typeof CustomerRowSchema>;

export const CustomerViewSchema = z
  .object({
    ...customerRow,
    website: z.string().nullable(),
    vatId: z.string().nullable(),
    paymentTerms: z.string().nullable(),
    expectedVolume: money,
    atRiskDays: z.int().nullable(),
    inactiveDays: z.int().nullable(),
    openMonths: z.array(z.int()).nullable(),
    archivedAt: instant.nullable(),
    contacts: z.array(
      z.object({
        id: z.uuid(),
        salutation: z.string().nullable(),
        title: z.string().nullable(),
        firstName: z.string().nullable(),
        lastName: z.string().nullable(),
        position: z.string().nullable(),
        role: z.string(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        mobile: z.string().nullable(),
        locale: z.string().nullable(),
        timeZone: z.string().nullable(),
        primary: z.boolean(),
      }),
    ),
    sites: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(['HEADQUARTERS', 'BRANCH']),
        name: z.string(),
        street: z.string().nullable(),
        postalCode: z.string().nullable(),
        city: z.string().nullable(),
        country: z.string(),
      }),
    ),
    leads: z.array(z.object({ leadId: z.uuid(), convertedAt: instant, attached: z.boolean() })),
    /** Of orders by the day they were placed, one row a currency; none without an order. */
    revenue: z.array(
      z.object({
        currency: z.string(),
        days30Cents: z.int(),
        days90Cents: z.int(),
        days365Cents: z.int(),
      }),
    ),
    ...asOf,
  })
  .meta({ id: 'CustomerView' });
export type CustomerView = z.output<typeof CustomerViewSchema>;

export const CustomerPageSchema = z
  .object({
    items: z.array(CustomerRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'CustomerPage' });
export type CustomerPage = z.output<typeof CustomerPageSchema>;

const days = z.int().min(1).max(3650).nullable();
export const ChangeCustomerSchema = z
  .strictObject({
    companyName: line(255),
    vatId: z
      .string()
      .trim()
      .regex(/^[A-Za-z]{2}[A-Za-z0-9 .-]{2,20}$/)
      .nullable(),
    paymentTerms: line(200).nullable(),
    expectedVolume: z
      .strictObject({ cents: z.int().min(0).max(1e13), currency: z.string().regex(/^[A-Z]{3}$/) })
      .nullable(),
    atRiskDays: days,
    inactiveDays: days,
    openMonths: z.array(z.int().min(1).max(12)).min(1).max(12).nullable(),
    archived: z.literal(true),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'names no field')
  .meta({ id: 'ChangeCustomer' });
export type ChangeCustomer = z.output<typeof ChangeCustomerSchema>;
