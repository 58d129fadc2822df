import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Suppressions } from '../../email';
import { type KnownPerson, PersonalData, type Scope, systemScope } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import { LeadRecords } from '../lead-records.service';
import { TasksService } from '../tasks/tasks.service';
import { OptInMails } from './opt-in-mails.service';
import { OptIn } from './opt-in.entity';
import { keptUntil, stepOf } from './opt-in.rules';
import { OptIns } from './opt-ins.service';

const AT_ONCE = 50;
const DAY_MS = 86_400_000;
const REQUEST_DAYS = 30;

interface Worth {
  readonly simulated: boolean;
  readonly blocked: boolean;
  /** It came by a form, and nobody has anything to do with it. */
  readonly idle: boolean;
  /** Colleagues have written something down, so that a lead stays, without its person. */
  readonly history: boolean;
}

/** `$1` is the lead, `$2` the contact, `$3` since when what was asked for still counts. */
const WORTH = `
  SELECT l.simulated, coalesce(c.blocked_at IS NOT NULL, false) AS blocked,
         l.source = 'WEB_FORM' AND l.status IN ('REGISTERED', 'LOST') AND l.reverted_at IS NULL
           AND NOT EXISTS (SELECT FROM lead_opt_ins o WHERE o.lead_id = l.id)
           AND NOT EXISTS (SELECT FROM lead_consents k WHERE k.lead_id = l.id AND k.state = 'given'
                              AND (k.basis <> 'REQUESTED_CONTACT' OR k.given_at > $3)) AS idle,
         l.version > 1 OR EXISTS (SELECT FROM lead_samples s WHERE s.lead_id = l.id)
           OR EXISTS (SELECT FROM activities a WHERE a.subject_id = l.id AND a.logged_by IS NOT NULL) AS history
    FROM leads l LEFT JOIN lead_contacts c ON c.id = $2 WHERE l.id = $1`;

/** A company that nobody may be told of any more; the row stays, so that figures count on. */
const NO_COMPANY = {
  ...{ companyName: '–', companyKey: '', website: null, domain: null, street: null },
  ...{ postalCode: null, city: null, placeKey: null, search: '' },
} as const;

/** What becomes of ticked boxes: one reminder, and after 30 days nothing is left of what nobody confirmed. */
@Injectable()
export class Unconfirmed {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly locks: ContactLocks,
    private readonly records: LeadRecords,
    private readonly tasks: TasksService,
    private readonly suppressions: Suppressions,
    private readonly personalData: PersonalData,
    private readonly optIns: OptIns,
    private readonly mails: OptInMails,
  ) {}

  /** @returns whether more may be due */
  async settleDue(): Promise<boolean> {
    const due = await this.db.transaction(systemScope('leads.opt-ins'), (tx) =>
      tx.rows<{ id: string; leadId: string; email: string }>(
        `SELECT id, lead_id AS "leadId", email FROM lead_opt_ins WHERE due_at <= $1 ORDER BY due_at, id LIMIT ${String(AT_ONCE)}`,
        [this.clock.now()],
        'lead-opt-ins.due',
      ),
    );
    for (const { id, leadId, email } of due)
      await this.db.transaction(systemScope('leads.opt-ins'), async (tx) => {
        await this.locks.lock(tx, leadId);
        await lockKeys(tx, this.suppressions.contactKeys([email]));
        const optIn = await this.optIns.lock(tx, id);
        if (optIn && optIn.dueAt <= this.clock.now()) await this.settle(tx, optIn);
      });
    return due.length === AT_ONCE;
  }

  async nextDue(after: Date): Promise<Date | null> {
    const [row] = await this.db.transaction(systemScope('leads.opt-ins'), (tx) =>
      tx.rows<{ at: Date | null }>(
        'SELECT min(due_at) AS at FROM lead_opt_ins WHERE due_at > $1',
        [after],
        'lead-opt-ins.next',
      ),
    );
    return row?.at ?? null;
  }

  private async settle(tx: Tx<Scope>, optIn: OptIn): Promise<void> {
    const now = this.clock.now();
    const step = stepOf(optIn, now);
    if (step === 'end') {
      await this.end(tx, optIn);
      return;
    }
    const worth = await this.worth(tx, optIn);
    const isReminded = step === 'remind' && worth !== null && !worth.blocked;
    if (isReminded) await this.mails.send(tx, optIn, 'OPT_IN_REMINDER', worth.simulated);
    const remindedAt = isReminded ? now : optIn.remindedAt;
    await tx.manager.update(OptIn, optIn.id, { remindedAt, dueAt: keptUntil(optIn.askedAt) });
  }

  /** What was confirmed is proven by its consent, and the rest by nothing. */
  private async end(tx: Tx<Scope>, optIn: OptIn): Promise<void> {
    await tx.manager.delete(OptIn, optIn.id);
    if (optIn.confirmedAt !== null) return;
    const worth = await this.worth(tx, optIn);
    if (optIn.contactId === null || !worth?.idle) await this.forgetStranger(tx, optIn);
    else await this.forgetLead(tx, optIn, optIn.contactId, worth);
  }

  /** Somebody at no lead of ours, of whom there is only the mail that they got. */
  private async forgetStranger(tx: Tx, { email }: OptIn): Promise<void> {
    const find = () => this.personalData.find(tx, { address: email });
    const [person, ...others] = await find();
    if (person?.contactId === null && others.length === 0) await this.forget(tx, person, find);
  }

  private async forgetLead(
    tx: Tx<Scope>,
    { leadId }: OptIn,
    contactId: string,
    { history }: Worth,
  ): Promise<void> {
    const find = () => this.personalData.find(tx, { contactId });
    const [person] = await find();
    if (person) await this.forget(tx, person, find);
    const lead = await this.records.lock(tx, leadId);
    await this.tasks.closeAll(tx, [leadId]);
    // A colleague has closed it.
    if (lead.status === 'LOST') return;
    const lostAt = this.clock.now();
    const gone = history ? {} : { ...NO_COMPANY, revertedAt: lostAt };
    const lost = { lostAt, lostReason: 'UNCONFIRMED', ...gone };
    await this.records.moveTo(tx, lead, 'LOST', 'UNCONFIRMED', lost);
  }

  /** In every module; the address may be entered again, since nobody has asked for silence. */
  private async forget(
    tx: Tx,
    person: KnownPerson,
    find: () => Promise<readonly KnownPerson[]>,
  ): Promise<void> {
    await this.personalData.erase(tx, person, async () => (await find())[0] ?? person, false);
  }

  private async worth(tx: Tx, { leadId, contactId }: OptIn): Promise<Worth | null> {
    const since = new Date(this.clock.now().getTime() - REQUEST_DAYS * DAY_MS);
    const [worth] = await tx.rows<Worth>(WORTH, [leadId, contactId, since]);
    return worth ?? null;
  }
}
