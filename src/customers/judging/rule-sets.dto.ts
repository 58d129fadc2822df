import { z } from 'zod';
import { say } from '../../core/field-text';
import { FACT_NAMES } from './facts.rules';
import { ACTIONS, OPERATORS, RuleSchema, RulesSchema } from './rule-set.rules';

const instant = z.iso.datetime();
const name = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(
    /^\P{Cc}*$/u,
    say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
  );

export const DraftRulesSchema = z
  .strictObject({ name, rules: RulesSchema, basedOnId: z.uuid().optional() })
  .meta({ id: 'DraftConversionRules' });
export type DraftRules = z.output<typeof DraftRulesSchema>;

export const ChangeRulesSchema = z
  .strictObject({
    name,
    rules: RulesSchema,
    /** The revision that was read; another one was saved in the meantime otherwise. */
    revision: z.int().min(1),
  })
  .meta({ id: 'ChangeConversionRules' });
export type ChangeRules = z.output<typeof ChangeRulesSchema>;

export const RuleSetViewSchema = z
  .object({
    id: z.uuid(),
    version: z.int().nullable(),
    revision: z.int(),
    state: z.enum(['draft', 'active', 'archived']),
    name: z.string(),
    rules: z.array(RuleSchema),
    basedOnId: z.uuid().nullable(),
    createdAt: instant,
    activatedAt: instant.nullable(),
    archivedAt: instant.nullable(),
  })
  .meta({ id: 'ConversionRuleSet' });
export type RuleSetView = z.output<typeof RuleSetViewSchema>;

export const RuleSetListSchema = z
  .object({ items: z.array(RuleSetViewSchema) })
  .meta({ id: 'ConversionRuleSets' });
export type RuleSetList = z.output<typeof RuleSetListSchema>;

/** What a person may say of an answer. */
export const OUTLOOK_CLASSES = [
  'POSITIVE',
  'ENGAGED',
  'NEUTRAL',
  'NEGATIVE',
  'UNSUBSCRIBE',
  'AUTO_REPLY',
] as const;

const both = z.object({ de: z.string(), en: z.string() });
const found = z.union([z.string(), z.number(), z.boolean()]).nullable();

export const FactListSchema = z
  .object({
    facts: z.array(
      z.object({
        name: z.enum(FACT_NAMES),
        type: z.enum(['text', 'number', 'flag']),
        values: z.array(z.string()).nullable(),
        description: both,
      }),
    ),
    operators: z.array(z.enum(OPERATORS)),
    actions: z.array(z.enum(ACTIONS)),
  })
  .meta({ id: 'ConversionFacts' });
export type FactList = z.output<typeof FactListSchema>;

export const RuleTraceSchema = z.object({
  key: z.string(),
  name: both,
  action: z.enum(ACTIONS),
  holds: z.boolean(),
  clauses: z.array(
    z.object({
      fact: z.string(),
      operator: z.string(),
      value: z.unknown(),
      found,
      holds: z.boolean(),
    }),
  ),
});

const judged = {
  facts: z.record(z.string(), found),
  rules: z.array(RuleTraceSchema),
  matched: z.array(z.string()),
  action: z.enum(ACTIONS),
  sentence: both,
};

export const DryRunSchema = z
  .strictObject({
    leadId: z.uuid(),
    /** The answer to imagine; without it the last one of the lead. */
    answer: z
      .strictObject({
        class: z.enum(['POSITIVE', 'ENGAGED', 'NEUTRAL', 'NEGATIVE', 'UNSUBSCRIBE', 'AUTO_REPLY']),
        confidence: z.number().min(0).max(1).nullable(),
        channel: z.enum(['email', 'whatsapp', 'person']),
      })
      .optional(),
    /** Judges what was known at this evaluation of the lead, instead of what is known now. */
    evaluationId: z.uuid().optional(),
    /** Rules that are being edited; without them those that are stored. */
    rules: RulesSchema.optional(),
  })
  .refine((run) => run.answer === undefined || run.evaluationId === undefined, {
    path: ['answer'],
    message: say('is that of the evaluation', 'ist die der Auswertung'),
  })
  .meta({ id: 'DryRunConversionRules' });
export type DryRun = z.output<typeof DryRunSchema>;

export const DryRunResultSchema = z.object(judged).meta({ id: 'ConversionDryRun' });
export type DryRunResult = z.output<typeof DryRunResultSchema>;

export const AskOutlookSchema = z.strictObject({
  channel: z.enum(['email', 'whatsapp', 'person']).default('email'),
  followUpId: z.uuid().optional(),
});
export type AskOutlook = z.output<typeof AskOutlookSchema>;

export const OutlookSchema = z
  .object({
    /** False where rules only judge and do nothing: the kill switch. */
    enabled: z.boolean(),
    items: z.array(
      z.object({
        class: z.enum(OUTLOOK_CLASSES),
        action: z.enum(ACTIONS),
        sentence: both,
      }),
    ),
  })
  .meta({ id: 'ConversionOutlook' });
export type Outlook = z.output<typeof OutlookSchema>;

export const EvaluationViewSchema = z
  .object({
    id: z.uuid(),
    ruleSetId: z.uuid(),
    ruleSetVersion: z.int(),
    responseId: z.uuid(),
    responseVersion: z.int(),
    followUpId: z.uuid().nullable(),
    respondedAt: instant,
    result: z.enum(['DONE', 'NOTHING', 'SWITCHED_OFF', 'TOO_DEEP']),
    customerId: z.uuid().nullable(),
    evaluatedAt: instant,
    ...judged,
  })
  .meta({ id: 'ConversionEvaluation' });
export type EvaluationView = z.output<typeof EvaluationViewSchema>;

export const TraceSchema = z
  .object({ items: z.array(EvaluationViewSchema) })
  .meta({ id: 'ConversionTrace' });
export type Trace = z.output<typeof TraceSchema>;

export const ReplaySchema = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    /** Rules that are being edited; without them those that are stored. */
    rules: RulesSchema.optional(),
  })
  .meta({ id: 'ReplayConversionRules' });
export type Replay = z.output<typeof ReplaySchema>;

const difference = z.object({
  leadId: z.uuid(),
  company: z.string().nullable(),
  kind: z.enum(['WOULD_CONVERT', 'WOULD_NOT', 'EARLIER', 'LATER']),
  /** Evaluation at which it was converted by the rules of its time, and would be by the draft. */
  wasId: z.uuid().nullable(),
  wouldId: z.uuid().nullable(),
  days: z.int().nullable(),
});
export const ReplayResultSchema = z
  .object({
    answers: z.int(),
    leads: z.int(),
    wouldConvert: z.int(),
    wouldNot: z.int(),
    earlier: z.int(),
    later: z.int(),
    /** How many answers each rule matches, by its key. */
    matches: z.record(z.string(), z.int()),
    /** The first 200. */
    differences: z.array(difference),
  })
  .meta({ id: 'ConversionReplay' });
export type ReplayResult = z.output<typeof ReplayResultSchema>;
