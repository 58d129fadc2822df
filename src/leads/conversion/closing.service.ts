import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { OpenStops } from '../clock/open-stops.service';
import { ContactLocks } from '../contacts/contact-locks.service';
import { LeadRecords } from '../lead-records.service';
import { Protections } from '../protection/protections.service';
import { StatusNotPossible } from '../leads.problems';
import type { LeadStatus } from '../lists.rules';
import { ConversionFacts, type LeadForConversion } from './conversion-facts.queries';

/** Where a lead stood before it was closed, so that it can go back there. */
export interface LeadPlace {
  readonly status: LeadStatus;
  readonly stage: number;
}

/** The end of a lead that became a customer, and the way back; always in the transaction of whoever converts. */
@Injectable()
export class Closing {
  constructor(
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly facts: ConversionFacts,
    private readonly protections: Protections,
    private readonly stops: OpenStops,
  ) {}

  /** Holds a lead and its people until the transaction ends. @throws LeadNotFound, LeadNotOwned */
  async hold(tx: Tx, leadId: string): Promise<LeadForConversion> {
    await this.locks.lock(tx, leadId);
    await this.records.lockForWork(tx, leadId);
    const lead = (await this.facts.of(tx, [leadId])).get(leadId);
    if (!lead) throw new Error(`The lead ${leadId} was locked and is not to be seen.`);
    return lead;
  }

  /**
   * @returns the version with which the lead is closed
   * @throws StatusNotPossible for a lead that is closed already
   */
  async close(tx: Tx, leadId: string): Promise<number> {
    const lead = await this.records.lockForWork(tx, leadId);
    if (lead.status === 'CONVERTED' || lead.status === 'LOST') throw new StatusNotPossible();
    await this.records.moveTo(tx, lead, 'CONVERTED', 'CONVERTED', { stage: 2 });
    await this.stops.withdraw(tx, leadId, 'LEAD_CONVERTED');
    return lead.version + 1;
  }

  /** Puts a converted lead back. @throws StatusNotPossible unless it is converted */
  async putBack(tx: Tx, leadId: string, { status, stage }: LeadPlace): Promise<void> {
    const lead = await this.records.lockForWork(tx, leadId);
    if (lead.status !== 'CONVERTED') throw new StatusNotPossible();
    await this.records.moveTo(tx, lead, status, 'CONVERSION_UNDONE', { stage });
    await this.protections.lookAgain(tx, [leadId]);
  }

  /** Says that a lead is worth an effort. @returns false when it was known, or the lead is closed */
  async qualify(tx: Tx, leadId: string): Promise<boolean> {
    const lead = await this.records.lockForWork(tx, leadId);
    if (lead.status !== 'REGISTERED' && lead.status !== 'ACTIVE') return false;
    await this.records.moveTo(tx, lead, 'QUALIFIED', 'QUALIFIED', { stage: 2 });
    return true;
  }

  /** Takes that back. @throws StatusNotPossible unless it is the last thing that happened to its status */
  async unqualify(tx: Tx, leadId: string): Promise<void> {
    const lead = await this.records.lockForWork(tx, leadId);
    const { status, statusBefore, statusBeforeSince: statusSince } = lead;
    const wasOpen = statusBefore === 'REGISTERED' || statusBefore === 'ACTIVE';
    if (status !== 'QUALIFIED' || !wasOpen) throw new StatusNotPossible();
    const patch = { stage: 1, statusSince };
    await this.records.moveTo(tx, lead, statusBefore, 'QUALIFICATION_UNDONE', patch);
  }
}
