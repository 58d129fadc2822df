import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries, Pages } from '../../leads';
import { ResponseNotFound } from '../conversations.problems';
import type { ListResponses, ResponsePage, ResponseRow, ResponseView } from './responses.dto';

type Stored = Omit<ResponseRow, 'company' | 'decidedBy'> & { decidedById: string | null };
type StoredDecision = Omit<ResponseView['decisions'][number], 'decidedBy'> & {
  decidedById: string | null;
};

const ROW = `r.id, r.version, r.subject_id AS "leadId", r.contact_id AS "contactId", r.conversation_id AS "conversationId",
  r.channel, json_build_object('kind', r.source_kind, 'id', r.source_id) AS source,
  CASE WHEN r.about_kind = 'follow-up' THEN r.about_id END AS "followUpId", r.class, r.confidence, r.state, r.language,
  r.evidence, r.pause_until_on::text AS "pauseUntil", r.received_at AS "receivedAt", r.decided_at AS "decidedAt",
  r.decided_by AS "decidedById", r.simulated`;

/** What can be asked of answers. */
@Injectable()
export class ResponsesQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
  ) {}

  /** The newest first; `state=review` is the queue of those that a person should look at. */
  async list(scope: Scope, query: ListResponses): Promise<ResponsePage> {
    const { state = null, class: wanted = null, leadId = null } = query;
    return this.db.transaction(scope, (tx) =>
      this.pages.read<Stored, ResponseRow>(tx, query, {
        name: 'responses',
        sql: `SELECT ${ROW}, r.received_at::text AS place FROM conversation_responses r
               WHERE ${scopeOf(scope)} AND ($2::text IS NULL OR r.state = $2) AND ($3::text IS NULL OR r.class = $3)
                 AND ($4::uuid IS NULL OR r.subject_id = $4)`,
        values: [scope.kind === 'team' ? scope.teamIds : [], state, wanted, leadId],
        order: { column: 'r.received_at', cast: 'timestamptz', id: 'r.id', descending: true },
        view: (rows) => this.rows(tx, rows),
      }),
    );
  }

  async get(scope: Scope, id: string): Promise<ResponseView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** @throws ResponseNotFound also for one outside the scope */
  async view(tx: Tx, id: string): Promise<ResponseView> {
    const found = await tx.rows<Stored>(
      `SELECT ${ROW} FROM conversation_responses r WHERE r.id = $1`,
      [id],
      'responses.view',
    );
    const [row] = await this.rows(tx, found);
    if (!row) throw new ResponseNotFound();
    const decisions = await tx.rows<StoredDecision>(
      `SELECT version, class, confidence, evidence, decided_at AS "decidedAt", decided_by AS "decidedById"
         FROM response_decisions WHERE response_id = $1 ORDER BY version`,
      [id],
    );
    const names = await this.users.names(
      tx,
      decisions.map((d) => d.decidedById),
    );
    return {
      ...row,
      decisions: decisions.map(({ decidedById, ...decision }) => ({
        ...decision,
        decidedBy: personOf(names, decidedById),
      })),
    };
  }

  private async rows(tx: Tx, rows: readonly Stored[]): Promise<ResponseRow[]> {
    const names = await this.users.names(
      tx,
      rows.map((r) => r.decidedById),
    );
    const companies = await this.leads.companies(
      tx,
      rows.map((r) => r.leadId),
    );
    return rows.map(({ decidedById, ...row }) => ({
      ...row,
      company: companies.get(row.leadId) ?? null,
      decidedBy: personOf(names, decidedById),
    }));
  }
}

/** Drives the index of a manager's teams; row-level security stands behind it as the net. */
function scopeOf({ kind }: Scope): string {
  return kind === 'team' ? 'r.team_id = ANY ($1::uuid[])' : '($1::uuid[] IS NOT NULL)';
}

function personOf(names: ReadonlyMap<string, string>, id: string | null) {
  return id === null ? null : { id, name: names.get(id) ?? '' };
}
