import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { LeadProtectionLapsed, LeadProtectionReminded } from '../../events/catalogue';
import { Settings } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import { Lead } from '../lead.entity';
import { LeadRecords } from '../lead-records.service';
import { TasksService } from '../tasks/tasks.service';
import { GraceDays, PseudonymiseDays } from './protection-settings.rules';
import { LEAD_FREE, PROGRESS_OVERDUE } from './protection-tasks.rules';
import { afterDays, type Protection, type ProtectionState } from './protection.rules';
import { ProtectionQueries, type StoredProtection } from './protection.queries';
import { PROTECTION_LOOP } from './protections.service';
import { Pseudonyms } from './pseudonyms.service';
import { ReminderMails } from './reminder-mails.service';

const LOOKED_AT_ONCE = 200;

/** Rows that another process looks at are left to it. */
const DUE = `
  SELECT id FROM leads WHERE protection_due_at <= $1 ORDER BY protection_due_at, id LIMIT ${String(LOOKED_AT_ONCE)}
   FOR NO KEY UPDATE SKIP LOCKED`;

/** Keeps what the protection of leads promises: looks at what is due, reminds, and ends. */
@Injectable()
export class ProtectionSteps {
  private readonly scope = systemDbScope(PROTECTION_LOOP);

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly settings: Settings,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly tasks: TasksService,
    private readonly queries: ProtectionQueries,
    private readonly pseudonyms: Pseudonyms,
    private readonly mails: ReminderMails,
  ) {}

  /** Looks at the leads that are due, and does what has to be done. @returns false when none was */
  async settleDue(): Promise<boolean> {
    const { looked, acting } = await this.db.transaction(this.scope, (tx) => this.look(tx));
    // Each by itself: addresses are locked before the lead, as everywhere, and one fault is one lead's.
    for (const id of acting) await this.db.transaction(this.scope, (tx) => this.act(tx, id));
    return looked > 0;
  }

  /** Leads with nothing to do get their next instant; the others stay due. */
  private async look(tx: Tx): Promise<{ looked: number; acting: string[] }> {
    const rows = await tx.rows<{ id: string }>(DUE, [this.clock.now()], 'leads.protection-due');
    const acting: string[] = [];
    const quiet: { id: string; at: Date | null; state: ProtectionState | null }[] = [];
    for (const lead of await this.queries.facts(
      tx,
      rows.map(({ id }) => id),
    )) {
      const protection = await this.queries.derive(lead);
      if (protection?.step ?? isToBeForgotten(lead)) acting.push(lead.id);
      else
        quiet.push({
          id: lead.id,
          at: protection?.nextAt ?? null,
          state: protection?.state ?? null,
        });
    }
    if (quiet.length > 0)
      await tx.rows(
        `UPDATE leads l SET protection_due_at = v.at, protection_state = v.state
           FROM jsonb_to_recordset($1::jsonb) AS v(id uuid, at timestamptz, state text) WHERE l.id = v.id`,
        [JSON.stringify(quiet)],
      );
    return { looked: rows.length, acting };
  }

  /** Asks again under its locks: what happened since the look counts. */
  private async act(tx: Tx, id: string): Promise<void> {
    await this.locks.lock(tx, id);
    const lead = await this.records.lock(tx, id);
    const [facts] = await this.queries.facts(tx, [id]);
    if (!facts || !lead.protectionDueAt || lead.protectionDueAt > this.clock.now()) return;
    const protection = await this.queries.derive(facts);
    if (isToBeForgotten(facts)) await this.pseudonyms.take(tx, lead);
    else if (!protection) return;
    else if (protection.step === 'lapse') await this.lapse(tx, lead, facts, protection);
    else if (protection.step === 'remind') await this.remind(tx, lead, protection);
    else if (protection.step === 'notice') await this.notice(tx, lead, protection);
  }

  /** Told on time or late, the whole grace begins with the reminder. */
  private async remind(tx: Tx, lead: Lead, { progressDueAt }: Protection): Promise<void> {
    const { ownerId } = lead;
    if (!ownerId || !progressDueAt) return;
    const now = this.clock.now();
    const grace = await this.settings.get(GraceDays, {
      territory: lead.territory,
      userId: ownerId,
    });
    const deadline = afterDays(now, grace);
    await this.mark(tx, lead.id, 'protection_reminded_at');
    await this.owe(tx, lead, deadline);
    await this.mails.send(tx, lead, progressDueAt, deadline);
    await this.events.record(tx, LeadProtectionReminded, lead.id, {
      leadId: lead.id,
      ownerId,
      dueAt: progressDueAt.toISOString(),
      deadline: deadline.toISOString(),
    });
  }

  private async notice(tx: Tx, lead: Lead, { progressDueAt }: Protection): Promise<void> {
    await this.mark(tx, lead.id, 'protection_noticed_at');
    if (progressDueAt) await this.owe(tx, lead, progressDueAt);
  }

  /** The owner loses the lead; from then on it is free, and the manager hears of it. */
  private async lapse(
    tx: Tx,
    lead: Lead,
    facts: StoredProtection,
    { preClaim, endsAt, lapsesAt }: Protection,
  ): Promise<void> {
    const { id: leadId, ownerId, territory } = lead;
    if (!ownerId || !lapsesAt) return;
    const now = this.clock.now();
    const days = await this.settings.get(PseudonymiseDays, { territory, userId: ownerId });
    await this.tasks.close(tx, [leadId], PROGRESS_OVERDUE);
    await this.records.handOver(tx, lead, null, 'LAPSED', {
      protectionLapsedAt: now,
      protectionDueAt: afterDays(now, days),
      protectionState: 'LAPSED',
    });
    const ended = endsAt?.getTime() === lapsesAt.getTime();
    const reason = preClaim ? 'NO_FIRST_CONTACT' : ended ? 'ENDED' : 'NO_PROGRESS';
    await this.events.record(tx, LeadProtectionLapsed, leadId, {
      leadId,
      ownerId,
      deadline: lapsesAt.toISOString(),
      reason,
    });
    const task = { leadId, kind: LEAD_FREE, subjectCode: reason, assigneeId: null, dueAt: now };
    await this.tasks.open(tx, { ...task, origin: `protection:${facts.id}` });
  }

  /** The owner's task, with the deadline that stands now. */
  private async owe(tx: Tx, { id: leadId, ownerId }: Lead, dueAt: Date): Promise<void> {
    await this.tasks.close(tx, [leadId], PROGRESS_OVERDUE);
    await this.tasks.open(tx, {
      leadId,
      kind: PROGRESS_OVERDUE,
      subjectCode: 'PROTECTION',
      assigneeId: ownerId,
      dueAt,
      origin: `protection:${leadId}`,
    });
  }

  /** Not a change that anybody could overwrite, so the version stays; the next look is at once and says when next. */
  private async mark(
    tx: Tx,
    id: string,
    column: 'protection_reminded_at' | 'protection_noticed_at',
  ): Promise<void> {
    await tx.rows(`UPDATE leads SET ${column} = $2 WHERE id = $1`, [id, this.clock.now()]);
  }
}

/** Its people are forgotten once it is due again after the lapse. */
function isToBeForgotten({ ownerId, lapsedAt, pseudonymisedAt }: StoredProtection): boolean {
  return ownerId === null && lapsedAt !== null && pseudonymisedAt === null;
}
