import { z } from 'zod';
import { defineEvent } from './event';

/** A mail came in and its kind is known; what it means is decided by whoever holds the conversation. */
export const EmailReceived = defineEvent({
  type: 'crm.email.received.v1',
  module: 'email',
  description:
    'A mail came in: what kind it is, and which of ours it belongs to. Who reads its text asks for it by inboundId.',
  audience: 'subject',
  key: (_, d: { sha256: string }) => `mail-in:${d.sha256}`,
  schema: z.object({
    inboundId: z.uuid(),
    /** Of the whole mail as it came. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    kind: z.enum(['HUMAN', 'AUTO_REPLY', 'BOUNCE', 'COMPLAINT', 'RECEIPT', 'LIST', 'UNSUBSCRIBE']),
    leadId: z.uuid().nullable(),
    contactId: z.uuid().nullable(),
    /** What the matched mail was about. */
    about: z.object({ kind: z.string(), id: z.uuid() }).nullable(),
    /** The mail of ours that it belongs to. */
    messageId: z.uuid().nullable(),
    matchedBy: z
      .enum([
        'ADDRESS_TOKEN',
        'THREAD',
        'WIRE_ID',
        'RETURNED_MAIL',
        'SENDER_AND_SUBJECT',
        'DOMAIN_AND_SUBJECT',
        'SENDER',
      ])
      .nullable(),
    /** 0 to 1; below 0.9 the match is a suggestion for a person. */
    confidence: z.number().min(0).max(1).nullable(),
    /** The right token from another address: a colleague, an assistant, an alias. */
    otherSender: z.boolean(),
    /** Day until which the writer of an automatic reply is away. */
    awayUntil: z.iso.date().nullable(),
    /** An automatic reply says that the person has left the company. */
    contactLeft: z.boolean(),
    occurredAt: z.iso.datetime(),
  }),
});

const mail = {
  messageId: z.uuid(),
  /** The report that said so: a mail that came in, or an event of the provider. */
  inboundId: z.uuid(),
  leadId: z.uuid().nullable(),
  about: z.object({ kind: z.string(), id: z.uuid() }),
  stream: z.enum(['transactional', 'followup', 'notification', 'marketing']),
  templateVersionId: z.uuid(),
  provider: z.string().nullable(),
  reason: z.string().nullable(),
  occurredAt: z.iso.datetime(),
};

/** A recipient called a mail of ours spam; the address gets no mail of any stream from then on. */
export const EmailComplained = defineEvent({
  type: 'crm.email.complained.v1',
  module: 'email',
  description: 'The recipient of a mail reported it as spam; their address is suppressed for good.',
  audience: 'subject',
  key: (_, d: { messageId: string }) => `mail:${d.messageId}:complained`,
  schema: z.object({ ...mail, feedbackType: z.string() }),
});

/** The server of the recipient says that it put the mail into the mailbox. */
export const EmailDelivered = defineEvent({
  type: 'crm.email.delivered.v1',
  module: 'email',
  description: 'A report proves that a mail reached the mailbox of its recipient.',
  audience: 'subject',
  key: (_, d: { messageId: string }) => `mail:${d.messageId}:delivered`,
  schema: z.object(mail),
});
