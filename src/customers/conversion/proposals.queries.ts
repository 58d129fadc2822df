import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries, Pages } from '../../leads';
import { ApprovalNotFound } from '../customers.problems';
import type { RuleTrace } from '../judging/evaluate.rules';
import type { Action } from '../judging/rule-set.rules';
import { sentenceOf } from '../judging/sentence.rules';
import type { ListProposals, ProposalPage, ProposalView } from './conversion.dto';

type Stored = Omit<ProposalView, 'company' | 'decidedBy' | 'sentence' | 'rules'> & {
  decidedById: string | null;
  rules: RuleTrace[];
  matched: string[];
  action: Action;
};

const ROW = `a.id, a.subject_id AS "leadId", a.evaluation_id AS "evaluationId", e.response_id AS "responseId", a.state,
  e.clauses AS rules, e.matched, e.action, a.requested_at AS "requestedAt", a.decided_at AS "decidedAt", a.decided_by AS "decidedById", a.reason`;

type ProposalFilter = Pick<ListProposals, 'state' | 'leadId' | 'id' | 'owner'>;

const FILTER = `($1::text IS NULL OR a.state = $1) AND ($2::uuid IS NULL OR a.subject_id = $2)
  AND ($3::uuid[] IS NULL OR a.id = ANY ($3)) AND ($4::uuid[] IS NULL OR a.owner_id = ANY ($4))`;

function filterValues(scope: Scope, { state, leadId, id, owner }: ProposalFilter): unknown[] {
  const owners = owner?.map((one) => (one === 'me' ? scope.userId : one)) ?? null;
  return [state ?? null, leadId ?? null, id ?? null, owners];
}

/** Conversions that rules propose. */
@Injectable()
export class ProposalsQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
  ) {}

  /** The newest first. */
  async list(scope: Scope, query: ListProposals): Promise<ProposalPage> {
    return this.db.transaction(scope, (tx) =>
      this.pages.read<Stored, ProposalView>(tx, query, {
        name: 'conversion-proposals',
        sql: `SELECT ${ROW}, a.requested_at::text AS place
                FROM conversion_approvals a JOIN conversion_evaluations e ON e.id = a.evaluation_id
               WHERE ${FILTER}`,
        values: filterValues(scope, query),
        order: { column: 'a.requested_at', cast: 'timestamptz', id: 'a.id', descending: true },
        view: (rows) => this.views(tx, rows),
      }),
    );
  }

  /** The answers that proposals of a filter are about, one each. */
  async answers(tx: Tx<Scope>, filter: ProposalFilter): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      `SELECT e.response_id AS id FROM conversion_approvals a JOIN conversion_evaluations e ON e.id = a.evaluation_id
        WHERE ${FILTER}`,
      filterValues(tx.scope, filter),
    );
    return rows.map(({ id }) => id);
  }

  /** @throws ApprovalNotFound */
  async view(tx: Tx, id: string): Promise<ProposalView> {
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
    return rows.map(({ decidedById, matched, action, ...row }) => ({
      ...row,
      rules: row.rules.map((rule) => ({ ...rule, clauses: [...rule.clauses] })),
      sentence: sentenceOf({ rules: row.rules, matched, action }),
      company: companies.get(row.leadId) ?? null,
      decidedBy: decidedById ? { id: decidedById, name: names.get(decidedById) ?? '' } : null,
    }));
  }
}
