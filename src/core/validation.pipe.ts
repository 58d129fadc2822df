import { StandardSchemaValidationPipe } from '@nestjs/common';
import { InvalidRequest } from './core.problems';
import type { FieldError } from './problem';

const MOST_ERRORS = 50;

/** Parses every body, query and parameter that names a schema; all faults at once, each with its JSON pointer. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new StandardSchemaValidationPipe({
    exceptionFactory: (issues) =>
      new InvalidRequest(undefined, { errors: issues.slice(0, MOST_ERRORS).map(toFieldError) }),
  });
}

type Issue = Parameters<
  NonNullable<
    NonNullable<ConstructorParameters<typeof StandardSchemaValidationPipe>[0]>['exceptionFactory']
  >
>[0][number];

function toFieldError(issue: Issue): FieldError {
  const segments = (issue.path ?? []).map((part) =>
    String(typeof part === 'object' ? part.key : part)
      .replaceAll('~', '~0')
      .replaceAll('/', '~1'),
  );
  return { pointer: `#${segments.map((s) => `/${s}`).join('')}`, detail: issue.message };
}
