import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { CLAIMED_COLUMNS, type ClaimedMail } from './claimed-mail.rules';
import { ends, type Settlement, waits } from './settlement.rules';
import { Settlements } from './settlements.service';

export const REAP_LOOP = 'email.reap';
const EVERY_SECONDS = 15;
const BATCH = 500;
const HOURS_TO_HOLD = 24;
/** RFC 1047: between sending the last dot and hearing the answer a mail can be in two places. */
const SECONDS_BEFORE_AGAIN = 60;
/** A mail that ends unknown so often breaks whatever sends it: a person looks at it. */
const MOST_UNKNOWN_ATTEMPTS = 3;

type Lost = ClaimedMail & { readonly handedAt: Date | null; readonly provider: string | null };

const LOST = `
  SELECT ${CLAIMED_COLUMNS}, a.handed_at AS "handedAt", a.provider
    FROM email_messages m
    LEFT JOIN email_attempts a ON a.message_id = m.id AND a.claim_epoch = m.claim_epoch
   WHERE m.status = 'claimed' AND m.lease_until < now()
   ORDER BY m.lease_until LIMIT $1 FOR UPDATE OF m SKIP LOCKED`;

const HELD = `
  SELECT ${CLAIMED_COLUMNS}, NULL::timestamptz AS "handedAt", NULL AS provider FROM email_messages m
   WHERE m.status = 'unknown' AND m.settled_at <= $2
   ORDER BY m.settled_at LIMIT $1 FOR UPDATE OF m SKIP LOCKED`;

/** A password or a legal notice twice is better than never; whoever gets it twice sees the same Message-ID. */
const AGAIN = `
  SELECT ${CLAIMED_COLUMNS}, NULL::timestamptz AS "handedAt", NULL AS provider FROM email_messages m
   WHERE m.status = 'unknown' AND m.stream = 'transactional' AND m.settled_at <= $2 AND m.not_after > $3
     AND (SELECT count(*) FROM email_attempts a WHERE a.message_id = m.id AND a.state = 'ambiguous') < $4
   ORDER BY m.settled_at LIMIT $1 FOR UPDATE OF m SKIP LOCKED`;

/** Takes back what dead processes held: what may be out becomes unknown, what cannot be goes back to the queue. */
@Injectable()
export class ReapRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly settlements: Settlements,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: REAP_LOOP,
      everySeconds: Math.min(EVERY_SECONDS, this.config.get('EMAIL_LEASE_SECONDS')),
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    return this.db.transaction(systemDbScope('email.reap'), async (tx) => {
      const lost = await tx.rows<Lost>(LOST, [BATCH], 'email.lost');
      const now = this.clock.now();
      const since = new Date(now.getTime() - HOURS_TO_HOLD * 3_600_000);
      const held = await tx.rows<Lost>(HELD, [BATCH, since], 'email.held');
      const again = await this.toSendAgain(tx, now);
      await this.write(tx, [
        ...lost.map(takenBack),
        ...again.map((mail) => waits(mail, null)),
        ...held
          .filter(({ id }) => !again.some((other) => other.id === id))
          .map((mail) => ends(mail, 'failed', 'UNRESOLVED_UNKNOWN')),
      ]);
      return [lost, held, again].some(({ length }) => length === BATCH);
    });
  }

  private toSendAgain(tx: Tx, now: Date): Promise<Lost[]> {
    const since = new Date(now.getTime() - SECONDS_BEFORE_AGAIN * 1000);
    return tx.rows<Lost>(AGAIN, [BATCH, since, now, MOST_UNKNOWN_ATTEMPTS], 'email.again');
  }

  private async write(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
    await this.settlements.write(tx, settlements);
    if (settlements.length > 0) tx.afterCommit(() => this.loops.wake('email.send'));
  }
}

/** Without an attempt of this claim the mail is proven unsent; with one nobody knows. */
function takenBack({ handedAt, provider, ...mail }: Lost): Settlement {
  if (!handedAt) return waits(mail, null);
  return {
    ...waits(mail, null),
    status: 'unknown',
    counted: true,
    provider,
    handedAt,
    attempt: {
      state: 'ambiguous',
      scope: null,
      phase: null,
      code: 'LEASE_EXPIRED',
      enhanced: null,
      response: '',
    },
  };
}
