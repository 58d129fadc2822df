import { z } from 'zod';
import type { SettingDefinition } from '../identity';

const setting = <S extends z.ZodType>(definition: SettingDefinition<S>): SettingDefinition<S> =>
  definition;

/** The kill switch: off, nothing leaves, and nothing is lost. */
export const FollowUpsEnabled = setting({
  key: 'follow-ups.enabled',
  description: 'Whether follow-ups leave by themselves; off, they wait.',
  schema: z.boolean(),
  default: true,
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
});

export const FrequencyCaps = setting({
  key: 'follow-ups.frequency-caps',
  description: 'How many messages of any channel a lead gets at most in so many hours.',
  schema: z
    .array(
      z.strictObject({
        messages: z.int().min(1).max(100),
        hours: z
          .int()
          .min(1)
          .max(24 * 365),
      }),
    )
    .max(5),
  default: [
    { messages: 1, hours: 48 },
    { messages: 4, hours: 720 },
  ],
  perTerritory: false,
  perUser: false,
  changedBy: 'settings.write',
});

export const HoldOutPercent = setting({
  key: 'follow-ups.hold-out-percent',
  description:
    'Share of leads that gets no follow-ups, to compare with; which ones stays the same.',
  schema: z.number().min(0).max(50),
  default: 0,
  perTerritory: false,
  perUser: false,
  changedBy: 'settings.write',
});

export const OfferMaxDiscount = setting({
  key: 'offer.maxDiscountPct',
  description: 'Ceiling of every discount that a follow-up offers, in per cent.',
  schema: z.int().min(0).max(100),
  default: 25,
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
});

export const OfferValidDays = setting({
  key: 'follow-ups.offer-valid-days',
  description: 'How many days an offer is good for, counted from the day it is sent.',
  schema: z.int().min(1).max(365),
  default: 14,
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
});

export const FOLLOW_UP_SETTINGS = [
  FollowUpsEnabled,
  FrequencyCaps,
  HoldOutPercent,
  OfferMaxDiscount,
  OfferValidDays,
];
