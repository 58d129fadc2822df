import type { Signatory } from '../../identity';
import type { InboundMail } from '../inbound/inbound.queries';
import type { EnqueueEmail } from './enqueue.rules';

/** What a colleague answers to a mail that came in. */
export interface PersonalAnswer {
  readonly idempotencyKey: string;
  readonly to: InboundMail;
  readonly leadId: string;
  readonly contactId: string | null;
  /** Other addresses and numbers of the contact. */
  readonly alsoReachedAt: readonly string[];
  readonly text: string;
  readonly sender: Signatory | null;
  /** In the order of preference. */
  readonly locales: readonly string[];
  /** Holds mails together whose first one was not ours. */
  readonly threadKey: string;
  readonly about: { readonly kind: string; readonly id: string };
  readonly simulated: boolean;
}

/** The template that a person's own words stand in. */
export interface LetterPaper {
  readonly versionId: string;
  readonly locale: string;
}

const HOURS_VALID = 48;
const HOUR_MS = 3_600_000;

/** The mail that an answer of a person leaves as. It advertises nothing to anybody who has not written first. */
export function letterOf(answer: PersonalAnswer, paper: LetterPaper, now: Date): EnqueueEmail {
  const { to, sender, text } = answer;
  const { subject, references, threadKey } = to.answering;
  return {
    ...{ idempotencyKey: answer.idempotencyKey, stream: 'transactional', to: to.from },
    ...{ subjectId: answer.leadId, contactId: answer.contactId, about: answer.about },
    ...{ alsoReachedAt: answer.alsoReachedAt, senderUserId: sender?.id ?? null },
    ...{ templateVersionId: paper.versionId, locale: paper.locale },
    variables: { letter: { subject, text }, owner: signatureOf(sender) },
    ...{ threadKey: threadKey ?? answer.threadKey, answers: references },
    ...{ legalBasis: null, simulated: answer.simulated, dueAt: now },
    notAfter: new Date(now.getTime() + HOURS_VALID * HOUR_MS),
  };
}

function signatureOf(sender: Signatory | null) {
  return {
    ...{ name: sender?.name ?? null, position: sender?.position ?? null },
    ...{ phone: sender?.phone ?? null, email: sender?.email ?? null },
  };
}
