import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog, EventsQueries } from '../../events';
import { LeadSampleDelivered } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { LeadRecords } from '../lead-records.service';
import { SampleMoveNotPossible, SampleNotFound } from '../leads.problems';
import { VisibleLeads } from '../visible-leads.queries';
import type { SampleState } from './sample.entity';
import type { MoveSample, RequestSample, SampleList, SampleMove, SampleView } from './samples.dto';

const VIEW = `id, lead_id AS "leadId", state, contents, tracking_number AS "trackingNumber",
  requested_at AS "requestedAt", shipped_at AS "shippedAt", delivered_at AS "deliveredAt", changed_at AS "changedAt"`;

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
  ) {}

  /** The latest first. @throws LeadNotFound */
  async list(scope: Scope, leadId: string): Promise<SampleList> {
    return this.db.transaction(scope, async (tx) => {
      await this.visible.require(tx, leadId);
      const asOfSequence = await this.events.safeSequence(tx);
      const items = await tx.rows<SampleView>(
        `SELECT ${VIEW} FROM lead_samples WHERE lead_id = $1 ORDER BY id DESC LIMIT 200`,
        [leadId],
      );
      return { items, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  async request(scope: Scope, leadId: string, { contents }: RequestSample): Promise<SampleView> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.lockForWork(tx, leadId);
      const [sample] = await tx.rows<SampleView>(
        `INSERT INTO lead_samples (id, lead_id, subject_id, contents, requested_by, requested_at, changed_at)
         VALUES ($1, $2, $2, $3, $4, $5, $5) RETURNING ${VIEW}`,
        [this.ids.uuid(), leadId, contents, scope.userId, this.clock.now()],
      );
      if (!sample) throw new SampleNotFound();
      return sample;
    });
  }

  /** @throws SampleMoveNotPossible when it is not where it would have to come from */
  async move(
    scope: Scope,
    { leadId, id, move }: { leadId: string; id: string; move: SampleMove },
    { trackingNumber, at }: MoveSample,
  ): Promise<SampleView> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.lockForWork(tx, leadId);
      const { from, to } = MOVES[move];
      const now = this.clock.now();
      const movedAt = at === undefined ? now : new Date(at);
      if (movedAt > now) throw inTheFuture();
      const values = [leadId, id, to, trackingNumber ?? null, now, movedAt, from];
      const [moved] = await tx.rows<SampleView>(MOVE, values);
      if (!moved) throw await this.refusal(tx, leadId, id);
      if (to === 'DELIVERED') {
        const facts = { leadId, sampleId: id, deliveredAt: movedAt.toISOString() };
        await this.log.record(tx, LeadSampleDelivered, leadId, facts);
      }
      return moved;
    });
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

function inTheFuture(): InvalidRequest {
  const errors = [{ pointer: '#/at', detail: 'lies in the future' }];
  return new InvalidRequest(undefined, { errors });
}
