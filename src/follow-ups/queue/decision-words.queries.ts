import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import type { Counterfactual } from '../deciding/decide.rules';
import type { TraceDecision } from './trace.dto';
import { sayCounterfactual, sayDecision, sayReason } from './trace.rules';

const TOLD = `
  SELECT d.follow_up_id AS "followUpId", d.number, d.decided_by AS "decidedBy", d.note, d.counterfactual
    FROM follow_up_decisions d
    JOIN unnest($1::uuid[], $2::int[]) AS wanted(follow_up_id, number)
      ON wanted.follow_up_id = d.follow_up_id AND wanted.number = d.number`;

/** A decision as an event tells it. */
export interface DecisionFact {
  readonly followUpId: string;
  readonly step: string;
  readonly number: number;
  readonly outcome: TraceDecision['outcome'];
  readonly reason: string | null;
  readonly nextAt: Date | null;
}

/** The same in words, with what the event does not carry. */
export interface DecisionInWords {
  readonly sentence: string;
  readonly reasonText: string | null;
  /** What a person gave as the reason. */
  readonly note: string | null;
  readonly decidedBy: string | null;
  readonly counterfactual: string | null;
}

interface Kept {
  readonly followUpId: string;
  readonly number: number;
  readonly decidedBy: string | null;
  readonly note: string | null;
  readonly counterfactual: (Omit<Counterfactual, 'at'> & { readonly at: string }) | null;
}

/** Decisions that are told one by one, away from their trace. */
@Injectable()
export class DecisionWords {
  constructor(private readonly users: UsersQueries) {}

  /** In the reader's words, in the order given and in one statement. */
  async of(tx: Tx<Scope>, facts: readonly DecisionFact[]): Promise<DecisionInWords[]> {
    if (facts.length === 0) return [];
    const reader = await this.users.reading(tx, tx.scope.userId);
    const ids = facts.map(({ followUpId }) => followUpId);
    const numbers = facts.map(({ number }) => number);
    const rows = await tx.rows<Kept>(TOLD, [ids, numbers], 'follow-ups.decisions-in-words');
    const kept = new Map(rows.map((row) => [`${row.followUpId}:${String(row.number)}`, row]));
    return facts.map((fact) => {
      const row = kept.get(`${fact.followUpId}:${String(fact.number)}`);
      const otherwise = row?.counterfactual ?? null;
      return {
        sentence: sayDecision(fact.step, fact, reader),
        reasonText: sayReason(fact.reason, reader),
        note: row?.note ?? null,
        decidedBy: row?.decidedBy ?? null,
        counterfactual: otherwise && sayCounterfactual(fact.step, otherwise, reader),
      };
    });
  }

  /** The steps of follow-ups, by id. */
  async steps(tx: Tx, followUpIds: readonly string[]): Promise<Map<string, string>> {
    if (followUpIds.length === 0) return new Map();
    const rows = await tx.rows<{ id: string; step: string }>(
      'SELECT id, step FROM follow_ups WHERE id = ANY ($1::uuid[])',
      [followUpIds],
      'follow-ups.steps',
    );
    return new Map(rows.map(({ id, step }) => [id, step]));
  }
}
