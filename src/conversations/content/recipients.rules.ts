import type { ContactForFollowUp, LeadForFollowUp } from '../../leads';
import type { Market } from '../../identity';
import { type Language, languageOf } from './items.rules';

/** A contact of a lead, as whoever writes to them by WhatsApp needs it. */
export interface Recipient {
  readonly leadId: string;
  readonly contactId: string;
  readonly name: string;
  readonly company: string;
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly territory: string;
  /** E.164. */
  readonly phone: string | null;
  readonly language: Language;
  readonly zone: string;
  readonly blocked: boolean;
  /** The lead is neither lost nor gone. */
  readonly open: boolean;
  /** The opt-in to advertising by WhatsApp that stands. */
  readonly consentId: string | null;
  readonly simulated: boolean;
}

/** § 7 UWG: advertising by WhatsApp needs a word of the contact. */
const OPT_INS: readonly (string | null)[] = ['OPT_IN_DOUBLE', 'OPT_IN'];

export function recipientOf(
  lead: LeadForFollowUp,
  contact: ContactForFollowUp,
  market: Market | undefined,
  ownerName: string | null,
): Recipient {
  const { leadId, company, ownerId, territory, simulated, status, lapsed } = lead;
  const word = contact.consents.find(({ channel }) => channel === 'whatsapp');
  const optedIn = word?.state === 'given' && OPT_INS.includes(word.basis);
  const { id: contactId, title, firstName, lastName } = contact;
  return {
    ...{ leadId, contactId, company, ownerId, ownerName, territory, simulated },
    name: [title, firstName, lastName].filter(Boolean).join(' '),
    phone: contact.mobile ?? contact.phone,
    language: languageOf(contact.locale, market?.locale ?? null),
    zone: contact.timeZone ?? market?.timeZone ?? 'Europe/Berlin',
    blocked: contact.blockedAt !== null,
    open: status !== 'LOST' && !lapsed,
    consentId: optedIn ? word.consentId : null,
  };
}

/** Why a contact cannot be told of kept content; null when they can. */
export function obstacleTo(
  recipient: Pick<Recipient, 'open' | 'blocked' | 'phone' | 'consentId'>,
): 'LEAD_CLOSED' | 'BLOCKED' | 'NO_NUMBER' | 'NO_OPT_IN' | null {
  if (!recipient.open) return 'LEAD_CLOSED';
  if (recipient.blocked) return 'BLOCKED';
  if (recipient.phone === null) return 'NO_NUMBER';
  return recipient.consentId === null ? 'NO_OPT_IN' : null;
}
