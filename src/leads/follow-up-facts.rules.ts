import type {
  ConsentBasis,
  ConsentChannel,
  ConsentPurpose,
  ConsentState,
} from './privacy/consents.dto';

/** The latest word of a contact on one channel and purpose. */
export interface LatestConsent {
  readonly channel: ConsentChannel;
  readonly purpose: ConsentPurpose;
  readonly state: ConsentState;
  readonly basis: ConsentBasis | null;
  readonly consentId: string;
  readonly at: Date;
  readonly requestedThing: string | null;
}

/** A contact as follow-ups need it. */
export interface ContactForFollowUp {
  readonly id: string;
  readonly salutation: string | null;
  readonly title: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly role: string;
  readonly email: string | null;
  /** E.164; null for a number that could not be read. */
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly primary: boolean;
  readonly blockedAt: Date | null;
  readonly consents: readonly LatestConsent[];
}

/** A lead as follow-ups need it. */
export interface LeadForFollowUp {
  readonly leadId: string;
  readonly version: number;
  readonly status: string;
  readonly stage: number;
  readonly ownerId: string | null;
  readonly territory: string;
  readonly country: string;
  readonly postalCode: string | null;
  readonly company: string;
  readonly city: string | null;
  readonly businessType: string;
  readonly simulated: boolean;
  readonly clockStopped: boolean;
  readonly automationPaused: boolean;
  /** Its protection is over, and nobody has taken it since. */
  readonly lapsed: boolean;
  /** It is part of another one. */
  readonly merged: boolean;
  readonly lastMeaningfulActivityAt: Date | null;
  readonly lastAnswerLoggedAt: Date | null;
  /** The primary one first. */
  readonly contacts: readonly ContactForFollowUp[];
}

export type LeadFacts = Omit<LeadForFollowUp, 'contacts'>;

/** A contact with one of its latest consents; all null without any. */
export type ContactRow = Omit<ContactForFollowUp, 'consents'> & {
  readonly leadId: string;
} & { readonly [K in keyof LatestConsent]: LatestConsent[K] | null };

const E164 = /^\+\d{6,15}$/;

/** Puts leads, their contacts and the consents of these together. `rows` has the primary contact of a lead first. */
export function gathered(
  leads: readonly LeadFacts[],
  rows: readonly ContactRow[],
): Map<string, LeadForFollowUp> {
  const contacts = new Map<string, ContactForFollowUp & { consents: LatestConsent[] }>();
  const byLead = new Map<string, ContactForFollowUp[]>();
  for (const row of rows) {
    let contact = contacts.get(row.id);
    if (!contact) {
      contact = { ...personOf(row), consents: [] };
      contacts.set(row.id, contact);
      byLead.set(row.leadId, [...(byLead.get(row.leadId) ?? []), contact]);
    }
    const consent = consentOf(row);
    if (consent) contact.consents.push(consent);
  }
  return new Map(
    leads.map((lead) => [lead.leadId, { ...lead, contacts: byLead.get(lead.leadId) ?? [] }]),
  );
}

function personOf(row: ContactRow): Omit<ContactForFollowUp, 'consents'> {
  const { id, salutation, title, firstName, lastName, role, email, locale, timeZone } = row;
  const { primary, blockedAt } = row;
  const readable = (number: string | null) => (number && E164.test(number) ? number : null);
  return {
    ...{ id, salutation, title, firstName, lastName, role, email, locale, timeZone },
    ...{ primary, blockedAt, phone: readable(row.phone), mobile: readable(row.mobile) },
  };
}

function consentOf(row: ContactRow): LatestConsent | null {
  const { channel, purpose, state, basis, consentId, at, requestedThing } = row;
  if (!channel || !purpose || !state || !consentId || !at) return null;
  return { channel, purpose, state, basis, consentId, at, requestedThing };
}
