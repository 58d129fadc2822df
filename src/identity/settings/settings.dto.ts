import { z } from 'zod';

export const PutSettingSchema = z
  .strictObject({
    value: z.unknown(),
    territory: z.string().max(30).nullable().default(null),
    userId: z.uuid().nullable().default(null),
    reason: z.string().trim().min(1).max(1000).nullable().default(null),
  })
  .meta({ id: 'PutSetting' });
export type PutSetting = z.output<typeof PutSettingSchema>;

export const SettingViewSchema = z
  .strictObject({
    key: z.string(),
    description: z.string(),
    default: z.unknown(),
    perTerritory: z.boolean(),
    perUser: z.boolean(),
    mayChange: z.boolean(),
    values: z.array(
      z.strictObject({
        id: z.uuid().describe('Names the version: `"setting-<id>"` is its ETag'),
        territory: z.string().nullable(),
        userId: z.uuid().nullable(),
        value: z.unknown(),
        validFrom: z.iso.datetime(),
        changedBy: z.uuid().nullable(),
        changedByName: z.string().nullable().describe('null too for whom you may not know'),
        reason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'SettingView' });
export type SettingView = z.output<typeof SettingViewSchema>;

export const SettingListSchema = z
  .strictObject({ items: z.array(SettingViewSchema) })
  .meta({ id: 'SettingList' });
export type SettingList = z.output<typeof SettingListSchema>;
