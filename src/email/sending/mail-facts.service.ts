import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import {
  EmailBounced,
  EmailCancelled,
  EmailFailed,
  EmailSent,
  EmailSuppressed,
  EmailUnknown,
} from '../../events/catalogue';
import type { Fact } from '../../events/event-log';
import type { ClaimedMail } from './claimed-mail.rules';
import type { Settlement } from './settlement.rules';

/** What of a mail every fact about it says. */
export type MailIdentity = Pick<
  ClaimedMail,
  'id' | 'subjectId' | 'aboutKind' | 'aboutId' | 'stream' | 'templateVersionId' | 'simulated'
>;

export function identityFacts(mail: MailIdentity, occurredAt: Date) {
  return {
    messageId: mail.id,
    leadId: mail.subjectId,
    about: { kind: mail.aboutKind, id: mail.aboutId },
    stream: mail.stream,
    templateVersionId: mail.templateVersionId,
    provider: null as string | null,
    reason: null as string | null,
    occurredAt: occurredAt.toISOString(),
  };
}

/** What can be told of a mail that was sent; absent where nobody may know. */
export function measuredFact({ measured }: Pick<ClaimedMail, 'measured'>) {
  return measured && measured.length > 0 ? { measured } : {};
}

/** Events of one lead stay in one queue, so that no consumer sees them out of order. */
export function factSubject(mail: MailIdentity): string {
  return mail.subjectId ?? mail.id;
}

/** A mail about nobody's lead is a matter of operations: there is no subject that could decide who sees it. */
export function seenBy(
  facts: readonly Fact[],
  { subjectId }: Pick<MailIdentity, 'subjectId'>,
): Fact[] {
  if (subjectId !== null) return [...facts];
  return facts.map((fact) => ({
    ...fact,
    definition: { ...fact.definition, audience: 'operations' },
  }));
}

/** Tells the log what became of mails. */
@Injectable()
export class MailFacts {
  constructor(
    private readonly events: EventLog,
    private readonly clock: Clock,
  ) {}

  async record(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
    const now = this.clock.now();
    await this.events.recordAll(
      tx,
      settlements.flatMap((settlement) => seenBy(factsOf(settlement, now), settlement.mail)),
    );
  }
}

function factsOf(settlement: Settlement, now: Date): Fact[] {
  const { mail, status, reason, handedAt, attempt, bounced } = settlement;
  const about = { subject: factSubject(mail), simulated: mail.simulated };
  const common = {
    ...identityFacts(mail, now),
    reason,
    provider: settlement.provider,
  };
  const claim = mail.epoch;
  switch (status) {
    case 'queued':
      return [];
    case 'sent':
      return [
        {
          definition: EmailSent,
          ...about,
          data: {
            ...common,
            ...measuredFact(mail),
            claim,
            occurredAt: (handedAt ?? now).toISOString(),
          },
        },
      ];
    case 'unknown':
      return [
        {
          definition: EmailUnknown,
          ...about,
          data: {
            ...common,
            claim,
            reason: attempt?.code ?? null,
            attemptedAt: (handedAt ?? now).toISOString(),
          },
        },
      ];
    case 'failed':
      return [
        { definition: EmailFailed, ...about, data: { ...common, claim } },
        ...(bounced
          ? [
              {
                definition: EmailBounced,
                ...about,
                data: {
                  ...common,
                  claim,
                  class: 'hard',
                  code: attempt?.enhanced ?? attempt?.code ?? null,
                },
              },
            ]
          : []),
      ];
    case 'suppressed':
      return [{ definition: EmailSuppressed, ...about, data: common }];
    case 'cancelled':
      return [{ definition: EmailCancelled, ...about, data: common }];
  }
}
