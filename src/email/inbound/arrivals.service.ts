import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { lockKeys, type Tx } from '../../core/database';
import { Signatures } from '../signatures.service';
import type { Arrival, Placement, Taken } from './arrival.rules';
import { Consequences } from './consequences.service';
import { Keeping } from './keeping.service';
import type { InboundKind } from './kind.rules';
import { type Match, Matching, type Target } from './matching.queries';

/** Kinds that a person's or a person's machine's answer can have; only these may be matched by likeness. */
const ANSWERS: readonly InboundKind[] = ['HUMAN', 'AUTO_REPLY', 'UNSUBSCRIBE'];

/** Enters a mail that came in, with everything that follows from it, in one transaction. */
@Injectable()
export class Arrivals {
  constructor(
    private readonly signatures: Signatures,
    private readonly matching: Matching,
    private readonly keeping: Keeping,
    private readonly consequences: Consequences,
    @InjectMetric('crm_email_inbound_total') private readonly counted: Counter,
  ) {}

  async enter(tx: Tx, arrival: Arrival): Promise<Taken> {
    const placement = await this.place(tx, arrival);
    const target = placement.match?.target;
    // A hand-over takes the same locks: an answer that commits before it is seen by its gate.
    await lockKeys(tx, [
      ...new Set([
        ...(target?.contactKeys ?? []),
        ...this.signatures.contactKeys(arrival.from === '' ? [] : [arrival.from]),
      ]),
    ]);
    const { kind } = arrival.detected;
    const inboundId = await this.keeping.keep(tx, arrival, placement);
    if (inboundId === null)
      return { inboundId: await this.keeping.standing(tx, arrival), kind, duplicate: true };
    await this.consequences.follow(tx, { inboundId, arrival, placement });
    tx.afterCommit(() => {
      this.counted.inc({ kind });
    });
    return { inboundId, kind, duplicate: false };
  }

  private async place(tx: Tx, arrival: Arrival): Promise<Placement> {
    const { detected, from } = arrival;
    const isAnswer = ANSWERS.includes(detected.kind);
    const match = detected.kind === 'LIST' ? null : await this.match(tx, arrival, isAnswer);
    if (match) {
      const { subjectId, contactId } = match.target;
      const otherSender = isAnswer && !this.isRecipient(match.target, from);
      return { match, subjectId, contactId, otherSender };
    }
    const known = isAnswer && from !== '' ? await this.matching.leadOf(tx, from) : null;
    return {
      match: null,
      subjectId: known?.subjectId ?? null,
      contactId: known?.contactId ?? null,
      otherSender: false,
    };
  }

  private async match(
    tx: Tx,
    { signals, from, mail, detected }: Arrival,
    byLikeness: boolean,
  ): Promise<Match | null> {
    const found = await this.matching.find(tx, {
      signals,
      from,
      subject: mail.subject,
      byLikeness,
    });
    const recipient = detected.complaint?.recipient;
    if (found || !recipient) return found;
    const target = await this.matching.lastTo(tx, recipient);
    return target && { target, by: 'RETURNED_MAIL', percent: 98 };
  }

  private isRecipient(target: Target, from: string): boolean {
    return from !== '' && target.toHash.equals(this.signatures.addressHash(from));
  }
}
