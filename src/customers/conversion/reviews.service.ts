import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { ConversionReviewed } from '../../events/catalogue';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries, Pages } from '../../leads';
import { ApprovalDecided, ApprovalNotFound } from '../customers.problems';
import { Evaluation } from '../judging/evaluation.entity';
import { Approval } from './approval.entity';
import type { DecideProposal, ListProposals, ProposalPage, ProposalView } from './conversion.dto';
import { Conversions } from './conversions.service';
import { Proposals } from './proposals.service';

type Stored = Omit<ProposalView, 'company' | 'decidedBy'> & { decidedById: string | null };

const ROW = `a.id, a.subject_id AS "leadId", a.evaluation_id AS "evaluationId", e.response_id AS "responseId", a.state,
  a.requested_at AS "requestedAt", a.decided_at AS "decidedAt", a.decided_by AS "decidedById", a.reason`;

/** What people make of conversions that rules propose. */
@Injectable()
export class Reviews {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly pages: Pages,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly conversions: Conversions,
    private readonly proposals: Proposals,
  ) {}

  /** The newest first. */
  async list(scope: Scope, query: ListProposals): Promise<ProposalPage> {
    return this.db.transaction(scope, (tx) =>
      this.pages.read<Stored, ProposalView>(tx, query, {
        name: 'conversion-proposals',
        sql: `SELECT ${ROW}, a.requested_at::text AS place
                FROM conversion_approvals a JOIN conversion_evaluations e ON e.id = a.evaluation_id
               WHERE ($1::text IS NULL OR a.state = $1) AND ($2::uuid IS NULL OR a.subject_id = $2)`,
        values: [query.state ?? null, query.leadId ?? null],
        order: { column: 'a.requested_at', cast: 'timestamptz', id: 'a.id', descending: true },
        view: (rows) => this.views(tx, rows),
      }),
    );
  }

  /** @throws ApprovalDecided for the second who decides */
  async decide(scope: Scope, id: string, decision: DecideProposal): Promise<ProposalView> {
    return this.db.transaction(scope, async (tx) => {
      const approval = await tx.manager.findOne(Approval, {
        where: { id },
        lock: { mode: 'for_no_key_update' },
      });
      if (!approval) throw new ApprovalNotFound();
      if (approval.state !== 'pending')
        throw new ApprovalDecided(undefined, { members: { state: approval.state } });
      const { outcome, reason = null } = decision;
      const decided = {
        state: outcome,
        decidedAt: this.clock.now(),
        decidedBy: scope.userId,
        reason,
      };
      await tx.manager.update(Approval, { id }, decided);
      const evaluation = await tx.manager.findOneByOrFail(Evaluation, {
        id: approval.evaluationId,
      });
      await this.carryOut(tx, evaluation, outcome);
      await this.events.record(tx, ConversionReviewed, approval.subjectId, {
        ...{ leadId: approval.subjectId, approvalId: id, number: approval.number, outcome },
        ...{ responseId: evaluation.responseId, decidedBy: scope.userId },
      });
      return this.view(tx, id);
    });
  }

  private async carryOut(
    tx: Tx,
    evaluation: Evaluation,
    outcome: 'approved' | 'refused',
  ): Promise<void> {
    const { id, subjectId: leadId, responseId, followUpId, matched } = evaluation;
    if (outcome === 'refused') return this.proposals.closeFor(tx, leadId);
    const { ruleSetId: setId, ruleSetVersion: setVersion } = evaluation;
    const rule = { key: matched[0] ?? '', setId, setVersion };
    const ground = { evaluationId: id, rule, responseId, followUpId, cause: null };
    await this.conversions.convert(tx, { leadId, number: null, vatId: null, ground });
  }

  private async view(tx: Tx, id: string): Promise<ProposalView> {
    const rows = await tx.rows<Stored>(
      `SELECT ${ROW} FROM conversion_approvals a JOIN conversion_evaluations e ON e.id = a.evaluation_id WHERE a.id = $1`,
      [id],
    );
    const [view] = await this.views(tx, rows);
    if (!view) throw new ApprovalNotFound();
    return view;
  }

  private async views(tx: Tx, rows: readonly Stored[]): Promise<ProposalView[]> {
    const people = rows.map((r) => r.decidedById);
    const names = await this.users.names(tx, people);
    const subjects = rows.map((r) => r.leadId);
    const companies = await this.leads.companies(tx, subjects);
    return rows.map(({ decidedById, ...row }) => ({
      ...row,
      company: companies.get(row.leadId) ?? null,
      decidedBy: decidedById ? { id: decidedById, name: names.get(decidedById) ?? '' } : null,
    }));
  }
}
