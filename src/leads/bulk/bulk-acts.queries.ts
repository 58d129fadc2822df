import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import { LeadsQueries } from '../leads.queries';
import { BulkAct } from './bulk-act.entity';
import type { BulkActView, ListRefusals, RefusalPage } from './bulk-acts.dto';
import { BulkActNotFound } from './bulk-acts.problems';

const FIRST = '00000000-0000-0000-0000-000000000000';

/** How far an act on several leads is, and what was not possible. */
@Injectable()
export class BulkActsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
  ) {}

  /** @throws BulkActNotFound */
  async get(scope: Scope, id: string): Promise<BulkActView> {
    return this.db.transaction(scope, async (tx) => ({
      ...viewOf(await this.find(tx, id)),
      ...(await this.asOf(tx)),
    }));
  }

  /** In the order of their ids. @throws BulkActNotFound */
  async refusals(
    scope: Scope,
    id: string,
    { of, limit, cursor = FIRST }: ListRefusals,
  ): Promise<RefusalPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      await this.find(tx, id);
      const column = of === 'act' ? 'reason' : 'kept_reason';
      const rows = await tx.rows<{ leadId: string; reason: string }>(
        `SELECT lead_id AS "leadId", ${column} AS reason FROM lead_bulk_rows
          WHERE bulk_id = $1 AND lead_id > $2 AND ${column} IS NOT NULL ORDER BY lead_id LIMIT $3`,
        [id, cursor, limit + 1],
      );
      const shown = rows.slice(0, limit);
      const names = await this.leads.companies(
        tx,
        shown.map(({ leadId }) => leadId),
      );
      const items = shown.map((row) => ({ ...row, company: names.get(row.leadId) ?? null }));
      return {
        items,
        nextCursor: rows.length > limit ? (items.at(-1)?.leadId ?? null) : null,
        ...asOf,
      };
    });
  }

  private async find(tx: Tx, id: string): Promise<BulkAct> {
    const found = await tx.manager.findOneBy(BulkAct, { id });
    if (!found) throw new BulkActNotFound();
    return found;
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    const asOfSequence = await this.events.safeSequence(tx);
    return { asOf: this.clock.now().toISOString(), asOfSequence };
  }
}

function viewOf(found: BulkAct): Omit<BulkActView, 'asOf' | 'asOfSequence'> {
  return {
    id: found.id,
    kind: found.act.kind,
    state: found.state,
    total: found.total,
    done: found.doneCount,
    unchanged: found.unchangedCount,
    refused: found.refusedCount,
    failure: found.failure,
    requestedAt: found.requestedAt.toISOString(),
    finishedAt: found.finishedAt?.toISOString() ?? null,
    reversal: found.revertRequestedAt && {
      requestedAt: found.revertRequestedAt.toISOString(),
      finishedAt: found.revertedAt?.toISOString() ?? null,
      reverted: found.revertedCount,
      kept: found.keptCount,
    },
  };
}
