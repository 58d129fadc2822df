import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import { InvalidRequest } from './core.problems';
import type { FieldError } from './problem';
import { isStorable } from './storable-text.rules';

const MOST_ERRORS = 50;
const DEEPEST = 32;

/** Parses every body, query and parameter that names a schema; all faults at once, each with its JSON pointer. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new EdgePipe({ exceptionFactory: (issues) => invalid(issues.map(toFieldError)) });
}

/** Refuses what no schema needs to think of: text that the database cannot keep, and endless nesting. */
class EdgePipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type !== 'custom') {
      const faults: FieldError[] = [];
      collectFaults(value, [], faults);
      if (faults.length > 0) throw invalid(faults);
    }
    return super.transform(value, metadata);
  }
}

function collectFaults(value: unknown, path: readonly string[], faults: FieldError[]): void {
  const refuse = (detail: string) => faults.push({ pointer: pointerTo(path), detail });
  if (typeof value === 'string') {
    if (!isStorable(value)) refuse('contains NUL or half a character');
    return;
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (path.length === DEEPEST) {
    refuse(`is nested more than ${String(DEEPEST)} levels deep`);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (!isStorable(key)) refuse('has a name with NUL or half a character');
    collectFaults(inner, [...path, key], faults);
  }
}

function invalid(errors: readonly FieldError[]): InvalidRequest {
  return new InvalidRequest(undefined, { errors: errors.slice(0, MOST_ERRORS) });
}

type Issue = Parameters<
  NonNullable<
    NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
  >
>[0][number];

function toFieldError(issue: Issue): FieldError {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return { pointer: pointerTo(path.map(String)), detail: issue.message };
}

/** RFC 6901, as a fragment. */
function pointerTo(path: readonly string[]): string {
  return `#${path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}
