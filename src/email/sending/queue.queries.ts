import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../../core/canary.rules';
import type { Tx } from '../../core/database';

/**
 * Part by part, each from the index that the queue has for it: asked for all three statuses at once, every mail ever sent
 * would be read.
 */
const MEASURE = `
  SELECT stream, status, count(*)::int AS mails, greatest(0, extract(epoch FROM $1 - min(due_at)))::float8 AS lag
    FROM (SELECT stream, status, due_at, subject_id FROM email_messages WHERE status = 'queued' AND retry_at IS NULL
          UNION ALL
          SELECT stream, status, due_at, subject_id FROM email_messages WHERE status = 'queued' AND retry_at IS NOT NULL
          UNION ALL
          SELECT stream, status, due_at, subject_id FROM email_messages WHERE status = 'claimed'
          UNION ALL
          SELECT stream, status, due_at, subject_id FROM email_messages WHERE status = 'unknown') m
   WHERE subject_id IS DISTINCT FROM $2 GROUP BY stream, status`;

export interface Depth {
  readonly stream: string;
  readonly status: string;
  readonly mails: number;
  readonly lag: number;
}

/** What waits to leave, the canary aside. */
@Injectable()
export class QueueQueries {
  /** By stream and status; `lag` is how many seconds the first of them is late. */
  depths(tx: Tx, now: Date): Promise<Depth[]> {
    return tx.rows<Depth>(MEASURE, [now, CANARY_ID], 'email.measure');
  }
}
