import { z } from 'zod';
import { lineOf as text, TimeZoneSchema } from '../core/fields';
import { BUSINESS_TYPES, CONTACT_ROLES, LEAD_SOURCES, LEAD_STATUSES } from './lists.rules';

const reason = z.string().trim().min(10).max(1000);
const code = z.string().regex(/^[A-Z0-9_-]{1,30}$/);

export const MoneySchema = z
  .strictObject({
    cents: z.int().min(0).max(100_000_000_000),
    currency: z.enum(['EUR', 'CHF']),
  })
  .meta({ id: 'Money', description: 'An amount per year, in cents' });

const companyFields = {
  name: text(255),
  website: z
    .url({ protocol: /^https?$/ })
    .max(255)
    .nullish(),
  street: text(255).nullish(),
  postalCode: text(12).nullish(),
  city: text(120).nullish(),
  country: z.string().regex(/^[A-Z]{2}$/),
  businessType: z.enum(BUSINESS_TYPES),
  kitchenSize: z.enum(['SMALL', 'MEDIUM', 'LARGE']).nullish(),
  branches: z.int().min(1).max(100_000).nullish(),
  employees: z.int().min(0).max(1_000_000).nullish(),
  annualVolume: MoneySchema.nullish(),
};

export const CompanySchema = z
  .strictObject({
    ...companyFields,
    country: companyFields.country.default('DE'),
    businessType: companyFields.businessType.default('OTHER'),
  })
  .meta({ id: 'Company' });

export const NewContactSchema = z
  .strictObject({
    salutation: z.enum(['MR', 'MS']).nullish(),
    title: text(40).nullish(),
    firstName: text(100).nullish(),
    lastName: text(100).nullish(),
    position: text(120).nullish(),
    role: z.enum(CONTACT_ROLES).default('OTHER'),
    email: z.email().max(254).nullish(),
    phone: text(40).nullish(),
    mobile: text(40).nullish(),
    locale: z.enum(['de', 'en', 'fr', 'it']).nullish(),
    timeZone: TimeZoneSchema.nullish(),
    primary: z.boolean().optional(),
  })
  .meta({ id: 'NewContact' });
export type NewContact = z.output<typeof NewContactSchema>;

export const FirstContactSchema = z
  .strictObject({
    channel: z.enum(['PHONE', 'EMAIL', 'MEETING', 'FAIR', 'WHATSAPP', 'OTHER']),
    at: z.iso.datetime({ offset: true }),
    note: z.string().trim().min(10).max(2000),
  })
  .meta({ id: 'FirstContact' });

export const RegisterLeadSchema = z
  .strictObject({
    company: CompanySchema,
    contacts: z.array(NewContactSchema).max(20).default([]),
    territory: code.optional(),
    source: z.enum(LEAD_SOURCES),
    sourceCampaign: text(120).nullish(),
    ownerId: z.uuid().optional(),
    tags: z.array(text(40)).max(20).default([]),
    firstContact: FirstContactSchema.optional(),
    override: z.strictObject({ reason }).optional(),
  })
  .refine((lead) => lead.contacts.filter((c) => c.primary).length <= 1, {
    path: ['contacts'],
    message: 'at most one contact is the primary one',
  })
  .meta({ id: 'RegisterLead' });
export type RegisterLead = z.output<typeof RegisterLeadSchema>;

