export interface FieldError {
  readonly pointer: string;
  readonly detail: string;
}

/** An answer of the server that is not a success (RFC 9457), or the lack of one (`network`). */
export class Problem extends Error {
  constructor(
    /** The last part of `type`: `lead-already-registered`, or `network`. */
    readonly kind: string,
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldError[],
    readonly errorId: string | null,
    /** Seconds of `Retry-After`. */
    readonly retryAfterSeconds: number | null,
    /** Members beyond the standard ones, unparsed. */
    readonly members: Readonly<Record<string, unknown>>,
  ) {
    super(`${kind}: ${detail}`);
  }

  static network(): Problem {
    return new Problem('network', 0, '', '', [], null, null, {});
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldErrors(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter(isRecord)
    .map((error) => ({ pointer: text(error['pointer']), detail: text(error['detail']) }));
}

/** Reads an error body of any shape; a proxy's HTML page becomes a problem as well. */
export function parseProblem(status: number, body: unknown, retryAfter: string | null): Problem {
  const { type, title, detail, errors, errorId, ...members } = isRecord(body) ? body : {};
  const kind = text(type).split('/').pop();
  const seconds = Number(retryAfter);
  return new Problem(
    kind === undefined || kind === '' ? `http-${status}` : kind,
    status,
    text(title),
    text(detail),
    fieldErrors(errors),
    text(errorId) || null,
    retryAfter !== null && Number.isFinite(seconds) ? seconds : null,
    members,
  );
}

/** JSON pointer as a fragment (`#/contacts/0/email`) to the path of a form field (`contacts.0.email`). */
export function fieldOfPointer(pointer: string): string {
  return pointer
    .replace(/^#?\/?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

/** Splits a problem's field errors into those that a form can show at a field and the rest. */
export function splitErrors(
  problem: Problem,
  hasField: (path: string) => boolean,
): { fields: Record<string, string>; rest: FieldError[] } {
  const fields: Record<string, string> = {};
  const rest: FieldError[] = [];
  for (const error of problem.errors) {
    const path = fieldOfPointer(error.pointer);
    if (hasField(path)) fields[path] ??= error.detail;
    else rest.push(error);
  }
  return { fields, rest };
}
