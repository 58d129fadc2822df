import { z } from 'zod';
import type { SettingDefinition } from '../../identity';

const setting = <S extends z.ZodType>(
  key: string,
  description: string,
  schema: S,
  standard: z.output<S>,
): SettingDefinition<S> => ({
  key: `conversations.${key}`,
  description,
  schema,
  default: standard,
  perTerritory: false,
  perUser: false,
  changedBy: 'settings.write',
});

export const UnknownSenders = setting(
  'unknown-senders',
  'Whether somebody unknown who writes by WhatsApp becomes a lead, or only a contact of the channel.',
  z.enum(['contact', 'lead']),
  'lead',
);
export const InactiveHours = setting(
  'inactive-hours',
  'Hours without a message after which an open conversation is closed.',
  z.int().min(1).max(8_760),
  168,
);
export const AutomaticAnswers = setting(
  'automatic-answers',
  'Whether chats are answered automatically until a person takes over.',
  z.enum(['on', 'off']),
  'on',
);
export const ServiceHours = setting(
  'service-hours',
  'Hours of work within which a person answers a chat that waits for one.',
  z.int().min(1).max(90),
  4,
);

export const CONVERSATION_SETTINGS = [
  UnknownSenders,
  InactiveHours,
  AutomaticAnswers,
  ServiceHours,
];
