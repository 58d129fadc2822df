import type {
  ButtonClicked,
  ConsentChanged,
  EmailComplained,
  EmailReceived,
  EmailSent,
  EmailUnknown,
  EmailUnsubscribed,
  LeadActivityLogged,
  LeadChanged,
  LeadRegistered,
  LeadSampleDelivered,
  LeadProtectionLapsed,
  LeadStatusChanged,
  LeadUnmerged,
  MessageReceived,
  MessageSent,
  MessageStatusChanged,
  ResponseClassified,
} from '../events/catalogue';
import type { EventDefinition } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import type { Report } from './deciding/hand-over.service';
import { ABOUT } from './deciding/mails.rules';
import { isReason, type ReasonCode } from './deciding/reasons.rules';
import type { Absence } from './sequences/absence.service';
import type { Stop } from './sequences/ending.service';
import type { Wish } from './sequences/planning.service';
import type { Anchoring } from './sequences/replanning.service';
import type { Resumption } from './sequences/resuming.service';

type Of<D extends EventDefinition> = RecordedEvent<D>;

export function wishOfRegistration(event: Of<typeof LeadRegistered>): Wish {
  const { leadId, anchorKind, anchorAt } = event.data;
  const at = anchorAt === null ? event.time : new Date(anchorAt);
  return { leadId, anchorKind, anchorAt: at, cause: event };
}

/** A lead that got its first contact later counts from then; for one that was enrolled before this is no wish. */
export function wishOfChange(event: Of<typeof LeadChanged>): Wish {
  const { leadId } = event.data;
  return { leadId, anchorKind: 'REGISTERED', anchorAt: event.time, cause: event };
}

export function anchoringOf(event: Of<typeof LeadSampleDelivered>): Anchoring {
  const { leadId, deliveredAt } = event.data;
  return { leadId, anchorAt: new Date(deliveredAt), cause: event };
}

const CLOSED: Readonly<Record<string, ReasonCode>> = {
  CONVERTED: 'LEAD_CONVERTED',
  LOST: 'LEAD_LOST',
};

/** What a merge closes was not lost, and stands again when the merge is taken back. */
export function stopForStatus(event: Of<typeof LeadStatusChanged>): Stop[] {
  const { leadId, to } = event.data;
  const reason = to === 'LOST' && event.data.reason === 'MERGED' ? 'MERGED' : CLOSED[to];
  return reason ? [{ leadId, reason, cause: event }] : [];
}

export function resumptionOf(event: Of<typeof LeadUnmerged>): Resumption {
  return { leadId: event.data.mergedLeadId, cause: event };
}

export function stopForLapse(event: Of<typeof LeadProtectionLapsed>): Stop {
  return { leadId: event.data.leadId, reason: 'LEAD_LAPSED', cause: event };
}

export function stopForActivity(event: Of<typeof LeadActivityLogged>): Stop[] {
  const { leadId, kind, meaningful, answer, occurredAt } = event.data;
  // A box on its way is no talk: once it arrives, the follow-ups ask how it was.
  if ((!meaningful && !answer) || kind === 'SAMPLE_SENT') return [];
  const reason = answer ? 'ANSWERED' : 'ACTIVE_CONVERSATION';
  return [{ leadId, reason, occurredAt: new Date(occurredAt), cause: event }];
}

/**
 * A refusal that was never anything else is for the guard to find; taking a consent back is a word to us. Whoever only
 * wants to be counted no more still wants to hear from us.
 */
export function stopForConsent(event: Of<typeof ConsentChanged>): Stop[] {
  const { leadId, purpose, state } = event.data;
  return purpose === 'advertising' && state === 'revoked'
    ? [{ leadId, reason: 'OPTED_OUT', cause: event }]
    : [];
}

export function stopForUnsubscription(event: Of<typeof EmailUnsubscribed>): Stop[] {
  const { leadId } = event.data;
  return leadId === null ? [] : [{ leadId, reason: 'OPTED_OUT', cause: event }];
}

/** Where two mails merely look alike a person has to say so; from the address that we wrote to, the sender says it. */
const LIKE_ENOUGH = 0.8;

/** A person wrote back: silence is over. What they meant is said later. */
export function stopForAnswer(event: Of<typeof EmailReceived>): Stop[] {
  const { leadId, kind, confidence, occurredAt } = event.data;
  if (kind !== 'HUMAN' || leadId === null || (confidence ?? 1) < LIKE_ENOUGH) return [];
  return [{ leadId, reason: 'ANSWERED', occurredAt: new Date(occurredAt), cause: event }];
}

/** Kinds of inbound messages that say nothing: taps are facts of their own. */
const NO_ANSWERS: readonly string[] = ['click', 'reaction', 'system', 'unsupported'];

