import type {
  BUSINESS_TYPES,
  CONTACT_ROLES,
  DECISION_MAKER_ACCESS,
  FIRST_CONTACT_CHANNELS,
  LEAD_SOURCES,
  PAINS,
  RELATIONSHIP_STATUSES,
  URGENCIES,
} from '../api/lists';
import { SOURCES_WITH_FIRST_CONTACT } from '../api/lists';
import type { Schemas } from '../core/api';
import { instantAt } from '../core/zoned';

export interface ContactValues {
  salutation: string | null;
  title: string;
  firstName: string;
  lastName: string;
  position: string;
  role: (typeof CONTACT_ROLES)[number];
  email: string;
  phone: string;
  mobile: string;
}

/** What the fields of the form hold: texts, as they are typed. */
export interface LeadValues {
  company: {
    name: string;
    website: string;
    street: string;
    postalCode: string;
    city: string;
    country: string;
    businessType: (typeof BUSINESS_TYPES)[number];
    kitchenSize: string | null;
    branches: string | number;
    chain: string;
    employees: string | number;
    volume: string | number;
    currency: 'EUR' | 'CHF';
  };
  contacts: ContactValues[];
  source: (typeof LEAD_SOURCES)[number] | null;
  sourceCampaign: string;
  territory: string | null;
  ownerId: string | null;
  tags: string[];
  relationshipStatus: (typeof RELATIONSHIP_STATUSES)[number] | null;
  decisionMakerAccess: (typeof DECISION_MAKER_ACCESS)[number] | null;
  competitor: string;
  pains: (typeof PAINS)[number][];
  painNotes: string;
  urgency: (typeof URGENCIES)[number] | null;
  firstContact: {
    channel: (typeof FIRST_CONTACT_CHANNELS)[number];
    day: string | null;
    time: string;
    note: string;
  };
}

export const emptyContact = (): ContactValues => ({
  salutation: null,
  title: '',
  firstName: '',
  lastName: '',
  position: '',
  role: 'OTHER',
  email: '',
  phone: '',
  mobile: '',
});

export const emptyLead = (today: { day: string; time: string }): LeadValues => ({
  company: {
    name: '',
    website: '',
    street: '',
    postalCode: '',
    city: '',
    country: 'DE',
    businessType: 'RESTAURANT',
    kitchenSize: null,
    branches: '',
    chain: '',
    employees: '',
    volume: '',
    currency: 'EUR',
  },
  contacts: [emptyContact()],
  source: null,
  sourceCampaign: '',
  territory: null,
  ownerId: null,
  tags: [],
  relationshipStatus: null,
  decisionMakerAccess: null,
  competitor: '',
  pains: [],
  painNotes: '',
  urgency: null,
  firstContact: { channel: 'PHONE', day: today.day, time: today.time, note: '' },
});

/** What was typed before; a draft that an older version kept lacks what was added since. */
export function withDraft(empty: LeadValues, draft: Partial<LeadValues> | null): LeadValues {
  return { ...empty, ...draft, company: { ...empty.company, ...draft?.company } };
}

export const needsFirstContact = (source: string | null): boolean =>
  source !== null && SOURCES_WITH_FIRST_CONTACT.includes(source);

const textOf = (value: string): string | undefined => value.trim() || undefined;
const integerOf = (value: string | number): number | undefined =>
  value === '' ? undefined : Math.round(Number(value));

/** People type `adler.example`; the API wants a whole address. */
export function websiteOf(value: string): string | undefined {
  const typed = value.trim();
  if (typed === '') return undefined;
  return /^https?:\/\//i.test(typed) ? typed : `https://${typed}`;
}

const isFilled = (contact: ContactValues): boolean =>
  [contact.firstName, contact.lastName, contact.email, contact.phone, contact.mobile].some(
    (value) => value.trim() !== '',
  );

/** Positions of the contacts that are sent; the server's pointers count these, the form all. */
const sentContacts = (values: LeadValues): number[] =>
  values.contacts.flatMap((contact, index) => (isFilled(contact) ? [index] : []));

/** `company.annualVolume.cents` → the field that shows it; positions of contacts as in the form. */
export function fieldOf(path: string, values: LeadValues): string {
  const sent = sentContacts(values);
  return path
    .replace(/^contacts\.(\d+)/, (_, index: string) => `contacts.${sent[Number(index)] ?? index}`)
    .replace(/^company\.annualVolume.*$/, 'company.volume')
    .replace(/^firstContact\.at$/, 'firstContact.day');
}

export function toRegisterLead(
  values: LeadValues,
  timeZone: string,
  override?: string,
): Schemas['RegisterLead'] {
  const { company, contacts, firstContact, source } = values;
  if (source === null) throw new Error('The form is sent after its source was checked');
  const cents = company.volume === '' ? undefined : Math.round(Number(company.volume) * 100);
  return {
    company: {
      name: company.name.trim(),
      website: websiteOf(company.website),
      street: textOf(company.street),
      postalCode: textOf(company.postalCode),
      city: textOf(company.city),
      country: company.country,
      businessType: company.businessType,
      kitchenSize: (company.kitchenSize ?? undefined) as 'SMALL' | 'MEDIUM' | 'LARGE' | undefined,
      branches: integerOf(company.branches),
      chain: textOf(company.chain),
      employees: integerOf(company.employees),
      annualVolume: cents === undefined ? undefined : { cents, currency: company.currency },
    },
    contacts: sentContacts(values).map((index, order) => {
      const contact = contacts[index] ?? emptyContact();
      return {
        salutation: (contact.salutation ?? undefined) as 'MR' | 'MS' | undefined,
        title: textOf(contact.title),
        firstName: textOf(contact.firstName),
        lastName: textOf(contact.lastName),
        position: textOf(contact.position),
        role: contact.role,
        email: textOf(contact.email),
        phone: textOf(contact.phone),
        mobile: textOf(contact.mobile),
        primary: order === 0,
      };
    }),
    source,
    sourceCampaign: textOf(values.sourceCampaign),
    territory: values.territory ?? undefined,
    ownerId: values.ownerId ?? undefined,
    tags: values.tags,
    relationshipStatus: values.relationshipStatus ?? undefined,
    decisionMakerAccess: values.decisionMakerAccess ?? undefined,
    competitor: textOf(values.competitor),
    pains: values.pains,
    painNotes: textOf(values.painNotes),
    urgency: values.urgency ?? undefined,
    firstContact:
      needsFirstContact(source) && firstContact.day !== null
        ? {
            channel: firstContact.channel,
            at: instantAt(firstContact.day, firstContact.time, timeZone).toISOString(),
            note: firstContact.note.trim(),
          }
        : undefined,
    override: override === undefined ? undefined : { reason: override.trim() },
  };
}
