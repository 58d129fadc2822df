import { z } from 'zod';
import { defineEvent } from './event';

/** What every fact about a mail says; `provider` and `reason` are null where there is none. */
export const mail = {
  messageId: z.uuid(),
  leadId: z.uuid().nullable(),
  about: z.object({ kind: z.string(), id: z.uuid() }),
  stream: z.enum(['transactional', 'followup', 'notification', 'marketing']),
  templateVersionId: z.uuid(),
  provider: z.string().nullable(),
  reason: z.string().nullable(),
  occurredAt: z.iso.datetime(),
};
/** Counts the claims of a mail: one that is sent again by hand can fail again. */
const claim = z.int().min(0);
type Claimed = { messageId: string; claim: number };
const once = (fact: string) => (_: string, d: { messageId: string }) =>
  `mail:${d.messageId}:${fact}`;
const eachClaim = (fact: string) => (_: string, d: Claimed) =>
  `mail:${d.messageId}:${fact}:${String(d.claim)}`;

/** A mail was written into the queue, in the transaction that wanted it. */
export const EmailQueued = defineEvent({
  type: 'crm.email.queued.v1',
  module: 'email',
  description: 'A mail was put into the queue, in the transaction that wanted it.',
  audience: 'subject',
  key: once('queued'),
  schema: z.object({
    ...mail,
    locale: z.string(),
    dueAt: z.iso.datetime(),
    notAfter: z.iso.datetime(),
  }),
});

/** A provider accepted the mail; whether it arrived is another fact. */
export const EmailSent = defineEvent({
  type: 'crm.email.sent.v1',
  module: 'email',
  description: 'A provider accepted a mail; occurredAt is when it was handed over.',
  audience: 'subject',
  key: once('sent'),
  schema: z.object({
    ...mail,
    claim,
    /** What can be told of it afterwards, by consent of its contact; absent: nothing. */
    measured: z.array(z.enum(['opened', 'clicked'])).optional(),
  }),
});

/** A mail will not be sent: refused, expired, not to be rendered, or out of retries. */
export const EmailFailed = defineEvent({
  type: 'crm.email.failed.v1',
  module: 'email',
  description: 'A mail was given up: refused, expired, not to be rendered, out of retries.',
  audience: 'subject',
  key: eachClaim('failed'),
  schema: z.object({ ...mail, claim }),
});

/** Nobody can say whether the provider has the mail; it is not sent again by itself. */
export const EmailUnknown = defineEvent({
  type: 'crm.email.unknown.v1',
  module: 'email',
  description:
    'It cannot be known whether the provider has the mail; attemptedAt is when it was handed over.',
  audience: 'subject',
  key: eachClaim('unknown'),
  schema: z.object({ ...mail, claim, attemptedAt: z.iso.datetime() }),
});

/** A mail was withdrawn before it was handed over. */
export const EmailCancelled = defineEvent({
  type: 'crm.email.cancelled.v1',
  module: 'email',
  description:
    'A mail was withdrawn before it was handed over, by whoever wanted it or at the gate.',
  audience: 'subject',
  key: once('cancelled'),
  schema: z.object(mail),
});

/** A mail was held back because the address must not be written to. */
export const EmailSuppressed = defineEvent({
  type: 'crm.email.suppressed.v1',
  module: 'email',
  description: 'A mail was held back: the address is suppressed or the legal basis is missing.',
  audience: 'subject',
  key: once('suppressed'),
  schema: z.object(mail),
});

/** A recipient withdrew, by one click or on the page behind the link. */
export const EmailUnsubscribed = defineEvent({
  type: 'crm.email.unsubscribed.v1',
  module: 'email',
  description:
    'The recipient of a mail withdrew from its stream; what was queued for them is suppressed.',
  audience: 'subject',
  key: (_, d: { unsubscriptionId: string }) => `mail:unsubscription:${d.unsubscriptionId}`,
  schema: z.object({
    ...mail,
    unsubscriptionId: z.uuid(),
    method: z.enum(['ONE_CLICK', 'PAGE', 'MAIL', 'PROVIDER']),
    contactId: z.uuid().nullable(),
  }),
});

/** The address does not take mail: said in the dialogue, or by a report that came back later. */
export const EmailBounced = defineEvent({
  type: 'crm.email.bounced.v1',
  module: 'email',
  description: 'The address of a mail does not take mail; hard means for good.',
  audience: 'subject',
  key: (subject, d: Claimed & { inboundId?: string | undefined }) =>
    d.inboundId ? `mail:${d.messageId}:bounced:${d.inboundId}` : eachClaim('bounced')(subject, d),
  schema: z.object({
    ...mail,
    claim,
    /** The report that said so, a mail or an event of the provider; absent when the server refused the mail at once. */
    inboundId: z.uuid().optional(),
    class: z.enum(['hard', 'soft']),
    code: z.string().nullable(),
  }),
});

const circuit = z.enum(['closed', 'open', 'half_open']);

/** A provider is asked no more, for one mail at a time, or for all again. */
export const EmailCircuitChanged = defineEvent({
  type: 'crm.email.circuit.changed.v1',
  module: 'email',
  description:
    'A provider of mail is asked no more (open), for one mail at a time (half_open), or again (closed).',
  audience: 'operations',
  key: (provider, d) => `circuit:${provider}:${String(d.change)}`,
  schema: z.object({
    provider: z.enum(['sendgrid', 'ses', 'smtp']),
    /** Counts the changes of this provider. */
    change: z.int().min(1),
    from: circuit,
    to: circuit,
    reason: z.enum(['consecutive_failures', 'failure_rate', 'account', 'probe_failed']).nullable(),
    /** When it is asked for one mail again; null unless it opened. */
    retryAt: z.iso.datetime().nullable(),
    occurredAt: z.iso.datetime(),
  }),
});