/** A person wrote by WhatsApp: silence is over. */
export function stopForMessage(event: Of<typeof MessageReceived>): Stop[] {
  const { leadId, kind, occurredAt } = event.data;
  if (leadId === null || NO_ANSWERS.includes(kind)) return [];
  return [{ leadId, reason: 'ANSWERED', occurredAt: new Date(occurredAt), cause: event }];
}

/** A tap is an answer; but "not now" asks for another day, and that is told as a response. */
export function stopForTap(event: Of<typeof ButtonClicked>): Stop[] {
  const { leadId, button, occurredAt } = event.data;
  if (leadId === null || button === 'later') return [];
  const reason = button === 'optout' ? 'OPTED_OUT' : 'ANSWERED';
  return [{ leadId, reason, occurredAt: new Date(occurredAt), cause: event }];
}

/** "Not now": what is planned waits until the day is over, and what was heard so far ends nothing. */
export function laterOf(event: Of<typeof ResponseClassified>): Absence[] {
  const { leadId, channel, class: found, pauseUntil, version } = event.data;
  if (channel !== 'whatsapp' || found !== 'NEUTRAL' || pauseUntil === null || version !== 1)
    return [];
  return [
    { leadId, awayUntil: pauseUntil, workingDaysAfter: 1, laterAt: event.time, cause: event },
  ];
}

/** An automatic reply that says until when its writer is away. */
export function absenceOf(event: Of<typeof EmailReceived>): Absence[] {
  const { leadId, kind, confidence, awayUntil } = event.data;
  if (kind !== 'AUTO_REPLY' || leadId === null || awayUntil === null) return [];
  if ((confidence ?? 1) < LIKE_ENOUGH) return [];
  // The day of the return and one working day more, so that a full inbox comes first.
  return [{ leadId, awayUntil, workingDaysAfter: 2, laterAt: null, cause: event }];
}

export function stopForComplaint(event: Of<typeof EmailComplained>): Stop[] {
  const { leadId } = event.data;
  return leadId === null ? [] : [{ leadId, reason: 'OPTED_OUT', cause: event }];
}

type MailFact = Of<typeof EmailSent>;

/** What a mail fact says of a follow-up; nothing for mails about anything else. */
export function reportOf(event: RecordedEvent): Report[] {
  const { data } = event as MailFact;
  if (data.about.kind !== ABOUT) return [];
  const report = {
    followUpId: data.about.id,
    reason: data.reason,
    handedOverAt: null,
    cause: event,
  };
  switch (event.type) {
    case 'crm.email.sent.v1':
      return [{ ...report, state: 'handed_over', handedOverAt: new Date(data.occurredAt) }];
    case 'crm.email.unknown.v1': {
      const { attemptedAt } = (event as Of<typeof EmailUnknown>).data;
      return [{ ...report, state: 'unknown', handedOverAt: new Date(attemptedAt) }];
    }
    case 'crm.email.failed.v1':
      return [{ ...report, state: 'failed', elsewhere: true }];
    case 'crm.email.suppressed.v1':
      return [{ ...report, state: 'cancelled', reason: suppression(data.reason) }];
    default:
      return [{ ...report, state: 'cancelled' }];
  }
}

type MessageFact = Of<typeof MessageSent> | Of<typeof MessageStatusChanged>;

/** After these the same message may go by another channel. Somebody who wants no message gets none. */
const FINAL: readonly (string | null)[] = ['opted_out', 'no_consent', 'expired'];

/** What a fact of WhatsApp says of a follow-up; nothing for messages about anything else, and for receipts on the way. */
export function messageReportOf(event: MessageFact): Report[] {
  const { about, occurredAt } = event.data;
  if (about?.kind !== ABOUT) return [];
  const report = { followUpId: about.id, reason: null, handedOverAt: null, cause: event };
  const at = new Date(occurredAt);
  if (event.type === 'crm.message.sent.v1')
    return [{ ...report, state: 'handed_over', handedOverAt: at }];
  const { status, reason } = (event as Of<typeof MessageStatusChanged>).data;
  switch (status) {
    case 'sent':
    case 'delivered':
    case 'read':
      return [{ ...report, state: 'handed_over', handedOverAt: at }];
    case 'unknown':
      return [{ ...report, state: 'unknown', handedOverAt: at }];
    case 'failed':
      return [{ ...report, state: 'failed', reason, elsewhere: !FINAL.includes(reason) }];
    case 'suppressed': {
      const why = reason === 'no_consent' ? 'NO_CONSENT' : 'SUPPRESSED';
      return [{ ...report, state: 'cancelled', reason: why, elsewhere: !FINAL.includes(reason) }];
    }
    case 'cancelled':
      return [{ ...report, state: 'cancelled', reason }];
  }
}

function suppression(reason: string | null): ReasonCode {
  if (reason === 'NO_LEGAL_BASIS') return 'NO_CONSENT';
  return reason !== null && isReason(reason) ? reason : 'SUPPRESSED';
}
