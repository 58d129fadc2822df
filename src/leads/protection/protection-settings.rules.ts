import { z } from 'zod';
import type { SettingDefinition } from '../../identity';

const setting = <S extends z.ZodType>(
  key: string,
  description: string,
  schema: S,
  standard: z.output<S>,
): SettingDefinition<S> => ({
  key: `leads.protection-${key}`,
  description,
  schema,
  default: standard,
  perTerritory: true,
  perUser: true,
  changedBy: 'settings.write',
});

const days = z.int().min(1).max(3650);

export const BaseMonths = setting(
  'base-months',
  'Calendar months for which a lead is protected from its registration.',
  z.int().min(1).max(120),
  6,
);
export const ProgressDays = setting(
  'progress-days',
  'Days within which provable progress is due; then the owner is reminded.',
  days,
  60,
);
export const GraceDays = setting(
  'grace-days',
  'Calendar days from the reminder until the protection lapses.',
  days,
  10,
);
export const PreClaimDays = setting(
  'pre-claim-days',
  'Calendar days to document the first contact of a lead without a person.',
  days,
  10,
);
export const NoticeDays = setting(
  'notice-days',
  'Days without progress after which the owner hears of it early; null: never.',
  days.nullable(),
  null,
);
export const PseudonymiseDays = setting(
  'pseudonymise-days',
  'Days after the lapse until personal data are pseudonymised.',
  days,
  60,
);

export const PROTECTION_SETTINGS = [
  BaseMonths,
  ProgressDays,
  GraceDays,
  PreClaimDays,
  NoticeDays,
  PseudonymiseDays,
];
