import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { type LeadForConversion, LeadsService } from '../../leads';

export const PROPOSAL_TASK = 'APPROVE_CONVERSION';
const DAY_MS = 86_400_000;

/** Conversions that a rule proposes and a person decides. */
@Injectable()
export class Proposals {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly leads: LeadsService,
  ) {}

  /** Asks whoever manages the team, unless one proposal for this lead is open. @returns whether it is new */
  async request(tx: Tx, lead: LeadForConversion, evaluationId: string): Promise<boolean> {
    const id = this.ids.uuid();
    const now = this.clock.now();
    const made = await tx.rows(
      `INSERT INTO conversion_approvals (id, subject_id, number, evaluation_id, requested_at)
       SELECT $1, $2, 1 + (SELECT count(*) FROM conversion_approvals a WHERE a.subject_id = $2), $3, $4
       ON CONFLICT (subject_id) WHERE state = 'pending' DO NOTHING RETURNING id`,
      [id, lead.leadId, evaluationId, now],
    );
    if (made.length === 0) return false;
    await this.ask(tx, lead.leadId, id);
    return true;
  }

  /** A lead that is part of another one becomes no customer; its task ended with the merge. */
  async withdraw(tx: Tx, leadId: string): Promise<void> {
    await tx.rows(
      `UPDATE conversion_approvals SET state = 'obsolete', decided_at = $2, reason = 'MERGED'
        WHERE subject_id = $1 AND state = 'pending'`,
      [leadId, this.clock.now()],
    );
  }

  /** Asks again what a merge, and nothing else, had withdrawn. */
  async restore(tx: Tx, leadId: string): Promise<void> {
    const asked = await tx.rows<{ id: string }>(
      `UPDATE conversion_approvals SET state = 'pending', decided_at = NULL, reason = NULL
        WHERE subject_id = $1 AND state = 'obsolete' AND reason = 'MERGED' RETURNING id`,
      [leadId],
    );
    for (const { id } of asked) await this.ask(tx, leadId, id);
  }

  private async ask(tx: Tx, leadId: string, id: string): Promise<void> {
    await this.leads.openTask(tx, {
      leadId,
      kind: PROPOSAL_TASK,
      subjectCode: PROPOSAL_TASK,
      assigneeId: null,
      dueAt: new Date(this.clock.now().getTime() + DAY_MS),
      origin: `proposal:${id}`,
    });
  }

  /** A lead that became a customer otherwise needs no decision any more. */
  async closeFor(tx: Tx, leadId: string): Promise<void> {
    await tx.rows(
      `UPDATE conversion_approvals SET state = 'obsolete', decided_at = $2 WHERE subject_id = $1 AND state = 'pending'`,
      [leadId, this.clock.now()],
    );
    await this.leads.closeTasks(tx, [leadId], PROPOSAL_TASK);
  }
}
