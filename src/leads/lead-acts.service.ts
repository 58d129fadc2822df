import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import { Audit, type Scope } from '../identity';
import { Assignments, type Choice, found } from './assignment/assignments.service';
import { OpenStops } from './clock/open-stops.service';
import { ContactLocks } from './contacts/contact-locks.service';
import { type HandOverReason, LeadRecords } from './lead-records.service';
import { changedFields } from './lead-record.rules';
import type { Lead } from './lead.entity';
import type { AssignLead } from './leads.dto';
import { LeadNotFree, StatusNotPossible, TooManyTags } from './leads.problems';
import { Protections } from './protection/protections.service';

const MOST_TAGS = 20;

/** What an act did: the lead as it was, and the version that it left; the same one when there was nothing to do. */
export interface Acted {
  readonly before: Lead;
  readonly version: number;
}

const nothing = (before: Lead): Acted => ({ before, version: before.version });
const once = (before: Lead): Acted => ({ before, version: before.version + 1 });

const RULE_REASONS = { 'round-robin': 'ROUND_ROBIN', 'least-busy': 'LEAST_BUSY' } as const;

/** The acts on one lead, each in the transaction of whoever acts on it, or on many. */
@Injectable()
export class LeadActs {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly protections: Protections,
    private readonly assignments: Assignments,
    private readonly stops: OpenStops,
  ) {}

  /**
   * Gives a lead to somebody or to whom a rule finds, takes a free one, or sets one free.
   * @throws LeadNotFree for the second who takes it
   */
  async assign(tx: Tx<Scope>, id: string, input: AssignLead): Promise<Acted> {
    const { reason } = input;
    if (!('by' in input)) return this.give(tx, id, () => ({ ownerId: input.ownerId }), { reason });
    const turns = await this.assignments.hold(tx, input);
    const acted = await this.give(tx, id, ({ territory }) => found(turns.next(territory)), {
      reason,
    });
    await this.assignments.keep(tx, input, turns);
    return acted;
  }

  /** @param choose asked once the lead is held */
  async give(
    tx: Tx<Scope>,
    id: string,
    choose: (lead: Lead) => Choice,
    { reason, patch = {} }: { reason?: string | undefined; patch?: Partial<Lead> } = {},
  ): Promise<Acted> {
    const { scope } = tx;
    await this.locks.lock(tx, id);
    const lead = await this.records.lock(tx, id);
    const { ownerId, why } = choose(lead);
    const takes = lead.ownerId === null && ownerId === scope.userId;
    if (!takes && scope.kind === 'own') throw new LeadNotFree();
    if (lead.ownerId === ownerId) return nothing(lead);
    const cause: HandOverReason = why ? RULE_REASONS[why.rule] : takes ? 'TAKEN' : 'MANUAL';
    await this.records.handOver(tx, lead, ownerId, cause, patch);
    await this.audit.write(tx, {
      act: 'leads.assign',
      subjectId: id,
      before: { ownerId: lead.ownerId },
      after: { ownerId, ...why },
      why: reason,
    });
    return once(lead);
  }

  /** Closes a lead that will not become a customer. */
  async lose(tx: Tx, id: string, reason: string): Promise<Acted> {
    await this.locks.lock(tx, id);
    const lead = await this.records.lockForWork(tx, id);
    if (lead.status === 'LOST' || lead.status === 'CONVERTED') throw new StatusNotPossible();
    const patch = { lostAt: this.clock.now(), lostReason: reason };
    await this.records.moveTo(tx, lead, 'LOST', 'MARKED_LOST', patch);
    await this.stops.withdraw(tx, id, 'LEAD_LOST');
    return once(lead);
  }

  /** Opens a lost lead again; a manager's decision. */
  async reopen(tx: Tx, id: string, reason: string): Promise<Acted> {
    const lead = await this.records.lockForWork(tx, id);
    if (lead.status !== 'LOST' || lead.revertedAt) throw new StatusNotPossible();
    const patch = { lostAt: null, lostReason: null };
    await this.records.moveTo(tx, lead, 'ACTIVE', 'REOPENED', patch);
    await this.protections.lookAgain(tx, [id]);
    await this.audit.write(tx, { act: 'leads.reopen', subjectId: id, why: reason });
    return once(lead);
  }

  /** Keeps everything automatic from a lead, or lets it go on. */
  async pause(tx: Tx, id: string, paused: boolean, reason: string): Promise<Acted> {
    await this.locks.lock(tx, id);
    const lead = await this.records.lockForWork(tx, id);
    if ((lead.automationPausedAt !== null) === paused) return nothing(lead);
    const patch = { automationPausedAt: paused ? this.clock.now() : null };
    await this.records.saveFields(tx, lead, patch, ['automation']);
    const act = paused ? 'leads.automation.pause' : 'leads.automation.resume';
    await this.audit.write(tx, { act, subjectId: id, why: reason });
    return once(lead);
  }

  /** @throws TooManyTags */
  async retag(
    tx: Tx,
    id: string,
    change: (tags: readonly string[]) => readonly string[],
  ): Promise<Acted> {
    const lead = await this.records.lockForWork(tx, id);
    const tags = [...change(lead.tags)];
    if (tags.length > MOST_TAGS) throw new TooManyTags();
    const { patch, fields } = changedFields(lead, { tags });
    if (fields.length === 0) return nothing(lead);
    await this.records.saveFields(tx, lead, patch, fields);
    return once(lead);
  }
}
