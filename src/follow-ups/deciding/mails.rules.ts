import type { EmailService } from '../../email';
import { nameOf } from '../offers/content.rules';
import { trackingConsent } from './consent.rules';
import type { Situation } from './world.rules';

type Mail = Parameters<EmailService['enqueueAll']>[1][number];

/** Names the gate that mails of follow-ups are asked at before they are handed over. */
export const GATE = 'follow-up';
export const ABOUT = 'follow-up';

/**
 * The mail of a follow-up that was decided to leave. Its key is the follow-up's, so that it exists once whatever
 * is repeated.
 * @throws Error when the decision allowed what cannot be written, which no guard lets happen
 */
export function mailOf({ due, facts, lead, draft }: Situation): Mail {
  const { contact, choice, route, variables } = draft;
  const winner = choice?.winner;
  if (!lead || !contact?.email || !winner || !route.consent)
    throw new Error(`The follow-up ${due.id} was decided without what it needs.`);
  return {
    idempotencyKey: `followup:${due.id}`,
    stream: 'followup',
    to: { address: contact.email, name: nameOf(contact) },
    subjectId: due.leadId,
    contactId: contact.id,
    alsoReachedAt: [contact.phone, contact.mobile].filter((number) => number !== null),
    templateVersionId: winner.versionId,
    variables,
    locale: winner.locale,
    senderUserId: lead.ownerId,
    threadKey: `enrolment:${due.enrolmentId}`,
    gate: { name: GATE, ref: due.id },
    about: { kind: ABOUT, id: due.id },
    dueAt: facts.now,
    notAfter: timeLimitOf(facts),
    legalBasis: route.consent,
    trackingConsentId: trackingConsent(contact.consents),
    simulated: due.simulated || lead.simulated,
  };
}

/** Until when a message in the queue may still leave. */
export function timeLimitOf({ now, notAfter, late }: Situation['facts']): Date {
  if (late.past === 'send') return new Date(now.getTime() + 30 * 86_400_000);
  return notAfter > now ? notAfter : now;
}

/** What of the content a trace keeps: which template won over which, and what was offered. */
export function contentOf({ draft: { choice, offer, message } }: Situation): object | null {
  if (message) {
    const { id: versionId, key, locale } = message.template;
    return { template: { versionId, key, locale }, package: message.packageKey };
  }
  if (!choice) return null;
  const winner = choice.winner && {
    versionId: choice.winner.versionId,
    key: choice.winner.templateKey,
    number: choice.winner.number,
    locale: choice.winner.locale,
  };
  return { template: winner, variant: choice.variant, losers: choice.losers, offer };
}
