export type Unit = 'days' | 'hours' | 'months' | 'percent' | 'clock' | 'count';

/** How a value is shown and edited; what is allowed in it, the server says. */
export type Kind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'choice'; readonly options: readonly Option[] }
  | { readonly kind: 'number'; readonly unit: Unit; readonly optional?: boolean }
  | { readonly kind: 'lines' }
  | { readonly kind: 'between' }
  | { readonly kind: 'caps' }
  | { readonly kind: 'costs' }
  | { readonly kind: 'webForms' };
export type Option = 'de' | 'en' | 'contact' | 'lead' | 'on' | 'off';

export const GROUPS = [
  'followUps',
  'leads',
  'conversations',
  'content',
  'customers',
  'email',
  'analytics',
  'accounts',
] as const;
export type Group = (typeof GROUPS)[number];

const flag = { kind: 'flag' } as const;
const number = (unit: Unit) => ({ kind: 'number', unit }) as const;

/** What the screens know of each setting, by its key; its words stand under `id`. */
export const SETTINGS = {
  'follow-ups.enabled': { id: 'followUps', group: 'followUps', ...flag },
  'follow-ups.frequency-caps': { id: 'caps', group: 'followUps', kind: 'caps' },
  'follow-ups.hold-out-percent': { id: 'holdOut', group: 'followUps', ...number('percent') },
  'follow-ups.offer-valid-days': { id: 'offerDays', group: 'followUps', ...number('days') },
  'offer.maxDiscountPct': { id: 'maxDiscount', group: 'followUps', ...number('percent') },
  'leads.protection-base-months': { id: 'baseMonths', group: 'leads', ...number('months') },
  'leads.protection-progress-days': { id: 'progressDays', group: 'leads', ...number('days') },
  'leads.protection-grace-days': { id: 'graceDays', group: 'leads', ...number('days') },
  'leads.protection-pre-claim-days': { id: 'preClaimDays', group: 'leads', ...number('days') },
  'leads.protection-notice-days': {
    id: 'noticeDays',
    group: 'leads',
    ...number('days'),
    optional: true,
  },
  'leads.protection-pseudonymise-days': {
    id: 'pseudonymiseDays',
    group: 'leads',
    ...number('days'),
  },
  'leads.web-forms': { id: 'webForms', group: 'leads', kind: 'webForms' },
  'conversations.automatic-answers': {
    id: 'automaticAnswers',
    group: 'conversations',
    kind: 'choice',
    options: ['on', 'off'],
  },
  'conversations.inactive-hours': {
    id: 'inactiveHours',
    group: 'conversations',
    ...number('hours'),
  },
  'conversations.service-hours': {
    id: 'serviceHours',
    group: 'conversations',
    ...number('hours'),
  },
  'conversations.unknown-senders': {
    id: 'unknownSenders',
    group: 'conversations',
    kind: 'choice',
    options: ['lead', 'contact'],
  },
  'content.enabled': { id: 'content', group: 'content', ...flag },
  'content.quiet-hours': { id: 'quietHours', group: 'content', kind: 'between' },
  'content.frequency-caps': { id: 'contentCaps', group: 'content', kind: 'caps' },
  'content.grant-days': { id: 'grantDays', group: 'content', ...number('days') },
  'content.batch-prompt-hour': { id: 'promptHour', group: 'content', ...number('clock') },
  'conversion.enabled': { id: 'conversion', group: 'customers', ...flag },
  'conversion.causes-most': { id: 'causesMost', group: 'customers', ...number('count') },
  'customers.at-risk-days': { id: 'atRiskDays', group: 'customers', ...number('days') },
  'customers.inactive-days': { id: 'inactiveDays', group: 'customers', ...number('days') },
  'email.open-tracking': { id: 'openTracking', group: 'email', ...flag },
  'email.blocked-link-hosts': { id: 'blockedHosts', group: 'email', kind: 'lines' },
  'analytics.costs': { id: 'costs', group: 'analytics', kind: 'costs' },
  'analytics.weekly-report': { id: 'weeklyReport', group: 'analytics', ...flag },
  'identity.new-user-locale': {
    id: 'newUserLocale',
    group: 'accounts',
    kind: 'choice',
    options: ['de', 'en'],
  },
} as const satisfies Record<string, Kind & { readonly id: string; readonly group: Group }>;

