import type { FieldText } from './field-text';

export interface ProblemType {
  readonly name: string;
  readonly status: number;
  readonly title: string;
  /** For the people who read `/problems/<name>`: what happened and what to do. */
  readonly description: string;
  /** The same for whoever asks for German; without it English is said. */
  readonly german?: { readonly title: string; readonly description: string };
}

export type ProblemLanguage = 'en' | 'de';

/** The language of ours that a request prefers (RFC 9110 §12.5.4); English if it names none. */
export function languageAsked(header: string | undefined): ProblemLanguage {
  const wishes = (header ?? '').split(',').map((wish) => {
    const [tag = '', ...parameters] = wish
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const quality = parameters.find((one) => one.startsWith('q='));
    return { language: tag.split('-')[0], weight: quality ? Number(quality.slice(2)) || 0 : 1 };
  });
  const known = wishes.filter(
    ({ language, weight }) => weight > 0 && /^(en|de)$/.test(language ?? ''),
  );
  const [first] = known.sort((a, b) => b.weight - a.weight);
  return first?.language === 'de' ? 'de' : 'en';
}

export interface FieldError {
  /** JSON pointer into the body, RFC 6901 as a fragment: `#/contacts/0/email`. */
  readonly pointer: string;
  readonly detail: FieldText;
}

interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the answer (RFC 9457 §3.2). */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** An error that the caller can act on; becomes `application/problem+json` (RFC 9457). */
export abstract class Problem extends Error {
  constructor(
    readonly problem: ProblemType,
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(`${problem.name}: ${detail}`);
  }
}

/** The answer to a request for `url` (RFC 9457 §3.1). */
export function problemBody(
  { problem, detail, extras }: Problem,
  url: string | undefined,
  language: ProblemLanguage = 'en',
): Readonly<Record<string, unknown>> {
  const { name, status } = problem;
  const words = (language === 'de' && problem.german) || problem;
  return {
    type: `/problems/${name}`,
    title: words.title,
    status,
    // What was said about this one case alone stands in no other language.
    detail: detail === problem.description ? words.description : detail,
    instance: url?.split('?')[0],
    ...(extras.errors && {
      errors: extras.errors.map(({ pointer, detail: text }) => ({
        pointer,
        detail: text[language],
      })),
    }),
    ...extras.members,
  };
}

const registry = new Map<string, ProblemType>();

/** Every problem type that has been declared, for documentation and `/problems/<name>`. */
export function problemTypes(): ProblemType[] {
  return [...registry.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Declares a problem type: `class LeadNotFound extends defineProblem({…}) {}`. */
export function defineProblem(problem: ProblemType) {
  registry.set(problem.name, problem);
  return class extends Problem {
    constructor(detail: string = problem.description, extras: ProblemExtras = {}) {
      super(problem, detail, extras);
    }
  };
}
