import {
  type CountryCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js';
import { getDomain } from 'tldts';

/** Trimmed and in lower case: how two spellings of one address meet. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** E.164, or null when it cannot be read. `country` (ISO 2) is assumed for numbers without a prefix. */
export function normalisePhone(phone: string, country: string): string | null {
  const region: CountryCode = isSupportedCountry(country) ? country : 'DE';
  const parsed = parsePhoneNumberFromString(phone, region);
  return parsed?.isValid() ? parsed.number : null;
}

/** The country (ISO 2) of a number in E.164, or null. */
export function countryOf(phone: string): string | null {
  return parsePhoneNumberFromString(phone)?.country ?? null;
}

const UMLAUTS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  ß: 'ss',
  æ: 'ae',
  ø: 'oe',
  œ: 'oe',
};

/** Lower case without accents, umlauts written out: Müller and Mueller become the same. */
export function foldGerman(text: string): string {
  return withoutAccents(text.toLowerCase().replace(/[äöüßæøœ]/g, (c) => UMLAUTS[c] ?? c));
}

/** Lower case without accents, umlauts reduced: Müller becomes muller, as people type it abroad. */
function foldPlain(text: string): string {
  return withoutAccents(text.toLowerCase().replaceAll('ß', 'ss'));
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}+/gu, '');
}

const LEGAL_FORMS =
  /\b(gmbh\s*(&|und)\s*co\.?\s*kg|ggmbh|gmbh|ug(\s*\(haftungsbeschraenkt\))?|ag|ohg|kg|e\.?\s?k\.?|e\.?\s?v\.?|s\.?a\.?|sarl|s\.?a\.?r\.?l\.?)(?=\s|$|[,.])/g;

/** What two spellings of one company share: no accents, no legal form, only letters and digits. */
export function companyKey(name: string): string {
  const folded = foldGerman(name);
  const bare = folded
    .replace(LEGAL_FORMS, ' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
  return bare || folded.replace(/[^a-z0-9]+/g, ' ').trim() || folded.trim();
}

/** The registrable domain of a website (`www.shop.example.co.uk` → `example.co.uk`), or null. */
export function registrableDomain(website: string): string | null {
  return getDomain(website.trim().toLowerCase());
}

/** Postal code if there is one, else the city: where two companies of one name are the same. */
export function placeKey(
  country: string,
  postalCode: string | null,
  city: string | null,
): string | null {
  const place = postalCode?.replace(/\s+/g, '') ?? (city && foldGerman(city).trim());
  return place ? `${country}:${place}` : null;
}

/** What the search looks through; both foldings, so that Müller, Mueller and Muller all find it. */
export function searchText(parts: readonly (string | null | undefined)[]): string {
  const text = parts.filter(Boolean).join(' ');
  const [german, plain] = [foldGerman(text), foldPlain(text)];
  return german === plain ? german : `${german} ${plain}`;
}

/** The words of a query, folded as the text was; words under two letters say nothing. */
export function searchWords(query: string): string[] {
  return foldGerman(query)
    .split(/\s+/)
    .filter((word) => word.length >= 2)
    .slice(0, 8);
}
