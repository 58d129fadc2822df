import { NewContactSchema, type NewContact, type RegisterLead } from '../leads.dto';
import { SOURCES_WITH_FIRST_CONTACT } from '../lists.rules';
import { companyKey, placeKey, registrableDomain } from '../normalisation.rules';
import { identitiesOf, type IdentityValue, tidyContacts } from '../registration.rules';
import { type ColumnMapping, type ImportField, valuesOf } from './import-fields.rules';
import {
  amountOf,
  businessTypeOf,
  consentOf,
  countOf,
  countryOf,
  dayOf,
  decisionMakerAccessOf,
  kitchenSizeOf,
  painsOf,
  personOf,
  relationshipStatusOf,
  roleOf,
  salutationOf,
  sourceOf,
  urgencyOf,
} from './import-values.rules';

export const FAILURES = [
  'short_row',
  'control_characters',
  'missing_company',
  'company_too_long',
  'no_email_and_no_phone',
  'invalid_email',
  'invalid_date',
  'registered_in_future',
  'fair_without_first_contact_note',
  'territory_not_allowed',
] as const;
export const SKIPS = ['already_imported', 'duplicate_email', 'duplicate_phone'] as const;
export const NOTES = [
  'formula_text_kept_as_text',
  'phone_unreadable',
  'similar_company',
  'amount_unreadable',
  'value_unknown',
  'consent_differs',
] as const;
export type Failure = (typeof FAILURES)[number];
export type Skip = (typeof SKIPS)[number];
export type RowNote = (typeof NOTES)[number];

/** What rows are read by. */
export interface RowReading {
  readonly mapping: ColumnMapping;
  /** Columns of the header. */
  readonly columns: number;
  /** The calendar day of the importer, `yyyy-MM-dd`. */
  readonly today: string;
}

/** A lead as a row describes it. */
export interface RowLead {
  readonly company: RegisterLead['company'];
  readonly contact: NewContact;
  readonly relationship: Pick<
    RegisterLead,
    'relationshipStatus' | 'decisionMakerAccess' | 'competitor' | 'pains' | 'painNotes' | 'urgency'
  >;
  readonly source: RegisterLead['source'];
  readonly sourceCampaign: string | null;
  readonly firstContactNote: string | null;
  /** The file's date of registration, `yyyy-MM-dd`. */
  readonly knownSince: string | null;
  readonly consent: 'given' | 'refused' | null;
  readonly note: string | null;
  readonly identities: readonly IdentityValue[];
  readonly companyKey: string;
  readonly placeKey: string | null;
  readonly domain: string | null;
}

export type RowReadout =
  | { readonly failure: Failure; readonly field: ImportField | null }
  | { readonly failure: null; readonly lead: RowLead; readonly notes: readonly RowNote[] };

type Values = Record<ImportField, string>;

const FORMULA = /^[=+\-@\t\r]/;
/** Signs have a meaning of their own in these. */
const NO_TEXT: readonly (ImportField | null)[] = ['phone', 'mobile', 'annualVolume', 'knownSince'];
const MOST_COMPANY = 255;
/** Nobody alive registered a lead before; a spreadsheet's empty date is in 1899 or 1900. */
const EARLIEST_DAY = '1950-01-01';

/** What a row is by itself: the first fault that applies, or the lead and what is worth a note. */
export function readRow(cells: readonly string[], reading: RowReading): RowReadout {
  const values = valuesOf(cells, reading.mapping);
  const fault = faultOf(cells, values, reading);
  if (fault) return { failure: fault[0], field: fault[1] };
  const lead = leadFrom(values);
  return { failure: null, lead, notes: notesOf(cells, values, lead, reading.mapping) };
}

function faultOf(
  cells: readonly string[],
  values: Values,
  { mapping, columns, today }: RowReading,
): [Failure, ImportField | null] | null {
  if (cells.length < columns) return ['short_row', null];
  const controlled = cells.findIndex((cell) => hasControlCharacters(cell));
  if (controlled >= 0) return ['control_characters', mapping[controlled] ?? null];
  if (!values.company) return ['missing_company', 'company'];
  if (values.company.length > MOST_COMPANY) return ['company_too_long', 'company'];
  if (!values.email && !values.phone && !values.mobile) return ['no_email_and_no_phone', 'email'];
  if (values.email && !isEmail(values.email)) return ['invalid_email', 'email'];
  const day = dayOf(values.knownSince);
  if (values.knownSince && (!day || day < EARLIEST_DAY)) return ['invalid_date', 'knownSince'];
  if (day && day > today) return ['registered_in_future', 'knownSince'];
  const needsContact = SOURCES_WITH_FIRST_CONTACT.includes(sourceOf(values.source) ?? '');
  if (needsContact && values.firstContactNote.length < 10)
    return ['fair_without_first_contact_note', 'firstContactNote'];
  return null;
}

