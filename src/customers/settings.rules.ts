import { z } from 'zod';
import type { SettingDefinition } from '../identity';

/** So long can a conversion be taken back. */
export const UNDONE_WITHIN_DAYS = 30;

const setting = <S extends z.ZodType>(definition: SettingDefinition<S>): SettingDefinition<S> =>
  definition;

const days = (key: string, description: string, standard: number) =>
  setting({
    key,
    description,
    schema: z.int().min(1).max(3650),
    default: standard,
    perTerritory: true,
    perUser: false,
    changedBy: 'settings.write',
  });

/** The kill switch: off, answers are judged and nothing is done. */
export const ConversionEnabled = setting({
  key: 'conversion.enabled',
  description: 'Whether rules convert, qualify and open tasks by themselves; off, they only judge.',
  schema: z.boolean(),
  default: true,
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
});

export const ConversionCausesMost = setting({
  key: 'conversion.causes-most',
  description: 'How many facts may lead to an answer before rules act on it no more; ends loops.',
  schema: z.int().min(1).max(50),
  default: 6,
  perTerritory: false,
  perUser: false,
  changedBy: 'settings.write',
});

export const AtRiskDays = days(
  'customers.at-risk-days',
  'Days without an order or contact after which a customer is at risk, months off not counted.',
  60,
);

export const InactiveDays = days(
  'customers.inactive-days',
  'Days without an order or contact after which a customer is inactive, months off not counted.',
  180,
);

export const CUSTOMER_SETTINGS = [
  ConversionEnabled,
  ConversionCausesMost,
  AtRiskDays,
  InactiveDays,
];
