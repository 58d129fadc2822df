import { z } from 'zod';
import { CountrySchema, lineOf as text, several, TimeZoneSchema } from '../core/fields';
import { say } from '../core/field-text';
import { ASSIGNMENT_RULES } from './assignment/assignment.rules';
import { FirstContactSchema, ProtectionViewSchema } from './protection/protection.dto';
import { PROTECTION_STATES } from './protection/protection.rules';
import { longText } from './fields.dto';
import {
  BUSINESS_TYPES,
  CONTACT_ROLES,
  DECISION_MAKER_ACCESS,
  KITCHEN_SIZES,
  LEAD_SOURCES,
  LEAD_STATUSES,
  PAINS,
  RELATIONSHIP_STATUSES,
  URGENCIES,
} from './lists.rules';
import { scoreRange } from './scoring/score-range.rules';
import { ScorePartsSchema } from './scoring/scores.dto';
import { DUES } from './touches/due.rules';

const reason = z.string().trim().min(10).max(1000);
const code = z.string().regex(/^[A-Z0-9_-]{1,30}$/);

export const MoneySchema = z
  .strictObject({
    cents: z.int().min(0).max(100_000_000_000),
    currency: z.enum(['EUR', 'CHF']),
  })
  .meta({ id: 'Money', description: 'An amount per year, in cents' });

/** A set: in the order of the list, each once. */
const pains = z
  .array(z.enum(PAINS))
  .max(PAINS.length)
  .transform((codes) => PAINS.filter((code) => codes.includes(code)));

const relationshipFields = {
  relationshipStatus: z.enum(RELATIONSHIP_STATUSES).nullish(),
  decisionMakerAccess: z.enum(DECISION_MAKER_ACCESS).nullish(),
  competitor: text(255).nullish(),
  painNotes: longText.nullish(),
  urgency: z.enum(URGENCIES).nullish(),
};

