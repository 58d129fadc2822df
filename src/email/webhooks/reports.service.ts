import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Bounces } from '../inbound/bounces.service';
import { Evidence } from '../inbound/evidence.service';
import type { Target } from '../inbound/matching.queries';
import { Unsubscribing } from '../suppression/unsubscribe.service';
import { type Meaning, meaningOf } from './meaning.rules';
import type { Pending } from './reported-events.queries';

const SETTLE = `
  UPDATE email_provider_events SET state = $2, settled_at = $3, retry_at = NULL, error = NULL, message_id = $4,
         about_hash = $5, bounce_class = $6 WHERE id = $1`;

/** What follows from one event of a provider, as from a report that came by mail. */
@Injectable()
export class Reports {
  constructor(
    private readonly clock: Clock,
    private readonly evidence: Evidence,
    private readonly bounces: Bounces,
    private readonly unsubscribing: Unsubscribing,
  ) {}

  /**
   * The caller holds the locks of the contact and of the mail.
   * @param isOpen whether evidence could still say something new of the mail
   */
  async follow(
    tx: Tx,
    event: Pending,
    { target, isOpen }: { readonly target: Target; readonly isOpen: boolean },
  ): Promise<'applied' | 'ignored'> {
    const meaning = meaningOf(event.provider, event.kind, event.said);
    // What is simulated never reached anybody, so nobody can have said this.
    const state = target.simulated || meaning.what === 'nothing' ? 'ignored' : 'applied';
    // Before its consequences, which count it among the days on which mail came back.
    const values = [state, this.clock.now(), target.id, target.toHash, classOf(meaning)];
    await tx.rows(SETTLE, [event.id, ...values], 'email.webhook.settle');
    if (state === 'ignored') return state;
    const { provider, providerMessageId, wireMessageId } = event;
    const witness = { provider, providerMessageId, wireMessageId };
    if (isOpen) await this.evidence.proveSent(tx, target, witness);
    await this.touch(tx, { event, target, meaning });
    return state;
  }

  private async touch(
    tx: Tx,
    { event, target, meaning }: { event: Pending; target: Target; meaning: Meaning },
  ): Promise<void> {
    const told = { inboundId: event.id, at: event.occurredAt };
    switch (meaning.what) {
      case 'delivered':
        await this.bounces.delivered(tx, target, told);
        return;
      case 'returned':
        await this.bounces.bounced(tx, target, { ...told, ...meaning });
        return;
      case 'complained':
        await this.bounces.complained(tx, target, { ...told, ...meaning });
        return;
      case 'unsubscribed':
        await this.unsubscribing.withdrawReported(tx, target.id, 'PROVIDER');
        return;
      case 'held':
        await this.held(tx, { target, told, because: meaning.because, code: meaning.code });
        return;
      case 'accepted':
      case 'nothing':
    }
  }

  /** Nothing was sent, because of what the address said before: it stands in our own list from now on. */
  private async held(
    tx: Tx,
    {
      target,
      told,
      because,
      code,
    }: Pick<Extract<Meaning, { what: 'held' }>, 'because' | 'code'> & {
      readonly target: Target;
      readonly told: { readonly inboundId: string; readonly at: Date };
    },
  ): Promise<void> {
    const bounce = because === 'HARD_BOUNCE' ? 'hard' : 'blocked';
    const reason = 'PROVIDER_SUPPRESSED';
    await this.bounces.bounced(tx, target, { ...told, bounce, code, reason });
    if (because === 'COMPLAINT')
      await this.bounces.suppress(tx, target, { reason: 'COMPLAINT', note: 'provider list' });
    if (because === 'UNSUBSCRIBED')
      await this.unsubscribing.withdrawReported(tx, target.id, 'PROVIDER');
  }
}

function classOf(meaning: Meaning): string | null {
  if (meaning.what === 'returned') return meaning.bounce;
  if (meaning.what !== 'held') return null;
  return meaning.because === 'HARD_BOUNCE' ? 'hard' : 'blocked';
}
