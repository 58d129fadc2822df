import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { ContentDelivered } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { type EnqueueMessage, WhatsAppService } from '../../whatsapp';
import { ABOUT_GRANT } from './announcement.rules';
import { closingText } from './content-words.rules';
import { type Delivery, grantStateOf, type Report, reported, toSend } from './delivery.rules';
import { ContentGrant } from './content-grant.entity';
import { type Language, messageOf, said } from './items.rules';
import type { ApprovedPackage } from './packages.queries';

/** Asked at the hand-over of an item; its ref is the delivery. */
export const CONTENT_GATE = 'content';

/** What an unlocking has to bring, and to whom. */
export interface Bringing {
  readonly grant: Pick<ContentGrant, 'id' | 'subjectId' | 'contactId' | 'number' | 'simulated'>;
  readonly content: ApprovedPackage;
  readonly language: Language;
  readonly whatsappContactId: string;
  /** The rest of a delivery that stopped. */
  readonly resumed: boolean;
  /** Behind this message of ours. */
  readonly after: string | null;
  /** End of the customer service window. */
  readonly until: Date;
  readonly consentId: string | null;
  readonly cause: RecordedEvent | undefined;
}

interface Row extends Delivery {
  readonly grantId: string;
  readonly number: number;
}

const COLUMNS = `id, grant_id AS "grantId", number, ordinal, closing, state, attempts, message_id AS "messageId", reason,
  accepted_at AS "acceptedAt", failed_at AS "failedAt"`;

const SAVE = `
  UPDATE content_deliveries d SET state = r.state, reason = r.reason, accepted_at = r.accepted_at, failed_at = r.failed_at
    FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, state text, reason text, accepted_at timestamptz, failed_at timestamptz)
   WHERE d.id = ANY ($2::uuid[]) AND d.id = r.id`;

/** Brings content to whoever asked for it, item by item: every step is a row before it is an act. */
@Injectable()
export class Deliveries {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** Queues what has not gone, each message behind the one before. @returns the last message */
  async bring(tx: Tx, bringing: Bringing): Promise<string | null> {
    const { grant, content } = bringing;
    const rows = bringing.resumed
      ? await this.goOn(tx, grant)
      : await this.begin(tx, grant, content);
    let after = bringing.after;
    for (const row of toSend(rows)) {
      // The channel takes a message behind another by its id, so the one before must be in the queue.
      const [queued] = await this.whatsapp.enqueueAll(tx, [this.messageOf(bringing, row, after)]);
      if (!queued) throw new Error('The channel took no message.');
      await tx.rows(
        `UPDATE content_deliveries SET state = 'queued', attempts = attempts + 1, message_id = $2, after_message_id = $3,
                reason = NULL, queued_at = $4, failed_at = NULL WHERE id = $1`,
        [row.id, queued.messageId, after, this.clock.now()],
        'content.queued',
      );
      after = queued.messageId;
    }
    return after;
  }

  /** What the channel says of messages, in its order. */
  async report(
    tx: Tx,
    reports: readonly (Report & { readonly cause: RecordedEvent })[],
  ): Promise<void> {
    const ids = [...new Set(reports.map(({ messageId }) => messageId))];
    const grants = await tx.rows<{ id: string }>(
      `SELECT id FROM content_grants WHERE id IN (SELECT grant_id FROM content_deliveries WHERE message_id = ANY ($1::uuid[]))
        ORDER BY id FOR UPDATE`,
      [ids],
      'content.reported-grants',
    );
    if (grants.length === 0) return;
    const before = await tx.rows<Row>(
      `SELECT ${COLUMNS} FROM content_deliveries WHERE grant_id = ANY ($1::uuid[]) ORDER BY grant_id, number, ordinal`,
      [grants.map(({ id }) => id)],
      'content.reported',
    );
    const causes = new Map<string, RecordedEvent>();
    const after = before.map((row) => {
      const theirs = reports.filter(({ messageId }) => messageId === row.messageId);
      for (const { cause } of theirs) causes.set(row.grantId, cause);
      return theirs.reduce<Row>(reported, row);
    });
    const changed = after.filter((row, index) => row !== before[index]);
    if (changed.length === 0) return;
    await tx.rows(SAVE, [JSON.stringify(changed.map(savedOf)), changed.map(({ id }) => id)]);
    for (const grantId of new Set(changed.map((row) => row.grantId)))
      await this.settle(tx, grantId, after, causes.get(grantId));
  }

