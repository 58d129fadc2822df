import { z } from 'zod';
import { CurrencySchema, DaySchema } from '../core/fields';
import { say } from '../core/field-text';
import type { SettingDefinition } from '../identity';

const cents = z.number().min(0).max(100_000_000);

/** What things cost in a market from a day on, until the next such day. */
const CostPeriodSchema = z.strictObject({
  validFrom: DaySchema,
  currency: CurrencySchema,
  /** Cents a send, by channel (`email`) or channel and provider (`email:ses`); fractions are usual. */
  sends: z.record(z.string().regex(/^[a-z]+(:[a-z0-9-]+)?$/), cents),
  sampleBoxCents: cents,
  /** Minutes that somebody spends on an answer, and what an hour of them costs. */
  minutesPerAnswer: z.number().min(0).max(1000),
  centsPerHour: cents,
  fixedCentsPerMonth: cents,
  /** Of revenue, gross; null: not known, and no margin either. */
  marginPercent: z.number().min(0).max(100).nullable(),
});
export type CostPeriod = z.output<typeof CostPeriodSchema>;

const CostsSchema = z
  .array(CostPeriodSchema)
  .max(100)
  .refine((periods) => new Set(periods.map((p) => p.validFrom)).size === periods.length, {
    message: say('has two values for one day', 'hat zwei Werte für einen Tag'),
  });

export const AnalyticsCosts: SettingDefinition<typeof CostsSchema> = {
  key: 'analytics.costs',
  description:
    'What sends, sample boxes and handling cost and what margin an order leaves, each from a day on; for the return on follow-ups. Nothing is assumed before the first day.',
  schema: CostsSchema,
  default: [],
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
};

const WantedSchema = z.boolean();

export const WeeklyReportMail: SettingDefinition<typeof WantedSchema> = {
  key: 'analytics.weekly-report',
  description: 'Whether a manager gets a mail on Monday morning about the week of their teams.',
  schema: WantedSchema,
  default: true,
  perTerritory: false,
  perUser: true,
  changedBy: 'settings.write',
};

export const ANALYTICS_SETTINGS = [AnalyticsCosts, WeeklyReportMail];
