import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import type { Scope } from '../../identity';
import { Pages } from '../../leads';
import { OpportunityNotFound } from '../customers.problems';
import type {
  ListOpportunities,
  OpportunityName,
  OpportunityPage,
  OpportunityView,
} from './opportunities.dto';
import { type OpenStage, OPEN_STAGES, PROBABILITY, type Stage } from './stages.rules';

type Stored = Omit<OpportunityView, 'probability'>;

const VIEW = `o.id, o.version, o.lead_id AS "leadId", o.customer_id AS "customerId", o.title, o.stage,
  json_build_object('cents', o.amount_cents, 'currency', o.currency) AS amount, o.expected_on::text AS "expectedOn",
  o.lost_reason AS "lostReason", o.owner_id AS "ownerId", o.created_at AS "createdAt", o.closed_at AS "closedAt", o.simulated`;

/** $1 the lead, $2 the customer, $3 the owner, $4 the stages; null for any. $5 says whether the teams $6 drive. */
const FILTER = `($1::uuid IS NULL OR o.subject_id = $1)
  AND ($2::uuid IS NULL OR o.subject_id = $2 OR o.subject_id IN
       (SELECT v.subject_id FROM conversions v WHERE v.customer_id = $2 AND v.undone_at IS NULL))
  AND ($3::uuid IS NULL OR o.owner_id = $3) AND ($4::text[] IS NULL OR o.stage = ANY ($4))
  AND (NOT $5::boolean OR o.team_id = ANY ($6::uuid[]))`;

/** Open ones of one stage, and what they are worth. */
export interface StageValue {
  readonly stage: OpenStage;
  readonly probability: number;
  readonly count: number;
  readonly value: { readonly cents: number; readonly currency: string }[];
}

/** What can be asked of opportunities. */
@Injectable()
export class OpportunitiesQueries {
  constructor(
    private readonly db: Database,
    private readonly pages: Pages,
  ) {}

  /** The newest first. */
  list(scope: Scope, query: ListOpportunities): Promise<OpportunityPage> {
    return this.db.transaction(scope, (tx) =>
      this.pages.read<Stored, OpportunityView>(tx, query, {
        name: 'opportunities',
        sql: `SELECT ${VIEW}, o.created_at::text AS place FROM customer_opportunities o WHERE ${FILTER}`,
        values: filterValues(tx, query),
        order: { column: 'o.created_at', cast: 'timestamptz', id: 'o.id', descending: true },
        view: (rows) => Promise.resolve(rows.map(viewOf)),
      }),
    );
  }

  /** @throws OpportunityNotFound also for one outside the scope */
  async view(tx: Tx, id: string): Promise<OpportunityView> {
    const [row] = await tx.rows<Stored>(
      `SELECT ${VIEW} FROM customer_opportunities o WHERE o.id = $1`,
      [id],
      'opportunities.view',
    );
    if (!row) throw new OpportunityNotFound();
    return viewOf(row);
  }

  get(scope: Scope, id: string): Promise<OpportunityView> {
    return this.db.transaction(scope, (tx) => this.view(tx, id));
  }

  /** The opportunities that facts are about, by the id of the fact, in one statement whatever their number. */
  async ofFacts(tx: Tx, events: readonly RecordedEvent[]): Promise<Map<string, OpportunityName>> {
    const told = events.flatMap(({ id, data }) => {
      const { opportunityId } = data as { opportunityId?: string };
      return opportunityId === undefined ? [] : [[id, opportunityId] as const];
    });
    if (told.length === 0) return new Map();
    const rows = await tx.rows<OpportunityName>(
      'SELECT id, title FROM customer_opportunities WHERE id = ANY ($1::uuid[])',
      [[...new Set(told.map(([, id]) => id))]],
    );
    const names = new Map(rows.map((row) => [row.id, row]));
    return new Map(
      told.flatMap(([event, id]) => {
        const name = names.get(id);
        return name ? [[event, name] as const] : [];
      }),
    );
  }

  /** The open ones by stage; amounts of one currency are added, those of two stand side by side. */
  async pipeline(tx: Tx<Scope>, owner?: 'me'): Promise<StageValue[]> {
    const rows = await tx.rows<{ stage: Stage; currency: string; cents: number; count: number }>(
      `SELECT o.stage, o.currency, sum(o.amount_cents)::float8 AS cents, count(*)::int AS count
         FROM customer_opportunities o WHERE o.closed_at IS NULL AND ${FILTER} GROUP BY 1, 2 ORDER BY 1, 2`,
      filterValues(tx, { owner }),
    );
    return OPEN_STAGES.map((stage) => {
      const parts = rows.filter((row) => row.stage === stage);
      return {
        stage,
        probability: PROBABILITY[stage],
        count: parts.reduce((sum, { count }) => sum + count, 0),
        value: parts.map(({ cents, currency }) => ({ cents, currency })),
      };
    });
  }
}

const viewOf = (row: Stored): OpportunityView => ({ ...row, probability: PROBABILITY[row.stage] });

function filterValues(
  { scope }: Tx<Scope>,
  { leadId, customerId, owner, state }: Partial<ListOpportunities>,
): unknown[] {
  const stages = { open: OPEN_STAGES, won: ['WON'], lost: ['LOST'] } as const;
  return [
    ...[leadId ?? null, customerId ?? null, owner === 'me' ? scope.userId : (owner ?? null)],
    state ? stages[state] : null,
    ...[scope.kind === 'team', scope.kind === 'team' ? scope.teamIds : []],
  ];
}