  /** The grant follows its messages; the end of a delivery is told once. */
  private async settle(
    tx: Tx,
    grantId: string,
    rows: readonly Row[],
    cause: RecordedEvent | undefined,
  ): Promise<void> {
    const grant = await tx.manager.findOneByOrFail(ContentGrant, { id: grantId });
    const deliveries = rows.filter((row) => row.grantId === grantId && row.number === grant.number);
    if (grant.state === 'expired' || deliveries.length === 0) return;
    const state = grantStateOf(deliveries);
    const items = deliveries.filter(({ closing }) => !closing);
    const accepted = items.filter(({ acceptedAt }) => acceptedAt !== null);
    const firstItemAt = accepted.reduce<Date | null>(
      (first, { acceptedAt: at }) => (at && (!first || at < first) ? at : first),
      null,
    );
    const over = state === 'delivered' || state === 'partially_failed';
    const endedAt = over ? (grant.endedAt ?? this.clock.now()) : null;
    await tx.manager.update(ContentGrant, { id: grantId }, { state, firstItemAt, endedAt });
    if (!over || state === grant.state) return;
    const asked = grant.askedAt ?? grant.unlockedAt;
    await this.events.record(
      tx,
      ContentDelivered,
      grantId,
      {
        ...{ grantId, packageId: grant.packageId ?? '', packageKey: grant.packageKey },
        ...{ leadId: grant.subjectId, contactId: grant.contactId, number: grant.number },
        occurredAt: this.clock.now().toISOString(),
        outcome: state,
        items: items.length,
        accepted: accepted.length,
        firstItemMilliseconds:
          firstItemAt && asked ? Math.max(0, firstItemAt.getTime() - asked.getTime()) : null,
      },
      { ...(cause && { cause }), simulated: grant.simulated },
    );
  }

  private async begin(
    tx: Tx,
    { id: grantId, subjectId, number, simulated }: Bringing['grant'],
    { items }: ApprovedPackage,
  ): Promise<Row[]> {
    const last = Math.max(0, ...items.map(({ ordinal }) => ordinal));
    const rows = [
      ...items.map(({ ordinal, kind }) => ({ ordinal, kind, closing: false })),
      { ordinal: last + 1, kind: 'text', closing: true },
    ].map((row) => ({ id: this.ids.uuid(), ...row }));
    return tx.rows<Row>(
      `INSERT INTO content_deliveries (id, grant_id, subject_id, simulated, number, ordinal, closing, kind)
       SELECT id, $2, $3, $4, $5, ordinal, closing, kind
         FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, ordinal int, closing boolean, kind text)
       RETURNING ${COLUMNS}`,
      [JSON.stringify(rows), grantId, subjectId, simulated, number],
      'content.begin',
    );
  }

  /** The messages of the attempt before go on under the number of this one. */
  private goOn(tx: Tx, { id, number }: Bringing['grant']): Promise<Row[]> {
    return tx.rows<Row>(
      `UPDATE content_deliveries SET number = $2 WHERE grant_id = $1 AND number = $2 - 1 RETURNING ${COLUMNS}`,
      [id, number],
      'content.go-on',
    );
  }

  private messageOf(bringing: Bringing, row: Row, after: string | null): EnqueueMessage {
    const { grant, content, language, whatsappContactId, until, consentId, cause } = bringing;
    const { id, subjectId, contactId, simulated } = grant;
    const { closing } = content.version.bodies;
    const item = content.items.find(({ ordinal }) => ordinal === row.ordinal);
    const says = row.closing
      ? ({ kind: 'text', body: closing ? said(closing, language) : closingText(language) } as const)
      : item && messageOf(item, language);
    if (!says) throw new Error(`The package ${content.version.id} has lost an item.`);
    return {
      idempotencyKey: `content:${row.id}:${String(row.attempts + 1)}`,
      purpose: row.closing ? 'service' : 'content',
      to: { whatsappContactId },
      ...{ subjectId, contactId, content: says, author: 'bot', senderUserId: null },
      gate: { name: CONTENT_GATE, ref: row.id },
      about: { kind: ABOUT_GRANT, id },
      afterMessageId: after,
      dueAt: this.clock.now(),
      notAfter: until,
      consentId,
      simulated,
      ...(cause && { cause }),
    };
  }
}

function savedOf({ id, state, reason, acceptedAt, failedAt }: Row) {
  return { id, state, reason, accepted_at: acceptedAt, failed_at: failedAt };
}
