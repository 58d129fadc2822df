import { isCountry } from '../../core/codes.rules';
import type { NewContact, RegisterLead } from '../leads.dto';
import {
  type BUSINESS_TYPES,
  type DECISION_MAKER_ACCESS,
  type LEAD_SOURCES,
  PAINS,
  type RELATIONSHIP_STATUSES,
  type URGENCIES,
} from '../lists.rules';
import { foldGerman } from '../normalisation.rules';

type BusinessType = (typeof BUSINESS_TYPES)[number];
type Source = (typeof LEAD_SOURCES)[number];
type Pain = (typeof PAINS)[number];
type Money = NonNullable<RegisterLead['company']['annualVolume']>;

const MOST_CENTS = 100_000_000_000;

/** What a cell says in words people use, as the code that the house uses. */
function dictionary<T extends string>(entries: Readonly<Record<T, string>>): Map<string, T> {
  return new Map(
    (Object.entries(entries) as [T, string][]).flatMap(([code, words]) =>
      [code.toLowerCase().replaceAll('_', ''), ...words.split(' ')].map(
        (word) => [word, code] as const,
      ),
    ),
  );
}

const BUSINESS_TYPE_WORDS = dictionary<BusinessType>({
  RESTAURANT: 'gasthof gasthaus gaststaette wirtshaus gastronomie cafe bistro',
  HOTEL: 'pension hotelrestaurant',
  CATERING: 'caterer partyservice',
  CANTEEN: 'betriebsrestaurant kantine mensa betriebsgastronomie',
  WHOLESALE: 'grosshandel grosshaendler',
  RETAIL: 'einzelhandel handel feinkost',
  EDUCATION: 'schule bildung kita hochschule universitaet school',
  HEALTH: 'klinik krankenhaus gesundheit pflegeheim seniorenheim hospital',
  OTHER: 'sonstige sonstiges andere',
});
const SOURCE_WORDS = dictionary<Source>({
  FAIR: 'messe tradefair',
  REFERRAL: 'empfehlung',
  PHONE: 'telefon anruf kaltakquise call',
  WEB_FORM: 'webformular formular website web webseite',
  PARTNER: 'vertriebspartner',
  WHATSAPP: '',
  IMPORT: '',
  OTHER: 'sonstige sonstiges andere',
});
const KITCHEN_WORDS = dictionary({ SMALL: 'klein', MEDIUM: 'mittel', LARGE: 'gross' });
const RELATIONSHIP_WORDS = dictionary<(typeof RELATIONSHIP_STATUSES)[number]>({
  NONE: 'nochkeine keine noneyet',
  INITIAL: 'erstekontakte firstcontacts',
  REGULAR: 'regelmaessigeraustausch regularexchange',
  TRUSTED: 'vertrauensvoll trusting',
  STRAINED: 'belastet',
});
const ACCESS_WORDS = dictionary<(typeof DECISION_MAKER_ACCESS)[number]>({
  NONE: 'keinzugang kein nein noaccess no',
  INDIRECT: 'ueberandere indirekt throughothers',
  DIRECT: 'direkterzugang direkt ja directaccess yes',
});
const PAIN_WORDS = dictionary<Pain>({
  STAFF_SHORTAGE: 'personalmangel',
  COST_PRESSURE: 'kostendruck',
  TIME_PRESSURE: 'zeitdruck',
  QUALITY: 'schwankendequalitaet unevenquality',
  FOOD_WASTE: 'lebensmittelabfall',
  SUPPLY: 'lieferprobleme supplyproblems',
  VARIETY: 'zuwenigauswahl toolittlevariety',
});
const URGENCY_WORDS = dictionary<(typeof URGENCIES)[number]>({
  LOW: 'gering niedrig',
  MEDIUM: 'mittel',
  HIGH: 'hoch dringend urgent',
});
const COUNTRY_WORDS = dictionary({
  DE: 'deutschland germany d',
  AT: 'oesterreich austria a',
  CH: 'schweiz switzerland suisse svizzera',
  LI: 'liechtenstein',
  FR: 'frankreich france',
  IT: 'italien italy',
});
const ROLE_WORDS: readonly [NewContact['role'], RegExp][] = [
  ['CHEF', /kuchenchef|kuechenchef|koch|kuechenleit|^kueche$|kitchen|chef de|^chef$|head chef/],
  ['BUYER', /einkauf|einkaeufer|buyer|purchas|procurement/],
  ['MANAGER', /geschaeftsfuehr|inhaber|leitung|direkt|manager|owner|ceo|betriebsleit|^management$/],
];

const word = (text: string) => foldGerman(text).replace(/[^a-z0-9]+/g, '');

/** Null when the word is not known. */
export const businessTypeOf = (text: string): BusinessType | null =>
  BUSINESS_TYPE_WORDS.get(word(text)) ?? null;
