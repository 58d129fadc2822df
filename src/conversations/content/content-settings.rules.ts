import { z } from 'zod';
import { say } from '../../core/field-text';
import type { SettingDefinition } from '../../identity';

const setting = <S extends z.ZodType>(definition: SettingDefinition<S>): SettingDefinition<S> =>
  definition;
const forAll = { perTerritory: false, perUser: false, changedBy: 'settings.write' } as const;

/** The kill switch: off, no announcement and no prompt leaves; what a contact asks for is still delivered. */
export const ContentEnabled = setting({
  key: 'content.enabled',
  description: 'Whether kept content is announced by itself: campaigns and prompts.',
  schema: z.boolean(),
  default: true,
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
});

const hour = z.int().min(0).max(24);
export const QuietHours = setting({
  key: 'content.quiet-hours',
  description:
    'Between which hours of the contact kept content is announced; outside of them it waits.',
  schema: z
    .strictObject({ from: hour, until: hour })
    .refine(
      ({ from, until }) => from < until,
      say('from lies before until', 'from liegt vor until'),
    ),
  default: { from: 8, until: 20 },
  perTerritory: true,
  perUser: false,
  changedBy: 'settings.write',
});

export const ContentCaps = setting({
  key: 'content.frequency-caps',
  description:
    'How many follow-ups and announcements of any channel a lead gets at most in so many hours before a campaign waits.',
  schema: z
    .array(
      z.strictObject({
        messages: z.int().min(1).max(100),
        hours: z
          .int()
          .min(1)
          .max(24 * 30),
      }),
    )
    .max(5),
  default: [
    { messages: 1, hours: 48 },
    { messages: 4, hours: 720 },
  ],
  ...forAll,
});

export const GrantDays = setting({
  key: 'content.grant-days',
  description: 'How many days content is kept for a contact until it expires.',
  schema: z.int().min(1).max(90),
  default: 30,
  ...forAll,
});

export const PromptHour = setting({
  key: 'content.batch-prompt-hour',
  description:
    'At which hour of the contact those are asked for whom content has been kept for more than three days.',
  schema: z.int().min(0).max(23),
  default: 18,
  ...forAll,
});

export const CONTENT_SETTINGS = [ContentEnabled, QuietHours, ContentCaps, GrantDays, PromptHour];
