import { z } from 'zod';
import { CurrencySchema, several } from '../core/fields';
import { say } from '../core/field-text';
import { BUSINESS_TYPES } from '../leads';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(
      /^\P{Cc}*$/u,
      say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
    );
const money = z.object({ cents: z.int(), currency: z.string() }).nullable();

export const CUSTOMER_STATUSES = ['PROSPECT', 'ACTIVE', 'AT_RISK', 'INACTIVE', 'ARCHIVED'] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

const filterFields = {
  /** Words of the name, the number or the place. */
  q: z.string().trim().max(120).optional(),
  id: several(z.uuid()),
  status: several(z.enum(CUSTOMER_STATUSES)),
  owner: several(z.union([z.uuid(), z.literal('me')])),
  territory: several(z.string().regex(/^[A-Z0-9_-]{1,40}$/)),
  businessType: several(z.enum(BUSINESS_TYPES)),
  /** The customer that this lead became. */
  leadId: z.uuid().optional(),
};

/** The one filter that list and counts share. */
export const CustomerFilterSchema = z.strictObject(filterFields).meta({ id: 'CustomerFilter' });
export type CustomerFilter = z.output<typeof CustomerFilterSchema>;

export const CountCustomersSchema = z
  .strictObject({
    views: z
      .array(z.strictObject({ key: z.string().max(60), filter: CustomerFilterSchema }))
      .min(1)
      .max(30),
  })
  .meta({ id: 'CountCustomers' });
export type CountCustomers = z.output<typeof CountCustomersSchema>;

export const CustomerCountsSchema = z
  .object({ counts: z.record(z.string(), z.int()), ...asOf })
  .meta({ id: 'CustomerCounts' });
export type CustomerCounts = z.output<typeof CustomerCountsSchema>;

export const ListCustomersSchema = z.strictObject({
  ...filterFields,
  sort: z.enum(['-createdAt', 'company', '-lastContactAt', '-lastOrderAt']).default('-createdAt'),
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
    leads: z.array(
      z.object({
        leadId: z.uuid(),
        company: z.string().nullable(),
        convertedAt: instant,
        attached: z.boolean(),
        /** Null when a rule did it by itself. */
        convertedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
        evaluationId: z.uuid().nullable(),
        responseId: z.uuid().nullable(),
        undoableUntil: instant,
      }),
    ),
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
      .strictObject({ cents: z.int().min(0).max(1e13), currency: CurrencySchema })
      .nullable(),
    atRiskDays: days,
    inactiveDays: days,
    openMonths: z.array(z.int().min(1).max(12)).min(1).max(12).nullable(),
    archived: z.literal(true),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, say('names no field', 'nennt kein Feld'))
  .meta({ id: 'ChangeCustomer' });
export type ChangeCustomer = z.output<typeof ChangeCustomerSchema>;
