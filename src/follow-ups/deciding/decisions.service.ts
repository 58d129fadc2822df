import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { FollowUpCancelled, FollowUpProcessed } from '../../events/catalogue';
import type { Fact } from '../../events/event-log';
import type { RecordedEvent } from '../../events/recorded-event';
import { type Counterfactual, type GuardRecord, packGuards } from './decide.rules';
import type { Outcome, ReasonCode } from './reasons.rules';

/** Whose follow-up was decided, before the decision. */
export interface Decided {
  readonly id: string;
  readonly leadId: string;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly territory: string;
  readonly simulated: boolean;
  readonly step: string;
  readonly channel: 'email' | 'whatsapp';
  readonly sequenceId: string;
  readonly businessType: string | null;
  /** Of this decision, counted from 1. */
  readonly number: number;
  readonly from: 'planned' | 'queued';
}

export interface NewDecision {
  readonly about: Decided;
  readonly outcome: Outcome;
  readonly reason: ReasonCode | null;
  readonly guards: readonly GuardRecord[];
  readonly counterfactual: Counterfactual | null;
  readonly nextAt: Date | null;
  readonly messageId: string | null;
  readonly templateVersionId: string | null;
  /** Which of several equal templates, when there were several. */
  readonly variant?: string | null;
  /** What the button of its message promises. */
  readonly packageKey?: string | null;
  readonly content: object | null;
  /** Null when the rules decided. */
  readonly decidedBy: string | null;
  readonly note: string | null;
  readonly cause?: RecordedEvent | undefined;
}

const INSERT = `
  INSERT INTO follow_up_decisions (id, follow_up_id, number, subject_id, territory, simulated, decided_at, decided_by,
    outcome, reason, note, guards, counterfactual, next_at, sequence_id, channel, template_version_id, content)
  SELECT id, follow_up_id, number, subject_id, territory, simulated, $2, decided_by, outcome, reason, note, guards,
         counterfactual, next_at, sequence_id, channel, template_version_id, content
    FROM jsonb_to_recordset($1::jsonb) AS d(id uuid, follow_up_id uuid, number int, subject_id uuid, territory text,
      simulated boolean, decided_by uuid, outcome text, reason text, note text, guards jsonb, counterfactual jsonb,
      next_at timestamptz, sequence_id uuid, channel text, template_version_id uuid, content jsonb)`;

/** Keeps decisions and tells the log, in one statement each. */
@Injectable()
export class Decisions {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
  ) {}

  /** @returns the ids of the decisions, in their order */
  async record(tx: Tx, decisions: readonly NewDecision[]): Promise<string[]> {
    if (decisions.length === 0) return [];
    const rows = decisions.map((decision) => this.row(decision));
    void tx.send(INSERT, [JSON.stringify(rows), this.clock.now()], 'follow-ups.decisions');
    await this.events.recordAll(
      tx,
      decisions.map((decision) => this.fact(decision)),
    );
    return rows.map(({ id }) => id);
  }

  private row(decision: NewDecision) {
    const { about, outcome, reason, guards, counterfactual, content } = decision;
    return {
      id: this.ids.uuid(),
      follow_up_id: about.id,
      number: about.number,
      subject_id: about.leadId,
      territory: about.territory,
      simulated: about.simulated,
      decided_by: decision.decidedBy,
      outcome,
      reason,
      note: decision.note,
      guards: packGuards(guards),
      counterfactual,
      next_at: decision.nextAt,
      sequence_id: about.sequenceId,
      channel: about.channel,
      template_version_id: decision.templateVersionId,
      content,
    };
  }

  private fact({ about, outcome, reason, nextAt, cause, ...decision }: NewDecision): Fact {
    const now = this.clock.now().toISOString();
    const { id, leadId, step, channel, number, simulated } = about;
    const common = { followUpId: id, leadId, step, channel, decision: number };
    const envelope = { subject: id, simulated, ...(cause && { cause }) };
    if (outcome === 'cancelled')
      return {
        definition: FollowUpCancelled,
        ...envelope,
        data: { ...common, reason, from: about.from, cancelledAt: now },
      };
    return {
      definition: FollowUpProcessed,
      ...envelope,
      data: {
        ...common,
        outcome,
        reason,
        nextAt: nextAt?.toISOString() ?? null,
        messageId: decision.messageId,
        sequenceId: about.sequenceId,
        templateVersionId: decision.templateVersionId,
        variant: decision.variant ?? null,
        ...(decision.packageKey && { packageKey: decision.packageKey }),
        territory: about.territory,
        ownerId: about.ownerId,
        teamId: about.teamId,
        businessType: about.businessType,
        processedAt: now,
      },
    };
  }
}
