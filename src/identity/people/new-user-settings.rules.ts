import { z } from 'zod';
import type { SettingDefinition } from '../settings/setting-values.rules';

const LocaleSchema = z.enum(['de', 'en']);

export const NewUserLocale: SettingDefinition<typeof LocaleSchema> = {
  key: 'identity.new-user-locale',
  description: 'The language of a new account whose creator names none',
  schema: LocaleSchema,
  default: 'de',
  perTerritory: true,
  perUser: false,
  changedBy: 'users.manage',
};
