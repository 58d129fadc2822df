/** What a template may name, who fills it, and what a sample looks like in each language. */
export interface Variable {
  readonly path: string;
  readonly type: 'text' | 'integer' | 'day' | 'list';
  /** Must have a value for every mail; the others may be null, and a template must bear it. */
  readonly required: boolean;
  readonly description: string;
  readonly sample: { readonly de: unknown; readonly en: unknown };
}

const both = (value: unknown) => ({ de: value, en: value });
const SAMPLE_LINK = 'https://relance.example/analytics/performance';

export const VARIABLES: readonly Variable[] = [
  variable('lead.company', 'text', true, 'Company as registered', both('Hotel Adler')),
  variable('lead.city', 'text', false, 'Town', both('Freiburg')),
  variable(
    'lead.businessType',
    'text',
    true,
    'RESTAURANT, HOTEL, CANTEEN, CATERING, …',
    both('HOTEL'),
  ),
  variable('contact.salutation', 'text', false, 'MR, MS or nothing', both('MS')),
  variable('contact.title', 'text', false, 'Academic title', both('Dr.')),
  variable('contact.firstName', 'text', false, 'First name', both('Eva')),
  variable('contact.lastName', 'text', false, 'Last name', both('Brandt')),
  variable('owner.name', 'text', true, 'Who writes', both('Anna Keller')),
  variable('owner.position', 'text', false, 'Position in the signature', {
    de: 'Fachberaterin Gastronomie',
    en: 'Food service consultant',
  }),
  variable('owner.phone', 'text', false, 'Phone in the signature', both('+49 761 5550123')),
  variable(
    'owner.email',
    'text',
    false,
    'Address in the signature',
    both('anna.keller@relance.example'),
  ),
  variable('territory.name', 'text', true, 'Market', { de: 'Deutschland', en: 'Germany' }),
  variable('territory.currency', 'text', true, 'ISO 4217', both('EUR')),
  variable('territory.legalFooter', 'text', true, 'What the law of the market wants said', {
    de: 'Sie erhalten diese Nachricht, weil Sie uns Ihre Kontaktdaten für ein geschäftliches Angebot gegeben haben. Sie können jederzeit widersprechen.',
    en: 'You receive this message because you gave us your contact details for a business offer. You may object at any time.',
  }),
  variable('offer.sample.products', 'list', true, 'What lies in the sample box', {
    de: ['Basis-Sortiment', 'Frühstücks-Sortiment', 'Bankett-Paket'],
    en: ['Basic range', 'Breakfast range', 'Banquet package'],
  }),
  variable('offer.bulk.discountPct', 'integer', true, 'Per cent off the first order', both(20)),
  variable('offer.bulk.minimumCents', 'integer', true, 'Smallest order, in cents', both(100_000)),
  variable('offer.validUntil', 'day', true, 'Last day of the offer', both('2026-12-18')),
  variable(
    'protection.deadline',
    'day',
    true,
    'Last day on which progress keeps the lead',
    both('2026-12-18'),
  ),
  variable(
    'protection.url',
    'text',
    true,
    'Where the lead is on the screens',
    both('https://crm.example/leads/019a0000-0000-7000-8000-000000000001'),
  ),
  variable('offer.season', 'text', false, 'Name of the season, when there is one', {
    de: 'Spargelsaison',
    en: 'asparagus season',
  }),
  variable('report.week', 'text', true, 'Week that a report tells of', {
    de: 'KW 11, 09.03.2026 bis 15.03.2026',
    en: 'week 11, 9 Mar 2026 to 15 Mar 2026',
  }),
  variable('report.lines', 'list', true, 'Numbers of a report, one a line', {
    de: ['Gesendet: 41 (Vorwoche 38)', 'Beantwortet: 6 (Vorwoche 4)'],
    en: ['Sent: 41 (week before 38)', 'Answered: 6 (week before 4)'],
  }),
  variable('letter.subject', 'text', true, 'Subject of what a person writes', {
    de: 'Re: Ihre Probierbox',
    en: 'Re: Your sample box',
  }),
  variable('letter.text', 'text', true, 'What a person writes', {
    de: 'Guten Tag Frau Brandt,\n\ngern, die Box kommt am Donnerstag.',
    en: 'Dear Ms Brandt,\n\nwith pleasure, the box will be with you on Thursday.',
  }),
  variable('optIn.form', 'text', true, 'Title of the form that was sent', {
    de: 'Probierbox anfordern',
    en: 'Request a sample box',
  }),
  variable('optIn.wording', 'text', true, 'What was ticked on the form, word for word', {
    de: 'Ja, Sie dürfen mir Angebote per E-Mail senden.',
    en: 'Yes, you may send me offers by e-mail.',
  }),
  variable(
    'optIn.url',
    'text',
    true,
    'Where the consent is confirmed',
    both('https://crm.example/f/confirm/019a'),
  ),
  variable('report.link', 'text', true, 'Where a report is read on the screen', both(SAMPLE_LINK)),
];

