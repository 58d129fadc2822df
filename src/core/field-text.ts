import { z } from 'zod';

/** What is wrong with a value, in both languages. */
export interface FieldText {
  readonly en: string;
  readonly de: string;
}

/** Texts that schemas say, by their English: of code alone, never with what somebody sent, so that they are few. */
const said = new Map<string, string>();

/**
 * What a schema says of a value that it refuses, for `.refine`, `.regex` and the like: `.refine(isIn, say('is not …', 'ist kein …'))`.
 * @returns the English, by which the German is found again
 */
export function say(en: string, de: string): string {
  const before = said.get(en);
  if (before !== undefined && before !== de) throw new Error(`"${en}" has two texts in German.`);
  said.set(en, de);
  return en;
}

const inGerman: z.core.$ZodErrorMap = z.locales.de().localeError;

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[];
}

/** What a schema found, in both languages; `value` is what was given to it. */
export function fieldTextOf(issue: SchemaIssue, value: unknown): FieldText {
  const own = said.get(issue.message);
  if (own !== undefined) return { en: issue.message, de: own };
  const found = inGerman(rawOf(issue, value));
  const de = typeof found === 'string' ? found : found?.message;
  return { en: issue.message, de: de ?? issue.message };
}

/** As the locale wants it: what is left of an issue when it is told does not have the value any more. */
function rawOf(issue: SchemaIssue, value: unknown): z.core.$ZodRawIssue {
  return { ...issue, input: valueAt(value, issue.path) } as z.core.$ZodRawIssue;
}

function valueAt(value: unknown, path: SchemaIssue['path'] = []): unknown {
  return path.reduce<unknown>((at, part) => {
    const key = typeof part === 'object' ? part.key : part;
    return typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  }, value);
}
