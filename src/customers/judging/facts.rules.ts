export interface FactDefinition {
  readonly type: 'text' | 'number' | 'flag';
  /** All that it can be, where that is known. */
  readonly values?: readonly string[];
  readonly de: string;
  readonly en: string;
}

/** What rules may ask for. The type says which operators and values fit; `values` closes a list. */
export const FACTS = {
  responseClass: {
    type: 'text',
    values: ['POSITIVE', 'ENGAGED', 'NEUTRAL', 'NEGATIVE', 'UNSUBSCRIBE', 'AUTO_REPLY'],
    de: 'Klasse der Antwort',
    en: 'class of the answer',
  },
  confidence: { type: 'number', de: 'Sicherheit der Klasse', en: 'confidence of the class' },
  channel: {
    type: 'text',
    values: ['email', 'whatsapp', 'person'],
    de: 'Kanal der Antwort',
    en: 'channel of the answer',
  },
  saidBy: {
    type: 'text',
    values: ['LEAD', 'PERSON'],
    de: 'Wer es gesagt hat',
    en: 'who said it',
  },
  step: { type: 'text', de: 'Beantworteter Schritt', en: 'step that was answered' },
  leadStatus: {
    type: 'text',
    values: ['REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST'],
    de: 'Status des Leads',
    en: 'status of the lead',
  },
  leadStage: { type: 'number', de: 'Stufe des Leads', en: 'stage of the lead' },
  leadScore: { type: 'number', de: 'Punktzahl des Leads', en: 'score of the lead' },
  businessType: { type: 'text', de: 'Art des Betriebs', en: 'type of business' },
  territory: { type: 'text', de: 'Gebiet', en: 'territory' },
  volumeCents: {
    type: 'number',
    de: 'Jahresvolumen in Rappen oder Cent',
    en: 'annual volume in cents',
  },
  ageDays: { type: 'number', de: 'Alter des Leads in Tagen', en: 'age of the lead in days' },
  hasCompany: { type: 'flag', de: 'Firma ist bekannt', en: 'the company is known' },
  hasEmail: { type: 'flag', de: 'E-Mail-Adresse ist bekannt', en: 'an e-mail address is known' },
  hasPhone: { type: 'flag', de: 'Telefonnummer ist bekannt', en: 'a phone number is known' },
  duplicateCustomer: {
    type: 'flag',
    de: 'Die Firma ist schon Kunde',
    en: 'the company is a customer already',
  },
  activeSample: { type: 'flag', de: 'Ein Muster läuft', en: 'a sample is running' },
  consent: {
    type: 'text',
    values: ['given', 'refused', 'revoked'],
    de: 'Einwilligung für E-Mail',
    en: 'consent to e-mail',
  },
  unlocks14Days: {
    type: 'number',
    de: 'Freischaltungen in 14 Tagen',
    en: 'unlocks in 14 days',
  },
} as const satisfies Record<string, FactDefinition>;

export type FactName = keyof typeof FACTS;
export const FACT_NAMES = Object.keys(FACTS) as [FactName, ...FactName[]];

type ValueOf<N extends FactName> = (typeof FACTS)[N]['type'] extends 'number'
  ? number
  : (typeof FACTS)[N]['type'] extends 'flag'
    ? boolean
    : string;

/** The facts of one answer; null is what nobody has measured: of it only `notEqual` and `notIn` hold. */
export type Facts = { readonly [N in FactName]: ValueOf<N> | null };
