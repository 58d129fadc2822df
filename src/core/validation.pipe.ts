import { type ArgumentMetadata, StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import { InvalidRequest } from './core.problems';
import { type FieldText, fieldTextOf } from './field-text';
import type { FieldError } from './problem';
import { isInvisible, isStorable } from './storable-text.rules';

const MOST_ERRORS = 50;
const DEEPEST = 32;

/** Parses every body, query and parameter that names a schema; all faults at once, each with its JSON pointer. */
export function validationPipe(): StandardSchemaValidationPipe {
  return new EdgePipe();
}

/** Refuses what no schema needs to think of: text that the database cannot keep or nobody can see, and endless nesting. */
class EdgePipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    if (metadata.type !== 'custom') {
      const faults: FieldError[] = [];
      collectFaults(value, [], faults);
      if (faults.length > 0) throw invalid(faults);
    }
    return super.transform(value, metadata);
  }

  /** What is wrong is said here, where the value is still at hand. */
  protected override async validate<T>(
    value: unknown,
    schema: Schema,
    options?: Record<string, unknown>,
  ) {
    const result = await super.validate<T>(value, schema, options);
    if (result.issues) throw invalid(result.issues.map((issue) => toFieldError(issue, value)));
    return result;
  }
}

/** Parses what came as the fields of a form, by the same rules as a body. @returns the value, or every fault */
export function parseFields<S extends z.ZodType>(
  schema: S,
  fields: Readonly<Record<string, unknown>>,
): { readonly value: z.output<S> } | { readonly faults: readonly FieldError[] } {
  const faults: FieldError[] = [];
  collectFaults(fields, [], faults);
  const parsed = schema.safeParse(fields);
  if (parsed.success && faults.length === 0) return { value: parsed.data };
  const found = parsed.success ? [] : parsed.error.issues.map((one) => toFieldError(one, fields));
  return { faults: [...faults, ...found] };
}

function collectFaults(value: unknown, path: readonly string[], faults: FieldError[]): void {
  const refuse = (detail: FieldText) => faults.push({ pointer: pointerTo(path), detail });
  if (typeof value === 'string') {
    if (!isStorable(value))
      refuse({ en: 'contains NUL or half a character', de: 'enthält NUL oder ein halbes Zeichen' });
    else if (isInvisible(value))
      refuse({
        en: 'consists of characters that nobody can see',
        de: 'besteht aus Zeichen, die niemand sehen kann',
      });
    return;
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if (path.length === DEEPEST) {
    refuse({
      en: `is nested more than ${String(DEEPEST)} levels deep`,
      de: `ist tiefer als ${String(DEEPEST)} Ebenen verschachtelt`,
    });
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (!isStorable(key))
      refuse({
        en: 'has a name with NUL or half a character',
        de: 'hat einen Namen mit NUL oder einem halben Zeichen',
      });
    collectFaults(inner, [...path, key], faults);
  }
}

function invalid(errors: readonly FieldError[]): InvalidRequest {
  return new InvalidRequest(undefined, { errors: errors.slice(0, MOST_ERRORS) });
}

type Schema = NonNullable<ArgumentMetadata['schema']>;
type Issue = NonNullable<Awaited<ReturnType<Schema['~standard']['validate']>>['issues']>[number];

function toFieldError(issue: Issue, value: unknown): FieldError {
  const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
  return { pointer: pointerTo(path.map(String)), detail: fieldTextOf(issue, value) };
}

/** RFC 6901, as a fragment. */
function pointerTo(path: readonly string[]): string {
  return `#${path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}