export const ChangeLeadSchema = z
  .strictObject({
    company: z.strictObject(companyFields).partial(),
    sourceCampaign: text(120).nullable(),
    tags: z.array(text(40)).max(20),
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'names no field')
  .meta({ id: 'ChangeLead' });
export type ChangeLead = z.output<typeof ChangeLeadSchema>;

export const AssignLeadSchema = z
  .strictObject({
    /** Null sets the lead free. */
    ownerId: z.uuid().nullable(),
    reason: text(1000).optional(),
  })
  .meta({ id: 'AssignLead' });
export type AssignLead = z.output<typeof AssignLeadSchema>;

export const ReasonSchema = z.strictObject({ reason }).meta({ id: 'Reason' });
export type Reason = z.output<typeof ReasonSchema>;

/** A value or several, by comma or by repeating the parameter. */
const several = <T extends z.ZodType<string>>(item: T, most = 50) =>
  z
    .preprocess((v) => (typeof v === 'string' ? v.split(',') : v), z.array(item).min(1).max(most))
    .optional();

export const LEAD_SORTS = [
  '-registeredAt',
  'registeredAt',
  '-lastActivityAt',
  'company',
  '-company',
] as const;

const filterFields = {
  q: z.string().trim().min(1).max(120).optional(),
  id: several(z.uuid()),
  status: several(z.enum(LEAD_STATUSES)),
  owner: several(z.union([z.uuid(), z.enum(['me', 'none'])])),
  territory: several(code),
  businessType: several(z.enum(BUSINESS_TYPES)),
  source: several(z.enum(LEAD_SOURCES)),
  /** Leads that came with these imports. */
  import: several(z.uuid()),
};

/** The one filter that list, counts, bulk acts and exports share. */
export const LeadFilterSchema = z.strictObject(filterFields).meta({ id: 'LeadFilter' });
export type LeadFilter = z.output<typeof LeadFilterSchema>;

export const ListLeadsSchema = z.strictObject({
  ...filterFields,
  sort: z.enum(LEAD_SORTS).default('-registeredAt'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListLeads = z.output<typeof ListLeadsSchema>;

export const CountLeadsSchema = z
  .strictObject({
    views: z
      .array(z.strictObject({ key: z.string().max(60), filter: LeadFilterSchema }))
      .min(1)
      .max(30),
  })
  .meta({ id: 'CountLeads' });
export type CountLeads = z.output<typeof CountLeadsSchema>;

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };

const leadRow = {
  id: z.uuid(),
  version: z.int(),
  company: z.string(),
  city: z.string().nullable(),
  country: z.string(),
  territory: z.string(),
  businessType: z.enum(BUSINESS_TYPES),
  status: z.enum(LEAD_STATUSES),
  stage: z.int(),
  ownerId: z.uuid().nullable(),
  ownerName: z.string().nullable(),
  source: z.enum(LEAD_SOURCES),
  primaryContact: z
    .object({ id: z.uuid(), name: z.string(), role: z.enum(CONTACT_ROLES) })
    .nullable(),
  annualVolume: MoneySchema.nullable(),
  registeredAt: instant,
  lastActivityAt: instant,
  /** On any channel, or as somebody wrote down; null: never. */
  lastHeardFromAt: instant.nullable(),
  /** The earliest open task or planned follow-up. */
  nextTouch: z
    .object({ at: instant, kind: z.enum(['TASK', 'FOLLOW_UP']), code: z.string(), id: z.uuid() })
    .nullable(),
  simulated: z.boolean(),
  free: z.boolean(),
};
export const LeadRowSchema = z.object(leadRow).meta({ id: 'LeadRow' });
export type LeadRow = z.output<typeof LeadRowSchema>;

export const ContactViewSchema = z
  .object({
    id: z.uuid(),
    salutation: z.string().nullable(),
    title: z.string().nullable(),
    firstName: z.string().nullable(),
    lastName: z.string().nullable(),
    position: z.string().nullable(),
    role: z.enum(CONTACT_ROLES),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    mobile: z.string().nullable(),
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
    primary: z.boolean(),
    blockedAt: instant.nullable(),
  })
  .meta({ id: 'ContactView' });
export type ContactView = z.output<typeof ContactViewSchema>;

export const LeadViewSchema = z
  .object({
    ...leadRow,
    ...asOf,
    teamId: z.uuid().nullable(),
    street: z.string().nullable(),
    postalCode: z.string().nullable(),
    website: z.string().nullable(),
    domain: z.string().nullable(),
    kitchenSize: z.string().nullable(),
    branches: z.int().nullable(),
    employees: z.int().nullable(),
    sourceCampaign: z.string().nullable(),
    tags: z.array(z.string()),
    firstContactAt: instant.nullable(),
    lostAt: instant.nullable(),
    lostReason: z.string().nullable(),
    automationPausedAt: instant.nullable(),
    contacts: z.array(ContactViewSchema),
    collaborators: z.array(z.object({ userId: z.uuid(), name: z.string() })),
  })
  .meta({ id: 'LeadView' });
export type LeadView = z.output<typeof LeadViewSchema>;

export const LeadPageSchema = z
  .object({
    items: z.array(LeadRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'LeadPage' });
export type LeadPage = z.output<typeof LeadPageSchema>;

export const LeadCountsSchema = z
  .object({ counts: z.record(z.string(), z.int()), ...asOf })
  .meta({ id: 'LeadCounts' });
export type LeadCounts = z.output<typeof LeadCountsSchema>;
