/** Somebody outside of the house, and what they are known by. */
export interface KnownPerson {
  /** The contact of a lead that they are; null for one that was removed, of whom only values are left. */
  readonly contactId: string | null;
  /** Their lead. */
  readonly leadId: string | null;
  /** Nobody else is named at their lead, so that what is written there is about them. */
  readonly alone: boolean;
  /** As they are shown to whoever looks for them. */
  readonly name: string | null;
  readonly company: string | null;
  /** Mail addresses and numbers (E.164) that nobody else has. */
  readonly addresses: readonly string[];
  readonly numbers: readonly string[];
  /** Names that nobody else at their lead has, the longest first. */
  readonly names: readonly string[];
}

const BLOT = '[…]';
const SEPARATORS = String.raw`[\s()/.-]*`;
/** So many last digits tell a number, however its beginning is written. */
const TELLING_DIGITS = 7;

/** A text without what names the person. @returns the same text when it does not */
export function redacted(text: string, person: KnownPerson): string {
  return patternsOf(person).reduce((left, pattern) => left.replace(pattern, BLOT), text);
}

/**
 * What is left of a text that no contact is written beside: nothing when it can only be about them, else the text without
 * what names them.
 */
export function remainder(text: string, person: KnownPerson): string | null {
  return person.alone ? null : redacted(text, person);
}

function patternsOf({ addresses, numbers, names }: KnownPerson): RegExp[] {
  return [
    ...addresses.map((address) => new RegExp(escaped(address), 'giu')),
    ...numbers.flatMap(numberPattern),
    ...names.map(
      (name) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, 'giu'),
    ),
  ];
}

function numberPattern(number: string): RegExp[] {
  const digits = number.replace(/\D/g, '');
  if (digits.length < TELLING_DIGITS) return [];
  const last = digits.slice(-TELLING_DIGITS).split('').join(SEPARATORS);
  return [new RegExp(`(?<!\\d)\\+?(?:\\d${SEPARATORS}){0,8}${last}(?!\\d)`, 'gu')];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);
}

/** A person as a row `p` of SQL that gets {@link personRow} as `$1`. */
export const PERSON = `jsonb_to_record($1::jsonb) AS p(contact uuid, lead uuid, alone boolean, addresses text[], numbers text[])`;

export function personRow(person: KnownPerson): string {
  const { contactId: contact, leadId: lead, alone, addresses, numbers } = person;
  return JSON.stringify({ contact, lead, alone, addresses, numbers });
}
