export interface ProblemType {
  readonly name: string;
  readonly status: number;
  readonly title: string;
  /** For the people who read `/problems/<name>`: what happened and what to do. */
  readonly description: string;
}

export interface FieldError {
  /** JSON pointer into the body, RFC 6901 as a fragment: `#/contacts/0/email`. */
  readonly pointer: string;
  readonly detail: string;
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
): Readonly<Record<string, unknown>> {
  const { name, title, status } = problem;
  return {
    type: `/problems/${name}`,
    title,
    status,
    detail,
    instance: url?.split('?')[0],
    ...(extras.errors && { errors: extras.errors }),
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
