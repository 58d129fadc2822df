import { DateTime } from 'luxon';
import type { Market, Signatory } from '../../identity';
import type { ContactForFollowUp, LeadForFollowUp } from '../../leads';
import { type PutTogether, SEASON_NAMES } from './offers.rules';

export interface Letter {
  readonly lead: Pick<LeadForFollowUp, 'company' | 'city' | 'businessType'>;
  readonly contact: Pick<ContactForFollowUp, 'salutation' | 'title' | 'firstName' | 'lastName'>;
  readonly owner: Signatory | null;
  readonly market: Market;
  readonly offer: PutTogether;
  /** Last day of the offer, `YYYY-MM-DD`. */
  readonly validUntil: string;
  readonly locale: string;
}

/** The values of a letter, as the catalogue of template variables names them; null where there is none. */
export function variablesOf(letter: Letter): Record<string, unknown> {
  const { lead, contact, owner, market, offer, validUntil, locale } = letter;
  const language = locale.startsWith('de') ? 'de' : 'en';
  return {
    lead: { company: lead.company, city: lead.city, businessType: lead.businessType },
    contact: {
      salutation: contact.salutation,
      title: contact.title,
      firstName: contact.firstName,
      lastName: contact.lastName,
    },
    owner: {
      name: owner?.name ?? null,
      email: owner?.email ?? null,
      position: owner?.position ?? null,
      phone: owner?.phone ?? null,
    },
    territory: {
      name: market.name,
      currency: market.currency,
      legalFooter: market.legalFooter,
    },
    offer: {
      season: offer.season && SEASON_NAMES[offer.season][language],
      sample: { products: offer.products[language] },
      bulk: { discountPct: offer.discountPct, minimumCents: offer.minimumCents },
      validUntil,
    },
  };
}

/** Languages in the order of preference: the contact's, the market's, then what everybody reads. */
export function localesFor(contactLocale: string | null, marketLocale: string): string[] {
  const widened = [contactLocale, marketLocale].flatMap((locale) =>
    locale === null ? [] : [locale, locale.split('-')[0] ?? locale],
  );
  return [...new Set([...widened, 'de', 'en'])];
}

const MOST_DAYS = 1000;
const days = new Map<string, string>();

/** The local day of an instant, and the one so many days later; a batch asks the same again and again. */
export function localDay(at: Date, zone: string, plusDays = 0): string {
  const key = `${String(at.getTime())} ${zone} ${String(plusDays)}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  if (days.size >= MOST_DAYS) days.clear();
  const day = DateTime.fromJSDate(at, { zone }).plus({ days: plusDays }).toFormat('yyyy-MM-dd');
  days.set(key, day);
  return day;
}

export function nameOf(
  contact: Pick<ContactForFollowUp, 'title' | 'firstName' | 'lastName'>,
): string | null {
  const name = [contact.title, contact.firstName, contact.lastName].filter(Boolean).join(' ');
  return name === '' ? null : name;
}
