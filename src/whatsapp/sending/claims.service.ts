import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Ids } from '../../core/ids';
import { Installation } from '../../identity';
import { NumberPace } from './number-pace.service';
import { CLAIMED_COLUMNS, type ClaimedMessage } from './claimed.rules';

/** Seconds after which a message follows one that was accepted and of which nothing more was heard. */
export const FOLLOWS_AFTER_SECONDS = 5;

const CLAIM = `
  WITH picked AS (
    SELECT m.id FROM whatsapp_messages m LEFT JOIN whatsapp_messages p ON p.id = m.after_message_id
     WHERE m.state = 'queued' AND m.due_at <= $1 AND (m.retry_at IS NULL OR m.retry_at <= now())
       AND (p.id IS NULL OR p.state NOT IN ('queued', 'claimed', 'accepted', 'unknown')
            OR (p.state = 'accepted' AND p.accepted_at <= $5)
            OR (p.state = 'unknown' AND p.settled_at <= $5)
            OR m.not_after <= $1)
     ORDER BY m.due_at, m.id LIMIT $2 FOR UPDATE OF m SKIP LOCKED
  )
  UPDATE whatsapp_messages m SET state = 'claimed', claim_epoch = m.claim_epoch + 1, claimed_by = $3, retry_at = NULL,
         lease_until = now() + make_interval(secs => $4)
    FROM picked WHERE m.id = picked.id
  RETURNING ${CLAIMED_COLUMNS}, m.due_at AS "dueAt"`;

const RELEASE = `
  UPDATE whatsapp_messages m SET state = 'queued', lease_until = NULL, claimed_by = NULL
    FROM ROWS FROM (unnest($1::uuid[]), unnest($2::int[])) AS r(id, epoch)
   WHERE m.id = r.id AND m.claim_epoch = r.epoch AND m.state = 'claimed'
     AND NOT EXISTS (SELECT FROM whatsapp_attempts a WHERE a.message_id = m.id AND a.claim_epoch = m.claim_epoch)`;

const NEXT_DUE = `
  SELECT min(at) AS at FROM (
    SELECT min(due_at) AS at FROM whatsapp_messages WHERE state = 'queued' AND due_at > $1
    UNION ALL
    SELECT min(coalesce(p.accepted_at, p.settled_at)) + make_interval(secs => $2)
      FROM whatsapp_messages m JOIN whatsapp_messages p ON p.id = m.after_message_id
     WHERE m.state = 'queued' AND p.state IN ('accepted', 'unknown')
       AND coalesce(p.accepted_at, p.settled_at) + make_interval(secs => $2) > $1) due`;

/** Takes due messages with a lease. Nothing has left yet: a lost claim goes back to the queue. */
@Injectable()
export class MessageClaims {
  /** Names this process in leases and attempts. */
  readonly worker: string;

  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly installation: Installation,
    private readonly pace: NumberPace,
    ids: Ids,
  ) {
    this.worker = ids.uuid();
  }

  /** As many as our number may send now, at most `atMost`. */
  async take(atMost: number): Promise<ClaimedMessage[]> {
    return this.db.transaction(systemDbScope('whatsapp.send'), async (tx) => {
      // A copy that was restored elsewhere leaves the queue as it is.
      if (!(await this.installation.isConfirmed(tx))) return [];
      const most = await this.pace.left(tx, atMost);
      if (most === 0) return [];
      const now = this.clock.now();
      const rows = await tx.rows<ClaimedMessage & { dueAt: Date }>(
        CLAIM,
        [
          now,
          most,
          this.worker,
          this.config.get('WHATSAPP_LEASE_SECONDS'),
          new Date(now.getTime() - FOLLOWS_AFTER_SECONDS * 1000),
        ],
        'whatsapp.claim',
      );
      if (rows.length > 0) await this.pace.take(tx, rows.length);
      return rows.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1));
    });
  }

  /** Gives back what was not handed over. */
  async release(messages: readonly ClaimedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const values = [messages.map(({ id }) => id), messages.map(({ epoch }) => epoch)];
    await this.db.transaction(systemDbScope('whatsapp.send'), (tx) =>
      tx.rows(RELEASE, values, 'whatsapp.release'),
    );
  }

  async nextDue(now: Date): Promise<Date | null> {
    return this.db.transaction(systemDbScope('whatsapp.send'), async (tx) => {
      const [row] = await tx.rows<{ at: Date | null }>(
        NEXT_DUE,
        [now, FOLLOWS_AFTER_SECONDS],
        'whatsapp.next-due',
      );
      return row?.at ?? null;
    });
  }
}