/** Filled by the core itself, for every mail. */
export const CORE_VARIABLES = ['locale', 'imprint', 'links.unsubscribe', 'links.reply'] as const;
/** Codes and links that we make ourselves; filters refuse anything else than a currency and a link. */
const UNTYPED: readonly string[] = ['territory.currency', 'report.link', 'optIn.url'];
const MOST_ITEMS = 100;
const MOST_BYTES = 64 * 1024;

function variable(
  path: string,
  type: Variable['type'],
  required: boolean,
  description: string,
  sample: Variable['sample'],
): Variable {
  return { path, type, required, description, sample };
}

export function valueAt(values: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, key) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, key)
          ? Reflect.get(at, key)
          : undefined,
      values,
    );
}

/** A plain tree of exactly the declared paths; what is missing is null, so that a template can ask for it. */
export function declared(values: object): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const { path } of VARIABLES) place(tree, path, valueAt(values, path) ?? null);
  return tree;
}

function place(tree: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = tree;
  for (const key of keys) at = (at[key] ??= {}) as Record<string, unknown>;
  at[last] = value;
}

/** Required variables of those a text names that have no value. */
export function missing(uses: readonly string[], values: object): string[] {
  return VARIABLES.filter(({ path, required }) => required && uses.some((use) => covers(use, path)))
    .map(({ path }) => path)
    .filter((path) => isEmpty(valueAt(values, path)));
}

/** Names of a text that nobody declares. */
export function undeclared(uses: readonly string[]): string[] {
  const known = [...VARIABLES.map(({ path }) => path), ...CORE_VARIABLES];
  return uses.filter(
    (use) => !known.some((path) => covers(use, path) || path.startsWith(`${use}.`)),
  );
}

/** `offer.sample.products[0]` and `offer.sample.products.size` both name `offer.sample.products`. */
function covers(use: string, path: string): boolean {
  return (
    use === path ||
    use.startsWith(`${path}.`) ||
    use.startsWith(`${path}[`) ||
    path.startsWith(`${use}.`)
  );
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** @returns why these values are not rendered, or null */
export function excess(values: object): string | null {
  if (JSON.stringify(values).length > MOST_BYTES) return 'the variables are too large';
  const lists = VARIABLES.filter(({ type }) => type === 'list').map(({ path }) =>
    valueAt(values, path),
  );
  return lists.some((list) => Array.isArray(list) && list.length > MOST_ITEMS)
    ? 'a list is too long'
    : null;
}

export function sampleValues(locale: 'de' | 'en'): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const { path, sample } of VARIABLES) place(tree, path, sample[locale]);
  return tree;
}

/** The sample without anything that may be missing. */
export function bareValues(locale: 'de' | 'en'): Record<string, unknown> {
  const tree = sampleValues(locale);
  for (const { path, required } of VARIABLES) if (!required) place(tree, path, null);
  return tree;
}

const HOSTILE = '<script>alert(1)</script>{{ 1 }}{% raw %}\r\nBcc: x@evil.example\u202e🍝';

/** The sample with every text replaced by an attack. */
export function hostileValues(locale: 'de' | 'en'): Record<string, unknown> {
  const tree = sampleValues(locale);
  for (const { path, type } of VARIABLES) {
    if (UNTYPED.includes(path)) continue;
    if (type === 'text') place(tree, path, HOSTILE);
    if (type === 'list') place(tree, path, [HOSTILE, HOSTILE]);
  }
  return tree;
}
