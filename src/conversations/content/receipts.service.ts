import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { MessageSent, type MessageStatusChanged } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { ABOUT_GRANT } from './announcement.rules';
import { Deliveries } from './deliveries.service';
import type { Report } from './delivery.rules';

type Fact = RecordedEvent<typeof MessageSent> | RecordedEvent<typeof MessageStatusChanged>;
type CausedReport = Report & { readonly cause: RecordedEvent };

/** States go up this ladder and never down; a failure is none of its rungs and stands below what proves arrival. */
const ANNOUNCED = `
  UPDATE content_grants g SET announcement_state = r.status, announcement_reason = r.reason,
         whatsapp_contact_id = coalesce(g.whatsapp_contact_id, r.whatsapp_contact_id)
    FROM jsonb_to_recordset($1::jsonb) AS r(message_id uuid, status text, reason text, whatsapp_contact_id uuid)
   WHERE g.announcement_id = ANY ($2::uuid[]) AND g.announcement_id = r.message_id
     AND coalesce(array_position($3::text[], r.status), 0) > coalesce(array_position($3::text[], g.announcement_state), 0)`;
const LADDER = [
  'queued',
  'unknown',
  'accepted',
  'sent',
  'cancelled',
  'suppressed',
  'failed',
  'delivered',
  'read',
];

/** How far messages of kept content came: announcements, items and closing messages. */
@Injectable()
export class Receipts {
  constructor(private readonly deliveries: Deliveries) {}

  async take(tx: Tx, events: readonly Fact[]): Promise<void> {
    const about = events.filter(({ data }) => data.about?.kind === ABOUT_GRANT);
    if (about.length === 0) return;
    const reports = about.map(reportOf);
    await this.announced(tx, about, reports);
    await this.deliveries.report(tx, reports);
  }

  /** The last word of each message in this batch that goes furthest. */
  private async announced(
    tx: Tx,
    events: readonly Fact[],
    reports: readonly CausedReport[],
  ): Promise<void> {
    const best = new Map<string, object & { status: string }>();
    reports.forEach(({ messageId, status, reason }, index) => {
      const before = best.get(messageId);
      if (before && LADDER.indexOf(before.status) >= LADDER.indexOf(status)) return;
      const whatsappContactId = events[index]?.data.whatsappContactId;
      best.set(messageId, {
        ...{ message_id: messageId, status, reason, whatsapp_contact_id: whatsappContactId },
      });
    });
    const values = [JSON.stringify([...best.values()]), [...best.keys()], LADDER];
    await tx.rows(ANNOUNCED, values, 'content.announcement-state');
  }
}

function reportOf(event: Fact): CausedReport {
  const { messageId, occurredAt } = event.data;
  const at = new Date(occurredAt);
  if (event.type === MessageSent.type)
    return { messageId, status: 'accepted', reason: null, at, cause: event };
  const { status, reason } = (event as RecordedEvent<typeof MessageStatusChanged>).data;
  return { messageId, status, reason, at, cause: event };
}
