import type { z } from 'zod';

/** Who may ever see an event: those who see its subject, those who run the system, or everybody signed in. */
export type Audience = 'subject' | 'operations' | 'everybody';

export interface EventDefinition<D extends z.ZodType = z.ZodType> {
  /** CloudEvents `type`: `crm.<subject>[.<part>].<past participle>.v<n>`. */
  readonly type: string;
  /** The module that records it; becomes `/relance/<module>` in CloudEvents `source`. */
  readonly module: string;
  readonly description: string;
  readonly audience: Audience;
  /** Deterministic, from business facts alone; unique together with the type. */
  key(subject: string, data: z.output<D>): string;
  readonly schema: D;
}

export const catalogue: EventDefinition[] = [];
const byType = new Map<string, EventDefinition>();

/** Declares a fact: one constant gives the type, the check at run time and the type of `data`. */
export function defineEvent<D extends z.ZodType>(
  definition: EventDefinition<D>,
): EventDefinition<D> {
  if (byType.has(definition.type))
    throw new Error(`The event ${definition.type} is declared twice.`);
  catalogue.push(definition);
  byType.set(definition.type, definition);
  return definition;
}

export function definitionOf(type: string): EventDefinition | undefined {
  return byType.get(type);
}

/** The form of an event's key: what it is made of, by name. */
export function keyForm(definition: EventDefinition): string {
  const names = new Proxy({}, { get: (_, field) => `<${String(field)}>` });
  return definition.key('<subject>', names);
}

export type EventData<E> = E extends EventDefinition<infer D> ? z.output<D> : never;
