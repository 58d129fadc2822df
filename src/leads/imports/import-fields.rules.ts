import { isInvisible } from '../../core/storable-text.rules';
import { foldGerman } from '../normalisation.rules';

/** What a column of a file can mean. */
export const IMPORT_FIELDS = [
  'company',
  'contact',
  'salutation',
  'title',
  'firstName',
  'lastName',
  'position',
  'email',
  'phone',
  'mobile',
  'website',
  'street',
  'postalCode',
  'city',
  'country',
  'businessType',
  'kitchenSize',
  'branches',
  'chain',
  'employees',
  'annualVolume',
  'source',
  'sourceCampaign',
  'firstContactNote',
  'knownSince',
  'consentEmail',
  'relationshipStatus',
  'decisionMakerAccess',
  'competitor',
  'pains',
  'painNotes',
  'urgency',
  'note',
] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** The meaning of each column in its order; null: not imported. */
export type ColumnMapping = readonly (ImportField | null)[];

const NAMES: Readonly<Record<ImportField, string>> = {
  company: 'firma firmenname unternehmen betrieb company companyname business account',
  contact: 'ansprechpartner ansprechpartnerin kontakt kontaktperson name contact contactname',
  salutation: 'anrede salutation',
  title: 'titel title',
  firstName: 'vorname firstname givenname',
  lastName: 'nachname familienname lastname surname familyname',
  position: 'funktion position rolle jobtitle role',
  email: 'email emailadresse mail mailadresse emailaddress',
  phone: 'telefon telefonnummer tel festnetz phone phonenumber telephone',
  mobile: 'mobil mobiltelefon handy handynummer mobile mobilephone cell cellphone',
  website: 'website webseite homepage internet url web',
  street: 'strasse strassehausnummer adresse anschrift street address streetaddress',
  postalCode: 'plz postleitzahl postalcode postcode zip zipcode',
  city: 'ort stadt city town',
  country: 'land country countrycode',
  businessType: 'betriebsart betriebstyp branche businesstype industry',
  kitchenSize: 'kuechengroesse kitchensize',
  branches: 'filialen standorte branches locations',
  chain: 'kette gruppe hotelkette marke chain group brand',
  employees: 'mitarbeiter mitarbeitende beschaeftigte employees staff',
  annualVolume: 'jahresvolumen jahresumsatz volumen annualvolume volume annualrevenue',
  source: 'quelle herkunft source leadsource',
  sourceCampaign: 'kampagne campaign sourcecampaign',
  firstContactNote: 'erstkontaktnotiz erstkontakt firstcontactnote firstcontact',
  knownSince:
    'registriertam registriert bekanntseit angelegtam registeredat registeredon registered created createdat knownsince',
  consentEmail: 'einwilligungemail einwilligung optin emailoptin emailconsent consentemail consent',
  relationshipStatus: 'beziehung beziehungsstatus relationship relationshipstatus',
  decisionMakerAccess:
    'zugangzumentscheider entscheiderzugang accesstodecisionmaker decisionmakeraccess',
  competitor: 'wettbewerber mitbewerber konkurrenz competitor competition',
  pains: 'probleme schmerzpunkte pains painpoints',
  painNotes: 'notizenzumbedarf bedarf notesonneeds needs painnotes',
  urgency: 'dringlichkeit urgency',
  note: 'notiz notizen bemerkung bemerkungen kommentar note notes comment comments remarks',
};

const FIELD_BY_NAME = new Map(
  IMPORT_FIELDS.flatMap((field) => NAMES[field].split(' ').map((name) => [name, field] as const)),
);

/** How two spellings of one heading meet: `E-Mail` and `email`, `Straße` and `STRASSE`. */
export function headingKey(heading: string): string {
  return foldGerman(heading).replace(/[^a-z0-9]+/g, '');
}

/** What makes two files the same kind: the headings in their order. */
export function headerKey(header: readonly string[]): string {
  return header.map(headingKey).join('|');
}

/** The meaning of each column by its heading, German or English; a field is given once, to the first that names it. */
export function guessMapping(header: readonly string[]): ColumnMapping {
  const given = new Set<ImportField>();
  return header.map((heading) => {
    const field = FIELD_BY_NAME.get(headingKey(heading));
    if (!field || given.has(field)) return null;
    given.add(field);
    return field;
  });
}

/** What keeps this mapping from being used, or null. */
export function mappingFault(mapping: ColumnMapping, columns: number): string | null {
  const used = mapping.filter((field) => field !== null);
  if (mapping.length !== columns) return `The file has ${String(columns)} columns.`;
  if (new Set(used).size < used.length) return 'One field is given to two columns.';
  if (!used.includes('company')) return 'No column says the company.';
  if (!used.some((field) => ['email', 'phone', 'mobile'].includes(field)))
    return 'No column says an e-mail address or a phone number.';
  return null;
}

/** The cells of a row by their meaning, trimmed; an absent cell is empty. */
export function valuesOf(
  cells: readonly string[],
  mapping: ColumnMapping,
): Record<ImportField, string> {
  const values = Object.fromEntries(IMPORT_FIELDS.map((field) => [field, ''])) as Record<
    ImportField,
    string
  >;
  mapping.forEach((field, i) => {
    const text = (cells[i] ?? '').trim();
    // What nobody can see is not there.
    if (field) values[field] = isInvisible(text) ? '' : text;
  });
  return values;
}

const SAMPLES = 3;
const SAMPLE_CHARACTERS = 80;

/** A few different values of each column, to see by them what it means. */
export function samplesOf(rows: readonly (readonly string[])[], columns: number): string[][] {
  return Array.from({ length: columns }, (_, column) => {
    const values = rows.map((cells) => (cells[column] ?? '').trim().slice(0, SAMPLE_CHARACTERS));
    return [...new Set(values.filter(Boolean))].slice(0, SAMPLES);
  });
}
