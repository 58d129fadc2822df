import { DateTime } from 'luxon';
import type { XlsxColumn, XlsxFormat, XlsxValue } from '../../core/xlsx-writer';
import { HOUSE_ZONE } from '../house-time.rules';
import { wordOf } from '../list-words.rules';

/** A lead with its primary contact, as a line of a file. */
export interface ExportRow {
  readonly id: string;
  readonly company: string;
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly country: string;
  readonly territory: string;
  readonly businessType: string;
  readonly kitchenSize: string | null;
  readonly chain: string | null;
  readonly website: string | null;
  readonly volumeCents: string | null;
  readonly volumeCurrency: string | null;
  readonly status: string;
  readonly source: string;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly contact: string | null;
  readonly role: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly relationshipStatus: string | null;
  readonly decisionMakerAccess: string | null;
  readonly competitor: string | null;
  readonly pains: readonly string[];
  readonly painNotes: string | null;
  readonly urgency: string | null;
  readonly registeredAt: Date;
  readonly lastActivityAt: Date;
}

export type ExportLanguage = 'de' | 'en';

interface ExportColumn {
  readonly de: string;
  readonly en: string;
  readonly value: (row: ExportRow, language: ExportLanguage) => string | null;
  /** In a workbook, where it is more than a text. */
  readonly format?: XlsxFormat;
  readonly typed?: (row: ExportRow) => XlsxValue;
  /** In characters. */
  readonly width?: number;
}

/** In the words that an import understands. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  { de: 'Firma', en: 'Company', value: (r) => r.company, width: 32 },
  { de: 'Ansprechpartner', en: 'Contact', value: (r) => r.contact, width: 24 },
  { de: 'Rolle', en: 'Role', value: (r, l) => r.role && wordOf('contactRole', r.role, l) },
  { de: 'E-Mail', en: 'Email', value: (r) => r.email, width: 30 },
  { de: 'Telefon', en: 'Phone', value: (r) => r.phone },
  { de: 'Mobil', en: 'Mobile', value: (r) => r.mobile },
  { de: 'Straße', en: 'Street', value: (r) => r.street },
  { de: 'PLZ', en: 'Postal code', value: (r) => r.postalCode },
  { de: 'Ort', en: 'City', value: (r) => r.city },
  { de: 'Land', en: 'Country', value: (r) => r.country },
  { de: 'Gebiet', en: 'Territory', value: (r) => r.territory },
  {
    de: 'Betriebsart',
    en: 'Business type',
    value: (r, l) => wordOf('businessType', r.businessType, l),
  },
  {
    de: 'Küchengröße',
    en: 'Kitchen size',
    value: (r, l) => r.kitchenSize && wordOf('kitchenSize', r.kitchenSize, l),
  },
  { de: 'Kette', en: 'Chain', value: (r) => r.chain, width: 24 },
  { de: 'Website', en: 'Website', value: (r) => r.website },
  {
    de: 'Jahresvolumen',
    en: 'Annual volume',
    value: (r, language) => amount(r, language),
    format: 'amount',
    typed: (r) => (r.volumeCents === null ? null : Number(r.volumeCents) / 100),
  },
  { de: 'Währung', en: 'Currency', value: (r) => r.volumeCurrency },
  { de: 'Status', en: 'Status', value: (r, l) => wordOf('status', r.status, l) },
  { de: 'Quelle', en: 'Source', value: (r, l) => wordOf('source', r.source, l) },
  { de: 'Besitzer', en: 'Owner', value: (r) => r.owner },
  { de: 'Schlagwörter', en: 'Tags', value: (r) => r.tags.join(', ') || null, width: 24 },
  {
    de: 'Beziehung',
    en: 'Relationship',
    value: (r, l) => r.relationshipStatus && wordOf('relationshipStatus', r.relationshipStatus, l),
    width: 24,
  },
  {
    de: 'Zugang zum Entscheider',
    en: 'Access to decision maker',
    value: (r, l) =>
      r.decisionMakerAccess && wordOf('decisionMakerAccess', r.decisionMakerAccess, l),
    width: 24,
  },
  { de: 'Wettbewerber', en: 'Competitor', value: (r) => r.competitor, width: 24 },
  {
    de: 'Probleme',
    en: 'Pains',
    value: (r, l) => r.pains.map((code) => wordOf('pain', code, l)).join(', ') || null,
    width: 32,
  },
  { de: 'Notizen zum Bedarf', en: 'Notes on needs', value: (r) => r.painNotes, width: 40 },
  {
    de: 'Dringlichkeit',
    en: 'Urgency',
    value: (r, l) => r.urgency && wordOf('urgency', r.urgency, l),
  },
  {
    de: 'Erfasst am',
    en: 'Registered at',
    value: (r, l) => instant(r.registeredAt, l),
    format: 'instant',
    typed: (r) => r.registeredAt,
    width: 18,
  },
  {
    de: 'Letzte Aktivität',
    en: 'Last activity',
    value: (r, l) => instant(r.lastActivityAt, l),
    format: 'instant',
    typed: (r) => r.lastActivityAt,
    width: 18,
  },
  { de: 'Lead-Nummer', en: 'Lead id', value: (r) => r.id, width: 38 },
];

/** Whole cents as a decimal number, with the comma of the language. */
function amount({ volumeCents }: ExportRow, language: ExportLanguage): string | null {
  if (volumeCents === null) return null;
  const digits = volumeCents.padStart(3, '0');
  return `${digits.slice(0, -2)}${language === 'de' ? ',' : '.'}${digits.slice(-2)}`;
}

/** By the clocks of the house, so that a spreadsheet takes it for a date. */
function instant(at: Date, language: ExportLanguage): string {
  return DateTime.fromJSDate(at, { zone: HOUSE_ZONE }).toFormat(
    language === 'de' ? 'dd.MM.yyyy HH:mm' : 'yyyy-MM-dd HH:mm',
  );
}

/** The columns of a workbook. */
export function sheetColumns(language: ExportLanguage): XlsxColumn[] {
  return EXPORT_COLUMNS.map(({ format = 'text', width, ...column }) => ({
    title: column[language],
    format,
    ...(width !== undefined && { width }),
  }));
}

export function sheetRow(row: ExportRow, language: ExportLanguage): XlsxValue[] {
  return EXPORT_COLUMNS.map(({ typed, value }) => (typed ? typed(row) : value(row, language)));
}
