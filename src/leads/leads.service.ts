import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../core/database';
import type { Scope } from '../identity';
import { type ActivityFact, ActivityLog } from './activities/activity-log.service';
import { ContactLocks } from './contacts/contact-locks.service';
import { Closing, type LeadPlace } from './conversion/closing.service';
import type { LeadForConversion } from './conversion/conversion-facts.queries';
import { LeadActs } from './lead-acts.service';
import { LeadContact } from './lead-contact.entity';
import { type ConsentFact, ConsentLog } from './privacy/consent-log.service';
import { Inquiries, type Inquiry } from './inquiries.service';
import { changedFields, searchTextOf } from './lead-record.rules';
import { LeadRecords } from './lead-records.service';
import type { AssignLead, ChangeLead, LeadView } from './leads.dto';
import { QualificationIncomplete, StatusNotPossible } from './leads.problems';
import { LeadsQueries } from './leads.queries';
import { missingToQualify } from './qualification.rules';
import { Scores } from './scoring/scores.service';
import { type TaskFact, TasksService } from './tasks/tasks.service';

/** What can be done to a lead. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly db: Database,
    private readonly queries: LeadsQueries,
    private readonly records: LeadRecords,
    private readonly acts: LeadActs,
    private readonly activities: ActivityLog,
    private readonly tasks: TasksService,
    private readonly locks: ContactLocks,
    private readonly closing: Closing,
    private readonly consents: ConsentLog,
    private readonly scores: Scores,
    private readonly inquiries: Inquiries,
  ) {}

  /** Saves the fields given, if `ifMatch` names the version that stands. */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    change: ChangeLead,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lock(tx, id);
      this.records.requireVersion(lead, ifMatch);
      const { patch, fields } = changedFields(lead, change);
      if (fields.length === 0) return this.queries.view(tx, id);
      const contacts = await tx.manager.findBy(LeadContact, { leadId: id });
      const search = searchTextOf({ ...lead, ...patch }, contacts);
      await this.records.saveFields(tx, lead, { ...patch, search }, fields);
      await this.scores.refresh(tx, [id]);
      return this.queries.view(tx, id);
    });
  }

  /**
   * Gives a lead to somebody or to whom a rule finds, takes a free one, or sets one free.
   * @returns null when the lead has left what the caller may see
   * @throws LeadNotFree for the second who takes it
   */
  async assign(scope: Scope, id: string, input: AssignLead): Promise<LeadView | null> {
    return this.db.transaction(scope, async (tx) => {
      await this.acts.assign(tx, id, input);
      return this.queries.find(tx, id);
    });
  }

  /** Closes a lead that will not become a customer. */
  async lose(scope: Scope, id: string, reason: string): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      await this.acts.lose(tx, id, reason);
      return this.queries.view(tx, id);
    });
  }

  /** A person says that a lead is worth an effort. @throws StatusNotPossible, QualificationIncomplete */
  async markQualified(scope: Scope, id: string): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, id);
      const contacts = await tx.manager.findBy(LeadContact, { leadId: id });
      const errors = missingToQualify({ ...lead, contacts });
      if (errors.length > 0) throw new QualificationIncomplete(undefined, { errors });
      if (!(await this.closing.qualify(tx, id))) throw new StatusNotPossible();
      return this.queries.view(tx, id);
    });
  }

  /** Takes it back, to where the lead stood before. @throws StatusNotPossible */
  async takeQualificationBack(scope: Scope, id: string): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      await this.closing.unqualify(tx, id);
      return this.queries.view(tx, id);
    });
  }

  /** Opens a lost lead again; a manager's decision. */
  async reopen(scope: Scope, id: string, reason: string): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      await this.acts.reopen(tx, id, reason);
      return this.queries.view(tx, id);
    });
  }

  /** Lets a colleague read a lead and add to it, or no longer. */
  async collaborate(
    scope: Scope,
    id: string,
    userId: string,
    takesPart: boolean,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lock(tx, id);
      if (await this.records.collaborate(tx, id, userId, takesPart))
        await this.records.saveFields(tx, lead, {}, ['collaborators']);
      return this.queries.view(tx, id);
    });
  }

  /** Keeps everything automatic from a lead, or lets it go on. */
  async pauseAutomation(
    scope: Scope,
    id: string,
    paused: boolean,
    reason: string,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      await this.acts.pause(tx, id, paused, reason);
      return this.queries.view(tx, id);
    });
  }

  /**
   * Opens a task in the caller's transaction; one of the same kind about the same thing stays as it is.
   * @returns the id of the open task; null when one is open that the caller may not see
   */
  openTask(tx: Tx, task: TaskFact): Promise<string | null> {
    return this.tasks.open(tx, task);
  }

  /** Holds a lead and its people for a conversion. @throws LeadNotFound, LeadNotOwned */
  hold(tx: Tx, leadId: string): Promise<LeadForConversion> {
    return this.closing.hold(tx, leadId);
  }

  /** Closes a lead that became a customer. @returns its version from then on @throws StatusNotPossible */
  close(tx: Tx, leadId: string): Promise<number> {
    return this.closing.close(tx, leadId);
  }

  /** Puts a lead back whose conversion is undone. @throws StatusNotPossible */
  putBack(tx: Tx, leadId: string, place: LeadPlace): Promise<void> {
    return this.closing.putBack(tx, leadId, place);
  }

  /** Says that a lead is worth an effort. @returns false when there was nothing to say */
  qualify(tx: Tx, leadId: string): Promise<boolean> {
    return this.closing.qualify(tx, leadId);
  }

  /**
   * Closes the open tasks of a kind about leads in the caller's transaction: what they asked for has happened.
   * @param subjectCode only those about this thing
   */
  closeTasks(
    tx: Tx,
    leadIds: readonly string[],
    kind: string,
    subjectCode?: string,
  ): Promise<void> {
    return this.tasks.close(tx, leadIds, kind, subjectCode);
  }

  /** A lead for somebody who wrote to us and whom nobody knows. */
  registerInquiry(tx: Tx, inquiry: Inquiry): Promise<{ leadId: string; contactId: string }> {
    return this.inquiries.register(tx, inquiry);
  }

  /** Holds a lead for work on it until the transaction ends. @throws LeadNotFound, LeadNotOwned */
  async holdForWork(tx: Tx, leadId: string): Promise<void> {
    await this.records.lockForWork(tx, leadId);
  }

  /** Lets nothing be handed over to the people of a lead until the transaction ends; taken before any row of it. */
  holdMessages(tx: Tx, leadId: string): Promise<void> {
    return this.locks.lock(tx, leadId);
  }

  /** Records words of contacts in the caller's transaction. @returns their ids */
  recordConsents(tx: Tx, facts: readonly ConsentFact[]): Promise<string[]> {
    return this.consents.recordAll(tx, facts);
  }

  /** Logs an activity in the caller's transaction. @returns its id */
  logActivity(tx: Tx, activity: ActivityFact): Promise<string> {
    return this.activities.log(tx, activity);
  }
}
