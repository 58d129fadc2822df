import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { TARGET, type Target } from '../inbound/matching.queries';
import type { Reporter, Said } from './webhook.rules';

/** An event that waits for its consequences. */
export interface Pending {
  readonly id: string;
  readonly provider: Reporter;
  readonly kind: string;
  readonly namedId: string | null;
  readonly providerMessageId: string | null;
  readonly wireMessageId: string | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly said: Said;
  readonly attempts: number;
}

const PENDING = `
  SELECT e.id, e.provider, e.kind, e.named_message_id AS "namedId", e.provider_message_id AS "providerMessageId",
         e.wire_message_id AS "wireMessageId", e.occurred_at AS "occurredAt", e.received_at AS "receivedAt", e.said,
         e.attempts
    FROM email_provider_events e
   WHERE e.state = 'pending' AND (e.retry_at IS NULL OR e.retry_at <= now() OR e.received_at < $2)
   ORDER BY e.id LIMIT $1 FOR UPDATE SKIP LOCKED`;

/** The subselects keep each way of finding on its own index. */
const TARGETS = `${TARGET.replace(' FROM ', ', m.provider, m.provider_message_id AS "providerMessageId", m.wire_message_id AS "wireMessageId" FROM ')}
   WHERE m.id = ANY ($1::uuid[])
      OR m.id IN (SELECT p.id FROM email_messages p
                   WHERE p.provider_message_id = ANY ($2::text[]) AND p.provider IN ('sendgrid', 'ses'))
      OR m.id IN (SELECT w.id FROM email_messages w WHERE w.wire_message_id = ANY ($3::text[]))`;

type Found = Target & {
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly wireMessageId: string | null;
};

/** Finds what waits, and the mails that it is about. */
@Injectable()
export class ReportedEvents {
  /**
   * Those that nobody else works on, the oldest first.
   * @param since what came before that has its last try, whenever it would be due
   */
  pending(tx: Tx, limit: number, since: Date): Promise<Pending[]> {
    return tx.rows<Pending>(PENDING, [limit, since], 'email.webhook.pending');
  }

  /** By the mid that we gave along; else by what the mail is called on the wire, else by the provider's own id. */
  async targets(tx: Tx, events: readonly Pending[]): Promise<ReadonlyMap<string, Target>> {
    const unnamed = events.filter(({ namedId }) => namedId === null);
    const found = await tx.rows<Found>(
      TARGETS,
      [
        events.flatMap(({ namedId }) => namedId ?? []),
        unnamed.flatMap(({ providerMessageId }) => providerMessageId ?? []),
        unnamed.flatMap(({ wireMessageId }) => wireMessageId ?? []),
      ],
      'email.webhook.targets',
    );
    const pairs = events.flatMap((event) => {
      const target = found.find((one) => isAbout(event, one));
      return target ? [[event.id, target] as const] : [];
    });
    return new Map(pairs);
  }

  /**
   * Locks the mails that nobody is writing to right now. Waiting for one while others are locked could end in a circle
   * with a hand-over, which writes to many.
   * @returns by id whether evidence could still say something new of it
   */
  async lock(tx: Tx, ids: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    if (ids.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; open: boolean }>(
      `SELECT id, status <> 'sent' OR provider_message_id IS NULL OR wire_message_id IS NULL AS open
         FROM email_messages WHERE id = ANY ($1::uuid[]) FOR UPDATE SKIP LOCKED`,
      [ids],
      'email.webhook.lock',
    );
    return new Map(rows.map(({ id, open }) => [id, open]));
  }
}

function isAbout(event: Pending, mail: Found): boolean {
  if (event.namedId !== null) return mail.id === event.namedId;
  if (event.wireMessageId !== null && event.wireMessageId === mail.wireMessageId) return true;
  return (
    event.providerMessageId !== null &&
    event.providerMessageId === mail.providerMessageId &&
    event.provider === mail.provider
  );
}
