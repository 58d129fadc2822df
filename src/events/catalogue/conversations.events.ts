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