export const sourceOf = (text: string): Source | null => SOURCE_WORDS.get(word(text)) ?? null;
export const kitchenSizeOf = (text: string) => KITCHEN_WORDS.get(word(text)) ?? null;
export const relationshipStatusOf = (text: string) => RELATIONSHIP_WORDS.get(word(text)) ?? null;
export const decisionMakerAccessOf = (text: string) => ACCESS_WORDS.get(word(text)) ?? null;
export const urgencyOf = (text: string) => URGENCY_WORDS.get(word(text)) ?? null;

/** Several in one cell, in the order of the list, and whether all of them are known. */
export function painsOf(text: string): { readonly pains: Pain[]; readonly areKnown: boolean } {
  const words = text.split(/[,;\n]/).filter((part) => part.trim() !== '');
  const codes = words.map((part) => PAIN_WORDS.get(word(part)));
  return {
    pains: PAINS.filter((code) => codes.includes(code)),
    areKnown: !codes.includes(undefined),
  };
}

/** ISO 3166 alpha-2, or null. */
export function countryOf(text: string): string | null {
  const known = COUNTRY_WORDS.get(word(text));
  if (known) return known;
  const code = text.toUpperCase();
  return isCountry(code) ? code : null;
}

export function roleOf(position: string): NewContact['role'] {
  const folded = foldGerman(position);
  return ROLE_WORDS.find(([, pattern]) => pattern.test(folded))?.[0] ?? 'OTHER';
}

/** `2026-03-31` from dd.MM.yyyy, d.M.yy or ISO 8601; null for anything else and for days that no calendar has. */
export function dayOf(text: string): string | null {
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})$/.exec(text);
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [year, month, day] = german
    ? [german[3], german[2], german[1]]
    : iso
      ? [iso[1], iso[2], iso[3]]
      : [];
  if (!year || !month || !day) return null;
  const full = year.length === 2 ? `20${year}` : year;
  const written = `${full}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : null;
}

/** Thousands by point and decimals by comma, or the other way round; a lone mark before three digits groups. */
export function amountOf(text: string, country: string): Money | null {
  const currency = /chf|fr\.?\s*$/i.test(text)
    ? 'CHF'
    : /€|eur/i.test(text)
      ? 'EUR'
      : country === 'CH'
        ? 'CHF'
        : 'EUR';
  const digits = text.replace(/€|eur|chf|fr\.?\s*$/gi, '').replace(/[\s'’]/g, '');
  if (!/^(\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)([.,]\d*)?$/.test(digits)) return null;
  const decimalMark = decimalMarkOf(digits);
  const plain = [...digits]
    .filter((c) => /\d/.test(c) || c === decimalMark)
    .join('')
    .replace(',', '.');
  if (!/^\d+(\.\d{0,2})?$/.test(plain)) return null;
  const cents = Math.round(Number(plain) * 100);
  return cents <= MOST_CENTS ? { cents, currency } : null;
}

function decimalMarkOf(digits: string): string | null {
  const marks = digits.replace(/\d/g, '');
  const last = marks.at(-1);
  if (!last) return null;
  if (marks.includes('.') && marks.includes(',')) return last;
  if (marks.length > 1) return null; // one mark several times groups thousands
  return /[.,]\d{3}$/.test(digits) ? null : last;
}

/** A count such as of branches; null when it is none. */
export function countOf(text: string, least: number, most: number): number | null {
  const plain = text.replace(/[.\s]/g, '');
  const count = /^\d{1,9}$/.test(plain) ? Number(plain) : null;
  return count !== null && count >= least && count <= most ? count : null;
}

/** What a person answered to being written to; null: nothing was asked. */
export function consentOf(text: string): 'given' | 'refused' | null {
  if (/^(ja|j|yes|y|true|wahr|1|x)$/i.test(text)) return 'given';
  return /^(nein|n|no|false|falsch|0)$/i.test(text) ? 'refused' : null;
}

type PersonName = Pick<NewContact, 'salutation' | 'title' | 'firstName' | 'lastName'>;

/** `Frau Dr. Eva von Stein` and `von Stein, Eva` into their parts; a single word is a family name. */
export function personOf(fullName: string): PersonName {
  const words = fullName.split(/\s+/).filter(Boolean);
  const salutations = words.filter((w) => /^(herr|hr\.?|mr\.?|frau|fr\.|ms\.?|mrs\.?)$/i.test(w));
  const titles = words.filter((w) => /^(dr|prof|dipl|ing|med)\.$/i.test(w));
  const rest = words.filter((w) => !salutations.includes(w) && !titles.includes(w)).join(' ');
  const comma = rest.split(',').map((part) => part.trim());
  const [first, ...others] = rest.split(' ');
  const turned = comma.length === 2 && comma[0] && comma[1];
  return {
    salutation: salutationOf(salutations[0] ?? ''),
    title: titles.join(' ') || null,
    firstName: turned ? (comma[1] ?? null) : others.length > 0 ? (first ?? null) : null,
    lastName: turned ? (comma[0] ?? null) : others.join(' ') || first || null,
  };
}

export function salutationOf(text: string): 'MR' | 'MS' | null {
  if (/^(herr|hr\.?|mr\.?)$/i.test(text)) return 'MR';
  return /^(frau|fr\.?|ms\.?|mrs\.?)$/i.test(text) ? 'MS' : null;
}
