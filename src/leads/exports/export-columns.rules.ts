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
  readonly website: string | null;
  readonly volumeCents: string | null;
  readonly volumeCurrency: string | null;
  readonly status: string;
  readonly source: string;
  readonly owner: string | null;
  readonly contact: string | null;
  readonly role: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly registeredAt: Date;
  readonly lastActivityAt: Date;
}

interface ExportColumn {
  readonly de: string;
  readonly en: string;
  readonly value: (row: ExportRow, language: 'de' | 'en') => string | null;
}

/** In the words that an import understands. */
export const EXPORT_COLUMNS: readonly ExportColumn[] = [
  { de: 'Firma', en: 'Company', value: (r) => r.company },
  { de: 'Ansprechpartner', en: 'Contact', value: (r) => r.contact },
  { de: 'Rolle', en: 'Role', value: (r) => r.role },
  { de: 'E-Mail', en: 'Email', value: (r) => r.email },
  { de: 'Telefon', en: 'Phone', value: (r) => r.phone },
  { de: 'Mobil', en: 'Mobile', value: (r) => r.mobile },
  { de: 'Straße', en: 'Street', value: (r) => r.street },
  { de: 'PLZ', en: 'Postal code', value: (r) => r.postalCode },
  { de: 'Ort', en: 'City', value: (r) => r.city },
  { de: 'Land', en: 'Country', value: (r) => r.country },
  { de: 'Gebiet', en: 'Territory', value: (r) => r.territory },
  { de: 'Betriebsart', en: 'Business type', value: (r) => r.businessType },
  { de: 'Küchengröße', en: 'Kitchen size', value: (r) => r.kitchenSize },
  { de: 'Website', en: 'Website', value: (r) => r.website },
  { de: 'Jahresvolumen', en: 'Annual volume', value: (r, language) => amount(r, language) },
  { de: 'Währung', en: 'Currency', value: (r) => r.volumeCurrency },
  { de: 'Status', en: 'Status', value: (r) => r.status },
  { de: 'Quelle', en: 'Source', value: (r) => r.source },
  { de: 'Besitzer', en: 'Owner', value: (r) => r.owner },
  { de: 'Erfasst am', en: 'Registered at', value: (r) => r.registeredAt.toISOString() },
  { de: 'Letzte Aktivität', en: 'Last activity', value: (r) => r.lastActivityAt.toISOString() },
  { de: 'Lead-Nummer', en: 'Lead id', value: (r) => r.id },
];

/** Whole cents as a decimal number, with the comma of the language. */
function amount({ volumeCents }: ExportRow, language: 'de' | 'en'): string | null {
  if (volumeCents === null) return null;
  const digits = volumeCents.padStart(3, '0');
  return `${digits.slice(0, -2)}${language === 'de' ? ',' : '.'}${digits.slice(-2)}`;
}