/** Line breaks and tabs are what people type in notes; nothing else below a blank is. */
function hasControlCharacters(cell: string): boolean {
  return /(?![\t\n\r])\p{Cc}/u.test(cell);
}

function isEmail(text: string): boolean {
  return NewContactSchema.shape.email.safeParse(text).success;
}

function leadFrom(values: Values): RowLead {
  const company = companyFrom(values);
  const [contact] = tidyContacts([contactFrom(values)], company.country);
  if (!contact) throw new Error('A row has exactly one contact.');
  return {
    company,
    contact,
    relationship: relationshipFrom(values),
    source: values.source ? (sourceOf(values.source) ?? 'OTHER') : 'IMPORT',
    sourceCampaign: values.sourceCampaign || null,
    firstContactNote: values.firstContactNote || null,
    knownSince: dayOf(values.knownSince),
    consent: consentOf(values.consentEmail),
    note: values.note || null,
    identities: identitiesOf([contact]),
    companyKey: companyKey(company.name),
    placeKey: placeKey(company.country, company.postalCode ?? null, company.city ?? null),
    domain: company.website ? registrableDomain(company.website) : null,
  };
}

function companyFrom(values: Values): RegisterLead['company'] {
  const country = countryOf(values.country) ?? 'DE';
  return {
    name: oneLine(values.company),
    website: websiteOf(values.website),
    street: oneLine(values.street) || null,
    postalCode: oneLine(values.postalCode) || null,
    city: oneLine(values.city) || null,
    country,
    businessType: businessTypeOf(values.businessType) ?? 'OTHER',
    kitchenSize: kitchenSizeOf(values.kitchenSize),
    branches: countOf(values.branches, 1, 100_000),
    chain: oneLine(values.chain) || null,
    employees: countOf(values.employees, 0, 1_000_000),
    annualVolume: amountOf(values.annualVolume, country),
  };
}

function relationshipFrom(values: Values): RowLead['relationship'] {
  return {
    relationshipStatus: relationshipStatusOf(values.relationshipStatus),
    decisionMakerAccess: decisionMakerAccessOf(values.decisionMakerAccess),
    competitor: oneLine(values.competitor) || null,
    pains: painsOf(values.pains).pains,
    painNotes: values.painNotes || null,
    urgency: urgencyOf(values.urgency),
  };
}

function contactFrom(values: Values): NewContact {
  const person = personOf(oneLine(values.contact));
  return {
    salutation: salutationOf(values.salutation) ?? person.salutation,
    title: values.title || person.title,
    firstName: oneLine(values.firstName) || person.firstName,
    lastName: oneLine(values.lastName) || person.lastName,
    position: oneLine(values.position) || null,
    role: roleOf(values.position),
    email: values.email || null,
    phone: oneLine(values.phone) || null,
    mobile: oneLine(values.mobile) || null,
  };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function websiteOf(text: string): string | null {
  if (!text) return null;
  const address = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(address) && registrableDomain(address) ? address : null;
}

function notesOf(
  cells: readonly string[],
  values: Values,
  { company, contact, relationship }: RowLead,
  mapping: ColumnMapping,
): RowNote[] {
  const notes: RowNote[] = [];
  if (cells.some((cell, i) => FORMULA.test(cell) && !NO_TEXT.includes(mapping[i] ?? null)))
    notes.push('formula_text_kept_as_text');
  const numbers = [contact.phone, contact.mobile].filter((number) => number);
  if (numbers.some((number) => !/^\+\d{6,15}$/.test(number ?? ''))) notes.push('phone_unreadable');
  if (values.annualVolume && !company.annualVolume) notes.push('amount_unreadable');
  const unknown =
    (values.businessType && !businessTypeOf(values.businessType)) ||
    (values.source && !sourceOf(values.source)) ||
    (values.country && !countryOf(values.country)) ||
    (values.kitchenSize && !company.kitchenSize) ||
    (values.relationshipStatus && !relationship.relationshipStatus) ||
    (values.decisionMakerAccess && !relationship.decisionMakerAccess) ||
    !painsOf(values.pains).areKnown ||
    (values.urgency && !relationship.urgency) ||
    (values.consentEmail && !consentOf(values.consentEmail)) ||
    (values.website && !company.website);
  if (unknown) notes.push('value_unknown');
  return notes;
}
