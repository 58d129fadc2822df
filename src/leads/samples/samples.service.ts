import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog, EventsQueries } from '../../events';
import { LeadSampleDelivered } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { ActivityLog } from '../activities/activity-log.service';
import { ContactLocks } from '../contacts/contact-locks.service';
import { LeadRecords } from '../lead-records.service';
import { SampleMoveNotPossible, SampleNotFound } from '../leads.problems';
import { Scores } from '../scoring/scores.service';
import { VisibleLeads } from '../visible-leads.queries';
import { SampleFeedback } from './feedback.service';
import type { SampleState } from './sample.entity';
import type { MoveSample, RequestSample, SampleList, SampleMove, SampleView } from './samples.dto';

/** A box that somebody handed over in person is often written down later. */
const EARLIEST_MS = 60 * 86_400_000;
const VIEW = `id, lead_id AS "leadId", state, contents, tracking_number AS "trackingNumber",
  requested_at AS "requestedAt", shipped_at AS "shippedAt", delivered_at AS "deliveredAt", changed_at AS "changedAt",
  CASE WHEN feedback_at IS NOT NULL THEN json_build_object('taste', feedback_taste, 'ease', feedback_ease,
    'notes', feedback_notes, 'at', to_char(feedback_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) END AS feedback`;
/** As stored; its instants are dates, which the answer writes as ISO 8601. */
type Stored = Omit<SampleView, 'feedbackLink' | 'deliveredAt'> & {
  readonly deliveredAt: Date | null;
};

const MOVES: Record<
  SampleMove,
  { readonly from: readonly SampleState[]; readonly to: SampleState }
> = {
  packing: { from: ['REQUESTED'], to: 'PACKED' },
  shipment: { from: ['REQUESTED', 'PACKED'], to: 'SHIPPED' },
  delivery: { from: ['SHIPPED'], to: 'DELIVERED' },
  cancellation: { from: ['REQUESTED', 'PACKED'], to: 'CANCELLED' },
};

const MOVE = `
  UPDATE lead_samples SET state = $3, tracking_number = coalesce($4, tracking_number), changed_at = $5,
         shipped_at = CASE $3 WHEN 'SHIPPED' THEN $6::timestamptz ELSE shipped_at END,
         delivered_at = CASE $3 WHEN 'DELIVERED' THEN $6::timestamptz ELSE delivered_at END
   WHERE lead_id = $1 AND id = $2 AND state = ANY ($7) RETURNING ${VIEW}`;

/** Boxes on their way to leads. */
@Injectable()
export class SamplesService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly log: EventLog,
    private readonly events: EventsQueries,
    private readonly records: LeadRecords,
    private readonly visible: VisibleLeads,
    private readonly scores: Scores,
    private readonly activities: ActivityLog,
    private readonly locks: ContactLocks,
    private readonly feedback: SampleFeedback,
  ) {}

  /** The latest first. @throws LeadNotFound */
  async list(scope: Scope, leadId: string): Promise<SampleList> {
    return this.db.transaction(scope, async (tx) => {
      await this.visible.require(tx, leadId);
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<Stored>(
        `SELECT ${VIEW} FROM lead_samples WHERE lead_id = $1 ORDER BY id DESC LIMIT 200`,
        [leadId],
      );
      const items = rows.map((row) => this.view(row));
      return { items, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  async request(scope: Scope, leadId: string, { contents }: RequestSample): Promise<SampleView> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.lockForWork(tx, leadId);
      const [sample] = await tx.rows<Stored>(
        `INSERT INTO lead_samples (id, lead_id, subject_id, contents, requested_by, requested_at, changed_at)
         VALUES ($1, $2, $2, $3, $4, $5, $5) RETURNING ${VIEW}`,
        [this.ids.uuid(), leadId, contents, scope.userId, this.clock.now()],
      );
      if (!sample) throw new SampleNotFound();
      await this.scores.refresh(tx, [leadId]);
      return this.view(sample);
    });
  }

  /** @throws SampleMoveNotPossible when it is not where it would have to come from */
  async move(
    scope: Scope,
    { leadId, id, move }: { leadId: string; id: string; move: SampleMove },
    { trackingNumber, at }: MoveSample,
  ): Promise<SampleView> {
    return this.db.transaction(scope, async (tx) => {
      const { from, to } = MOVES[move];
      // Addresses before rows, as everywhere: what is logged below takes them.
      if (to === 'SHIPPED') await this.locks.lock(tx, leadId);
      await this.records.lockForWork(tx, leadId);
      const now = this.clock.now();
      const movedAt = at === undefined ? now : new Date(at);
      if (movedAt > now) throw wrongDay('lies in the future', 'liegt in der Zukunft');
      await this.requireOrder(tx, { leadId, id }, movedAt);
      const values = [leadId, id, to, trackingNumber ?? null, now, movedAt, from];
      const [moved] = await tx.rows<Stored>(MOVE, values);
      if (!moved) throw await this.refusal(tx, leadId, id);
      if (to === 'CANCELLED') await this.scores.refresh(tx, [leadId]);
      // A sample that is on its way is progress, once: no box leaves twice.
      if (to === 'SHIPPED')
        await this.activities.log(tx, {
          ...{ leadId, kind: 'SAMPLE_SENT', occurredAt: movedAt },
          ...{ text: moved.contents, origin: `sample:${id}` },
        });
      if (to === 'DELIVERED') {
        const facts = { leadId, sampleId: id, deliveredAt: movedAt.toISOString() };
        await this.log.record(tx, LeadSampleDelivered, leadId, facts);
      }
      return this.view(moved);
    });
  }

  private view(row: Stored): SampleView {
    const link = this.feedback.link(row);
    return {
      ...row,
      deliveredAt: row.deliveredAt?.toISOString() ?? null,
      feedbackLink: link && { url: link.url, until: link.until.toISOString() },
    };
  }

  /** What is told later may have been earlier, but a box does not arrive before it left, nor long before anybody knew. */
  private async requireOrder(
    tx: Tx,
    { leadId, id }: { leadId: string; id: string },
    movedAt: Date,
  ): Promise<void> {
    const [known] = await tx.rows<{ shippedAt: Date | null; requestedAt: Date }>(
      `SELECT shipped_at AS "shippedAt", requested_at AS "requestedAt" FROM lead_samples
        WHERE lead_id = $1 AND id = $2`,
      [leadId, id],
    );
    if (!known) return;
    if (known.shippedAt && movedAt < known.shippedAt)
      throw wrongDay('lies before the shipment', 'liegt vor dem Versand');
    if (movedAt.getTime() < known.requestedAt.getTime() - EARLIEST_MS)
      throw wrongDay(
        'lies more than 60 days before the request',
        'liegt mehr als 60 Tage vor der Anforderung',
      );
  }

  private async refusal(tx: Tx, leadId: string, id: string): Promise<Error> {
    const [found] = await tx.rows<{ state: string }>(
      'SELECT state FROM lead_samples WHERE lead_id = $1 AND id = $2',
      [leadId, id],
    );
    if (!found) return new SampleNotFound();
    return new SampleMoveNotPossible(undefined, { members: { state: found.state } });
  }
}

function wrongDay(en: string, de: string): InvalidRequest {
  return new InvalidRequest(undefined, { errors: [{ pointer: '#/at', detail: { en, de } }] });
}
