export interface Field {
  readonly name: string;
  readonly type: string;
  readonly always: boolean;
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: JsonSchema;
  readonly format?: string;
  readonly type?: string | readonly string[];
}

/** What the data of a kind of event hold, by its JSON Schema. */
export function fieldsOf(schema: JsonSchema): Field[] {
  const needed = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, field]) => ({
    name,
    type: typeOf(field),
    always: needed.has(name),
  }));
}

function typeOf(field: JsonSchema): string {
  if (field.anyOf) return field.anyOf.map(typeOf).join(' | ');
  if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (field.const !== undefined) return JSON.stringify(field.const);
  if (field.items) return `${typeOf(field.items)}[]`;
  return field.format ?? [field.type ?? 'any'].flat().join(' | ');
}
