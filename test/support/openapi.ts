import { RequestMethod } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS } from '../../src/core/access';
import { openApiDocument } from '../../src/openapi';

/** A JSON schema as zod describes one; only what the documents of this API use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** One operation of the description, with the act that its endpoint names. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly act: string;
  readonly parameters: readonly {
    name: string;
    in: string;
    required?: boolean;
    schema?: Schema;
  }[];
  /** Null when it takes no JSON. */
  readonly body: Schema | null;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { content: Record<string, { schema?: Schema }> };
}

export class Api {
  readonly operations: readonly Operation[];
  private readonly schemas: Readonly<Record<string, Schema>>;

  constructor(app: NestFastifyApplication) {
    const document = openApiDocument(app);
    this.schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
    const acts = actsByOperation(app);
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, Described>).map(([method, described]) => ({
        id: described.operationId,
        method: method.toUpperCase(),
        path,
        act: acts.get(`${method.toUpperCase()} ${path}`) ?? '',
        parameters: described.parameters ?? [],
        body: described.requestBody?.content['application/json']?.schema ?? null,
      })),
    );
  }

  resolve(schema: Schema): Schema {
    if (!schema.$ref) return schema;
    return this.resolve(this.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  }

  /** The smallest value that the schema takes, as far as a schema can say it. */
  example(given: Schema): unknown {
    const schema = this.resolve(given);
    if (schema.const !== undefined) return schema.const;
    if (schema.enum) return schema.enum[0];
    const choices = schema.oneOf ?? schema.anyOf ?? schema.allOf;
    if (choices) return this.example(choices[0] ?? {});
    if (schema.type === 'object')
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, this.example(schema.properties?.[key] ?? {})]),
      );
    if (schema.type === 'array')
      return Array.from({ length: schema.minItems ?? 0 }, () => this.example(schema.items ?? {}));
    if (schema.type === 'boolean') return true;
    if (schema.type === 'string') return text(schema);
    return Math.max(1, schema.minimum ?? 1);
  }
}

export const NOBODY = '00000000-0000-7000-8000-00000000dead';
const BY_FORMAT: Readonly<Record<string, string>> = {
  uuid: NOBODY,
  email: 'jemand@beispiel.example',
  uri: 'https://beispiel.example',
  date: '2026-03-05',
  'date-time': '2026-03-05T10:00:00Z',
};
const WORDS = ['Beispieltext', 'DE', 'EUR', 'beispiel', 'BEISPIEL', 'DE123456'];

function text({ format, pattern, minLength = 0 }: Schema): string {
  const byFormat = BY_FORMAT[format ?? ''];
  if (byFormat) return byFormat;
  const fitting = pattern ? WORDS.find((word) => new RegExp(pattern, 'u').test(word)) : WORDS[0];
  return (fitting ?? '').padEnd(minLength, 'x');
}

function actsByOperation(app: NestFastifyApplication): Map<string, string> {
  const acts = new Map<string, string>();
  for (const module of app.get(ModulesContainer).values())
    for (const { metatype } of module.controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Record<string, object>;
      const base = String(Reflect.getMetadata('path', metatype) ?? '');
      for (const name of Object.getOwnPropertyNames(prototype)) {
        const handler = prototype[name] ?? {};
        if (typeof handler !== 'function' || !Reflect.hasMetadata('path', handler)) continue;
        const method = RequestMethod[Number(Reflect.getMetadata('method', handler))] ?? '';
        const path = [base, String(Reflect.getMetadata('path', handler))]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter(Boolean)
          .join('/')
          .replace(/:(\w+)/g, '{$1}');
        acts.set(`${method} /${path}`, String(Reflect.getMetadata(ACCESS, handler)));
      }
    }
  return acts;
}
