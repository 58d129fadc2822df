import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { Audit, type Scope } from '../../identity';
import { BulkInsertQueries } from '../bulk-insert.queries';
import { BulkAct } from './bulk-act.entity';
import type { StartBulkAct } from './bulk-acts.dto';
import { BulkActNotFound, BulkActStepNotPossible } from './bulk-acts.problems';
import { BulkRow } from './bulk-row.entity';
import { BulkWorks } from './bulk-work.service';
import { storedTarget, storedWork } from './bulk-work.rules';

export const BULK_LOOP = 'leads.bulk';

/** What people ask to be done to several leads, and to be taken back. */
@Injectable()
export class BulkActs {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly works: BulkWorks,
    private readonly inserts: BulkInsertQueries,
  ) {}

  /** @returns its id @throws BulkActNotAllowed, OwnerNotAvailable */
  async start(scope: Scope, { act, leadIds, filter }: StartBulkAct): Promise<string> {
    this.works.requireRight(scope, act);
    const id = this.ids.uuid();
    const chosen = [...new Set(leadIds ?? [])];
    await this.db.transaction(scope, async (tx) => {
      await this.works.requireOwner(tx, act);
      const work = storedWork(act);
      const target = storedTarget(filter);
      await tx.manager.insert(BulkAct, {
        id,
        requestedBy: scope.userId ?? '',
        ...work,
        ...target,
        state: filter ? 'COLLECTING' : 'RUNNING',
        total: chosen.length,
        requestedAt: this.clock.now(),
      });
      await this.add(tx, id, chosen);
      await this.audit.write(tx, {
        act: 'leads.bulk.begin',
        subjectId: id,
        after: { ...work.act, ...(filter ? { filter } : { leads: chosen.length }) },
        why: work.reason,
      });
      tx.afterCommit(() => {
        this.loops.wake(BULK_LOOP);
      });
    });
    return id;
  }

  /** Begins to take an act back that has ended. @throws BulkActNotFound, BulkActStepNotPossible */
  async revert(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await tx.manager.findOne(BulkAct, {
        where: { id },
        lock: { mode: 'pessimistic_write' },
      });
      if (!found) throw new BulkActNotFound();
      const { state } = found;
      if (state !== 'DONE') throw new BulkActStepNotPossible(undefined, { members: { state } });
      await tx.manager.update(BulkAct, id, {
        state: 'REVERTING',
        revertRequestedAt: this.clock.now(),
        doneTo: null,
        attempts: 0,
      });
      const after = { done: found.doneCount };
      await this.audit.write(tx, { act: 'leads.bulk.revert', subjectId: id, after });
      tx.afterCommit(() => {
        this.loops.wake(BULK_LOOP);
      });
    });
  }

  /** Leads that an act is to be done to. */
  async add(tx: Tx, bulkId: string, leadIds: readonly string[]): Promise<void> {
    const rows = leadIds.map((leadId) => ({ id: this.ids.uuid(), bulkId, leadId }));
    await this.inserts.insert<Pick<BulkRow, 'id' | 'bulkId' | 'leadId'>>(tx, BulkRow, rows);
  }
}
