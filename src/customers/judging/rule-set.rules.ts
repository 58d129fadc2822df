import { z } from 'zod';
import { say } from '../../core/field-text';
import { FACT_NAMES, FACTS, type FactDefinition, type FactName } from './facts.rules';

export const ACTIONS = ['CONVERT', 'QUALIFY', 'REQUIRE_APPROVAL', 'CREATE_TASK', 'IGNORE'] as const;
export type Action = (typeof ACTIONS)[number];

const NUMBERS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const;
const LISTS = ['in', 'notIn'] as const;
export const OPERATORS = ['equal', 'notEqual', ...LISTS, ...NUMBERS] as const;
export type Operator = (typeof OPERATORS)[number];

const MOST_DEEP = 4;
const scalar = z.union([z.string().max(100), z.number(), z.boolean()]);

export interface Clause {
  readonly fact: FactName;
  readonly operator: Operator;
  readonly value: string | number | boolean | readonly (string | number)[];
}
export type Condition =
  | Clause
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const ClauseSchema = z
  .strictObject({
    fact: z.enum(FACT_NAMES),
    operator: z.enum(OPERATORS),
    value: z.union([
      scalar,
      z
        .array(z.union([z.string().max(100), z.number()]))
        .min(1)
        .max(50),
    ]),
  })
  .superRefine((clause, context) => {
    const fault = faultOf(clause);
    if (fault) context.addIssue({ code: 'custom', path: ['value'], message: fault });
  });

const few = (item: z.ZodType<Condition>) => z.array(item).max(30);
const conditionOf = (depth: number): z.ZodType<Condition> => {
  if (depth === 0) return ClauseSchema;
  const inner = conditionOf(depth - 1);
  return z.union([
    ClauseSchema,
    z.strictObject({ all: few(inner) }),
    z.strictObject({ any: few(inner).min(1) }),
    z.strictObject({ not: inner }),
  ]);
};

const label = z.string().trim().min(1).max(120);

export const RuleSchema = z
  .strictObject({
    key: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
      .max(60),
    name: z.strictObject({ de: label, en: label }),
    when: z.union([
      z.strictObject({ all: few(conditionOf(MOST_DEEP)) }),
      z.strictObject({ any: few(conditionOf(MOST_DEEP)).min(1) }),
      z.strictObject({ not: conditionOf(MOST_DEEP) }),
    ]),
    then: z.discriminatedUnion('action', [
      z.strictObject({ action: z.enum(['CONVERT', 'QUALIFY', 'REQUIRE_APPROVAL', 'IGNORE']) }),
      z.strictObject({ action: z.literal('CREATE_TASK'), for: z.enum(['OWNER', 'MANAGER']) }),
    ]),
    /** Whether the rules below are asked no more once this one matched. */
    stop: z.boolean(),
  })
  .meta({ id: 'ConversionRule' });
export type Rule = z.output<typeof RuleSchema>;

export const RulesSchema = z
  .array(RuleSchema)
  .min(1)
  .max(50)
  .superRefine((rules, context) => {
    rules.forEach(({ key }, index) => {
      if (rules.findIndex((rule) => rule.key === key) !== index)
        context.addIssue({
          code: 'custom',
          path: [index, 'key'],
          message: say('stands twice', 'steht zweimal da'),
        });
    });
  });

/** Why a value does not fit its fact and operator; null when it does. */
function faultOf({ fact, operator, value }: Clause): string | null {
  const { type, values }: FactDefinition = FACTS[fact];
  const isList = LISTS.some((o) => o === operator);
  if (isList !== Array.isArray(value))
    return isList
      ? say('must be a list', 'muss eine Liste sein')
      : say('must be a single value', 'muss ein einzelner Wert sein');
  if (NUMBERS.some((o) => o === operator) && type !== 'number')
    return say(
      `${fact} is no number, so that it cannot be compared`,
      `${fact} ist keine Zahl und lässt sich nicht vergleichen`,
    );
  const items = Array.isArray(value) ? (value as unknown[]) : [value];
  const wanted = { text: 'string', number: 'number', flag: 'boolean' }[type];
  if (items.some((item) => typeof item !== wanted))
    return say(`must be of the type of ${fact}`, `muss von der Art von ${fact} sein`);
  if (values && items.some((item) => !values.includes(String(item))))
    return say(`must be one of ${values.join(', ')}`, `muss eines von ${values.join(', ')} sein`);
  return null;
}
