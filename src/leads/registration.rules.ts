import type { NewContact, RegisterLead } from './leads.dto';
import { SOURCES_WITH_FIRST_CONTACT } from './lists.rules';
import { normaliseEmail, normalisePhone } from './normalisation.rules';

export interface IdentityValue {
  readonly kind: 'email' | 'phone';
  readonly value: string;
}

/** Contacts as they are kept: addresses normalised, numbers in E.164 where readable, exactly one primary. */
export function tidyContacts(contacts: readonly NewContact[], country: string): NewContact[] {
  const chosen = contacts.findIndex((c) => c.primary);
  return contacts.map((contact, i) => ({
    ...contact,
    email: contact.email ? normaliseEmail(contact.email) : null,
    phone: contact.phone ? (normalisePhone(contact.phone, country) ?? contact.phone) : null,
    mobile: contact.mobile ? (normalisePhone(contact.mobile, country) ?? contact.mobile) : null,
    primary: i === Math.max(0, chosen),
  }));
}

/** Every address and readable number, once; what cannot be read takes no part in the search for duplicates. */
export function identitiesOf(
  contacts: readonly Pick<NewContact, 'email' | 'phone' | 'mobile'>[],
): IdentityValue[] {
  const found = new Map<string, IdentityValue>();
  for (const { email, phone, mobile } of contacts) {
    if (email) found.set(`email:${email}`, { kind: 'email', value: email });
    for (const number of [phone, mobile]) {
      if (number && /^\+\d{6,15}$/.test(number))
        found.set(`phone:${number}`, { kind: 'phone', value: number });
    }
  }
  return [...found.values()];
}

/** Stage 0 knows no person, stage 1 a contact, stage 2 comes by qualification. */
export function stageOf(contacts: readonly NewContact[]): 0 | 1 {
  return contacts.length > 0 ? 1 : 0;
}

/** What is wrong with the first contact, or null. */
export function firstContactFault(lead: RegisterLead, now: Date): string | null {
  const { firstContact, source } = lead;
  if (!firstContact)
    return SOURCES_WITH_FIRST_CONTACT.includes(source)
      ? `The source ${source} needs the first contact.`
      : null;
  return new Date(firstContact.at).getTime() > now.getTime()
    ? 'The first contact lies in the future.'
    : null;
}

/** `country` decides the territory where it is one of the known, else the caller's first one. */
export function territoryOf(
  wanted: string | undefined,
  country: string,
  known: readonly string[],
  own: readonly string[],
): string | null {
  if (wanted) return known.includes(wanted) ? wanted : null;
  if (known.includes(country)) return country;
  return own[0] ?? known[0] ?? null;
}
