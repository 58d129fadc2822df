import { z } from 'zod';
import { defineEvent } from './event';

/** Whose message it is. A number that nobody knows yet has neither lead nor contact. */
const whose = {
  messageId: z.uuid(),
  /** The person behind the number, known or not. */
  whatsappContactId: z.uuid(),
  leadId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  about: z.object({ kind: z.string(), id: z.uuid() }).nullable(),
};

/** Kinds of content, in and out, in the words of the channel. */
export const MESSAGE_KINDS = [
  'text',
  'template',
  'buttons',
  'list',
  'click',
  'flow',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'order',
  'reaction',
  'system',
  'unsupported',
] as const;
const kind = z.enum(MESSAGE_KINDS);

/** A person wrote to us, or tapped a button: every inbound message, once. */
export const MessageReceived = defineEvent({
  type: 'crm.message.received.v1',
  module: 'whatsapp',
  description:
    'A message came in by WhatsApp, a tap on a button included. Who reads its text asks for it by messageId.',
  audience: 'subject',
  key: (_, d: { wamid: string }) => `wa:${d.wamid}`,
  schema: z.object({
    ...whose,
    /** The id that the channel gave it. */
    wamid: z.string().min(1).max(256),
    kind,
    /** The message of ours that it quotes or whose button was tapped. */
    repliesTo: z.uuid().nullable(),
    /** It came by an advertisement that opens a chat. */
    referred: z.boolean(),
    occurredAt: z.iso.datetime(),
  }),
});

/** A quick reply, a reply button or a row of a list was tapped; text that sounds like one is none. */
export const ButtonClicked = defineEvent({
  type: 'crm.button.clicked.v1',
  module: 'whatsapp',
  description:
    'Somebody tapped a button or a row of ours. What it means for the lead is decided as a response.',
  audience: 'subject',
  key: (_, d: { wamid: string }) => `wa:${d.wamid}`,
  schema: z.object({
    ...whose,
    wamid: z.string().min(1).max(256),
    button: z.enum(['unlock', 'interested', 'later', 'optout', 'menu', 'unknown']),
    /** What the button names; all of them, or the newest. */
    target: z.object({
      kind: z.enum(['grant', 'package', 'follow-up', 'all', 'latest', 'none']),
      id: z.uuid().nullable(),
    }),
    source: z.enum(['template', 'interactive', 'list']),
    /** The template whose button it was. */
    templateKey: z.string().nullable(),
    repliesTo: z.uuid().nullable(),
    /** When that message was accepted: what the time to click counts from. */
    repliedToSentAt: z.iso.datetime().nullable(),
    occurredAt: z.iso.datetime(),
  }),
});

/** The channel accepted a message of ours; whether it arrived is another fact. */
export const MessageSent = defineEvent({
  type: 'crm.message.sent.v1',
  module: 'whatsapp',
  description: 'WhatsApp accepted a message of ours; occurredAt is when it was handed over.',
  audience: 'subject',
  key: (_, d: { wamid: string }) => `wa:${d.wamid}`,
  schema: z.object({
    ...whose,
    wamid: z.string().min(1).max(256),
    kind,
    purpose: z.enum(['followup', 'service', 'content', 'marketing']),
    author: z.enum(['bot', 'user', 'system']),
    templateKey: z.string().nullable(),
    occurredAt: z.iso.datetime(),
  }),
});

/** A receipt moved a message forward, or we gave it up; states never go back. */
export const MessageStatusChanged = defineEvent({
  type: 'crm.message.status.changed.v1',
  module: 'whatsapp',
  description:
    'A message of ours went forward: sent, delivered, read, failed, unknown, cancelled or suppressed.',
  audience: 'subject',
  key: (_, d: { messageId: string; status: string; wamid: string | null }) =>
    `wa:${d.wamid ?? d.messageId}:${d.status}`,
  schema: z.object({
    ...whose,
    wamid: z.string().min(1).max(256).nullable(),
    status: z.enum(['sent', 'delivered', 'read', 'failed', 'unknown', 'cancelled', 'suppressed']),
    purpose: z.enum(['followup', 'service', 'content', 'marketing']),
    templateKey: z.string().nullable(),
    /** What WhatsApp calls the error; null when it is none, or one of ours. */
    errorCode: z.int().nullable(),
    /** A class of errors, or our reason. */
    reason: z.string().nullable(),
    /** By the clock of whoever reports it. */
    occurredAt: z.iso.datetime(),
  }),
});

/** A template was approved, paused, turned down, or given another category or quality. */
export const MessageTemplateChanged = defineEvent({
  type: 'crm.message.template.changed.v1',
  module: 'whatsapp',
  description: 'The state, category or quality of a WhatsApp template changed.',
  audience: 'everybody',
  key: (_, d: { templateId: string; version: number }) =>
    `wa-template:${d.templateId}:${String(d.version)}`,
  schema: z.object({
    templateId: z.uuid(),
    version: z.int().min(1),
    key: z.string(),
    locale: z.string(),
    status: z.enum(['draft', 'pending', 'approved', 'rejected', 'paused', 'disabled']),
    category: z.enum(['marketing', 'utility', 'authentication']),
    quality: z.enum(['green', 'yellow', 'red']).nullable(),
    reason: z.string().nullable(),
    changedAt: z.iso.datetime(),
  }),
});

/** The quality or the limit of our number changed, or the account was restricted. */
export const MessageNumberChanged = defineEvent({
  type: 'crm.message.number.changed.v1',
  module: 'whatsapp',
  description: 'The quality or the limit of our number changed, or the account was restricted.',
  audience: 'everybody',
  key: (_, d: { phoneNumberId: string; version: number }) =>
    `wa-number:${d.phoneNumberId}:${String(d.version)}`,
  schema: z.object({
    phoneNumberId: z.string().min(1).max(64),
    version: z.int().min(1),
    quality: z.enum(['green', 'yellow', 'red']).nullable(),
    limit: z.string().nullable(),
    /** Why nothing may be sent, in the word of the channel; null when it may. */
    blockedBy: z.string().nullable(),
    changedAt: z.iso.datetime(),
  }),
});

/** A person told WhatsApp, not us, whether a business may write to them for marketing. */
export const MessagePreferenceChanged = defineEvent({
  type: 'crm.message.preference.changed.v1',
  module: 'whatsapp',
  description:
    'A person stopped or resumed marketing at WhatsApp, or WhatsApp refused a message because they had (131050).',
  audience: 'subject',
  key: (_, d: { whatsappContactId: string; marketing: string; occurredAt: string }) =>
    `wa-preference:${d.whatsappContactId}:${d.marketing}:${d.occurredAt}`,
  schema: z.object({
    whatsappContactId: z.uuid(),
    leadId: z.uuid().nullable(),
    contactId: z.uuid().nullable(),
    marketing: z.enum(['stopped', 'resumed']),
    occurredAt: z.iso.datetime(),
  }),
});
