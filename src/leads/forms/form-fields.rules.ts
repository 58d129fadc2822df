import type { FieldError } from '../../core/problem';
import { FORM_WORDS } from './form-words.rules';
import type { FormLanguage } from './web-forms.rules';

const FIELDS = [
  ...['company', 'name', 'email', 'phone', 'postalCode', 'businessType', 'message', 'consent'],
  'topic',
];

/** The fields of a form as a browser sends them; what was left empty is missing. */
export function typedOf(body: unknown): Readonly<Record<string, string>> {
  const sent = new URLSearchParams(typeof body === 'string' ? body : '');
  return Object.fromEntries(
    FIELDS.flatMap((name) => {
      const value = sent.get(name);
      // Browsers count a line break as one character and send two.
      return value === null || value.trim() === '' ? [] : [[name, value.replaceAll('\r\n', '\n')]];
    }),
  );
}

/** As the endpoint for forms on other pages takes them. */
export function fieldsOf(
  { consent, ...values }: Readonly<Record<string, string>>,
  language: FormLanguage,
): Readonly<Record<string, unknown>> {
  return { ...values, consent: consent !== undefined, language };
}

/** One fault a field, in the order of the page and in the words of people. */
export function faultsByField(
  faults: readonly FieldError[],
  values: Readonly<Record<string, string>>,
  language: FormLanguage,
): Readonly<Record<string, string>> {
  const words = FORM_WORDS[language];
  return Object.fromEntries(
    FIELDS.flatMap((name) => {
      const fault = faults.find(({ pointer }) => pointer === `#/${name}`);
      if (!fault) return [];
      if (values[name] === undefined) return [[name, words.missing]];
      return [[name, name === 'email' ? words.email : fault.detail[language]]];
    }),
  );
}