const companyFields = {
  name: text(255),
  website: z
    .url({ protocol: /^https?$/ })
    .max(255)
    .nullish(),
  street: text(255).nullish(),
  postalCode: text(12).nullish(),
  city: text(120).nullish(),
  country: CountrySchema,
  businessType: z.enum(BUSINESS_TYPES),
  kitchenSize: z.enum(KITCHEN_SIZES).nullish(),
  branches: z.int().min(1).max(100_000).nullish(),
  chain: text(120).nullish(),
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

/** Whom nobody can name or reach is no contact. */
export function isSomebody(contact: {
  readonly [way in 'firstName' | 'lastName' | 'email' | 'phone' | 'mobile']?:
    string | null | undefined;
}): boolean {
  const { firstName, lastName, email, phone, mobile } = contact;
  return [firstName, lastName, email, phone, mobile].some(Boolean);
}

export const NOBODY = {
  path: ['lastName'],
  message: say(
    'or another name, an address or a number is needed',
    'oder ein anderer Name, eine Adresse oder eine Nummer wird gebraucht',
  ),
};

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
  .refine(isSomebody, NOBODY)
  .meta({ id: 'NewContact' });
export type NewContact = z.output<typeof NewContactSchema>;

const why = { reason: text(1000).optional() };
/** In turn, or whoever has the fewest open leads; of those who sell in the territory of the lead. */
const teamRule = { by: z.enum(ASSIGNMENT_RULES), teamId: z.uuid() };

export const RegisterLeadSchema = z
  .strictObject({
    company: CompanySchema,
    contacts: z.array(NewContactSchema).max(20).default([]),
    territory: code.optional(),
    source: z.enum(LEAD_SOURCES),
    sourceCampaign: text(120).nullish(),
    ownerId: z.uuid().optional(),
    /** Instead of `ownerId`; by those who may give leads away. */
    assignment: z.strictObject(teamRule).optional(),
    tags: z.array(text(40)).max(20).default([]),
    pains: pains.default([]),
    ...relationshipFields,
    firstContact: FirstContactSchema.optional(),
    override: z.strictObject({ reason }).optional(),
  })
  .refine(({ ownerId, assignment }) => ownerId === undefined || assignment === undefined, {
    path: ['assignment'],
    message: say('an owner is named already', 'ein Besitzer ist schon genannt'),
  })
  .refine((lead) => lead.contacts.filter((c) => c.primary).length <= 1, {
    path: ['contacts'],
    message: say(
      'at most one contact is the primary one',
      'höchstens ein Kontakt ist der Hauptkontakt',
    ),
  })
  .meta({ id: 'RegisterLead' });
export type RegisterLead = z.output<typeof RegisterLeadSchema>;

export const ChangeLeadSchema = z
  .strictObject({
    company: z.strictObject(companyFields).partial(),
    sourceCampaign: text(120).nullable(),
    tags: z.array(text(40)).max(20),
    pains,
    ...relationshipFields,
  })
  .partial()
  .refine((change) => Object.keys(change).length > 0, say('names no field', 'nennt kein Feld'))
  .meta({ id: 'ChangeLead' });
export type ChangeLead = z.output<typeof ChangeLeadSchema>;

export const AssignLeadSchema = z
  .union([
    z.strictObject({
      /** Null sets the lead free. */
      ownerId: z.uuid().nullable(),
      ...why,
    }),
    z.strictObject({ ...teamRule, ...why }),
  ])
  .meta({ id: 'AssignLead', description: 'To somebody, or to whom the rule finds in a team' });
export type AssignLead = z.output<typeof AssignLeadSchema>;

export const ReasonSchema = z.strictObject({ reason }).meta({ id: 'Reason' });
export type Reason = z.output<typeof ReasonSchema>;

export const LEAD_SORTS = [
  '-registeredAt',
  'registeredAt',
  '-lastActivityAt',
  'lastActivityAt',
  'company',
  '-company',
  '-score',
  'score',
] as const;

const score = z
  .string()
  .refine(
    (text) => scoreRange(text) !== null,
    say(
      'must be a range of 0 to 100, such as 50..74',
      'muss ein Bereich von 0 bis 100 sein, wie 50..74',
    ),
  );

const filterFields = {
  q: z.string().trim().max(120).optional(),
  id: several(z.uuid()),
  status: several(z.enum(LEAD_STATUSES)),
  owner: several(z.union([z.uuid(), z.enum(['me', 'none'])])),
  territory: several(code),
  businessType: several(z.enum(BUSINESS_TYPES)),
  source: several(z.enum(LEAD_SOURCES)),
  /** Leads that came with these imports. */
  import: several(z.uuid()),
  /** Leads with one of these tags, as they are written. */
  tag: several(text(40)),
  /** Leads whose clock stands still, or somebody asks for that. */
  clock: several(z.enum(['requested', 'running'])),
  /** Open leads by how their protection stands, as the last look at it derived. */
  protection: several(z.enum(PROTECTION_STATES)),
  /**
   * When the next touch, the earliest open task or planned follow-up, is due: it should have been by now, on this day or
   * in this week (from Monday) of the lead's market, or there is none.
   */
  due: several(z.enum(DUES)),
  /** Ranges of the score, both ends included: `75..`, `50..74`, `..24`. Leads that nobody has counted yet are in none. */
  score: several(score),
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
    /** Also sums what the leads may buy in a year. */
    volumes: z.boolean().optional(),
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
  statusSince: instant,
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
  /** Derived; null for closed leads and for free ones that never lapsed. */
  protection: ProtectionViewSchema.nullable(),
  /** 0 to 100; null: not counted yet. */
  score: z.int().min(0).max(100).nullable(),
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
    chain: z.string().nullable(),
    employees: z.int().nullable(),
    sourceCampaign: z.string().nullable(),
    tags: z.array(z.string()),
    relationshipStatus: z.enum(RELATIONSHIP_STATUSES).nullable(),
    decisionMakerAccess: z.enum(DECISION_MAKER_ACCESS).nullable(),
    competitor: z.string().nullable(),
    pains: z.array(z.enum(PAINS)),
    painNotes: z.string().nullable(),
    urgency: z.enum(URGENCIES).nullable(),
    scoreParts: ScorePartsSchema.nullable(),
    firstContactAt: instant.nullable(),
    /** The day that an imported file gave, `yyyy-MM-dd`; its protection counts from there once a manager approves. */
    knownSinceOn: z.iso.date().nullable(),
    protectedFrom: instant,
    protectionExtensionDays: z.int(),
    pseudonymisedAt: instant.nullable(),
    lostAt: instant.nullable(),
    lostReason: z.string().nullable(),
    automationPausedAt: instant.nullable(),
    /** The lead that this one has become part of; its company is null for whoever may not see that one. */
    mergedInto: z.object({ id: z.uuid(), company: z.string().nullable(), at: instant }).nullable(),
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

export const LeadTagsSchema = z
  .object({ items: z.array(z.object({ tag: z.string(), leads: z.int() })) })
  .meta({ id: 'LeadTags', description: 'Tags by how many leads have them' });
export type LeadTags = z.output<typeof LeadTagsSchema>;

export const LeadCountsSchema = z
  .object({
    counts: z.record(z.string(), z.int()),
    /** By currency, of the leads whose volume is known; only when asked for. */
    volumes: z
      .record(z.string(), z.array(z.object({ cents: z.int(), currency: z.string() })))
      .optional(),
    ...asOf,
  })
  .meta({ id: 'LeadCounts' });
export type LeadCounts = z.output<typeof LeadCountsSchema>;
