import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Consequences } from '../work/consequences.service';
import { Receipts } from '../work/receipts.service';
import { MessageFacts } from './message-facts.service';
import type { Settlement } from './settlement.rules';

/**
 * Messages and their attempts in one statement. A row that another claim owns by now is left alone; one that the reaper
 * called unknown meanwhile is corrected, since what we saw is better evidence.
 */
const SETTLE = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, epoch int, state text, reason text, error_code int,
      counted int, retry_seconds int, due_at timestamptz, wamid text, handed_at timestamptz, attempt text,
      http_status int, response text)
  ), attempt AS (
    UPDATE whatsapp_attempts a SET state = g.attempt, finished_at = clock_timestamp(), http_status = g.http_status,
           error_code = g.error_code, response = g.response
      FROM given g
     WHERE g.attempt IS NOT NULL AND a.message_id = g.id AND a.claim_epoch = g.epoch
       AND a.state IN ('in_flight', 'unanswered')
  )
  UPDATE whatsapp_messages m SET state = g.state, reason = g.reason, error_code = g.error_code, lease_until = NULL,
         claimed_by = NULL, attempts = m.attempts + g.counted, retry_seconds = coalesce(g.retry_seconds, m.retry_seconds),
         retry_at = now() + make_interval(secs => g.retry_seconds), due_at = coalesce(g.due_at, m.due_at),
         wamid = g.wamid, accepted_at = CASE g.state WHEN 'accepted' THEN g.handed_at END,
         failed_at = CASE g.state WHEN 'failed' THEN $2::timestamptz END,
         settled_at = CASE g.state WHEN 'queued' THEN NULL ELSE $2::timestamptz END
    FROM given g
   WHERE m.id = ANY ($3::uuid[]) AND m.id = g.id AND m.claim_epoch = g.epoch
     AND (m.state = 'claimed' OR (m.state = 'unknown' AND m.wamid IS NULL))
  RETURNING m.id`;

const LEARN_WA_ID = `
  UPDATE whatsapp_contacts c SET wa_id = $2
   WHERE c.id = $1 AND c.wa_id IS DISTINCT FROM $2 AND NOT EXISTS (SELECT FROM whatsapp_contacts o WHERE o.wa_id = $2)`;
const BELONG = `
  UPDATE whatsapp_contacts SET subject_id = $2, contact_id = $3 WHERE id = $1 AND subject_id IS NULL`;

/** Writes down what became of messages, with the events of it, in the caller's transaction. */
@Injectable()
export class MessageSettlements {
  constructor(
    private readonly clock: Clock,
    private readonly facts: MessageFacts,
    private readonly receipts: Receipts,
    private readonly consequences: Consequences,
  ) {}

  /** @returns those that took effect */
  async write(tx: Tx, settlements: readonly Settlement[]): Promise<Settlement[]> {
    if (settlements.length === 0) return [];
    const now = this.clock.now();
    const values = [
      JSON.stringify(settlements.map(rowOf)),
      now,
      settlements.map(({ message }) => message.id),
    ];
    const rows = await tx.rows<{ id: string }>(SETTLE, values, 'whatsapp.settle');
    const ids = new Set(rows.map(({ id }) => id));
    const written = settlements.filter(({ message }) => ids.has(message.id));
    for (const settlement of written) await this.follow(tx, settlement, now);
    return written;
  }

  private async follow(tx: Tx, settlement: Settlement, now: Date): Promise<void> {
    const { state, wamid, waId, handedAt, reason, errorCode, refusedAs, attempt } = settlement;
    const message = { ...settlement.message, wamid, reason, errorCode };
    const { whatsappContactId: person, subjectId, contactId } = message;
    if (state === 'accepted') {
      if (waId !== null) await tx.rows(LEARN_WA_ID, [person, waId], 'whatsapp.learn-wa-id');
      // Whoever we write to about a lead answers for it.
      await tx.rows(BELONG, [person, subjectId, contactId], 'whatsapp.belong');
      await this.facts.accepted(tx, message, handedAt ?? now);
    } else if (state !== 'queued') {
      const at = state === 'unknown' ? (handedAt ?? now) : now;
      await this.facts.changed(tx, message, { status: state, at });
    }
    if (refusedAs) {
      const httpStatus = attempt?.kind === 'refused' ? attempt.httpStatus : null;
      await this.consequences.follow(tx, message, { kind: refusedAs, code: errorCode, httpStatus });
    }
    // Receipts may have been faster than the answer to the call.
    if (state === 'accepted' || state === 'unknown') await this.receipts.reconcile(tx, message.id);
  }
}

function rowOf({ message, counted, attempt, ...rest }: Settlement) {
  return {
    id: message.id,
    epoch: message.epoch,
    state: rest.state,
    reason: rest.reason,
    error_code: rest.errorCode,
    counted: counted ? 1 : 0,
    retry_seconds: rest.retrySeconds,
    due_at: rest.dueAt,
    wamid: rest.wamid,
    handed_at: rest.handedAt,
    attempt: attempt?.kind ?? null,
    http_status: attempt?.kind === 'refused' ? attempt.httpStatus : null,
    response: attempt && 'response' in attempt ? attempt.response : null,
  };
}
