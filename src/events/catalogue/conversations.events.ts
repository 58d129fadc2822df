import { z } from 'zod';
import { defineEvent } from './event';

/** Somebody at a lead and we began to talk on a channel. */
export const ConversationOpened = defineEvent({
  type: 'crm.conversation.opened.v1',
  module: 'conversations',
  description: 'A conversation with a contact of a lead began on a channel.',
  audience: 'subject',
  key: (id) => `conv:${id}:open:1`,
  schema: z.object({
    conversationId: z.uuid(),
    leadId: z.uuid(),
    contactId: z.uuid().nullable(),
    channel: z.enum(['email', 'whatsapp']),
  }),
});

const conversation = {
  conversationId: z.uuid(),
  leadId: z.uuid(),
  contactId: z.uuid().nullable(),
  channel: z.enum(['email', 'whatsapp']),
  /** Counts the changes of a conversation. */
  version: z.int().min(1),
  occurredAt: z.iso.datetime(),
};
const ofVersion = (state: string) => (_: string, d: { conversationId: string; version: number }) =>
  `conv:${d.conversationId}:${state}:${String(d.version)}`;

/** A conversation has another person who answers, or none. */
export const ConversationAssigned = defineEvent({
  type: 'crm.conversation.assigned.v1',
  module: 'conversations',
  description: 'A conversation was given to a person, or to nobody.',
  audience: 'subject',
  key: ofVersion('assigned'),
  schema: z.object({ ...conversation, from: z.uuid().nullable(), to: z.uuid().nullable() }),
});

/** A person has to answer now, and by when. */
export const ConversationEscalated = defineEvent({
  type: 'crm.conversation.escalated.v1',
  module: 'conversations',
  description: 'A conversation waits for a person: why, and until when.',
  audience: 'subject',
  key: ofVersion('escalated'),
  schema: z.object({
    ...conversation,
    reason: z.enum([
      'complaint',
      'unsure',
      'person_wanted',
      'responder_failed',
      'too_many_answers',
      'call_wanted',
    ]),
    dueAt: z.iso.datetime(),
  }),
});

/** Nobody has to answer any more; a message within 24 hours opens it again. */
export const ConversationClosed = defineEvent({
  type: 'crm.conversation.closed.v1',
  module: 'conversations',
  description: 'A conversation was closed, and why.',
  audience: 'subject',
  key: ofVersion('closed'),
  schema: z.object({
    ...conversation,
    reason: z.enum(['resolved', 'converted', 'opted_out', 'inactive']),
  }),
});

const grant = {
  grantId: z.uuid(),
  packageId: z.uuid(),
  packageKey: z.string(),
  leadId: z.uuid(),
  contactId: z.uuid().nullable(),
  /** Counts the unlockings and deliveries of a grant. */
  number: z.int().min(1),
  occurredAt: z.iso.datetime(),
};
const ofGrant = (state: string) => (_: string, d: { grantId: string; number: number }) =>
  `grant:${d.grantId}:${state}:${String(d.number)}`;

/** What was kept for a contact may be delivered: they asked for it. */
export const ContentUnlocked = defineEvent({
  type: 'crm.content.unlocked.v1',
  module: 'conversations',
  description: 'A contact asked for content that was kept for them: by a button, or in words.',
  audience: 'subject',
  key: ofGrant('unlocked'),
  schema: z.object({
    ...grant,
    via: z.enum(['button', 'text', 'user']),
    /** The inbound message that asked; null when a colleague did. */
    messageId: z.uuid().nullable(),
  }),
});

/** A delivery ended: whole, or with items that could not be delivered. */
export const ContentDelivered = defineEvent({
  type: 'crm.content.delivered.v1',
  module: 'conversations',
  description: 'The content of a grant was delivered, whole or in part.',
  audience: 'subject',
  key: ofGrant('delivered'),
  schema: z.object({
    ...grant,
    outcome: z.enum(['delivered', 'partially_failed']),
    items: z.int().min(0),
    accepted: z.int().min(0),
    /** From the click to the acceptance of the first item; null when none was accepted. */
    firstItemMilliseconds: z.int().min(0).nullable(),
  }),
});

/** An answer got a class, or another one by a person; a class below 0.9 waits for one. */
export const ResponseClassified = defineEvent({
  type: 'crm.response.classified.v1',
  module: 'conversations',
  description:
    'An answer of a lead was read: its class, how sure that is, and the rule behind it. A person may say otherwise later.',
  audience: 'subject',
  key: (_, d: { responseId: string; version: number }) =>
    `resp:${d.responseId}:${String(d.version)}`,
  schema: z.object({
    responseId: z.uuid(),
    version: z.int().min(1),
    leadId: z.uuid(),
    contactId: z.uuid().nullable(),
    class: z.enum(['POSITIVE', 'ENGAGED', 'NEUTRAL', 'NEGATIVE', 'UNSUBSCRIBE', 'AUTO_REPLY']),
    /** 0 to 1; null for an automatic reply. */
    confidence: z.number().min(0).max(1).nullable(),
    /** `person` is a colleague who reports of a talk. */
    channel: z.enum(['email', 'whatsapp', 'person']),
    state: z.enum(['review', 'decided']),
    /** Code of the rule that decided. */
    evidence: z.string().nullable(),
    /** Null when the rules decided. */
    decidedBy: z.uuid().nullable(),
    /** The follow-up that it answers. */
    followUpId: z.uuid().nullable(),
    about: z.object({ kind: z.string(), id: z.uuid() }).nullable(),
    /** The last day on which nothing should be sent by itself. */
    pauseUntil: z.iso.date().nullable(),
    receivedAt: z.iso.datetime(),
  }),
});
