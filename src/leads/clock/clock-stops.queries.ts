import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { ClockStopNotFound } from '../leads.problems';
import { VisibleLeads } from '../visible-leads.queries';
import type { ClockStopList, ClockStopView } from './clock-stops.dto';

type Stored = Omit<ClockStopView, 'requestedBy' | 'decidedBy' | 'endedBy'> & {
  readonly requestedById: string | null;
  readonly decidedById: string | null;
  readonly endedById: string | null;
};

const VIEW = `id, lead_id AS "leadId", state, reason, requested_by AS "requestedById", requested_at AS "requestedAt",
  until_at AS "untilAt", decided_by AS "decidedById", decided_at AS "decidedAt", decided_why AS "decidedWhy",
  ended_by AS "endedById", ended_at AS "endedAt"`;

/** When and why the clocks of leads stood still. */
@Injectable()
export class ClockStopsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
    private readonly visible: VisibleLeads,
  ) {}

  /** The latest first. @throws LeadNotFound */
  async list(scope: Scope, leadId: string): Promise<ClockStopList> {
    return this.db.transaction(scope, async (tx) => {
      await this.visible.require(tx, leadId);
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<Stored>(
        `SELECT ${VIEW} FROM lead_clock_stops WHERE lead_id = $1 ORDER BY id DESC LIMIT 200`,
        [leadId],
      );
      const items = await this.named(tx, rows);
      return { items, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  /** @throws ClockStopNotFound also for one of another lead */
  async get(tx: Tx, leadId: string, id: string): Promise<ClockStopView> {
    const rows = await tx.rows<Stored>(
      `SELECT ${VIEW} FROM lead_clock_stops WHERE lead_id = $1 AND id = $2`,
      [leadId, id],
    );
    const [view] = await this.named(tx, rows);
    if (!view) throw new ClockStopNotFound();
    return view;
  }

  private async named(tx: Tx, rows: readonly Stored[]): Promise<ClockStopView[]> {
    const people = rows.flatMap((r) => [r.requestedById, r.decidedById, r.endedById]);
    const names = await this.users.names(tx, people);
    const person = (id: string | null) => (id ? { id, name: names.get(id) ?? '' } : null);
    return rows.map(({ requestedById, decidedById, endedById, ...row }) => ({
      ...row,
      requestedBy: person(requestedById),
      decidedBy: person(decidedById),
      endedBy: person(endedById),
    }));
  }
}