export type SettingKey = keyof typeof SETTINGS;
export type SettingId = (typeof SETTINGS)[SettingKey]['id'];

export const isKnown = (key: string): key is SettingKey => Object.hasOwn(SETTINGS, key);
export const kindOf = (key: SettingKey): Kind => SETTINGS[key];

export interface Between {
  readonly from: number | null;
  readonly until: number | null;
}
export interface Cap {
  readonly messages: number | null;
  readonly hours: number | null;
}
/** A value as a form holds it: a number that is not filled in is null. */
export interface Costs {
  readonly validFrom: string | null;
  readonly currency: string;
  readonly sends: Readonly<Record<string, number | null>>;
  readonly sampleBoxCents: number | null;
  readonly minutesPerAnswer: number | null;
  readonly centsPerHour: number | null;
  readonly fixedCentsPerMonth: number | null;
  readonly marginPercent: number | null;
}

export interface WebFormWords {
  readonly title: string;
  readonly intro: string;
  readonly consent: string;
}
export interface WebForm {
  readonly key: string;
  readonly country: string;
  readonly requestedThing: string | null;
  readonly privacyUrl: string;
  readonly de: WebFormWords;
  readonly en: WebFormWords;
}

const NO_WORDS: WebFormWords = { title: '', intro: '', consent: '' };
export const EMPTY_WEB_FORM: WebForm = {
  key: '',
  country: 'DE',
  requestedThing: null,
  privacyUrl: '',
  de: NO_WORDS,
  en: NO_WORDS,
};

export const CHANNELS = ['email', 'email:smtp', 'email:ses', 'email:sendgrid', 'whatsapp'] as const;

/** Which fields of a value still have to be filled in, by their path. */
export function missingIn(kind: Kind, value: unknown): string[] {
  switch (kind.kind) {
    case 'number':
      return value === null && !kind.optional ? [''] : [];
    case 'between':
      return emptyOf(value as Between, ['from', 'until']);
    case 'caps':
      return (value as Cap[]).flatMap((cap, at) =>
        emptyOf(cap, ['messages', 'hours']).map((name) => `${String(at)}.${name}`),
      );
    case 'costs':
      return (value as Costs[]).flatMap((period, at) =>
        emptyOf(period, COST_FIELDS).map((name) => `${String(at)}.${name}`),
      );
    case 'webForms':
      return (value as WebForm[]).flatMap((form, at) =>
        FORM_FIELDS.filter((path) => textAt(form, path).trim() === '').map(
          (path) => `${String(at)}.${path}`,
        ),
      );
    default:
      return [];
  }
}

const WORD_FIELDS = ['title', 'intro', 'consent'] as const;
type FormField = 'key' | 'privacyUrl' | `${'de' | 'en'}.${(typeof WORD_FIELDS)[number]}`;
const FORM_FIELDS: readonly FormField[] = [
  'key',
  'privacyUrl',
  ...(['de', 'en'] as const).flatMap((language) =>
    WORD_FIELDS.map((name) => `${language}.${name}` as const),
  ),
];

function textAt(form: WebForm, path: FormField): string {
  if (path === 'key' || path === 'privacyUrl') return form[path];
  const [language, name] = path.split('.') as ['de' | 'en', keyof WebFormWords];
  return form[language][name];
}

const COST_FIELDS = [
  'validFrom',
  'sampleBoxCents',
  'minutesPerAnswer',
  'centsPerHour',
  'fixedCentsPerMonth',
] as const;

const emptyOf = <T, K extends keyof T & string>(value: T, names: readonly K[]): K[] =>
  names.filter((name) => value[name] === null);

/** As it is sent: what a channel costs is left out where nothing is said. */
export function sentOf(kind: Kind, value: unknown): unknown {
  if (kind.kind === 'lines') return (value as string[]).map((line) => line.trim()).filter(Boolean);
  if (kind.kind !== 'costs') return value;
  return (value as Costs[]).map((period) => ({
    ...period,
    sends: Object.fromEntries(Object.entries(period.sends).filter(([, cents]) => cents !== null)),
  }));
}
