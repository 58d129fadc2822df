import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CountrySchema, lineOf } from '../../core/fields';
import { say } from '../../core/field-text';
import type { SettingDefinition } from '../../identity';
import { longText } from '../fields.dto';
import { wordOf } from '../list-words.rules';

/** Stand in the address of every confirmation and of feedback on samples, and so are no forms. */
const RESERVED: readonly string[] = ['confirm', 'feedback'];

const WordsSchema = z.strictObject({
  title: lineOf(80),
  intro: longText.max(1000),
  /** Exactly what somebody agrees to by ticking the box. */
  consent: longText.max(2000),
});

const WebFormSchema = z.strictObject({
  key: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{1,39}$/,
      say(
        'takes 2 to 40 small letters, digits and hyphens, and begins with a letter',
        'besteht aus 2 bis 40 Kleinbuchstaben, Ziffern und Bindestrichen und beginnt mit einem Buchstaben',
      ),
    )
    .refine(
      (key) => !RESERVED.includes(key),
      say('is reserved for other pages', 'ist für andere Seiten vergeben'),
    ),
  /** Where numbers without a prefix are from, and so the territory. */
  country: CountrySchema,
  /** What whoever sends the form asks for, as steps of follow-ups name it. */
  requestedThing: z.enum(['sample', 'bulk-order']).nullable(),
  privacyUrl: z.url({ protocol: /^https$/ }).max(500),
  de: WordsSchema,
  en: WordsSchema,
});
export type WebForm = z.output<typeof WebFormSchema>;
export type FormLanguage = 'de' | 'en';

const FormsSchema = z
  .array(WebFormSchema)
  .max(20)
  .refine(
    (forms) => new Set(forms.map(({ key }) => key)).size === forms.length,
    say('has two forms with the same key', 'enthält zwei Formulare mit demselben Schlüssel'),
  );

/** Forms are data: each is a page of its own and an endpoint of its own as soon as it stands here. */
export const WebForms: SettingDefinition<typeof FormsSchema> = {
  key: 'leads.web-forms',
  description:
    'Public forms by which people register themselves, with the exact text that they agree to.',
  schema: FormsSchema,
  default: [],
  perTerritory: false,
  perUser: false,
  changedBy: 'settings.write',
};

/** Names a text by its content, so that nobody can change the one and forget the other. */
export function wordingVersion(key: string, language: FormLanguage, wording: string): string {
  const digest = createHash('sha256').update(wording).digest('hex').slice(0, 12);
  return `${key}/${language}/${digest}`;
}

/** What whoever sends a form asks for, as its page says it above the button. */
export function requestWording({ de, en }: WebForm, language: FormLanguage): string {
  return language === 'de'
    ? `Mit dem Absenden bitten Sie uns, Ihnen zu „${de.title}“ zu schreiben, auch per E-Mail.`
    : `By sending this you ask us to write to you about “${en.title}”, by e-mail as well.`;
}

/** Where a consent came from, as a person reads it beside the consent. */
export function sourceOf(title: string, language: FormLanguage): string {
  return `${wordOf('source', 'WEB_FORM', language)}: ${title}`;
}

/** What a colleague reads of it: what was typed, in the order of the form. */
export function inquiryText(
  title: string,
  facts: readonly (string | undefined)[],
  message: string | undefined,
): string {
  const typed = facts.filter((fact) => fact !== undefined).join(' · ');
  return [title, typed, ...(message === undefined ? [] : ['', message])].join('\n');
}
