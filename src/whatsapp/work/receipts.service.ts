import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { MessageFacts } from '../sending/message-facts.service';
import { FACTS_COLUMNS, type MessageIdentity, SEND_LOOP } from '../sending/message.rules';
import { classOf } from '../sending/errors.rules';
import type { MessageState } from '../whatsapp.queries';
import { Consequences } from './consequences.service';
import {
  advance,
  type Progress,
  type Receipt,
  receiptOf,
  type ReceiptStatus,
} from './receipt.rules';

interface Standing extends MessageIdentity, Progress {
  readonly state: MessageState;
  readonly reason: string | null;
  readonly errorCode: number | null;
  readonly handedAt: Date | null;
}

interface Kept {
  readonly wamid: string;
  readonly status: ReceiptStatus;
  readonly at: Date;
  readonly errorCode: number | null;
  readonly pricing: object | null;
}

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const PARKS = ['queued', 'claimed'];

const KEEP = `
  INSERT INTO whatsapp_receipts (id, wamid, status, message_id, facts, occurred_at, received_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`;

const FIND = `SELECT id FROM whatsapp_messages WHERE wamid = $1 OR id = $2::uuid ORDER BY (wamid = $1) DESC NULLS LAST LIMIT 1`;

const STANDING = `
  SELECT ${FACTS_COLUMNS}, m.state, m.reason, m.error_code AS "errorCode", m.sent_at AS "sentAt",
         m.delivered_at AS "deliveredAt", m.read_at AS "readAt", m.failed_at AS "failedAt",
         (SELECT max(a.handed_at) FROM whatsapp_attempts a WHERE a.message_id = m.id) AS "handedAt"
    FROM whatsapp_messages m WHERE m.id = $1 FOR NO KEY UPDATE`;

const OF_MESSAGE = `
  UPDATE whatsapp_receipts SET message_id = $1
   WHERE message_id = $1 OR wamid = $2 OR (message_id IS NULL AND facts ->> 'callback' = $1::text)
  RETURNING wamid, status, occurred_at AS at, (facts ->> 'errorCode')::int AS "errorCode", facts -> 'pricing' AS pricing`;

const WRITE = `
  UPDATE whatsapp_messages SET state = $2, wamid = coalesce(wamid, $3), accepted_at = coalesce(accepted_at, $4),
         sent_at = $5, delivered_at = $6, read_at = $7, failed_at = $8, reason = $9, error_code = $10,
         pricing = coalesce($11, pricing), settled_at = coalesce(settled_at, $12)
   WHERE id = $1`;

/** Enters what WhatsApp says of our messages, in whatever order, as often as it likes, and before we know their ids. */
@Injectable()
export class Receipts {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly loops: Loops,
    private readonly facts: MessageFacts,
    private readonly consequences: Consequences,
    @InjectMetric('crm_messages_status_total') private readonly counted: Counter,
  ) {}

  /** @throws ZodError for one that nobody can read */
  async enter(tx: Tx, data: unknown, receivedAt: Date): Promise<void> {
    const receipt = receiptOf(data);
    if (!receipt) return;
    const messageId = await this.messageOf(tx, receipt);
    const { wamid, status, at, errorCode, pricing, callbackData } = receipt;
    const facts = { errorCode, pricing, callback: callbackData };
    await tx.rows(
      KEEP,
      [this.ids.uuid(), wamid, status, messageId, JSON.stringify(facts), at, receivedAt],
      'whatsapp.keep-receipt',
    );
    if (messageId !== null) await this.reconcile(tx, messageId);
  }

  /** Brings a message to where its receipts prove it to be. One whose call is not settled yet waits for that. */
  async reconcile(tx: Tx, messageId: string): Promise<void> {
    const [before] = await tx.rows<Standing>(STANDING, [messageId], 'whatsapp.standing');
    if (!before || PARKS.includes(before.state)) return;
    const kept = await tx.rows<Kept>(OF_MESSAGE, [messageId, before.wamid], 'whatsapp.receipts');
    const [first] = kept;
    if (!first) return;
    const wamid = before.wamid ?? first.wamid;
    const acceptedAt = before.handedAt ?? first.at;
    let standing: Standing = before;
    if (before.wamid === null) {
      // Nobody had answered the call: that WhatsApp knows it proves that it was accepted.
      standing = { ...before, wamid, state: 'accepted', reason: null, errorCode: null };
      await this.facts.accepted(tx, standing, acceptedAt);
    }
    for (const receipt of inOrder(kept)) standing = await this.apply(tx, standing, receipt);
    const pricing = kept.find((one) => one.pricing !== null)?.pricing ?? null;
    await tx.rows(
      WRITE,
      [
        messageId,
        standing.state,
        wamid,
        acceptedAt,
        standing.sentAt,
        standing.deliveredAt,
        standing.readAt,
        standing.failedAt,
        standing.reason,
        standing.errorCode,
        pricing && JSON.stringify(pricing),
        this.clock.now(),
      ],
      'whatsapp.progress',
    );
    // Whoever waits for this one may go now.
    if (standing.state !== before.state) tx.afterCommit(() => this.loops.wake(SEND_LOOP));
  }

  private async apply(tx: Tx, standing: Standing, receipt: Kept): Promise<Standing> {
    const { progress, reached } = advance(standing, receipt);
    const failed = progress.state === 'failed';
    const hasFailedNow = reached.includes('failed');
    const kind = hasFailedNow ? classOf(receipt.errorCode, null) : null;
    const after: Standing = {
      ...standing,
      ...progress,
      reason: failed ? (kind ?? standing.reason) : null,
      errorCode: failed ? (hasFailedNow ? receipt.errorCode : standing.errorCode) : null,
    };
    for (const status of reached) {
      await this.facts.changed(tx, after, { status, at: receipt.at });
      tx.afterCommit(() => this.counted.inc({ status, reason: after.reason ?? '' }));
    }
    if (kind)
      await this.consequences.follow(tx, after, {
        kind,
        code: receipt.errorCode,
        httpStatus: null,
      });
    return after;
  }

  private async messageOf(tx: Tx, { wamid, callbackData }: Receipt): Promise<string | null> {
    const id = callbackData !== null && ID.test(callbackData) ? callbackData : null;
    const [found] = await tx.rows<{ id: string }>(FIND, [wamid, id], 'whatsapp.message-of');
    return found?.id ?? null;
  }
}

/** As they happened; of the same second, the way a message goes. */
function inOrder(kept: readonly Kept[]): Kept[] {
  const way: readonly ReceiptStatus[] = ['sent', 'failed', 'delivered', 'read'];
  return [...kept].sort(
    (a, b) => a.at.getTime() - b.at.getTime() || way.indexOf(a.status) - way.indexOf(b.status),
  );
}
