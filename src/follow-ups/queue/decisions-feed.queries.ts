import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { type Counterfactual, type PackedGuards, unpackGuards } from '../deciding/decide.rules';
import type { Outcome } from '../deciding/reasons.rules';
import type { DecisionsPage, ListDecisions } from './decisions-feed.dto';
import { FilterSql, whoseCondition } from './follow-up-filter.rules';
import { type Reader, sayCounterfactual, sayDecision, sayGuard, sayReason } from './trace.rules';

/** A decision in codes and instants. */
export interface RecentDecision {
  readonly followUpId: string;
  readonly leadId: string;
  readonly step: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly at: Date;
}

interface Told extends RecentDecision {
  readonly number: number;
  readonly channel: 'email' | 'whatsapp';
  readonly decidedBy: string | null;
  readonly note: string | null;
  readonly guards: PackedGuards;
  readonly counterfactual: (Omit<Counterfactual, 'at'> & { readonly at: string }) | null;
  readonly nextAt: Date | null;
  readonly simulated: boolean;
}

const CODES = `d.follow_up_id AS "followUpId", d.subject_id AS "leadId", f.step, d.outcome, d.reason, d.decided_at AS at`;
const TOLD = `${CODES}, d.number, d.channel, d.decided_by AS "decidedBy", d.note, d.guards, d.counterfactual,
  d.next_at AS "nextAt", d.simulated`;

/** What was decided lately, the newest first; with texts for people, in codes for the cockpit. */
@Injectable()
export class DecisionsFeed {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
  ) {}

  newest(
    tx: Tx<Scope>,
    filter: Omit<ListDecisions, 'limit'>,
    limit: number,
  ): Promise<RecentDecision[]> {
    return this.read<RecentDecision>(tx, CODES, filter, limit);
  }

  async list(scope: Scope, { limit, ...filter }: ListDecisions): Promise<DecisionsPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const told = await this.read<Told>(tx, TOLD, filter, limit);
      const reader = await this.users.reading(tx, scope.userId);
      const leads = await this.leads.forFollowUps(tx, [...new Set(told.map((t) => t.leadId))]);
      const names = await this.users.names(
        tx,
        told.map(({ decidedBy }) => decidedBy),
      );
      const items = told.map(({ decidedBy, ...decision }) => ({
        ...inWords(decision, reader),
        company: leads.get(decision.leadId)?.company ?? '',
        city: leads.get(decision.leadId)?.city ?? null,
        decidedBy: names.get(decidedBy ?? '') ?? null,
      }));
      return { items, asOf: this.clock.now().toISOString(), asOfSequence };
    });
  }

  private read<R extends RecentDecision>(
    tx: Tx<Scope>,
    columns: string,
    filter: Omit<ListDecisions, 'limit'>,
    limit: number,
  ): Promise<R[]> {
    // Ids are made in the order of time.
    const where = new FilterSql();
    whoseCondition(where, filter, tx.scope, 'd');
    return tx.rows<R>(
      `SELECT ${columns} FROM follow_up_decisions d JOIN follow_ups f ON f.id = d.follow_up_id
        WHERE ${where.sql} ORDER BY d.id DESC LIMIT ${where.value(limit)}`,
      where.values,
    );
  }
}

function inWords({ guards: packed, ...decision }: Omit<Told, 'decidedBy'>, reader: Reader) {
  const { step, reason, nextAt, counterfactual, at } = decision;
  const guards = unpackGuards(packed);
  const refused = guards.find(({ result }) => result === 'refused');
  return {
    ...decision,
    at: at.toISOString(),
    nextAt: nextAt?.toISOString() ?? null,
    reasonText: sayReason(reason, reader),
    sentence: sayDecision(step, decision, reader),
    passed: guards.filter(({ result }) => result === 'passed').length,
    refusedBy: refused ? sayGuard(refused, reader).label : null,
    counterfactual: counterfactual && sayCounterfactual(step, counterfactual, reader),
  };
}
