import type { MessageContent } from './enqueue.rules';
import { FACTS_COLUMNS, type MessageIdentity } from './message.rules';

/** A message that this process has claimed and not yet handed over. */
export interface ClaimedMessage extends MessageIdentity {
  readonly epoch: number;
  readonly content: MessageContent;
  readonly gateName: string | null;
  readonly gateRef: string | null;
  readonly afterMessageId: string | null;
  readonly consentId: string | null;
  readonly notAfter: Date;
  readonly attempts: number;
  readonly retrySeconds: number | null;
}

/** The columns of {@link ClaimedMessage}, for every statement that reads one. */
export const CLAIMED_COLUMNS = `${FACTS_COLUMNS}, m.claim_epoch AS "epoch", m.content,
  m.gate_name AS "gateName", m.gate_ref AS "gateRef", m.after_message_id AS "afterMessageId",
  m.consent_id AS "consentId", m.not_after AS "notAfter", m.attempts, m.retry_seconds AS "retrySeconds"`;

/** What the hand-over knows beside the message itself. */
export interface HandOverFacts {
  readonly to: string | null;
  readonly windowUntil: Date | null;
  readonly coolUntil: Date | null;
  readonly coolReason: 'undeliverable' | 'marketing_limit' | null;
  readonly optedOutAt: Date | null;
  readonly templateName: string | null;
  readonly templateStatus: string | null;
  readonly templateCategory: string | null;
  readonly templateLocale: string | null;
  readonly templateBody: string | null;
  readonly templateVariables: readonly string[] | null;
  readonly templateButtons: readonly string[] | null;
  /** State of the message that must go before. */
  readonly previousState: string | null;
}
