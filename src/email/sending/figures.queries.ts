import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';

/** Mail as it leaves, in numbers; those of days are of the last 7 × 24 hours. */
export interface SendingNumbers {
  readonly queued: number;
  /** When the oldest mail that could have left was due; null when none waits. */
  readonly oldestDueAt: Date | null;
  /** Nobody knows whether they left. */
  readonly unknown: number;
  readonly sent: number;
  readonly failed: number;
  readonly bounced: number;
  readonly complained: number;
  readonly lastSentAt: Date | null;
}

/** What came back of the last mails that left. */
export interface SendingHealth {
  /** How many are looked at: the last 1,000, or all there are. */
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
  /** Nobody has known for a day whether they left. */
  readonly unknownOverDay: number;
}

const LAST_MAILS = 1000;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * 86_400_000;

/** What can be said of sending in numbers. */
@Injectable()
export class SendingFigures {
  constructor(private readonly clock: Clock) {}

  /** Of everybody's mails that left the house; needs the rights of the system. */
  async health(tx: Tx): Promise<SendingHealth> {
    const [row] = await tx.rows<SendingHealth>(
      `SELECT count(*)::int AS sent, count(bounced_at)::int AS bounced, count(complained_at)::int AS complained,
              (SELECT count(*)::int FROM email_messages
                WHERE status = 'unknown' AND settled_at < $1 AND NOT simulated) AS "unknownOverDay"
         FROM (SELECT bounced_at, complained_at FROM email_messages WHERE sent_at IS NOT NULL AND NOT simulated
                ORDER BY sent_at DESC LIMIT $2) m`,
      [new Date(this.clock.now().getTime() - DAY_MS), LAST_MAILS],
      'email.health',
    );
    if (!row) throw new Error('A count without a group has one row.');
    return row;
  }

  /** Of the mails that the caller may see; of one owner when `ownerId` is given. */
  async figures(tx: Tx, ownerId: string | null = null): Promise<SendingNumbers> {
    const now = this.clock.now();
    const [row] = await tx.rows<SendingNumbers>(
      `SELECT count(*) FILTER (WHERE m.status IN ('queued', 'claimed'))::int AS queued,
              min(m.due_at) FILTER (WHERE m.status = 'queued' AND m.due_at <= $1) AS "oldestDueAt",
              count(*) FILTER (WHERE m.status = 'unknown')::int AS unknown,
              count(*) FILTER (WHERE m.sent_at > $2)::int AS sent,
              count(*) FILTER (WHERE m.status = 'failed' AND m.settled_at > $2)::int AS failed,
              count(*) FILTER (WHERE m.bounced_at > $2)::int AS bounced,
              count(*) FILTER (WHERE m.complained_at > $2)::int AS complained, max(m.sent_at) AS "lastSentAt"
         FROM email_messages m WHERE $3::uuid IS NULL OR m.owner_id = $3`,
      [now, new Date(now.getTime() - WEEK_MS), ownerId],
      'email.figures',
    );
    if (!row) throw new Error('A count without a group has one row.');
    return row;
  }
}
