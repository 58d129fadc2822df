import { z } from 'zod';
import type { Json } from '../intake/envelope.rules';
import { instantOf } from '../intake/message.rules';
import type { NumberChange } from './numbers.service';
import type { TemplateChange } from './template-states.service';

const maybe = z.string().min(1).optional().catch(undefined);
const idText = z
  .union([z.string().min(1), z.number()])
  .transform(String)
  .optional()
  .catch(undefined);

const TemplateSchema = z.looseObject({
  event: maybe,
  message_template_id: idText,
  message_template_name: z.string().min(1),
  message_template_language: z.string().min(2),
  reason: maybe,
  new_quality_score: maybe,
  new_category: maybe,
});

export interface TemplateNotice {
  readonly externalId: string | null;
  readonly name: string;
  readonly locale: string;
  readonly change: TemplateChange;
}

const STATUSES: Readonly<Record<string, NonNullable<TemplateChange['status']>>> = {
  APPROVED: 'approved',
  REINSTATED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  DISABLED: 'disabled',
  PENDING_DELETION: 'disabled',
  DELETED: 'disabled',
  LIMIT_EXCEEDED: 'disabled',
};
const QUALITIES = { GREEN: 'green', YELLOW: 'yellow', RED: 'red' } as const;
const CATEGORIES = {
  MARKETING: 'marketing',
  UTILITY: 'utility',
  AUTHENTICATION: 'authentication',
} as const;

/** State, quality or category of a template, whichever the notice is about. @throws ZodError when it names none */
export function templateNotice(data: Json): TemplateNotice {
  const given = TemplateSchema.parse(data);
  const status = STATUSES[given.event?.toUpperCase() ?? ''];
  const score = given.new_quality_score?.toUpperCase();
  const category = lookUp(CATEGORIES, given.new_category);
  const reason = given.reason === undefined || given.reason === 'NONE' ? null : given.reason;
  return {
    externalId: given.message_template_id ?? null,
    name: given.message_template_name,
    locale: given.message_template_language,
    change: {
      ...(status && { status, reason }),
      ...(score !== undefined && { quality: lookUp(QUALITIES, score) ?? null }),
      ...(category && { category }),
    },
  };
}

const NumberSchema = z.looseObject({
  display_phone_number: maybe,
  event: maybe,
  current_limit: maybe,
  max_daily_conversation_per_phone: z.number().optional().catch(undefined),
});

/** FLAGGED is the red of the quality; everything else of it comes with the next look at the number. */
export function numberNotice(data: Json): NumberChange {
  const given = NumberSchema.parse(data);
  const daily = given.max_daily_conversation_per_phone;
  const limit = given.current_limit ?? (daily === undefined ? undefined : String(daily));
  return {
    ...(given.display_phone_number !== undefined && { displayNumber: given.display_phone_number }),
    ...(limit !== undefined && { limit }),
    ...(given.event === 'FLAGGED' && { quality: 'red' }),
    ...(given.event === 'UNFLAGGED' && { quality: 'green' }),
  };
}

const AccountSchema = z.looseObject({
  event: maybe,
  ban_info: z.looseObject({ waba_ban_state: maybe }).optional().catch(undefined),
});

/** Whether the account may send; null for a notice that says nothing about that. */
export function accountNotice(data: Json): NumberChange | null {
  const { event, ban_info: ban } = AccountSchema.parse(data);
  if (event === 'ACCOUNT_RESTRICTION' || event === 'DISABLED_UPDATE') {
    if (ban?.waba_ban_state === 'REINSTATE') return { blockedBy: null };
    // A ban that is announced leaves time to object, and sends until then.
    return ban?.waba_ban_state === 'SCHEDULE_FOR_DISABLE' ? null : { blockedBy: 'account' };
  }
  return event === 'ACCOUNT_REINSTATED' ? { blockedBy: null } : null;
}

const PreferenceSchema = z.looseObject({
  wa_id: maybe,
  user_id: maybe,
  category: maybe,
  value: z.enum(['stop', 'resume']),
  timestamp: z.coerce.number().int().positive(),
});

export interface PreferenceNotice {
  readonly waId: string | null;
  readonly userId: string | null;
  readonly stopped: boolean;
  readonly at: Date;
}

/** @returns null for a category that is not marketing @throws ZodError for one that nobody can read */
export function preferenceNotice(data: Json): PreferenceNotice | null {
  const given = PreferenceSchema.parse(data);
  if (given.category !== undefined && given.category !== 'marketing_messages') return null;
  return {
    waId: given.wa_id ?? null,
    userId: given.user_id ?? null,
    stopped: given.value === 'stop',
    at: instantOf(given.timestamp),
  };
}

function lookUp<T>(words: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  return word === undefined ? undefined : words[word.toUpperCase()];
}
