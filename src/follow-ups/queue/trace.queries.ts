import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { type Counterfactual, type PackedGuards, unpackGuards } from '../deciding/decide.rules';
import type { FollowUpState } from '../sequences/follow-up.entity';
import { type DecisionFact, type DecisionInWords, DecisionWords } from './decision-words.queries';
import type { FollowUpTrace, TraceDecision, TraceFollowUp } from './trace.dto';
import {
  type Reader,
  sayCounterfactual,
  sayDecision,
  sayFollowUp,
  sayGuard,
  sayLead,
  sayReason,
} from './trace.rules';

interface EnrolmentRow {
  readonly id: string;
  readonly state: 'active' | 'paused' | 'finished' | 'stopped';
  readonly reason: string | null;
  readonly anchorKind: string;
  readonly anchorAt: Date;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly key: string;
  readonly version: number;
}

interface FollowUpRecord {
  readonly id: string;
  readonly step: string;
  readonly channel: 'email' | 'whatsapp';
  readonly state: FollowUpState;
  readonly reason: string | null;
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly handedOverAt: Date | null;
}

interface DecisionRecord {
  readonly followUpId: string;
  readonly number: number;
  readonly decidedAt: Date;
  readonly decidedBy: string | null;
  readonly outcome: TraceDecision['outcome'];
  readonly reason: string | null;
  readonly note: string | null;
  readonly guards: PackedGuards;
  readonly counterfactual: (Omit<Counterfactual, 'at'> & { readonly at: string }) | null;
  readonly nextAt: Date | null;
  readonly templateVersionId: string | null;
  readonly content: Record<string, unknown> | null;
  readonly key: string;
  readonly version: number;
}

const NEWEST_ENROLMENT = `
  SELECT e.id, e.state, e.reason, e.anchor_kind AS "anchorKind", e.anchor_at AS "anchorAt", e.started_at AS "startedAt",
         e.ended_at AS "endedAt", s.key, s.version
    FROM enrolments e JOIN sequences s ON s.id = e.sequence_id
   WHERE e.subject_id = $1 ORDER BY e.started_at DESC, e.id DESC LIMIT 1`;

const FOLLOW_UPS = `
  SELECT id, step, channel, state, coalesce(reason, waits_for) AS reason, due_at AS "dueAt", not_after AS "notAfter",
         handed_over_at AS "handedOverAt"
    FROM follow_ups WHERE enrolment_id = $1 ORDER BY step_number`;

const DECISIONS = `
  SELECT d.follow_up_id AS "followUpId", d.number, d.decided_at AS "decidedAt", d.decided_by AS "decidedBy", d.outcome,
         d.reason, d.note, d.guards, d.counterfactual, d.next_at AS "nextAt",
         d.template_version_id AS "templateVersionId", d.content, s.key, s.version
    FROM follow_up_decisions d JOIN sequences s ON s.id = d.sequence_id
   WHERE d.follow_up_id = ANY ($1::uuid[]) ORDER BY d.follow_up_id, d.number`;

/** What happened to a lead, what will happen next and when, and why. */
@Injectable()
export class TraceQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly words: DecisionWords,
  ) {}

  /** @throws LeadNotFound also for a lead outside the scope */
  async trace(scope: Scope, leadId: string): Promise<FollowUpTrace> {
    return this.db.transaction(scope, async (tx) => {
      await this.leads.view(tx, leadId);
      const asOfSequence = await this.events.safeSequence(tx);
      const reader = await this.users.reading(tx, scope.userId);
      const [enrolment] = await tx.rows<EnrolmentRow>(NEWEST_ENROLMENT, [leadId]);
      const followUps = enrolment ? await this.followUps(tx, enrolment.id, reader) : [];
      const planned = followUps.filter(({ state }) => state === 'planned');
      const first = enrolment?.state === 'active' ? planned[0] : undefined;
      const next = first && {
        followUpId: first.id,
        step: first.step,
        at: first.dueAt,
        sentence: first.sentence,
      };
      return {
        leadId,
        sentence: sayLead(enrolment ?? null, next?.sentence ?? null, reader),
        enrolment: enrolment ? enrolmentOf(enrolment, reader) : null,
        next: next ?? null,
        followUps,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }

  /** Decisions as events tell them, in the reader's words, in the order given. */
  inWords(tx: Tx<Scope>, facts: readonly DecisionFact[]): Promise<DecisionInWords[]> {
    return this.words.of(tx, facts);
  }

  /** The steps of follow-ups that the caller may see, by id. */
  steps(tx: Tx, followUpIds: readonly string[]): Promise<Map<string, string>> {
    return this.words.steps(tx, followUpIds);
  }

  private async followUps(tx: Tx, enrolmentId: string, reader: Reader): Promise<TraceFollowUp[]> {
    const rows = await tx.rows<FollowUpRecord>(FOLLOW_UPS, [enrolmentId]);
    const decisions = await tx.rows<DecisionRecord>(DECISIONS, [rows.map(({ id }) => id)]);
    const names = await this.users.names(
      tx,
      decisions.map(({ decidedBy }) => decidedBy),
    );
    return rows.map((row) => ({
      ...row,
      ...sayFollowUp(row, reader),
      dueAt: row.dueAt.toISOString(),
      notAfter: row.notAfter.toISOString(),
      handedOverAt: row.handedOverAt?.toISOString() ?? null,
      nextAt: row.state === 'planned' ? row.dueAt.toISOString() : null,
      decisions: decisions
        .filter(({ followUpId }) => followUpId === row.id)
        .map((decision) => ({
          ...decisionOf(row.step, decision, reader),
          decidedByName: names.get(decision.decidedBy ?? '') ?? null,
        })),
    }));
  }
}

function enrolmentOf(
  { key, version, ...enrolment }: EnrolmentRow,
  reader: Reader,
): FollowUpTrace['enrolment'] {
  return {
    ...enrolment,
    reasonText: sayReason(enrolment.reason, reader),
    anchorAt: enrolment.anchorAt.toISOString(),
    startedAt: enrolment.startedAt.toISOString(),
    endedAt: enrolment.endedAt?.toISOString() ?? null,
    sequence: { key, version },
  };
}

function decisionOf(
  step: string,
  record: DecisionRecord,
  reader: Reader,
): Omit<TraceDecision, 'decidedByName'> {
  const { followUpId: _, key, version, templateVersionId, ...decision } = record;
  const { counterfactual, nextAt } = decision;
  const guards = unpackGuards(decision.guards);
  const count = (result: string) => guards.filter((guard) => guard.result === result).length;
  return {
    ...decision,
    decidedAt: decision.decidedAt.toISOString(),
    reasonText: sayReason(decision.reason, reader),
    sentence: sayDecision(step, decision, reader),
    guards: guards.map((guard) => sayGuard(guard, reader)),
    passed: count('passed'),
    notNeeded: count('not-needed'),
    counterfactual: counterfactual && {
      unless: [...counterfactual.unless],
      at: counterfactual.at,
      sentence: sayCounterfactual(step, counterfactual, reader),
    },
    nextAt: nextAt?.toISOString() ?? null,
    versions: { sequence: { key, version }, templateVersionId },
  };
}
