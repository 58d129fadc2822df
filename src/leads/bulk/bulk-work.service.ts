import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { Assignments, found } from '../assignment/assignments.service';
import { type Acted, LeadActs } from '../lead-acts.service';
import { LeadRecords } from '../lead-records.service';
import { ContactLocks } from '../contacts/contact-locks.service';
import { OwnerNotAvailable } from '../leads.problems';
import { Protections } from '../protection/protections.service';
import { type BulkWork } from './bulk-acts.dto';
import { BulkActNotAllowed, LeadChangedSince } from './bulk-acts.problems';
import { protectionOf } from './bulk-place.rules';
import type { BulkRow } from './bulk-row.entity';

export type Perform = (leadId: string) => Promise<Acted>;

/** What needs the right to give leads away. */
const BY_MANAGERS: readonly BulkWork['kind'][] = ['assign', 'distribute', 'reopen'];
const UNDONE = 'BULK_ACT_UNDONE';

/** The single acts, as they are done to many leads, and the way back of each. */
@Injectable()
export class BulkWorks {
  constructor(
    private readonly acts: LeadActs,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly assignments: Assignments,
    private readonly protections: Protections,
    private readonly users: UsersQueries,
  ) {}

  /** @throws BulkActNotAllowed */
  requireRight({ kind: seen }: Scope, { kind }: BulkWork): void {
    if (seen === 'own' && BY_MANAGERS.includes(kind)) throw new BulkActNotAllowed();
  }

  /** Says at once what would be refused for every lead. @throws OwnerNotAvailable */
  async requireOwner(tx: Tx<Scope>, work: BulkWork): Promise<void> {
    if (work.kind === 'distribute') await this.assignments.hold(tx, work);
    if (work.kind === 'assign' && !(await this.users.assignable(tx, work.ownerId)))
      throw new OwnerNotAvailable();
  }

  /**
   * Does `each` with the act for one lead; what comes before all of them and after is done around it.
   * @throws OwnerNotAvailable when nobody of the team sells
   */
  async around(
    tx: Tx<Scope>,
    work: BulkWork,
    each: (perform: Perform) => Promise<void>,
  ): Promise<void> {
    if (work.kind !== 'distribute') return each((id) => this.one(tx, id, work));
    // The turns of a team come before the locks of addresses and leads, as in a single assignment.
    const turns = await this.assignments.hold(tx, work);
    await each((id) =>
      this.acts.give(tx, id, ({ territory }) => found(turns.next(territory)), {
        reason: work.reason,
      }),
    );
    await this.assignments.keep(tx, work, turns);
  }

  private one(
    tx: Tx<Scope>,
    id: string,
    work: Exclude<BulkWork, { kind: 'distribute' }>,
  ): Promise<Acted> {
    switch (work.kind) {
      case 'assign':
        return this.acts.give(tx, id, () => ({ ownerId: work.ownerId }), { reason: work.reason });
      case 'pause':
        return this.acts.pause(tx, id, true, work.reason);
      case 'resume':
        return this.acts.pause(tx, id, false, work.reason);
      case 'lose':
        return this.acts.lose(tx, id, work.reason);
      case 'reopen':
        return this.acts.reopen(tx, id, work.reason);
      case 'tag':
        return this.acts.retag(tx, id, (tags) =>
          tags.includes(work.tag) ? tags : [...tags, work.tag],
        );
      case 'untag':
        return this.acts.retag(tx, id, (tags) => tags.filter((tag) => tag !== work.tag));
    }
  }

  /** Puts one lead back where it stood. @throws LeadChangedSince when it is not as the act left it */
  async undo(tx: Tx<Scope>, { kind }: BulkWork, row: BulkRow): Promise<void> {
    const { leadId, before, lostReason } = row;
    await this.locks.lock(tx, leadId);
    const lead = await this.records.lock(tx, leadId);
    if (lead.version !== row.version || !before) throw new LeadChangedSince();
    switch (kind) {
      case 'assign':
      case 'distribute': {
        const { ownerId } = before;
        const patch = ownerId === null ? protectionOf(before) : {};
        await this.acts.give(tx, leadId, () => ({ ownerId }), { reason: UNDONE, patch });
        return;
      }
      case 'pause':
      case 'resume':
        await this.acts.pause(tx, leadId, kind === 'resume', UNDONE);
        return;
      case 'lose':
        await this.records.moveTo(tx, lead, before.status, 'LOSS_UNDONE', {
          lostAt: null,
          lostReason: null,
        });
        await this.protections.lookAgain(tx, [leadId]);
        return;
      case 'reopen': {
        const lostAt = before.lostAt === null ? null : new Date(before.lostAt);
        await this.records.moveTo(tx, lead, 'LOST', 'REOPENING_UNDONE', { lostAt, lostReason });
        return;
      }
      case 'tag':
      case 'untag':
        await this.acts.retag(tx, leadId, () => before.tags);
    }
  }
}
