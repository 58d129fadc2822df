import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Loops } from '../../core/loops';
import { modeOf } from '../mode.rules';
import { CLAIMED_COLUMNS, type ClaimedMessage } from './claimed.rules';
import { SEND_LOOP } from './message.rules';
import { ends, type Settlement, waits } from './settlement.rules';
import { MessageSettlements } from './settlements.service';

const EVERY_SECONDS = 15;
const BATCH = 200;
const HOURS_TO_HOLD = 24;

type Lost = ClaimedMessage & { readonly handedAt: Date | null };

const LOST = `
  SELECT ${CLAIMED_COLUMNS}, a.handed_at AS "handedAt"
    FROM whatsapp_messages m
    LEFT JOIN whatsapp_attempts a ON a.message_id = m.id AND a.claim_epoch = m.claim_epoch
   WHERE m.state = 'claimed' AND m.lease_until < now()
   ORDER BY m.lease_until LIMIT $1 FOR UPDATE OF m SKIP LOCKED`;

const HELD = `
  SELECT ${CLAIMED_COLUMNS} FROM whatsapp_messages m
   WHERE m.state = 'unknown' AND m.settled_at <= $2
   ORDER BY m.settled_at LIMIT $1 FOR UPDATE OF m SKIP LOCKED`;

/** Takes back what dead processes held: what may be out becomes unknown, what cannot be goes back to the queue. */
@Injectable()
export class MessageReapRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly settlements: MessageSettlements,
  ) {}

  onApplicationBootstrap(): void {
    if (modeOf(this.config) === 'off' || !this.config.runs('worker')) return;
    this.loops.register({
      name: 'whatsapp.reap',
      everySeconds: Math.min(EVERY_SECONDS, this.config.get('WHATSAPP_LEASE_SECONDS')),
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    return this.db.transaction(systemDbScope('whatsapp.reap'), async (tx) => {
      const lost = await tx.rows<Lost>(LOST, [BATCH], 'whatsapp.lost');
      const since = new Date(this.clock.now().getTime() - HOURS_TO_HOLD * 3_600_000);
      const held = await tx.rows<ClaimedMessage>(HELD, [BATCH, since], 'whatsapp.held');
      // A receipt may still prove that it arrived; until one does, nobody may count on it.
      const given = held.map((message) => ends(message, 'failed', 'unresolved'));
      await this.settlements.write(tx, [...lost.map(takenBack), ...given]);
      if (lost.length > 0) tx.afterCommit(() => this.loops.wake(SEND_LOOP));
      return [lost, held].some(({ length }) => length === BATCH);
    });
  }
}

/** Without an attempt of this claim the message is proven unsent; with one nobody knows. */
function takenBack({ handedAt, ...message }: Lost): Settlement {
  if (!handedAt) return waits(message, null);
  return {
    ...waits(message, null),
    state: 'unknown',
    counted: true,
    handedAt,
    attempt: { kind: 'unanswered', response: 'LEASE_EXPIRED' },
  };
}
