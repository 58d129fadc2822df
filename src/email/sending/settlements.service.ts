import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Suppressions } from '../suppression/suppressions.service';
import { MailFacts } from './mail-facts.service';
import { provesBounce, type Settlement } from './settlement.rules';

/**
 * Mails and their attempts in one statement. A row that another claim owns by now is left alone; one that the
 * reaper called unknown meanwhile is corrected, since what we saw is better evidence. That it was accepted wins even
 * over having been given up. The ids stand there twice, so that the planner looks rows up by them.
 */
const SETTLE = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id uuid, epoch int, status text, reason text, counted int,
      retry_seconds int, wait_seconds float8, due_at timestamptz, provider text, provider_message_id text,
      wire_message_id text, handed_at timestamptz, bounced boolean, state text, scope text, phase text, code text,
      enhanced text, response text, ended_seconds_ago float8)
  ), attempt AS (
    UPDATE email_attempts a SET state = g.state, finished_at = clock_timestamp() - make_interval(secs => g.ended_seconds_ago),
           scope = g.scope, phase = g.phase, code = g.code, enhanced = g.enhanced, response = g.response
      FROM given g
     WHERE a.message_id = ANY ($3::uuid[]) AND g.state IS NOT NULL AND a.message_id = g.id AND a.claim_epoch = g.epoch
       AND a.state IN ('in_flight', 'ambiguous')
  )
  UPDATE email_messages m SET status = g.status, reason = g.reason, lease_until = NULL, claimed_by = NULL,
         attempts = m.attempts + g.counted, retry_seconds = coalesce(g.retry_seconds, m.retry_seconds),
         retry_at = now() + make_interval(secs => coalesce(g.wait_seconds, g.retry_seconds)), due_at = coalesce(g.due_at, m.due_at),
         provider = coalesce(g.provider, m.provider),
         provider_message_id = coalesce(g.provider_message_id, m.provider_message_id),
         wire_message_id = coalesce(g.wire_message_id, m.wire_message_id),
         sent_at = CASE g.status WHEN 'sent' THEN g.handed_at END,
         bounced_at = CASE WHEN g.bounced THEN $2::timestamptz END,
         settled_at = CASE g.status WHEN 'queued' THEN NULL ELSE $2::timestamptz END
    FROM given g
   WHERE m.id = ANY ($3::uuid[]) AND m.id = g.id AND m.claim_epoch = g.epoch
     AND (m.status IN ('claimed', 'unknown') OR (m.reason = 'UNRESOLVED_UNKNOWN' AND g.status = 'sent'))
  RETURNING m.id`;

/** Writes down what became of mails, with the events of it, in the caller's transaction. */
@Injectable()
export class Settlements {
  constructor(
    private readonly clock: Clock,
    private readonly facts: MailFacts,
    private readonly suppressions: Suppressions,
  ) {}

  /** @returns those that took effect */
  async write(tx: Tx, settlements: readonly Settlement[]): Promise<Settlement[]> {
    if (settlements.length === 0) return [];
    const values = [
      JSON.stringify(settlements.map(rowOf)),
      this.clock.now(),
      settlements.map(({ mail }) => mail.id),
    ];
    const rows = await tx.rows<{ id: string }>(SETTLE, values, 'email.settle');
    const ids = new Set(rows.map(({ id }) => id));
    const written = settlements.filter(({ mail }) => ids.has(mail.id));
    for (const { mail, attempt } of written.filter(provesBounce)) {
      const note = attempt?.enhanced ?? null;
      await this.suppressions.addHash(tx, mail.toHash, {
        scope: 'all',
        reason: 'HARD_BOUNCE',
        messageId: mail.id,
        note,
      });
    }
    await this.facts.record(tx, written);
    return written;
  }
}

function rowOf({ mail, counted, attempt, ...rest }: Settlement) {
  return {
    id: mail.id,
    epoch: mail.epoch,
    status: rest.status,
    reason: rest.reason,
    counted: counted ? 1 : 0,
    retry_seconds: rest.retrySeconds,
    wait_seconds: rest.waitSeconds,
    due_at: rest.dueAt,
    provider: rest.provider,
    provider_message_id: rest.providerMessageId,
    wire_message_id: rest.wireMessageId,
    handed_at: rest.handedAt,
    bounced: rest.bounced,
    // In the order in which they really ended, whenever they are written down.
    ended_seconds_ago: rest.endedMs === null ? 0 : (performance.now() - rest.endedMs) / 1000,
    ...attempt,
  };
}
